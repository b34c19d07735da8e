# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about NAT."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from .declared import Declared
from .finding import Finding, error, known, place
from .item import Item
from .router import chassis_of, gateway_ports, interfaces


def places(declared: Declared) -> Iterable[Finding]:
    """NAT is done where the router, or a port of it, is."""
    for router in declared.routers:
        rules = [rule for rule in router.items("nat") if rule.given]
        if not rules or not declared.whole(router, "ports"):
            continue
        gateways = gateway_ports(router)
        if not chassis_of(router) and not gateways:
            yield error(
                router.at("nat"),
                f"router {router.name} has no place to do NAT and would ignore the rules: set chassis, or "
                "gateway_chassis of one of its ports",
            )
        for rule in rules:
            yield from _gateway_port(router, gateways, rule)


def _gateway_port(router: Item, gateways: list[Item], rule: Item) -> Iterable[Finding]:
    named, external = rule.value.get("gateway_port"), checks.parse_ip(rule.value.get("external_ip") or "")
    names = [port.name for port in gateways]
    if named and rule.says("gateway_port") and named not in names:
        yield error(
            rule.at("gateway_port"),
            f"{named} is no gateway port of router {router.name}; these are: {known(names)}",
        )
    served = [port for port in gateways for each in interfaces(port) if external and external in each.network]
    if len(gateways) > 1 and not named and external and not served:
        yield error(
            rule.at("gateway_port"),
            f"router {router.name} has several gateway ports, and {external} is in a network of none: name one of "
            f"{known(names)}",
        )


def rules(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        for rule in router.items("nat"):
            if not rule.given:
                continue
            yield from _addresses(rule)
            # The database may have what the declaration leaves out.
            if declared.whole(router, "nat"):
                yield from _options(rule)
                yield from _logical_port(declared, rule)


def _addresses(rule: Item) -> Iterable[Finding]:
    value, kind = rule.value, rule.value.get("type")
    external = checks.parse_ip(value.get("external_ip") or "")
    logical = checks.parse_network(value.get("logical_ip") or "")
    if external and logical:
        if external.version != logical.version:
            yield error(rule.at("logical_ip"), f"{value['logical_ip']} is not of the same IP family as {external}")
        elif kind != "snat" and logical.num_addresses > 1:
            yield error(rule.at("logical_ip"), f"{kind} leads to one address, not to the network {logical}")


def _options(rule: Item) -> Iterable[Finding]:
    value, kind = rule.value, rule.value.get("type")
    if bool(value.get("logical_port")) != bool(value.get("external_mac")):
        yield error(
            rule.at("logical_port") if rule.says("logical_port") else place(rule.at("external_mac"), rule.path),
            "logical_port and external_mac go together: set both, or neither",
        )
    if kind != "dnat_and_snat":
        for option in ("logical_port", "stateless"):
            if value.get("logical_port") if option == "logical_port" else rule.flag(option):
                yield error(rule.at(option), f"is for dnat_and_snat alone, not for {kind}")
    if kind == "snat" and rule.flag("add_route"):
        yield error(rule.at("add_route"), "is not for snat")
    if value.get("priority") is not None and not value.get("match"):
        yield error(rule.at("priority"), "has no meaning without match")
    if value.get("allowed_ext_ips") and value.get("exempted_ext_ips"):
        yield error(
            place(rule.at("exempted_ext_ips"), rule.at("allowed_ext_ips")),
            "allowed_ext_ips and exempted_ext_ips exclude each other, OVN ignores a rule with both; take one away",
        )


def _logical_port(declared: Declared, rule: Item) -> Iterable[Finding]:
    name = rule.value.get("logical_port")
    if name and rule.changes("logical_port") and declared.missing("Logical_Switch_Port", name):
        yield error(
            rule.at("logical_port"),
            f"there is no switch port {name}" + declared.remedy(declared.names("Logical_Switch_Port")),
        )


def stateless_and_stateful(declared: Declared) -> Iterable[Finding]:
    """An outer address is translated with connection tracking, or without."""
    for router in declared.routers:
        if any(rule.says("type") for rule in router.items("nat")):
            declared.whole(router, "nat")
        first: dict[str, Item] = {}
        for rule in router.items("nat"):
            if rule.value.get("type") == "snat":
                continue
            address = str(checks.parse_ip(rule.value.get("external_ip") or ""))
            other = first.setdefault(address, rule)
            if other.flag("stateless") != rule.flag("stateless"):
                yield error(
                    place(rule.at("external_ip"), other.at("external_ip")),
                    f"{address} is translated both with and without state; make all of its rules stateless, or none",
                )


RULES = (places, rules, stateless_and_stateful)
