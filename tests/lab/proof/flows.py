# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flows of a chassis as Open vSwitch shows them, for what the posts print of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from testinfra.host import Host


class Hop(NamedTuple):
    """A flow that a packet met, and what it did."""

    table: int
    match: str
    actions: list[str]


def hops(host: Host, flow: str) -> tuple[list[Hop], str]:
    """The flows that a packet meets, and what the datapath does in the end."""
    found: list[Hop] = []
    text = host.check_output(f"ovs-appctl ofproto/trace br-int {flow}")
    for line in map(str.strip, text.splitlines()):
        head = re.fullmatch(r"(\d+)\. (.*)", line)
        if head:
            found.append(Hop(int(head[1]), head[2], []))
        elif found:
            found[-1].actions.append(line)
    return found, text.rpartition("Datapath actions: ")[2]


def port_number(host: Host, condition: str) -> int:
    """Of the interface for which that is true."""
    return int(host.check_output(f"ovs-vsctl --bare --columns=ofport find Interface {condition}"))
