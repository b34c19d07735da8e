# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The packet that a VM would send: what the user said of it, the rest from the declared network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..northbound.checks import parse_ip
from .errors import TraceError
from .network import Declared, Port, RouterPort, split_port

# Above what a system takes for servers, so that no load balancer is met by chance.
CLIENT_PORT = 40000
# Of whoever sends from a physical network.
STRANGER = "02:00:00:00:00:fe"
LISTED = 20
_ECHO = {4: "icmp4.type == 8 && icmp4.code == 0", 6: "icmp6.type == 128 && icmp6.code == 0"}


@dataclass(frozen=True)
class Packet:
    """:ivar port: the destination's port of TCP, UDP or SCTP; 0 for a ping
    :ivar notes: what had to be assumed
    """

    inport: str
    datapath: str
    src_mac: str
    src_ip: str
    dst_mac: str
    dst_ip: str
    protocol: str
    src_port: int = 0
    port: int = 0
    ttl: int = 64
    notes: tuple[str, ...] = field(default=())

    @property
    def version(self) -> int:
        return 6 if ":" in self.dst_ip else 4

    def microflow(self) -> str:
        """As ovn-trace takes it."""
        ip = f"ip{self.version}"
        terms = [
            f'inport == "{self.inport}"',
            f"eth.src == {self.src_mac}",
            f"eth.dst == {self.dst_mac}",
            f"{ip}.src == {self.src_ip}",
            f"{ip}.dst == {self.dst_ip}",
            f"ip.ttl == {self.ttl}",
        ]
        if self.protocol == "icmp":
            terms.append(_ECHO[self.version])
        else:
            terms += [f"{self.protocol}.src == {self.src_port}", f"{self.protocol}.dst == {self.port}"]
        return " && ".join(terms)

    def flow(self, in_port: str, dp_hash: int) -> str:
        """As ofproto/trace takes it: the protocol has to stand first."""
        six = self.version == 6
        terms = [
            f"{self.protocol}{'6' if six else ''}",
            f"in_port={in_port}",
            f"dl_src={self.src_mac}",
            f"dl_dst={self.dst_mac}",
            f"{'ipv6_src' if six else 'nw_src'}={self.src_ip}",
            f"{'ipv6_dst' if six else 'nw_dst'}={self.dst_ip}",
            f"nw_ttl={self.ttl}",
            f"dp_hash={dp_hash:#x}",
        ]
        if self.protocol == "icmp":
            terms += [f"icmp{'v6' if six else ''}_type={128 if six else 8}", f"icmp{'v6' if six else ''}_code=0"]
        else:
            terms += [f"{self.protocol}_src={self.src_port}", f"{self.protocol}_dst={self.port}"]
        return ",".join(terms)


def packet(declared: Declared, params: dict[str, Any]) -> Packet:
    """
    :param params: the options of the module
    :raises TraceError: what is not known, with the names that are, or what has to be given
    """
    return _Sender(declared, params).packet()


class _Sender:
    def __init__(self, declared: Declared, params: dict[str, Any]) -> None:
        self.declared = declared
        self.params = params
        self.vms: dict[str, str] = params["vms"]
        self.notes: list[str] = []

    def packet(self) -> Packet:
        target, number = self._split(self.params["to"])
        inport, address = self._source(self.params["from"])
        dst_ip = self.params["dst_ip"] or self._address(target, address)
        src_ip = self.params["src_ip"] or address or self._own_address(inport, dst_ip)
        if (":" in src_ip) != (":" in dst_ip):
            raise TraceError(
                f"to: {dst_ip} and the sender's {src_ip} are not of the same IP family; give src_ip or dst_ip"
            )
        number = self.params["dst_port"] or number or 0
        protocol = self._protocol(dst_ip, number)
        return Packet(
            inport=inport.name,
            datapath=inport.switch,
            src_mac=self.params["src_mac"] or (inport.macs[0] if inport.macs else STRANGER),
            src_ip=src_ip,
            dst_mac=self.params["dst_mac"] or self._next_mac(inport, src_ip, dst_ip),
            dst_ip=dst_ip,
            protocol=protocol,
            src_port=0 if protocol == "icmp" else self.params["src_port"] or CLIENT_PORT,
            port=number,
            ttl=self.params["ttl"],
            notes=tuple(self.notes),
        )

    def _split(self, text: str) -> tuple[str, int | None]:
        """A name may end like a port: names that there are come first."""
        known = text in self.vms or text in self.declared.ports
        return (text, None) if known else split_port(text)

    # -- the sender ---------------------------------------------------------------------------

    def _source(self, text: str) -> tuple[Port, str]:
        """The port, and the address if the user gave that."""
        if parse_ip(text):
            return self._only("from", text, self.declared.having(text) or self.declared.outside(text)), text
        return self._port("from", text), ""

    def _port(self, option: str, name: str) -> Port:
        port = self.declared.ports.get(self.vms.get(name, name))
        if port:
            return port
        if name in self.vms:
            raise TraceError(
                f"{option}: the port {self.vms[name]} of VM {name} is not in the network; declare it first"
            )
        vms = f"the VMs are {_list(self.vms)}; " if self.vms else ""
        ports = _list(port.name for port in self.declared.ports.values() if port.type != "router")
        raise TraceError(
            f"{option}: there is no {'VM or ' if self.vms else ''}port {name}; {vms}the ports are {ports}; "
            "an address is right, too"
        )

    def _only(self, option: str, address: str, ports: list[Port]) -> Port:
        if len(ports) == 1:
            return ports[0]
        if ports:
            raise TraceError(f"{option}: {address} is at more than one port, {_list(p.name for p in ports)}; name one")
        known = _list(f"{first} ({port.name})" for port in self.declared.ports.values() for first in port.addresses[:1])
        raise TraceError(f"{option}: no port has the address {address}; these are known: {known}")

    def _own_address(self, port: Port, wanted: str) -> str:
        family = [address for address in port.addresses if (":" in address) == (":" in wanted)]
        if not family:
            what = "IPv6 address" if ":" in wanted else "IPv4 address"
            raise TraceError(
                f"src_ip: port {port.name} has no {what} of its own; give src_ip or addresses, and src_mac if it matters"
            )
        return family[0]

    # -- the destination ------------------------------------------------------------------------

    def _address(self, target: str, source: str) -> str:
        if parse_ip(target):
            return target
        router = self.declared.router_ports.get(target)
        addresses = [str(network.ip) for network in router.networks] if router else []
        addresses = addresses or list(self._port("to", target).addresses)
        if not addresses:
            raise TraceError(f"to: port {target} has no address; give dst_ip or addresses")
        return next((address for address in addresses if source and (":" in address) == (":" in source)), addresses[0])

    def _protocol(self, dst_ip: str, number: int) -> str:
        named = self.params["protocol"]
        if named in ("tcp", "udp", "sctp") and not number:
            raise TraceError(f"dst_port: {named} needs one; write to: ADDRESS:PORT or give dst_port")
        if named == "icmp" and number:
            raise TraceError(f"protocol: a ping has no port, but {number} was given; leave one of them out")
        vip = f"[{dst_ip}]:{number}" if ":" in dst_ip else f"{dst_ip}:{number}"
        return str(named or (self.declared.protocol_of(vip) or "tcp" if number else "icmp"))

    def _next_mac(self, inport: Port, src_ip: str, dst_ip: str) -> str:
        """Whom the sender's frame is for: the destination on the same switch, else a router."""
        neighbours = self.declared.on_switch(inport.switch)
        for port in neighbours:
            if dst_ip in port.addresses and port.macs:
                return port.macs[0]
        router = self._router(inport, src_ip, dst_ip)
        on_link = router.reaches(dst_ip) and router.reaches(src_ip)
        if on_link and not self.declared.speaks_for(router.router, dst_ip):
            self.notes.append(
                f"{dst_ip} is on {inport.name}'s own network, and no port has it: a client asks for it by ARP and, "
                f"unless somebody answers, sends nothing; here the packet goes to {router.name}"
            )
        return router.mac.lower()

    def _router(self, inport: Port, src_ip: str, dst_ip: str) -> RouterPort:
        routers = self.declared.routers_of(inport.switch)
        if not routers:
            raise TraceError(
                f"to: switch {inport.switch} has no port with {dst_ip} and leads to no router; give dst_mac to try anyway"
            )
        fits = (
            [router for router in routers if inport.gateway and router.has(inport.gateway)],
            [router for router in routers if router.reaches(src_ip)],
            routers,
        )
        chosen = next(found for found in fits if found)
        if len(chosen) > 1:
            names = _list(f"{router.name} ({router.mac})" for router in chosen)
            self.notes.append(f"switch {inport.switch} leads to {names}; the first was taken, dst_mac chooses another")
        return chosen[0]


def _list(names: Iterable[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - LISTED} more" if len(shown) > LISTED else ""
    return (", ".join(shown[:LISTED]) or "none") + more
