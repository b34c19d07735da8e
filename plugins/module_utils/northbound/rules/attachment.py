# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about where load balancers are."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from ..load_balancer import split_endpoint
from .declared import Attachment, Declared
from .finding import UNDECLARED, Finding, error, place, warning
from .item import Item
from .load_balancer import vips_of
from .router import chassis_of, gateway_ports, interfaces, networks
from .switch import ips, subnet_of, words
from .want import COLUMN, Want

COLLECTIONS = ("switches", "routers")
# Came with OVN 22.06, whose schema is also that of 22.09: who lacks it surely is older than both.
SIGN_OF_22_06 = Want("NAT", "gateway_port", COLUMN)


def existence(declared: Declared) -> Iterable[Finding]:
    """In an open world the engine looks for it."""
    if not declared.closed:
        return
    for option, table in (("switches", "Logical_Switch"), ("routers", "Logical_Router")):
        for item in declared.load_balancers:
            for index, name in enumerate(item.value.get(option) or ()):
                if declared.missing(table, name):
                    yield error(
                        item.at(f"{option}[{index}]"),
                        f"load balancer {item.name} is attached to {name}, which does not exist"
                        + declared.remedy(declared.names(table)),
                    )


def served_once(declared: Declared) -> Iterable[Finding]:
    """Of two load balancers with the same VIP in one place, one wins."""
    for collection in COLLECTIONS:
        holders: dict[tuple[str, str, str], Item] = {}
        attachments = declared.attachments(collection)
        for attachment in attachments:
            if attachment.path is not UNDECLARED:
                declared.whole(attachment.owner, "load_balancers")
        # First the others', then the task's.
        for balancer, owner, path in sorted(attachments, key=lambda each: each.path is not UNDECLARED):
            for here, vip, _targets in vips_of(balancer):
                address, port = split_endpoint(vip)
                protocol = (balancer.value.get("protocol") or "tcp") if port else ""
                other = holders.setdefault((owner.name, f"{address or vip} {port}", protocol), balancer)
                if other.name != balancer.name:
                    # What the other one is for, the task does not say.
                    make = error if other.path is not UNDECLARED and balancer.path is not UNDECLARED else warning
                    yield make(
                        place(here, path),
                        f"the VIP {vip} is served by {other.name} on {owner.name} already; which of the two wins is "
                        "undefined",
                    )


def _client_switches(declared: Declared, router: Item, without: Iterable[Item] = ()) -> set[str]:
    """The switches at a router, as far as they are known, without those at some of its ports."""
    ports = {port.name for port in router.items("ports")} - {port.name for port in without}
    return {link.switch for link in declared.links if link.router_port in ports}


def _homes(declared: Declared, balancer: Item) -> set[str]:
    """The switches that the backends are on, as far as they are known."""
    targets = {split_endpoint(target)[0] for _path, _vip, targets in vips_of(balancer) for target in targets}
    return {
        switch.name for switch, port in declared.switch_ports() if any(address in targets for _i, address in ips(port))
    }


def on_routers(declared: Declared) -> Iterable[Finding]:
    """Only a router that has a place, a chassis, brings replies back."""
    on_switches: dict[str, set[str]] = {}
    for attachment in declared.attachments("switches"):
        on_switches.setdefault(attachment.balancer.name, set()).add(attachment.owner.name)
    for attachment in declared.attachments("routers"):
        router = attachment.owner
        if attachment.path is UNDECLARED or not declared.whole(router, "ports"):
            continue
        if router.items("ports") and not chassis_of(router):
            yield from _on_distributed(declared, attachment, on_switches.get(attachment.balancer.name, set()))


def _on_distributed(declared: Declared, attachment: Attachment, on_switches: set[str]) -> Iterable[Finding]:
    balancer, router, path = attachment
    gateways = gateway_ports(router)
    clients = _client_switches(declared, router, gateways) - on_switches
    if not gateways:
        # A load balancer on its clients' switches needs the router for ARP alone.
        if not on_switches or clients - _homes(declared, balancer):
            yield error(
                path,
                f"router {router.name} is distributed and has no gateway port: replies would not be translated back; "
                f"attach {balancer.name} to the clients' switches, or give {router.name} a chassis",
            )
        return
    if clients:
        yield warning(
            path,
            f"router {router.name} translates at its gateway port {gateways[0].name} alone: clients on "
            f"{', '.join(sorted(clients))} get no answer; attach {balancer.name} to their switches too",
        )
    places = {
        frozenset(each["chassis_name"] for each in port.value.get("gateway_chassis") or ())
        or port.value.get("ha_chassis_group")
        for port in gateways
    }
    if len(places) > 1 and not balancer.flag("use_stateless_nat"):
        yield warning(
            path,
            f"the gateway ports of router {router.name} are on different chassis, which may drop replies; set "
            f"use_stateless_nat of {balancer.name}",
        )


def on_switches(declared: Declared) -> Iterable[Finding]:
    """A switch balances what its own clients send; the VIP must be somewhere else."""
    switches = {switch.name: switch for switch in declared.switches}
    on_routers = {attachment.balancer.name for attachment in declared.attachments("routers")}
    for item in declared.load_balancers:
        for index, name in enumerate(item.given.get("switches") or ()):
            switch = switches.get(name) or declared.find("Logical_Switch", name)
            if switch is None or not declared.whole(item, "switches", "routers"):
                continue
            where = item.at(f"switches[{index}]")
            subnet = subnet_of(switch)
            inside = networks_of(declared, switch)
            here = {word for port in switch.items("ports") for _index, word in words(port)}
            for _path, vip, targets in vips_of(item):
                address = split_endpoint(vip)[0]
                around = next((each for each in inside if address and address in each), None)
                if around and item.name not in on_routers:
                    what = "the subnet" if around == subnet else "a network"
                    yield warning(
                        where, f"the VIP {vip} is inside {around}, {what} of {name}: nobody answers ARP for it"
                    )
                servers = {str(split_endpoint(backend)[0]) for backend in targets}
                alone = item.value.get("switches") == [name] and item.name not in on_routers
                if servers and servers <= here and alone:
                    yield warning(
                        where,
                        f"{name} is the servers' own switch: clients on other switches get no answer from {vip}; "
                        "attach the load balancer to the clients' switch",
                    )


def networks_of(declared: Declared, switch: Item) -> list[checks.Network]:
    """The networks of a switch: its subnet, and those of the router ports on it."""
    ports = [declared.here("Logical_Router_Port", link.router_port) for link in declared.links_of(switch.name)]
    found = [subnet_of(switch), *(each.network for port in ports if port for each in interfaces(port))]
    return list(dict.fromkeys(each for each in found if each))


def skip_snat(declared: Declared) -> Iterable[Finding]:
    attachments = declared.attachments("routers")
    for item in declared.load_balancers:
        path = item.where("skip_snat")
        if path is UNDECLARED or not item.flag("skip_snat") or not declared.whole(item, "routers"):
            continue
        routers = [attachment.owner for attachment in attachments if attachment.balancer.name == item.name]
        known = [declared.whole(router) for router in routers]
        if all(known) and not any(router.get("lb_force_snat_ip") for router in routers):
            yield warning(
                path,
                f"has no effect: no router that {item.name} is attached to has lb_force_snat_ip",
            )


def vips_on_routers(declared: Declared) -> Iterable[Finding]:
    """Who answers ARP for a VIP, and for what else it is used."""
    reached: dict[str, tuple[Item, str, list[checks.Network]]] = {}
    for balancer, router, path in declared.attachments("routers"):
        if not declared.whole(router, "ports", "nat"):
            reached[balancer.name] = (balancer, UNDECLARED, [])
            continue
        _item, first, around = reached.setdefault(balancer.name, (balancer, path, []))
        reached[balancer.name] = (balancer, first, [*around, *networks(router)])
        own = {interface.ip: port.name for port in router.items("ports") for interface in interfaces(port)}
        outer = {
            (checks.parse_ip(rule.value.get("external_ip") or ""), rule.value.get("type"))
            for rule in router.items("nat")
        }
        for here, vip, _targets in vips_of(balancer):
            address, port = split_endpoint(vip)
            if address and address in own and not declared.closed and declared.ask(SIGN_OF_22_06) is False:
                yield warning(
                    place(path, here),
                    f"the VIP {vip} is the address of {own[address]} itself, which needs OVN 22.09 or later",
                )
            # Beside snat, a VIP with a port has its connections to itself.
            shared = [
                kind for outside, kind in outer if address and outside == address and not (port and kind == "snat")
            ]
            if shared:
                yield warning(
                    place(path, here), f"the VIP {vip} is also the external_ip of a NAT rule of router {router.name}"
                )
    for balancer, path, around in reached.values():
        if (
            (balancer.get("neighbor_responder") or "reachable") != "reachable"
            or balancer.flag("add_route")
            or not around
        ):
            continue
        for here, vip, _targets in vips_of(balancer):
            address = split_endpoint(vip)[0]
            if address and not any(address in network for network in around if network.version == address.version):
                yield warning(
                    place(path, here),
                    f"the VIP {vip} is in no network of its routers: nobody answers ARP for it; neighbours need a route "
                    "to it, or neighbor_responder must be all",
                )


RULES = (existence, served_once, on_routers, on_switches, skip_snat, vips_on_routers)
