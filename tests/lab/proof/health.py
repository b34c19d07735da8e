# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server that dies while a client asks, where OVN looks after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from testinfra.host import Host

from proof.clients import ENOUGH, Client, texts
from proof.database import SB, dump
from proof.traffic import flowing
from proof.wait import eventually
from proof.web import stopped

# Seconds, on a machine that does much else: for two checks that fail, northd and the chassis, which elsewhere takes four,
# and for an answer that is only late.
LIMIT, LATE = 60, 3


def states(central: Host) -> dict[str, str]:
    """What OVN thinks of each backend, by its address."""
    return {row["ip"]: row["status"] for row in dump(central, SB)["Service_Monitor"].values()}


@dataclass(frozen=True)
class Server:
    """:ivar text: what it answers"""

    host: Host
    vm: str
    address: str
    text: str


def dies_and_comes_back(
    central: Host, server: Server, asking: Client, url: str, meanwhile: Callable[[], object] = lambda: None
) -> str:
    """It leaves the rotation, nothing is lost from then on, and it comes back. The figures, for a person."""
    eventually(lambda: states(central).get(server.address) == "online", LIMIT, f"{server.vm} is online")
    with flowing(asking, url, patience=LATE) as traffic:
        with stopped(server.host, server.vm):
            begin = time.time()
            eventually(lambda: states(central)[server.address] == "offline", LIMIT, f"{server.vm} is offline")
            # So many in a row do not miss a dead server by chance.
            eventually(lambda: traffic.answered_since(begin) > ENOUGH, LIMIT, "nothing is lost any more")
            gone = time.time()
            meanwhile()
        back = time.time()
        eventually(
            lambda: any(request.text == server.text and request.sent > back for request in traffic.look()),
            LIMIT,
            f"{server.vm} is in the rotation again",
        )
    # A server that has ended refuses; what merely is late has other reasons.
    refused = [request.sent for request in traffic.lost if "refused" in request.text]
    out = max(refused, default=begin) - begin
    again = next(each.sent for each in traffic.requests if each.sent > back and each.text == server.text) - back
    assert [sent for sent in refused if sent > gone] == [], traffic.lost
    assert len(set(texts(asking.get(url)))) > 1
    return f"{traffic.story}; none later than {out:.1f} s, in the rotation again {again:.1f} s after its start"
