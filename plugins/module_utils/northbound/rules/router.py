# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about routers and their ports."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from ..router_port import AUTO, derived_mac
from .declared import Declared
from .finding import UNDECLARED, Finding, error, known, place, warning
from .item import Item
from .want import LEADING_TO, Want


def chassis_of(router: Item) -> str | None:
    """Of a gateway router."""
    return router.get("chassis") or None


def interfaces(port: Item) -> list[checks.Interface]:
    parsed = (checks.parse_interface(text) for text in port.value.get("networks") or ())
    return [interface for interface in parsed if interface]


def networks(router: Item) -> list[checks.Network]:
    return [interface.network for port in router.items("ports") for interface in interfaces(port)]


def gateway_ports(router: Item) -> list[Item]:
    """The ports of a distributed router that have a place."""
    return [
        port
        for port in router.items("ports")
        if port.value.get("gateway_chassis") or port.value.get("ha_chassis_group")
    ]


def _says(router: Item, *options: str) -> bool:
    return any(port.says(*options) for port in router.items("ports"))


def mac_of(port: Item) -> str:
    """In lower case; nothing if it has none, or what is none."""
    mac = port.value.get("mac") or ""
    if mac == AUTO:
        mac = derived_mac(port.value.get("networks") or ()) or ""
    return mac.lower() if checks.MAC.fullmatch(mac) else ""


def duplicate_macs(declared: Declared) -> Iterable[Finding]:
    """Ports of one router, and those that are each other's peers, have one MAC each."""
    for router in declared.routers:
        if _says(router, "mac"):
            declared.whole(router, "ports")
        first: dict[str, Item] = {}
        for port in router.items("ports"):
            yield from _same_mac(first.setdefault(mac_of(port), port), port)
    for _router, port in declared.router_ports():
        peer = declared.find("Logical_Router_Port", port.value["peer"]) if port.value.get("peer") else None
        if peer and (peer.path is UNDECLARED or port.name < peer.name):
            yield from _same_mac(port, peer)


def _same_mac(other: Item, port: Item) -> Iterable[Finding]:
    mac = mac_of(port)
    if mac and other.name != port.name and mac == mac_of(other):
        yield error(
            place(port.at("mac"), other.at("mac")),
            f"the router ports {other.name} and {port.name} have the same MAC {mac}; give each its own",
        )


def needed_options(declared: Declared) -> Iterable[Finding]:
    if not declared.closed:
        return
    for _router, port in declared.router_ports():
        for option, example in (("mac", "02:ac:10:ff:01:29"), ("networks", "[172.16.255.129/26]")):
            if not port.value.get(option):
                yield error(port.at(option), f"the router port {port.name} has none, write for example {example}")


def overlapping_networks(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        if _says(router, "networks"):
            declared.whole(router, "ports")
        seen: list[tuple[checks.Network, Item]] = []
        for port in router.items("ports"):
            for interface in interfaces(port):
                for network, other in seen:
                    if network.version == interface.version and network.overlaps(interface.network):
                        yield error(
                            place(port.at("networks"), other.at("networks")),
                            f"{interface} of {port.name} overlaps with {network} of {other.name} on router "
                            f"{router.name}; the router could not tell where to send",
                        )
                seen.append((interface.network, port))


def lonely_addresses(declared: Declared) -> Iterable[Finding]:
    for _router, port in declared.router_ports():
        for index, text in enumerate(port.value.get("networks") or ()):
            interface = checks.parse_interface(text)
            if interface and "/" in text and interface.network.num_addresses == 1:
                yield warning(
                    port.at(f"networks[{index}]"),
                    f"{text} is a network of one address: {port.name} reaches no neighbour in it; write the prefix "
                    "length of its network",
                )


def switches_of_ports(declared: Declared) -> Iterable[Finding]:
    for _router, port in declared.router_ports():
        switch = port.value.get("switch")
        # In an open world the engine looks for it.
        if switch and declared.closed and declared.missing("Logical_Switch", switch):
            yield error(
                port.at("switch"),
                f"the router port {port.name} is on switch {switch}, which does not exist"
                + declared.remedy(declared.names("Logical_Switch")),
            )


def peers(declared: Declared) -> Iterable[Finding]:
    """The peer of a router port is one that names it in return; then no switch port leads there."""
    owners = {port.name: router for router, port in declared.router_ports()}
    for router, port in declared.router_ports():
        name = port.value.get("peer")
        if not name or not port.says("peer"):
            continue
        peer = declared.find("Logical_Router_Port", name)
        if peer is None:
            if declared.missing("Logical_Router_Port", name):
                yield from _no_peer(declared, port, name)
        elif peer.value.get("peer") != port.name and (
            peer.says("peer") or name not in owners or declared.whole(owners[name], "ports")
        ):
            yield error(port.at("peer"), f"{name} must name {port.name} as its peer in return")
        if declared.whole(router, "ports") and port.changes("peer"):
            for led in declared.ask(Want("Logical_Switch_Port", port.name, LEADING_TO)) or ():
                if not declared.missing("Logical_Switch_Port", led):
                    yield _led_to(port.at("peer"), port.name, led)
    for link in declared.links:
        target = declared.find("Logical_Router_Port", link.router_port)
        if target and target.value.get("peer"):
            yield _led_to(place(target.at("peer"), link.path), target.name, link.port)


def _no_peer(declared: Declared, port: Item, name: str) -> Iterable[Finding]:
    if declared.find("Logical_Switch_Port", name):
        yield error(
            port.at("peer"),
            f"{name} is a port of a switch, a peer is one of a router: let {name} lead here by its router_port",
        )
    else:
        yield error(
            port.at("peer"),
            f"there is no router port {name}" + declared.remedy(declared.names("Logical_Router_Port")),
        )


def _led_to(path: str, name: str, led: str) -> Finding:
    return error(path, f"{name} has a peer and the switch port {led} leads to it; one must go")


def gateways(declared: Declared) -> Iterable[Finding]:
    """A gateway router has no distributed gateway ports: OVN drops such a port."""
    for router in declared.routers:
        if router.where("chassis") is not UNDECLARED or _says(router, "gateway_chassis", "ha_chassis_group"):
            declared.whole(router, "ports")
        chassis = chassis_of(router)
        for port in gateway_ports(router):
            option = "gateway_chassis" if port.value.get("gateway_chassis") else "ha_chassis_group"
            if chassis:
                yield error(
                    place(port.at(option), router.where("chassis")),
                    f"router {router.name} is bound to chassis {chassis}; a port of it cannot have {option} too",
                )
            if port.value.get("gateway_chassis") and port.value.get("ha_chassis_group"):
                yield error(
                    place(port.at("gateway_chassis"), port.at("ha_chassis_group")),
                    f"OVN ignores it, because {port.name} has ha_chassis_group too; take one of them away",
                )


def force_snat(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        for option in ("lb_force_snat_ip", "dnat_force_snat_ip"):
            path = router.where(option)
            if path is not UNDECLARED and declared.whole(router) and not chassis_of(router):
                yield warning(path, f"has no effect: router {router.name} is bound to no chassis")


def ports_of_the_router(declared: Declared) -> Iterable[Finding]:
    """BFD sessions and static MAC bindings name ports of their own router."""
    for router in declared.routers:
        users = [
            *router.items("bfd"),
            *router.items("static_mac_bindings"),
            *(each for policy in router.items("policies") for each in policy.items("bfd_sessions")),
            *(
                Item(route.at("bfd"), route.value["bfd"])
                for route in router.items("static_routes")
                if route.value.get("bfd")
            ),
        ]
        for user in users:
            name = user.given.get("logical_port")
            if name and declared.whole(router, "ports"):
                names = {port.name for port in router.items("ports")}
                if name not in names:
                    yield error(
                        user.at("logical_port"),
                        f"{name} is no port of router {router.name}; its ports are: {known(names)}",
                    )


RULES = (
    duplicate_macs,
    needed_options,
    overlapping_networks,
    lonely_addresses,
    switches_of_ports,
    peers,
    gateways,
    force_snat,
    ports_of_the_router,
)
