# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about routers: ports, routes, NAT."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from .declared import Declared, Finding, Item, error, known


def _chassis(router: Item) -> str | None:
    return router.value.get("chassis") or (router.value.get("options") or {}).get("chassis")


def _networks(port: Item) -> list[checks.Interface]:
    parsed = (checks.parse_interface(text) for text in port.value.get("networks") or ())
    return [interface for interface in parsed if interface]


def duplicate_macs(declared: Declared) -> Iterable[Finding]:
    """Router ports meet on switches and links: one MAC each."""
    first: dict[str, str] = {}
    for _router, port in declared.router_ports():
        mac = (port.value.get("mac") or "").lower()
        other = first.setdefault(mac, port.name) if mac else port.name
        if other != port.name:
            yield error(
                port.at("mac"), f"the router ports {other} and {port.name} have the same MAC {mac}; give each its own"
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
        seen: list[tuple[checks.Network, str]] = []
        for port in router.items("ports"):
            for interface in _networks(port):
                for network, other in seen:
                    if network.version == interface.version and network.overlaps(interface.network):
                        yield error(
                            port.at("networks"),
                            f"{interface} of {port.name} overlaps with {network} of {other} on router {router.name}; "
                            "the router could not tell where to send",
                        )
                seen.append((interface.network, port.name))


def links(declared: Declared) -> Iterable[Finding]:
    """A port on a switch, and a peer, exist; a peer names this port in return."""
    switches = {switch.name for switch in declared.switches}
    ports = {port.name: port for _router, port in declared.router_ports()}
    led_to = {port.value.get("router_port"): port.name for _switch, port in declared.switch_ports()}
    for _router, port in declared.router_ports():
        switch = port.value.get("switch")
        if switch and declared.closed and switch not in switches:
            yield error(
                port.at("switch"),
                f"the router port {port.name} is on switch {switch}, which does not exist; declared are: {known(switches)}",
            )
        peer = port.value.get("peer")
        if not peer:
            continue
        if peer not in ports:
            if declared.closed:
                yield error(port.at("peer"), f"there is no router port {peer}; declared are: {known(ports)}")
        elif ports[peer].value.get("peer") != port.name:
            yield error(port.at("peer"), f"{peer} must name {port.name} as its peer in return")
        if port.name in led_to:
            yield error(
                port.at("peer"),
                f"{port.name} has a peer and the switch port {led_to[port.name]} leads to it; one must go",
            )


def gateways(declared: Declared) -> Iterable[Finding]:
    """A gateway router has no distributed gateway ports: OVN drops such a port."""
    for router in declared.routers:
        for port in router.items("ports"):
            if _chassis(router) and port.value.get("gateway_chassis"):
                yield error(
                    port.at("gateway_chassis"),
                    f"router {router.name} is bound to chassis {_chassis(router)}; a port of it cannot have gateway_chassis too",
                )


def routes(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        networks = [interface.network for port in router.items("ports") for interface in _networks(port)]
        names = {port.name for port in router.items("ports")}
        for route in router.items("static_routes"):
            yield from _route(router, route, networks, names)


def _route(router: Item, route: Item, networks: list[checks.Network], names: set[str]) -> Iterable[Finding]:
    nexthop, output_port = route.value.get("nexthop") or "", route.value.get("output_port")
    prefix = checks.parse_network(route.value.get("ip_prefix") or "")
    if output_port and names and output_port not in names:
        yield error(
            route.at("output_port"), f"{output_port} is no port of router {router.name}; its ports are: {known(names)}"
        )
    if nexthop == "discard" or (not nexthop and output_port):
        return
    address = checks.parse_ip(nexthop)
    if address is None:
        yield error(
            route.at("nexthop"),
            f"{nexthop!r} is neither an IP address nor 'discard'; only with output_port may it be empty",
        )
    elif prefix is not None and prefix.version != address.version:
        yield error(route.at("nexthop"), f"{nexthop} is not of the same IP family as {prefix}")
    elif networks and not output_port and not any(address in network for network in networks):
        yield error(
            route.at("nexthop"),
            f"router {router.name} cannot reach {nexthop}: it is in none of its networks ({known(map(str, networks))}); "
            "correct it, or set output_port",
        )


def nat(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        rules = router.items("nat")
        ports = router.items("ports")
        has_gateway = _chassis(router) or any(port.value.get("gateway_chassis") for port in ports)
        if rules and not has_gateway and (ports or declared.closed):
            yield error(
                router.at("nat"),
                f"router {router.name} has no place to do NAT and would ignore the rules: set chassis, or "
                "gateway_chassis of one of its ports",
            )
        for rule in rules:
            yield from _nat_rule(rule)


def _nat_rule(rule: Item) -> Iterable[Finding]:
    value = rule.value
    kind = value.get("type")
    external, logical = (
        checks.parse_ip(value.get("external_ip") or ""),
        checks.parse_network(value.get("logical_ip") or ""),
    )
    if external and logical:
        if external.version != logical.version:
            yield error(rule.at("logical_ip"), f"{value['logical_ip']} is not of the same IP family as {external}")
        elif kind != "snat" and logical.num_addresses > 1:
            yield error(rule.at("logical_ip"), f"{kind} leads to one address, not to the network {logical}")
    if bool(value.get("logical_port")) != bool(value.get("external_mac")):
        yield error(rule.at("logical_port"), "logical_port and external_mac go together: set both, or neither")
    if kind != "dnat_and_snat":
        for option in ("logical_port", "stateless"):
            if value.get(option):
                yield error(rule.at(option), f"is for dnat_and_snat alone, not for {kind}")
    if kind == "snat" and value.get("add_route"):
        yield error(rule.at("add_route"), "is not for snat")
    if value.get("priority") is not None and not value.get("match"):
        yield error(rule.at("priority"), "has no meaning without match")


RULES = (duplicate_macs, needed_options, overlapping_networks, links, gateways, routes, nat)
