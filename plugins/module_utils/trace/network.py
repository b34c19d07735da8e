# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declared network, as far as it says who has which address and what lies between."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union

from ..northbound import port_address
from ..northbound.checks import parse_ip
from ..ovsdb.client import Client
from .rows import Query, Row, read

Network = Union[ipaddress.IPv4Interface, ipaddress.IPv6Interface]


@dataclass(frozen=True)
class RouterPort:
    """A port of a router, with its addresses."""

    name: str
    router: str
    mac: str
    networks: tuple[Network, ...]

    def has(self, address: str) -> bool:
        return any(network.ip == ipaddress.ip_address(address) for network in self.networks)

    def reaches(self, address: str) -> bool:
        """Whether the address is on one of its networks."""
        return any(ipaddress.ip_address(address) in network.network for network in self.networks)


@dataclass(frozen=True)
class Port:
    """A port of a switch.

    :ivar router_port: the name of the router's port, for a port that leads to one
    :ivar gateway: what its DHCP options give as the router
    """

    name: str
    switch: str
    type: str
    macs: tuple[str, ...]
    addresses: tuple[str, ...]
    router_port: str = ""
    gateway: str = ""


class Declared:
    """The switches, routers and load balancers of a Northbound database.

    :param own: addresses of ports, beyond what the Northbound says
    """

    def __init__(self, client: Client, own: Mapping[str, list[str]]) -> None:
        port_columns = ("name", "type", "addresses", "dynamic_addresses", "options", "dhcpv4_options")
        switches, ports, routers, router_ports, dhcp, balancers, groups, nat = read(
            client,
            Query("Logical_Switch", ("name", "ports")),
            Query("Logical_Switch_Port", port_columns),
            Query("Logical_Router", ("name", "ports", "load_balancer", "load_balancer_group", "nat")),
            Query("Logical_Router_Port", ("name", "mac", "networks")),
            Query("DHCP_Options", ("options",)),
            Query("Load_Balancer", ("name", "vips", "protocol")),
            Query("Load_Balancer_Group", ("load_balancer",)),
            Query("NAT", ("external_ip",)),
        )
        owner_of = {uuid: row["name"] for row in [*switches, *routers] for uuid in row["ports"]}
        gateways = {row["_uuid"]: row["options"].get("router", "") for row in dhcp}
        self.router_ports = {row["name"]: _router_port(row, owner_of.get(row["_uuid"], "")) for row in router_ports}
        self.ports = {
            row["name"]: _port(row, owner_of.get(row["_uuid"], ""), gateways, self.router_ports, own) for row in ports
        }
        self.balancers = balancers
        self._groups = {row["_uuid"]: row["load_balancer"] for row in groups}
        self._nat = {row["_uuid"]: row["external_ip"] for row in nat}
        self._routers = {row["name"]: row for row in routers}

    def on_switch(self, switch: str) -> list[Port]:
        return [port for port in self.ports.values() if port.switch == switch]

    def routers_of(self, switch: str) -> list[RouterPort]:
        """The routers' ports that a switch leads to."""
        names = (port.router_port for port in self.on_switch(switch) if port.router_port)
        return [self.router_ports[name] for name in names if name in self.router_ports]

    def having(self, address: str) -> list[Port]:
        """Ports for VMs that have the address."""
        return [port for port in self.ports.values() if address in port.addresses and not port.router_port]

    def outside(self, address: str) -> list[Port]:
        """Ports to a physical network on which the address must be, by the networks of the routers there."""
        return [
            port
            for port in self.ports.values()
            if port.type == "localnet" and any(router.reaches(address) for router in self.routers_of(port.switch))
        ]

    def protocol_of(self, vip: str) -> str | None:
        """The protocol of the load balancer that has this ``ADDRESS:PORT``."""
        return next((row["protocol"] or "tcp" for row in self.balancers if vip in row["vips"]), None)

    def speaks_for(self, router: str, address: str) -> bool:
        """Whether the router answers for the address: by NAT, or for a load balancer."""
        row = self._routers.get(router)
        if row is None:
            return False
        attached = set(row["load_balancer"]).union(*(self._groups[uuid] for uuid in row["load_balancer_group"]))
        vips = (split_port(vip)[0] for item in self.balancers if item["_uuid"] in attached for vip in item["vips"])
        return address in vips or address in (self._nat[uuid] for uuid in row["nat"])


def split_port(text: str) -> tuple[str, int | None]:
    """A name or address, and the port that may stand behind it."""
    if text.startswith("["):
        inner, _bracket, rest = text[1:].partition("]")
        return inner, int(rest[1:]) if rest[:1] == ":" and rest[1:].isdigit() else None
    head, colon, port = text.rpartition(":")
    if colon and port.isdigit() and parse_ip(text) is None:
        return head, int(port)
    return text, None


def _router_port(row: Row, router: str) -> RouterPort:
    networks = sorted(row["networks"])
    return RouterPort(row["name"], router, row["mac"], tuple(ipaddress.ip_interface(text) for text in networks))


def _port(
    row: Row,
    switch: str,
    gateways: dict[str, str],
    router_ports: dict[str, RouterPort],
    own: Mapping[str, list[str]],
) -> Port:
    peer = router_ports.get(row["options"].get("router-port", "")) if row["type"] == "router" else None
    macs, ips = port_address.split(" ".join(_texts(row)))
    if peer:
        macs.append(peer.mac.lower())
        ips += [str(network.ip) for network in peer.networks]
    return Port(
        row["name"],
        switch,
        row["type"],
        tuple(dict.fromkeys(macs)),
        tuple(dict.fromkeys([*ips, *own.get(row["name"], ())])),
        peer.name if peer else "",
        gateways.get(str(row["dhcpv4_options"]), ""),
    )


def _texts(row: Row) -> Iterator[Any]:
    yield from sorted(row["addresses"])
    yield row["dynamic_addresses"] or ""
