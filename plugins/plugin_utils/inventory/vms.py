# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VMs, and the hosts' own ports: each at a port of a switch, with what no two may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.port_files import port_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import host_end, option_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import MAC, parse_ip
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Lab
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.network import routers_beside
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.typed import NAMELESS, Items
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import VmError, addresses_at, logical_ports

# Options that are right or wrong by others.
NEEDY = ("gateway", "gateway6", "interface", "guest_interface")
# A switch and its port.
Places = dict[str, tuple[dict[str, Any], dict[str, Any]]]


def faults(lab: Lab) -> Iterator[Fault]:
    ports: Places = {
        port["name"]: (switch, port) for _path, switch in lab.network["switches"] for port in switch["ports"] or []
    }
    yield from _vms(lab, ports)
    yield from _host_ports(lab, ports)
    yield from _unknown_lengths(lab)
    first: dict[str, tuple[str, dict[str, Any]]] = {}
    for path, vm in lab.present_vms:
        if vm["iface_id"] in ports:
            first.setdefault(vm["iface_id"], (path, vm))
    at_ports = list(first.values())
    yield from _twice_on_a_host(at_ports)
    yield from _taken_addresses(lab, at_ports, ports)
    for path, vm in at_ports:
        yield from _mac(path, vm, ports[vm["iface_id"]][1])


def _vms(lab: Lab, ports: Places) -> Iterator[Fault]:
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for path, vm in lab.vms:
        name = vm["name"]
        yield from _judged(lab, path, option_faults(f"{path}.", vm))
        if names.setdefault(name, path) != path:
            yield Fault(f"{path}.name", f"{name} is at {names[name]} already; give each VM its own name")
        if lab.compute and vm["host"] not in lab.compute:
            yield Fault(
                f"{path}.host",
                f"VM {name} is on {vm['host']}, which is no host of group compute; these are: {', '.join(lab.compute)}",
            )
        if vm["state"] == "absent" or path in lab.reader.broken:
            continue
        holder = taken.setdefault(vm["iface_id"], name)
        if holder != name:
            yield Fault(f"{path}.port", f"{vm['iface_id']} is the port of {holder} already; a port is for one VM")
        if vm["web"] and not 0 < vm["web"]["port"] < 65536:
            yield Fault(f"{path}.web.port", f"{vm['web']['port']} is not between 1 and 65535")
        yield from _port(lab, path, vm, ports)


def _judged(lab: Lab, path: str, found: list[Fault]) -> list[Fault]:
    """Without the faults of options that need another one, where that may be the one that could not be read."""
    needy = [f"{path}.{option}" for option in NEEDY] if path in lab.reader.broken else []
    return [fault for fault in found if fault.path not in needy]


def _port(lab: Lab, path: str, vm: dict[str, Any], ports: Places) -> Iterator[Fault]:
    name, wanted = vm["name"], vm["iface_id"]
    if wanted not in ports:
        if not lab.unread_ports & {wanted, NAMELESS}:
            yield Fault(
                f"{path}.port",
                f"VM {name} is behind port {wanted}, which no switch has; those for VMs are: {_free(ports)}",
            )
        return
    port = ports[wanted][1]
    if port["type"]:
        yield Fault(f"{path}.port", f"{wanted} is of type {port['type']}; a VM needs a port without a type")
    if vm["dhcp"] and not (port["dhcpv4_options"] or port["dhcpv6_options"]) and wanted not in lab.unread_ports:
        yield Fault(
            f"{path}.dhcp",
            f"nobody would answer VM {name}: set dhcpv4_options of the port {wanted}, or give it addresses",
        )


def _free(ports: Places) -> str:
    return ", ".join(sorted(name for name, (_switch, port) in ports.items() if not port["type"])) or "none"


def _host_ports(lab: Lab, ports: Places) -> Iterator[Fault]:
    taken = {vm["iface_id"]: f"the VM {vm['name']}" for _path, vm in lab.present_vms}
    for name in sorted(lab.hosts):
        host = lab.hosts[name]
        if lab.compute and host.ports and name not in lab.compute:
            yield Fault(
                host.at("ovn_host_ports"), f"{name} is no host of group compute; put it there, or leave this out"
            )
        for path, item in host.ports:
            wanted = item["port"] or item["name"]
            yield from _judged(lab, path, port_faults(f"{path}.", {**item, "iface_id": wanted}))
            if item["state"] == "absent" or path in lab.reader.broken:
                continue
            if wanted not in ports or ports[wanted][1]["type"]:
                if not lab.unread_ports & {wanted, NAMELESS}:
                    yield Fault(
                        f"{path}.port",
                        f"no switch has a port {wanted} without a type; those that can be taken are: {_free(ports)}",
                    )
            elif taken.setdefault(wanted, path) != path:
                yield Fault(
                    f"{path}.port", f"{wanted} is the port of {taken[wanted]} already; a port is for one interface"
                )


def _taken_addresses(lab: Lab, vms: Items, ports: Places) -> Iterator[Fault]:
    holders: dict[tuple[str, str], str] = {}
    for name, (switch, port) in ports.items():
        for word in " ".join(port["addresses"] or []).split():
            if parse_ip(word):
                holders.setdefault((switch["name"], word), f"port {name}")
    for switch_name, routers in routers_beside(lab.network).items():
        for each in routers:
            holders.update({(switch_name, str(mine.ip)): f"router port {each.name}" for mine in each.networks})
    for path, vm in vms:
        switch = ports[vm["iface_id"]][0]
        for index, text in enumerate(vm["addresses"]):
            ip = text.partition("/")[0]
            holder = holders.setdefault((switch["name"], ip), f"VM {vm['name']}")
            if holder not in (f"VM {vm['name']}", f"port {vm['iface_id']}"):
                yield Fault(
                    f"{path}.addresses[{index}]",
                    f"{ip} is that of {holder} on switch {switch['name']} already; give each its own",
                )


def _mac(path: str, vm: dict[str, Any], port: dict[str, Any]) -> Iterator[Fault]:
    words = " ".join(port["addresses"] or []).lower().split()
    macs = [word for word in words if MAC.fullmatch(word)]
    if MAC.fullmatch(vm["mac"] or "") and macs and "unknown" not in words and vm["mac"].lower() not in macs:
        yield Fault(
            f"{path}.mac",
            f"the port {port['name']} has {', '.join(macs)}: nothing would reach VM {vm['name']} at {vm['mac']}; leave mac "
            "out, or write the same in both places",
        )


def _twice_on_a_host(vms: Items) -> Iterator[Fault]:
    seen: dict[tuple[str, str, str], str] = {}
    for path, vm in vms:
        link = vm["host_link"] or {}
        names = {"interface": vm["interface"] or vm["name"], "host_link.address": link.get("address")}
        if vm["host_link"]:
            names["host_link"] = host_end(vm["name"])
        for option, value in names.items():
            if value is None:
                continue
            first = seen.setdefault((vm["host"], option, value), vm["name"])
            if first != vm["name"]:
                yield Fault(
                    f"{path}.{option}", f"{value} is that of VM {first} on {vm['host']} already; give each its own"
                )


def _unknown_lengths(lab: Lab) -> Iterator[Fault]:
    """A VM takes its addresses from its port, and their prefix lengths from the network around it."""
    if not lab.reader.is_whole("ovn_switches", "ovn_routers"):
        return
    switches, routers = ([item for _path, item in lab.network[kind]] for kind in ("switches", "routers"))
    try:
        ports = logical_ports(switches, routers)
    except ValueError:  # an address that is none is judged where it stands
        return
    for path, vm in lab.present_vms:
        if not vm["takes_addresses"] or vm["iface_id"] not in ports:
            continue
        try:
            addresses_at(vm["iface_id"], ports)
        except VmError as exc:
            yield Fault(path, str(exc))
        except ValueError:
            continue
