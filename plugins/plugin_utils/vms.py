# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VMs of an inventory, completed from the logical network that they are plugged into."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from ansible.module_utils.common.validation import check_type_bool, check_type_list

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import port_address

Interface = Any  # ipaddress.IPv4Interface or ipaddress.IPv6Interface

# Options of a VM that are not those of the module netns_vm.
INVENTORY_ONLY = ("host", "port", "web")


class VmError(ValueError):
    """A sentence for the user."""


@dataclass
class LogicalPort:
    """What the logical network says about a port and the networks around it."""

    mac: str | None = None
    ips: list[str] = field(default_factory=list)
    networks: list[Any] = field(default_factory=list)
    routers: list[Interface] = field(default_factory=list)

    def with_length(self, ip: str) -> str | None:
        """The address with the prefix length of the network that it is in."""
        found = next((network for network in self.networks if ipaddress.ip_address(ip) in network), None)
        return f"{ip}/{found.prefixlen}" if found else None

    def router(self, version: int) -> str | None:
        """The address of the router, if there is exactly one."""
        found = {str(interface.ip) for interface in self.routers if interface.version == version}
        return found.pop() if len(found) == 1 else None


def logical_ports(switches: list[dict[str, Any]], routers: list[dict[str, Any]]) -> dict[str, LogicalPort]:
    """The ports of all switches by name."""
    router_ports: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    for port in (port for router in routers for port in router.get("ports") or []):
        router_ports[port["name"]] = texts(port.get("networks"))
        if port.get("switch"):
            beside.setdefault(port["switch"], []).append(port["name"])
    found = {}
    for switch in switches:
        ports = switch.get("ports") or []
        led = [port.get("router_port", "") for port in ports] + beside.get(switch["name"], [])
        interfaces = [
            ipaddress.ip_interface(network) for name in dict.fromkeys(led) for network in router_ports.get(name, [])
        ]
        networks = [interface.network for interface in interfaces]
        networks += [ipaddress.ip_network(switch["subnet"])] if switch.get("subnet") else []
        for port in ports:
            mac, ips = _first_address(texts(port.get("addresses")))
            found[port["name"]] = LogicalPort(mac, ips, networks, interfaces)
    return found


def texts(value: Any) -> list[str]:
    """A list of texts, which Ansible also takes as one text with commas."""
    return [] if value is None else list(map(str, check_type_list(value)))


def _first_address(addresses: list[str]) -> tuple[str | None, list[str]]:
    """MAC and IPs of the first address that has a MAC."""
    for address in addresses:
        macs, ips = port_address.split(address)
        if macs:
            return macs[0], ips
    return None, []


def vms_of_host(
    vms: list[dict[str, Any]],
    host: str,
    switches: list[dict[str, Any]],
    routers: list[dict[str, Any]],
    defaults: dict[str, Any],
) -> list[dict[str, Any]]:
    """The VMs of one host, as the module netns_vm takes them."""
    ports = logical_ports(switches, routers)
    return [
        {**defaults, **_complete(f"ovn_vms[{index}]", vm, ports)} for index, vm in enumerate(vms) if vm["host"] == host
    ]


def completed_host_ports(
    host_ports: list[dict[str, Any]], switches: list[dict[str, Any]], routers: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The ports of a host itself, as the module ovs_port takes them. A default gateway is none of their business."""
    ports = logical_ports(switches, routers)
    completed = [_complete(f"ovn_host_ports[{index}]", port, ports) for index, port in enumerate(host_ports)]
    return [
        {option: value for option, value in port.items() if option not in ("gateway", "gateway6")} for port in completed
    ]


def _complete(path: str, vm: dict[str, Any], ports: dict[str, LogicalPort]) -> dict[str, Any]:
    options = {key: value for key, value in vm.items() if key not in INVENTORY_ONLY and value is not None}
    name = port_of(vm)
    options["iface_id"] = name
    if name not in ports or vm.get("state") == "absent":
        return options
    port = ports[name]
    if port.mac:
        options.setdefault("mac", port.mac)
    if not check_type_bool(options.get("dhcp", False)) and "addresses" not in options:
        try:
            options["addresses"] = addresses_at(name, ports)
        except VmError as exc:
            raise VmError(f"{path}: {exc}") from None
        for key, version in (("gateway", 4), ("gateway6", 6)):
            reachable = any(ipaddress.ip_interface(cidr).version == version for cidr in options["addresses"])
            gateway = port.router(version)
            if reachable and gateway and not _own(gateway, options["addresses"]):
                options.setdefault(key, gateway)
    return options


def port_of(vm: dict[str, Any]) -> str:
    """The logical port of a VM, or of a host itself."""
    return str(vm.get("port") or vm["name"])


def _own(gateway: str, addresses: list[str]) -> bool:
    return gateway in (address.partition("/")[0] for address in addresses)


def addresses_at(name: str, ports: dict[str, LogicalPort]) -> list[str]:
    """The addresses of a logical port with their prefix lengths.

    :raises VmError: if one of these is not known
    """
    found = {ip: ports[name].with_length(ip) for ip in ports[name].ips}
    for ip, address in found.items():
        if address is None:
            raise VmError(
                f"the address {ip} of the logical port {name} is in no network of a router, and its switch has no "
                "subnet, so its prefix length is not known; give addresses here, or the switch a subnet"
            )
    return [address for address in found.values() if address]


def web_servers_of_host(vms: list[dict[str, Any]], host: str) -> list[dict[str, Any]]:
    """The web servers of one host, as the module netns_web takes them."""
    return [
        {"vm": vm["name"], **vm["web"], **({"state": "absent"} if vm.get("state") == "absent" else {})}
        for vm in vms
        if vm["host"] == host and vm.get("web")
    ]
