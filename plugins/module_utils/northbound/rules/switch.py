# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about switches and their ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .. import checks
from .declared import Declared, Link
from .finding import UNDECLARED, Finding, error, known, place, warning
from .item import Item
from .want import LEADING_TO, Want

# Options that go with one type or another.
TYPED = ("type", "options", "network_name", "router_port", "peer", "parent_name", "tag", "tag_request")
WITHOUT_IP = ("dynamic", "unknown", "router")


def words(port: Item) -> Iterator[tuple[int, str]]:
    """MAC and IP addresses of a port, each with the index of its entry."""
    for index, text in enumerate(port.value.get("addresses") or ()):
        for word in words_of(text):
            yield index, word


# Several rules look at the same texts.
@lru_cache(maxsize=1 << 16)
def words_of(text: str) -> tuple[str, ...]:
    found = []
    for word in text.lower().split():
        if word not in WITHOUT_IP:
            # One address of IPv6 has many forms.
            is_ipv6 = ":" in word and not checks.MAC.fullmatch(word)
            found.append(str(checks.parse_ip(word) or word) if is_ipv6 else word)
    return tuple(found)


def ips(port: Item) -> Iterator[tuple[int, checks.Address]]:
    for index, word in words(port):
        address = checks.parse_ip(word)
        if address:
            yield index, address


def config(switch: Item, option: str) -> Any:
    """An option that may also be written as a key of ``other_config``."""
    return switch.value.get(option) or (switch.value.get("other_config") or {}).get(option)


def subnet_of(switch: Item) -> checks.Network | None:
    subnet = config(switch, "subnet")
    return checks.parse_network(str(subnet)) if subnet else None


def unique_names(declared: Declared) -> Iterable[Finding]:
    """Port names are unique in the whole database."""
    for pairs in (list(declared.switch_ports()), list(declared.router_ports())):
        if len({port.name for _owner, port in pairs}) == len(pairs):
            continue
        first: dict[str, Item] = {}
        for owner, port in pairs:
            other = first.setdefault(port.name, owner)
            if other is not owner:
                yield error(
                    port.at("name"),
                    f"{port.name} is a port of {other.name} already; names of ports are unique in the whole database",
                )


def addresses_in_subnet(declared: Declared) -> Iterable[Finding]:
    for switch in declared.switches:
        if not any(port.says("addresses") for port in switch.items("ports")):
            continue
        whole = declared.whole(switch)
        subnet = subnet_of(switch)
        needs_pool = whole and not (subnet or config(switch, "ipv6_prefix") or config(switch, "mac_only"))
        for port in switch.items("ports") if subnet or needs_pool else ():
            for index, text in enumerate(port.value.get("addresses") or () if needs_pool else ()):
                if "dynamic" in text and "dynamic" in text.split():
                    yield error(
                        port.at(f"addresses[{index}]"),
                        f"'dynamic' needs an address pool: set subnet or ipv6_prefix of switch {switch.name}",
                    )
            for index, address in ips(port) if subnet else ():
                if subnet and address.version == subnet.version and address not in subnet:
                    yield warning(
                        port.at(f"addresses[{index}]"),
                        f"{address} is outside the subnet {subnet} of switch {switch.name}",
                    )


def port_types(declared: Declared) -> Iterable[Finding]:
    """Options that a type of port cannot do without, or that only it may have."""
    for switch, port in declared.switch_ports(*TYPED):
        # The database may have what the declaration leaves out.
        if port.says(*TYPED) and declared.whole(switch, "ports"):
            yield from _port_type(port)


def _port_type(port: Item) -> Iterable[Finding]:
    kind, value, name = port.value.get("type"), port.value, port.name
    typed = port.says("type", "options")
    if typed and kind in ("localnet", "l2gateway") and not port.get("network_name"):
        yield error(port.at("network_name"), f"the {kind} port {name} needs the name of its physical network")
    if typed and kind == "l2gateway" and not port.get("l2gateway-chassis"):
        yield error(port.at("options"), f"the l2gateway port {name} needs l2gateway-chassis, the chassis that it is on")
    if typed and kind == "router" and not port.get("router_port"):
        yield error(port.at("router_port"), f"the port {name} of type router needs the name of its router port")
    if typed and kind == "switch" and not value.get("peer"):
        yield error(
            port.at("peer"), f"the port {name} of type switch needs the name of its peer, a port of the other switch"
        )
    for option, right in (("router_port", "router"), ("peer", "switch")):
        if value.get(option) and (kind or "") != right:
            yield error(
                place(port.at("type"), port.at(option)),
                f"the port {name} has a {option}, so its type must be {right}, not {kind or ''!r}",
            )
    yield from _tags(port, kind)


def _tags(port: Item, kind: str | None) -> Iterable[Finding]:
    value, name = port.value, port.name
    tagged = value.get("tag") is not None or value.get("tag_request") is not None
    if value.get("parent_name") and not tagged:
        yield error(port.at("parent_name"), f"the port {name} has a parent: set tag_request too (0 lets OVN choose)")
    if value.get("tag_request") is not None and not value.get("parent_name"):
        yield error(
            port.at("tag_request"),
            f"is for a port inside another one: set parent_name of {name}, or tag if it is a localnet port",
        )
    if value.get("tag") is not None and not value.get("parent_name") and kind not in ("localnet", "l2gateway"):
        yield warning(port.at("tag"), f"has no effect: {name} is neither a localnet nor an l2gateway port")


def router_links(declared: Declared) -> Iterable[Finding]:
    """A switch port leads to a router port that exists, and to one that no other leads to."""
    for _switch, port in declared.switch_ports("router_port"):
        target = port.value.get("router_port")
        if target and port.says("router_port") and declared.missing("Logical_Router_Port", target):
            yield error(
                port.at("router_port"),
                f"there is no router port {target} for {port.name} to lead to"
                + declared.remedy(declared.names("Logical_Router_Port")),
            )
    first: dict[str, str] = {}
    for link in declared.links:
        other = first.setdefault(link.router_port, link.port)
        for name in [other] if other != link.port else _known_links(declared, link):
            yield error(
                link.path, f"{name} and {link.port} both lead to the router port {link.router_port}; one must go"
            )


def _known_links(declared: Declared, link: Link) -> list[str]:
    """Undeclared ports that lead to the same router port. Only a new link is worth the search."""
    switch = declared.find("Logical_Switch", link.switch)
    if declared.closed or link.path is UNDECLARED or switch is None or not declared.whole(switch, "ports"):
        return []
    before = (port.before or {} for port in switch.items("ports") if port.name == link.port)
    if any(port.get("router_port") == link.router_port for port in before):
        return []
    found = declared.ask(Want("Logical_Switch_Port", link.router_port, LEADING_TO)) or ()
    return [name for name in found if name != link.port and not declared.missing("Logical_Switch_Port", name)]


def peers(declared: Declared) -> Iterable[Finding]:
    """Two ports of type switch name each other."""
    for _switch, port in declared.switch_ports("peer"):
        name = port.value.get("peer")
        if not name or not port.says("peer"):
            continue
        peer = declared.find("Logical_Switch_Port", name)
        if peer is None:
            if declared.missing("Logical_Switch_Port", name):
                yield error(
                    port.at("peer"),
                    f"there is no switch port {name} for {port.name} to meet"
                    + declared.remedy(declared.names("Logical_Switch_Port")),
                )
        elif (peer.value.get("type") or "", peer.value.get("peer")) != ("switch", port.name):
            yield error(port.at("peer"), f"{name} must be of type switch and name {port.name} as its peer in return")


def parents(declared: Declared) -> Iterable[Finding]:
    circles: set[frozenset[str]] = set()
    for switch, port in declared.switch_ports("parent_name"):
        parent = port.value.get("parent_name")
        if not parent or not port.says("parent_name"):
            continue
        if parent == port.name:
            yield error(port.at("parent_name"), f"the port {port.name} cannot be its own parent")
        elif declared.whole(switch, "ports") and declared.missing("Logical_Switch_Port", parent):
            yield error(port.at("parent_name"), f"there is no port {parent}, the parent of {port.name}")
        elif port.name in (above := _above(declared, port)):
            between = above[: above.index(port.name)]
            circle = frozenset((port.name, *between))
            if circle not in circles:
                yield error(
                    port.at("parent_name"),
                    f"the port {port.name} is in {' in '.join(between)}, and that in {port.name} again; one of them must "
                    "have no parent",
                )
            circles.add(circle)


def _above(declared: Declared, port: Item) -> list[str]:
    """The port's parent, its parent's, and so on; until one comes again."""
    found: list[str] = []
    inner: Item | None = port
    while inner and (name := inner.value.get("parent_name")) and name not in found:
        found.append(name)
        inner = declared.find("Logical_Switch_Port", name)
    return found


def ports_of_the_switch(declared: Declared) -> Iterable[Finding]:
    """Forwarding groups and virtual ports name ports of their own switch."""
    users = [
        (switch, group, "child_port") for switch in declared.switches for group in switch.items("forwarding_groups")
    ]
    users += [(switch, port, "virtual_parents") for switch, port in declared.switch_ports("virtual_parents")]
    for switch, user, option in users:
        if not user.says(option) or not declared.whole(switch, "ports"):
            continue
        names = {port.name for port in switch.items("ports")}
        names.update(link.port for link in declared.links_of(switch.name))
        for index, name in enumerate(user.value[option]):
            if name not in names:
                yield error(
                    user.at(f"{option}[{index}]"),
                    f"{name} is no port of switch {switch.name}; its ports are: {known(names)}",
                )


RULES = (
    unique_names,
    addresses_in_subnet,
    port_types,
    router_links,
    peers,
    parents,
    ports_of_the_switch,
)
