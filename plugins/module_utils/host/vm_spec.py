# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a VM shall be: the options of one VM, checked and completed."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any

from ..ovsdb.errors import Fault
from .bridge_checks import cidr_faults, ip_faults

# 1500 less what geneve and OVN's metadata add.
DEFAULT_MTU = 1442
# What NetworkManager gives the first of several NICs, too.
BEHIND_HOST_LINK = 100

ROUTE_ARGUMENTS: dict[str, Any] = {
    "dest": {"type": "str", "required": True},
    "via": {"type": "str"},
}

HOST_LINK_ARGUMENTS: dict[str, Any] = {
    "address": {"type": "str", "required": True},
    "host_address": {"type": "str", "required": True},
    "interface": {"type": "str", "default": "host0"},
}

VM_ARGUMENTS: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "bridge": {"type": "str", "default": "br-int"},
    "iface_id": {"type": "str"},
    "interface": {"type": "str"},
    "guest_interface": {"type": "str"},
    "interface_type": {"type": "str", "choices": ["veth", "internal"], "default": "veth"},
    "mac": {"type": "str"},
    "mtu": {"type": "int", "default": DEFAULT_MTU},
    "addresses": {"type": "list", "elements": "str", "default": []},
    "gateway": {"type": "str"},
    "gateway6": {"type": "str"},
    "routes": {"type": "list", "elements": "dict", "options": ROUTE_ARGUMENTS, "default": []},
    "host_link": {"type": "dict", "options": HOST_LINK_ARGUMENTS},
    "dns": {"type": "list", "elements": "str", "default": []},
    "dhcp": {"type": "bool", "default": False},
    "tx_offload": {"type": "bool"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}


@dataclass(frozen=True)
class HostLink:
    """A second NIC, whose other end is the host itself; the VM's default route is there.

    :ivar host_end: the interface on the host
    """

    address: str
    host_address: str
    interface: str
    host_end: str


@dataclass
class Vm:
    """A network namespace with one interface, which is a port of an OVS bridge."""

    name: str
    bridge: str
    iface_id: str
    interface: str
    guest_interface: str
    interface_type: str
    mac: str | None
    mtu: int
    addresses: list[str]
    routes: list[tuple[str, str | None]]
    dns: list[str]
    dhcp: bool
    tx_offload: bool | None
    present: bool
    host_link: HostLink | None = None
    path: str = ""
    # Networks that the interface is in, to tell a gateway beside them.
    networks: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, options: dict[str, Any], path: str) -> Vm:
        routes = [(_network(route["dest"]), route["via"]) for route in options["routes"]]
        routes += [
            (dest, options[key]) for dest, key in (("0.0.0.0/0", "gateway"), ("::/0", "gateway6")) if options[key]
        ]
        return cls(
            name=options["name"],
            bridge=options["bridge"],
            iface_id=options["iface_id"] or options["name"],
            interface=options["interface"] or options["name"],
            guest_interface=_guest_interface(options),
            interface_type=options["interface_type"],
            mac=options["mac"].lower() if options["mac"] else None,
            mtu=options["mtu"],
            addresses=[str(ipaddress.ip_interface(address)) for address in options["addresses"]],
            routes=routes,
            dns=options["dns"],
            dhcp=options["dhcp"],
            tx_offload=options["tx_offload"],
            present=options["state"] == "present",
            host_link=_host_link(options),
            path=path,
            networks=[ipaddress.ip_interface(address).network for address in options["addresses"]],
        )

    @property
    def host_link_address(self) -> str | None:
        return self.host_link.address if self.host_link else None

    @property
    def metric(self) -> int | None:
        """That of the default routes over the VM's own interface: beside a link to the host they stand behind."""
        return BEHIND_HOST_LINK if self.host_link else None

    def on_link(self, gateway: str) -> bool:
        """Whether a gateway lies in none of the VM's networks, so that Linux must be told where it is."""
        ip = ipaddress.ip_address(gateway)
        return not ip.is_link_local and not any(ip in network for network in self.networks)


def _guest_interface(options: dict[str, Any]) -> str:
    """What the interface is called inside the VM."""
    return str(options["guest_interface"] or options["interface"] or options["name"])


def _host_link(options: dict[str, Any]) -> HostLink | None:
    link = options["host_link"]
    return HostLink(**link, host_end=host_end(options["name"])) if link else None


def host_end(vm: str) -> str:
    """The host's interface of a link between host and VM."""
    return f"{vm}-host"


def _network(text: str) -> str:
    if text == "default":
        return "0.0.0.0/0"
    return str(ipaddress.ip_network(text))


def parse(params: dict[str, Any]) -> tuple[list[Vm], list[Fault]]:
    """The VMs of a task, or what is wrong with them."""
    listed = [(f"vms[{index}].", options) for index, options in enumerate(params["vms"] or [])]
    if params["name"] is not None:
        listed.append(("", params))
    faults = [fault for path, options in listed for fault in option_faults(path, options)]
    if faults:
        return [], faults
    vms = [Vm.of(options, path) for path, options in listed]
    return vms, twice(vms)


def twice(vms: list[Vm]) -> list[Fault]:
    """What two VMs must not have in common."""
    faults = []
    for option in ("name", "interface", "iface_id", "mac", "host_link_address"):
        seen: dict[str, Vm] = {}
        for vm in vms:
            value = getattr(vm, option)
            if value is None or not vm.present:
                continue
            first = seen.setdefault(value, vm)
            if first is not vm:
                faults.append(
                    Fault(
                        f"{vm.path}{option.replace('link_address', 'link.address')}",
                        f"{value} is that of the VM {first.name}, too; each VM needs one of its own",
                    )
                )
    return faults


def option_faults(path: str, options: dict[str, Any]) -> list[Fault]:
    """Everything that is wrong with the options of one VM."""
    faults = [*_name_faults(path, options), *_address_faults(path, options)]
    mac = options["mac"]
    if mac and not re.fullmatch(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}", mac):
        faults.append(Fault(f"{path}mac", f"{mac!r} is no MAC address; write it as 02:00:00:00:00:01"))
    elif mac and int(mac[:2], 16) & 1:
        faults.append(Fault(f"{path}mac", f"{mac} is a group address; the second digit of a VM's must be even"))
    if not 68 <= options["mtu"] <= 65535:
        faults.append(
            Fault(
                f"{path}mtu",
                f"{options['mtu']} is not between 68 and 65535; {DEFAULT_MTU} fits into tunnels over Ethernet",
            )
        )
    if options["host_link"]:
        faults += _host_link_faults(f"{path}host_link", options)
    for index, server in enumerate(options["dns"]):
        faults += ip_faults(f"{path}dns[{index}]", server)
    return faults


def _name_faults(path: str, options: dict[str, Any]) -> list[Fault]:
    faults = []
    name, interface = options["name"], options["interface"]
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name):
        faults.append(Fault(f"{path}name", f"{name!r} is no name of a VM; use letters, digits and _ . -"))
    elif interface is None and len(name) > 15:
        faults.append(
            Fault(
                f"{path}interface", f"the name {name} is too long for an interface (15 characters); give interface, too"
            )
        )
    iface_id = options["iface_id"]
    if iface_id is not None and not re.fullmatch(r"[^\s\"'\\,={}()\[\]$%]+", iface_id):
        faults.append(
            Fault(
                f"{path}iface_id",
                f"{iface_id!r} cannot be given to Open vSwitch; use no space and no quotes, brackets or , = $ % \\",
            )
        )
    for option in ("interface", "guest_interface"):
        value = options[option]
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_.-]{1,15}", value):
            faults.append(
                Fault(f"{path}{option}", f"{value!r} is no name of an interface; use 1 to 15 letters, digits and _ . -")
            )
    if options["guest_interface"] and options["interface_type"] == "internal":
        faults.append(
            Fault(
                f"{path}guest_interface",
                "Open vSwitch knows an internal interface by its name, which must stay; use interface_type: veth",
            )
        )
    return faults


def _address_faults(path: str, options: dict[str, Any]) -> list[Fault]:
    faults = [
        fault
        for index, address in enumerate(options["addresses"])
        for fault in cidr_faults(f"{path}addresses[{index}]", address)
    ]
    for key, version in (("gateway", 4), ("gateway6", 6)):
        if options[key]:
            faults += ip_faults(f"{path}{key}", options[key], version)
    if options["gateway"] and options["dhcp"]:
        faults.append(Fault(f"{path}gateway", "comes by DHCP; leave it out, or set dhcp to false"))
    elif options["gateway"] and not any("." in address for address in options["addresses"]):
        faults.append(Fault(f"{path}gateway", "cannot be reached without an IPv4 address; give addresses, too"))
    if options["gateway6"] and not any(":" in address for address in options["addresses"]):
        faults.append(Fault(f"{path}gateway6", "cannot be reached without an IPv6 address; give addresses, too"))
    for index, route in enumerate(options["routes"]):
        faults += _route_faults(f"{path}routes[{index}]", route)
    return faults


def _host_link_faults(path: str, options: dict[str, Any]) -> list[Fault]:
    link = options["host_link"]
    faults = [
        fault for key in ("address", "host_address") for fault in ip_faults(f"{path}.{key}", str(link[key]), version=4)
    ]
    if link["address"] == link["host_address"]:
        faults.append(Fault(f"{path}.host_address", f"{link['address']} is the VM's own; give the host another"))
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,15}", link["interface"]):
        faults.append(
            Fault(
                f"{path}.interface",
                f"{link['interface']!r} is no name of an interface; use 1 to 15 letters, digits and _ . -",
            )
        )
    elif link["interface"] == _guest_interface(options):
        faults.append(Fault(f"{path}.interface", f"{link['interface']} is that of the logical port; take another name"))
    end = host_end(options["name"])
    if len(end) > 15:
        faults.append(
            Fault(
                path,
                f"the host's end {end} has a name too long for an interface (15 characters); shorten the VM's name",
            )
        )
    return faults


def _route_faults(path: str, route: dict[str, Any]) -> list[Fault]:
    faults = []
    if route["dest"] != "default":
        try:
            ipaddress.ip_network(route["dest"])
        except ValueError as exc:
            faults.append(Fault(f"{path}.dest", f"{exc}; write a network as 192.0.2.0/24, or default"))
    if route["via"] is not None:
        faults += ip_faults(f"{path}.via", route["via"])
    return faults
