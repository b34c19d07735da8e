# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is next to a router, by the Northbound: which address has which MAC, and which MACs there can be at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..northbound import port_address
from ..northbound.checks import parse_ip
from ..ovsdb.client import Client
from ..ovsdb.errors import Fault, InvalidInput
from ..trace.rows import Query, Row, read

# Behind ports of these types is what the Northbound knows nothing of.
OPEN_TYPES = ("localnet", "l2gateway", "vtep", "switch")


@dataclass(frozen=True)
class Owner:
    """Who has an address. The port has no name where the address is bound to a MAC by hand."""

    mac: str
    port: str | None


@dataclass
class Link:
    """What a router's port leads to: a switch, or a port of another router.

    :ivar is_open: MACs that nobody has declared may be there
    """

    name: str
    owners: dict[Any, list[Owner]] = field(default_factory=dict)
    macs: set[str] = field(default_factory=set)
    is_open: bool = False


@dataclass(frozen=True)
class Stale:
    """A binding of an address to a MAC that it does not have.

    :ivar expected: the MACs of the ports that have the address; none if the Northbound does not say
    :ivar port: that port, or the first of them
    """

    uuid: str
    router: str
    logical_port: str
    ip: str
    mac: str
    link: str
    expected: tuple[str, ...]
    port: str | None

    @property
    def text(self) -> str:
        start = f"{self.logical_port}: {self.ip} is bound to {self.mac}"
        if not self.expected:
            return f"{start}, a MAC that nothing on {self.link} has"
        whose = f"{self.port} has" if self.port else "it is bound by hand to"
        return f"{start}, but {whose} {' or '.join(self.expected)}"


class Neighbours:
    """The declared network from its routers' point of view.

    :param addresses: of ports, beyond what the Northbound says
    :raises InvalidInput: they are none, or there is no such port
    """

    def __init__(self, client: Client, addresses: Mapping[str, Any]) -> None:
        switches, ports, groups, routers, router_ports, nat, static = read(
            client,
            Query("Logical_Switch", ("name", "ports", "other_config", "forwarding_groups")),
            Query("Logical_Switch_Port", ("name", "type", "addresses", "dynamic_addresses", "options")),
            Query("Forwarding_Group", ("vmac",)),
            Query("Logical_Router", ("name", "ports", "nat")),
            Query("Logical_Router_Port", ("name", "mac", "networks", "peer")),
            Query("NAT", ("external_mac",)),
            Query("Static_MAC_Binding", ("logical_port", "ip", "mac", "override_dynamic_mac")),
        )
        self._ports = {row["_uuid"]: row for row in ports}
        self._groups = {row["_uuid"]: row["vmac"] for row in groups}
        self._router_ports = {row["name"]: row for row in router_ports}
        self._router_of = {uuid: row["name"] for row in routers for uuid in row["ports"]}
        external = {row["_uuid"]: row["external_mac"] for row in nat}
        self._nat_macs = {
            row["name"]: {external[uuid].lower() for uuid in row["nat"] if external[uuid]} for row in routers
        }
        self._by_hand = {
            (row["logical_port"], parse_ip(row["ip"])): Owner(row["mac"].lower(), None)
            for row in static
            if row["override_dynamic_mac"]
        }
        self._addresses = _checked(addresses, {row["name"] for row in ports})
        self._links: dict[str, Link] = {}
        for row in switches:
            self._add_switch(row)
        for row in router_ports:
            peer = self._router_ports.get(row["peer"] or "")
            if peer:
                self._links[row["name"]] = link = Link(peer["name"])
                self._add_router_port(link, peer, peer["name"])

    def stale(self, bindings: Iterable[Row]) -> list[Stale]:
        """The bindings (rows of MAC_Binding) that lead to nobody, or to somebody else."""
        found = filter(None, map(self._judged, bindings))
        return sorted(found, key=lambda each: (each.router, each.logical_port, each.ip))

    def _judged(self, binding: Row) -> Stale | None:
        name, ip = binding["logical_port"], parse_ip(binding["ip"])
        link = self._links.get(name)
        if link is None:  # northd removes what it has learned on a port that is gone
            return None
        by_hand = self._by_hand.get((name, ip))
        owners = [by_hand] if by_hand else link.owners.get(ip, [])
        right = tuple(dict.fromkeys(owner.mac for owner in owners))
        mac = binding["mac"].lower()
        if mac in right or (not right and (link.is_open or mac in link.macs)):
            return None
        router = self._router_of.get(self._router_ports[name]["_uuid"], "")
        port = owners[0].port if owners else None
        return Stale(binding["_uuid"], router, name, binding["ip"], binding["mac"], link.name, right, port)

    # -- links ----------------------------------------------------------------------------------

    def _add_switch(self, switch: Row) -> None:
        ports = [self._ports[uuid] for uuid in switch["ports"]]
        link = Link(switch["name"], is_open="dynamic-routing-vni" in switch["other_config"])
        link.macs |= {self._groups[uuid].lower() for uuid in switch["forwarding_groups"]}
        # Whichever of its parents has it at the moment answers for a virtual address.
        moving = {parse_ip(port["options"].get("virtual-ip", "")) for port in ports if port["type"] == "virtual"}
        for port in ports:
            link.is_open |= port["type"] in OPEN_TYPES or "unknown" in port["addresses"]
            peer = self._router_ports.get(port["options"].get("router-port", "")) if port["type"] == "router" else None
            if peer:
                self._links[peer["name"]] = link
                self._add_router_port(link, peer, port["name"])
            self._add_port(link, port)
        for ip in moving:
            link.owners.pop(ip, None)

    def _add_router_port(self, link: Link, port: Row, name: str) -> None:
        owner = Owner(port["mac"].lower(), name)
        link.macs |= {owner.mac} | self._nat_macs.get(self._router_of.get(port["_uuid"], ""), set())
        for network in port["networks"]:
            link.owners.setdefault(parse_ip(network.partition("/")[0]), []).append(owner)

    def _add_port(self, link: Link, port: Row) -> None:
        texts = [*port["addresses"], port["dynamic_addresses"] or "", port["options"].get("arp_proxy", "")]
        own: list[str] = []
        for text in texts:
            macs, ips = port_address.split(text)
            own += macs
            for ip in ips if macs else ():
                link.owners.setdefault(parse_ip(ip), []).append(Owner(macs[0], port["name"]))
        link.macs.update(own)
        for ip in self._addresses.get(port["name"], ()):
            link.owners.setdefault(parse_ip(ip), []).extend(Owner(mac, port["name"]) for mac in own)


def _checked(addresses: Mapping[str, Any], ports: set[str]) -> dict[str, list[str]]:
    found, faults = port_address.own(addresses)
    unknown = [
        Fault(f"addresses[{port}]", "no switch has this port; declare it, or leave it out")
        for port in addresses
        if port not in ports
    ]
    if unknown or faults:
        raise InvalidInput([*unknown, *faults])
    return found
