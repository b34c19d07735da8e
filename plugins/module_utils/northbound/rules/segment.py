# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about what meets on a switch: its own ports, and those of the routers that it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .. import checks
from .declared import Declared, Link
from .finding import UNDECLARED, Finding, error, place
from .item import Item
from .router import mac_of
from .switch import words, words_of

# One address of IPv6 has many forms: none without an empty group or eight of them.
IPV6 = re.compile("::|(?::[0-9a-f]*){6}")


class _Use(NamedTuple):
    """An address, who has it, and where that is said."""

    word: str
    name: str
    is_router: bool
    path: str


def duplicate_addresses(declared: Declared) -> Iterable[Finding]:
    """One MAC and one IP for one of them. OVN accepts both twice, and one of the two gets no frames."""
    yield from _of_ports(declared)
    yield from _with_routers(declared)


def _of_ports(declared: Declared) -> Iterable[Finding]:
    """What the switch's own ports are to each other."""
    for switch in declared.switches:
        ports = switch.items("ports")
        if any(port.says("addresses") for port in ports):
            declared.whole(switch, "ports")
        # Hardly any switch has one twice: only then it matters whose it is.
        text = " ".join([text for port in ports for text in port.value.get("addresses") or ()]).lower()
        all_words = words_of(text) if IPV6.search(text) else text.split()
        if len(set(all_words)) == len(all_words):
            continue
        first: dict[str, tuple[Item, int]] = {}
        for port in ports:
            for index, word in words(port):
                other, where = first.setdefault(word, (port, index))
                if other is not port and other.name != port.name:
                    kind = "MAC" if checks.MAC.fullmatch(word) else "IP"
                    yield error(
                        place(port.at(f"addresses[{index}]"), other.at(f"addresses[{where}]")),
                        f"the ports {other.name} and {port.name} of switch {switch.name} have the same {kind} {word}; "
                        "give each its own",
                    )


def _with_routers(declared: Declared) -> Iterable[Finding]:
    by_switch: dict[str, list[Link]] = {}
    for link in declared.links:
        by_switch.setdefault(link.switch, []).append(link)
    for name, links in by_switch.items():
        switch = declared.find("Logical_Switch", name)
        ports = [declared.find("Logical_Router_Port", link.router_port) for link in links]
        routers = [port for port in ports if port]
        if switch is None or not _has_part(switch, links, routers):
            continue
        declared.whole(switch, "ports")
        first: dict[str, _Use] = {}
        # First all routers: what two ports of the switch are to each other is told already.
        for use in (*_of_routers(routers), *_of_switch(switch)):
            other = first.setdefault(use.word, use)
            if other.is_router and other.name != use.name:
                yield _same(name, other, use)


def _has_part(switch: Item, links: list[Link], routers: list[Item]) -> bool:
    """Whether the task declares something of it."""
    return (
        any(link.path is not UNDECLARED for link in links)
        or any(port.says("addresses") for port in switch.items("ports"))
        or any(port.says("mac", "networks") for port in routers)
    )


def _of_routers(ports: list[Item]) -> Iterator[_Use]:
    for port in ports:
        if mac_of(port):
            yield _Use(mac_of(port), port.name, True, port.at("mac"))
        for index, interface in enumerate(map(checks.parse_interface, port.value.get("networks") or ())):
            if interface:
                yield _Use(str(interface.ip), port.name, True, port.at(f"networks[{index}]"))


def _of_switch(switch: Item) -> Iterator[_Use]:
    for port in switch.items("ports"):
        # A port that leads to a router may say the addresses of that.
        name = port.get("router_port") or port.name
        for index, word in words(port):
            yield _Use(word, name, False, port.at(f"addresses[{index}]"))


def _same(switch: str, other: _Use, use: _Use) -> Finding:
    kind = "MAC" if checks.MAC.fullmatch(use.word) else "IP"
    path = place(use.path, other.path)
    if not use.is_router:
        who = f"the port {use.name} and the router port {other.name}"
    elif kind == "MAC":  # the same words as for two ports of one router
        who = f"the router ports {other.name} and {use.name}"
    else:
        who = f"the router ports {other.name} and {use.name} at switch {switch}"
    return error(path, f"{who} have the same {kind} {use.word}; give each its own")


RULES = (duplicate_addresses,)
