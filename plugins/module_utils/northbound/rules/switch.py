# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about switches, their ports and DHCP."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from .declared import Declared, Finding, Item, error, known, warning


def duplicate_addresses(declared: Declared) -> Iterable[Finding]:
    """One MAC, and one IP, for one port of a switch. OVN accepts both twice and drops frames."""
    for switch in declared.switches:
        first: dict[str, str] = {}
        for port in switch.items("ports"):
            for index, text in enumerate(port.value.get("addresses") or ()):
                for word in text.lower().split():
                    if word in ("dynamic", "unknown", "router"):
                        continue
                    other = first.setdefault(word, port.name)
                    if other != port.name:
                        kind = "MAC" if checks.MAC.fullmatch(word) else "IP"
                        yield error(
                            port.at(f"addresses[{index}]"),
                            f"the ports {other} and {port.name} of switch {switch.name} have the same {kind} {word}; "
                            "give each its own",
                        )


def addresses_in_subnet(declared: Declared) -> Iterable[Finding]:
    for switch in declared.switches:
        subnet = checks.parse_network(switch.value.get("subnet") or "")
        has_ipam = subnet or switch.value.get("ipv6_prefix") or switch.value.get("mac_only")
        for port in switch.items("ports"):
            for index, text in enumerate(port.value.get("addresses") or ()):
                where = port.at(f"addresses[{index}]")
                if "dynamic" in text.split() and declared.closed and not has_ipam:
                    yield error(
                        where, f"'dynamic' needs an address pool: set subnet or ipv6_prefix of switch {switch.name}"
                    )
                for word in text.split():
                    address = checks.parse_ip(word)
                    if subnet and address and address.version == subnet.version and address not in subnet:
                        yield warning(where, f"{word} is outside the subnet {subnet} of switch {switch.name}")


def port_types(declared: Declared) -> Iterable[Finding]:
    """Options that a type of port cannot do without, or that only it may have."""
    for _switch, port in declared.switch_ports():
        kind, value = port.value.get("type"), port.value
        options = value.get("options") or {}
        if kind == "localnet" and not (value.get("network_name") or options.get("network_name")):
            yield error(
                port.at("network_name"), f"the localnet port {port.name} needs the name of its physical network"
            )
        if kind == "router" and not (value.get("router_port") or options.get("router-port")):
            yield error(
                port.at("router_port"), f"the port {port.name} of type router needs the name of its router port"
            )
        if value.get("router_port") and kind not in (None, "router"):
            yield error(
                port.at("type"), f"the port {port.name} has a router_port, so its type must be router, not {kind!r}"
            )
        tagged = value.get("tag") is not None or value.get("tag_request") is not None
        if value.get("parent_name") and not tagged:
            yield error(
                port.at("parent_name"), f"the port {port.name} has a parent: set tag_request too (0 lets OVN choose)"
            )


def router_links(declared: Declared) -> Iterable[Finding]:
    """A switch port leads to a router port that exists, and to one that no other leads to."""
    router_ports = {port.name for _router, port in declared.router_ports()}
    first: dict[str, str] = {}
    for _switch, port in declared.switch_ports():
        target = port.value.get("router_port")
        if not target:
            continue
        if declared.closed and target not in router_ports:
            yield error(
                port.at("router_port"),
                f"there is no router port {target} for {port.name} to lead to; declared are: {known(router_ports)}",
            )
        other = first.setdefault(target, port.name)
        if other != port.name:
            yield error(
                port.at("router_port"), f"{other} and {port.name} both lead to the router port {target}; one must go"
            )


def parents(declared: Declared) -> Iterable[Finding]:
    ports = {port.name for _switch, port in declared.switch_ports()}
    for _switch, port in declared.switch_ports():
        parent = port.value.get("parent_name")
        if parent == port.name:
            yield error(port.at("parent_name"), f"the port {port.name} cannot be its own parent")
            continue
        if parent and declared.closed and parent not in ports:
            yield error(port.at("parent_name"), f"there is no port {parent}, the parent of {port.name}")


def unique_names(declared: Declared) -> Iterable[Finding]:
    """Port names are unique in the whole database."""
    for pairs in (declared.switch_ports(), declared.router_ports()):
        first: dict[str, Item] = {}
        for owner, port in pairs:
            other = first.setdefault(port.name, owner)
            if other is not owner:
                yield error(
                    port.at("name"),
                    f"{port.name} is a port of {other.name} already; names of ports are unique in the whole database",
                )


def dhcp_options(declared: Declared) -> Iterable[Finding]:
    """Without these OVN answers no DHCP request, and says nothing."""
    for item in declared.dhcp_options:
        cidr = checks.parse_network(item.value.get("cidr") or "")
        options = item.value.get("options")
        if cidr is None or options is None:
            if declared.closed and cidr is None and not item.value.get("cidr"):
                yield error(item.at("cidr"), f"the DHCP options {item.name} need the network that they serve")
            continue
        needed = ("server_id", "server_mac", "lease_time") if cidr.version == 4 else ("server_id",)
        for key in needed:
            if key not in options:
                yield error(
                    item.at("options"), f"the DHCP options {item.name} lack {key}, without which OVN answers nobody"
                )
        mac_key = "server_mac" if cidr.version == 4 else "server_id"
        text = checks.mac(str(options[mac_key])) if options.get(mac_key) is not None else None
        if text:
            yield error(item.at(f"options.{mac_key}"), text)
        if (
            cidr.version == 4
            and options.get("server_id") is not None
            and not checks.parse_ip(str(options["server_id"]))
        ):
            yield error(item.at("options.server_id"), checks.ip(str(options["server_id"])) or "")


def dhcp_references(declared: Declared) -> Iterable[Finding]:
    pools = {item.name: checks.parse_network(item.value.get("cidr") or "") for item in declared.dhcp_options}
    for _switch, port in declared.switch_ports():
        for option in ("dhcpv4_options", "dhcpv6_options"):
            name = port.value.get(option)
            if not name:
                continue
            if name not in pools:
                if declared.closed:
                    yield error(port.at(option), f"there are no DHCP options {name}; declared are: {known(pools)}")
                continue
            pool = pools[name]
            for text in port.value.get("addresses") or ():
                for word in text.split():
                    address = checks.parse_ip(word)
                    if pool and address and address.version == pool.version and address not in pool:
                        yield warning(
                            port.at(option), f"{word} of {port.name} is outside {pool}, it will get no DHCP answer"
                        )


RULES = (
    unique_names,
    duplicate_addresses,
    addresses_in_subnet,
    port_types,
    router_links,
    parents,
    dhcp_options,
    dhcp_references,
)
