# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend dies while a client asks: it leaves the rotation, and nothing is lost from then on; it comes back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.capture import packets
from proof.clients import ENOUGH, Client, texts
from proof.health import LATE, LIMIT, Server, dies_and_comes_back, states
from proof.lab import Lab
from proof.modules import OnHost, connection
from proof.traffic import flowing
from proof.wait import eventually

ClientOf = Callable[[str], Client]
Tell = Callable[[str], None]

URL, INTERNAL = "http://203.0.113.80:8000/", "http://10.131.10.80:8000/"
WEB1, WEB2 = "10.131.1.11", "10.131.1.12"
# Seconds until a host that is started does its work again, on a machine that does much else.
BOOT = 180
ONLINE, DEAD = {WEB1: "online", WEB2: "online"}, {WEB1: "online", WEB2: "offline"}


def told(lab: Lab) -> dict[str, str]:
    """What ovn_info says."""
    found = OnHost(lab, "central1")("ovn_info", {**connection(lab, "central1"), "gather": ["backends"]})["backends"]
    assert {row["chassis"] for row in found} == {"host1", "host2"}
    return {row["backend"].partition(":")[0]: row["state"] for row in found}


@pytest.mark.parametrize(
    ("mode", "asking", "url"),
    [("lb-switch", "user1", INTERNAL), ("lb-router", "client1", URL)],
    ids=["on_a_switch", "on_the_router"],
)
def test_web_server_dies_and_comes_back(
    lab: Lab, central: Host, client: ClientOf, tell: Tell, mode: str, asking: str, url: str
) -> None:
    lab.play("site.yml", "--tags", mode)
    seen: list[dict[str, str]] = []
    web2 = Server(lab.host("host2"), "web2", WEB2, "i am web2")
    figures = dies_and_comes_back(central, web2, client(asking), url, lambda: seen.append(told(lab)))
    tell(f"web server dies, {mode}: {figures}")
    assert seen == [DEAD]
    assert told(lab) == ONLINE


def test_checks_begin_anew_from_another_address(lab: Lab, central: Host) -> None:
    """By itself OVN would go on from the old one, whose answers get lost."""
    lab.play("site.yml", "--tags", "lb-router")
    other = {WEB1: "web-web1:10.131.1.253", WEB2: "web-web2:10.131.1.254"}
    lab.play("site.yml", "--tags", "lb-router", "-e", json.dumps({"ovn_lb_sources": other}))
    questions = f"tcp[tcpflags] == tcp-syn and dst {WEB1} and src net 10.131.1.248/29"
    with packets(f"{lab.name}-host1", "web1", questions, 3, "web1") as seen:
        pass
    assert len(seen) == 3
    assert all("10.131.1.253." in line for line in seen)
    eventually(lambda: states(central) == ONLINE, LIMIT, "both servers are online")
    lab.play("site.yml", "--tags", "lb-router")


def test_host_of_a_web_server_dies(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    """Its chassis would have asked, so nobody does. To say in the Southbound that the port is down takes it out."""
    lab.play("site.yml", "--tags", "lb-router")
    eventually(lambda: states(central) == ONLINE, LIMIT, "both servers are online")
    with flowing(client("client1"), URL, patience=LATE) as traffic:
        lab.podman("kill", "host2")
        try:
            eventually(lambda: traffic.look() and len(traffic.lost) > 5, LIMIT, "requests are lost")
            assert told(lab) == ONLINE
            central.check_output("ovn-sbctl --no-leader-only set Port_Binding web-web2 up=false")
            begin = time.time()
            eventually(lambda: traffic.answered_since(begin) > ENOUGH, LIMIT, "nothing is lost any more")
            assert told(lab) == DEAD
        finally:
            lab.podman("start", "host2")
        eventually(lambda: states(central) == ONLINE, BOOT, "web2 is online again, by itself")
    tell(f"host of a web server dies, its port is set down by hand: {traffic.story}")
    assert set(texts(client("client1").get(URL))) == {"i am web1", "i am web2"}
