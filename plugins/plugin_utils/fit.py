# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the parts of an inventory fit together, which one by one are right: a lab that would be made and not work."""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_checks import cidr_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import host_end
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import MAC, parse_ip, parse_network
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.load_balancer import source_of
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Places
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import VmError, vms_of_host

Items = Sequence[tuple[str, dict[str, Any]]]

GROUPS = ("central", "compute", "gateway", "client")
VARIABLES = (
    *(f"ovn_{collection}" for collection in COLLECTIONS),
    "ovn_nb_options",
    "ovn_encap_ip",
    "ovn_provider_bridges",
    "ovn_host_ports",
    "ovn_vms",
    "ovn_checks",
    "ovn_lb_switch",
    "ovn_tls",
    "ovn_nb_remotes",
    "ovn_sb_remotes",
)
# Open vSwitch's own, where the VMs are.
INTEGRATION_BRIDGE = "br-int"
# As like one another as words with a letter more, less or exchanged; a longer name is somebody's own.
ALIKE = 0.9


# -- names --------------------------------------------------------------------------------------


def mistyped(what: str, names: Iterable[str], known: Sequence[str]) -> Iterator[Fault]:
    """Nobody reads a group or variable whose name is almost right."""
    for name in sorted(set(names) - set(known)):
        close = difflib.get_close_matches(name, known, n=1, cutoff=ALIKE)
        if close:
            yield Fault(f"{what} {name}", f"nothing reads it; did you mean {close[0]}?")


# -- hosts --------------------------------------------------------------------------------------


def host_faults(
    hosts: Mapping[str, dict[str, Any]], chassis: Iterable[str], gateways: Sequence[str]
) -> Iterator[Fault]:
    """Tunnels need addresses of one family, and bridges are made on gateways alone."""
    first: tuple[str, Any] | None = None
    for name in chassis:
        address = parse_ip(str(hosts[name].get("ovn_encap_ip")))
        first = first or (name, address)
        if address and first[1] and address.version != first[1].version:
            yield Fault(
                f"{name}: ovn_encap_ip",
                f"{address} is not of the same IP family as {first[1]} of {first[0]}: there would be no tunnel; give both "
                "hosts addresses of one family",
            )
        bridges = hosts[name].get("ovn_provider_bridges") or []
        place = f"{name}: ovn_provider_bridges"
        if bridges and name not in gateways:
            yield Fault(place, f"bridges are made on hosts of group gateway, and {name} is none; put it there, too")
        for index, bridge in enumerate(bridges):
            if not isinstance(bridge, dict):
                continue
            if bridge.get("name") == INTEGRATION_BRIDGE:
                yield Fault(f"{place}[{index}].name", f"{INTEGRATION_BRIDGE} is OVN's own bridge; take another name")
            for number, text in enumerate(bridge.get("addresses") or []):
                yield from cidr_faults(f"{place}[{index}].addresses[{number}]", str(text))
        yield from _lab_nics(name, hosts[name])


def _lab_nics(name: str, host: dict[str, Any]) -> Iterator[Fault]:
    """A host that is made for the lab has the NICs that the inventory gives it, and no others."""
    nics = {
        nic["device"]: str(nic.get("address") or "").partition("/")[0]
        for nic in host.get("lab_nics") or []
        if isinstance(nic, dict) and "device" in nic
    }
    if not nics:
        return
    if host.get("ovn_encap_ip") not in (None, *nics.values()):
        addresses = ", ".join(filter(None, nics.values())) or "none"
        yield Fault(
            f"{name}: ovn_encap_ip", f"{host['ovn_encap_ip']} is no address of its lab_nics; these are: {addresses}"
        )
    for index, bridge in enumerate(host.get("ovn_provider_bridges") or []):
        nic = bridge.get("nic") if isinstance(bridge, dict) else None
        if nic and nic not in nics:
            yield Fault(
                f"{name}: ovn_provider_bridges[{index}].nic",
                f"{nic} is none of its lab_nics; these are: {', '.join(nics)}",
            )


def gateway_faults(
    hosts: Mapping[str, dict[str, Any]], chassis: Container[str], gateways: Sequence[str], network: Places
) -> Iterator[Fault]:
    """Whoever may have to do the work of a gateway must be able to."""
    candidates = {
        group["name"]: [
            (f"{path}.ha_chassis[{index}].chassis_name", member["chassis_name"])
            for index, member in enumerate(group.get("ha_chassis") or [])
        ]
        for path, group in network["ha_chassis_groups"]
    }
    # Groups may also be there for nothing but external ports.
    found: dict[tuple[str, str], Fault] = {}
    for path, router in network["routers"]:
        for index, port in enumerate(router.get("ports") or []):
            place = f"{path}.ports[{index}].gateway_chassis"
            own = [
                (f"{place}[{number}].chassis_name", member["chassis_name"])
                for number, member in enumerate(port.get("gateway_chassis") or [])
            ]
            for where, name in [*own, *candidates.get(port.get("ha_chassis_group") or "", [])]:
                if name in chassis:
                    for text in _cannot_be_gateway(hosts, name, gateways, port["name"], network):
                        found.setdefault((where, text), Fault(where, text))
    yield from found.values()


def _cannot_be_gateway(
    hosts: Mapping[str, dict[str, Any]], name: str, gateways: Sequence[str], port: str, network: Places
) -> Iterator[str]:
    if name not in gateways:
        yield (
            f"{name} is no host of group gateway, so {port} cannot be there; put it into the group, or name one of: "
            f"{', '.join(gateways) or 'none'}"
        )
        return
    bridges = hosts[name].get("ovn_provider_bridges") or []
    bridged = {bridge.get("network") for bridge in bridges if isinstance(bridge, dict)}
    for _path, switch in network["switches"]:
        if port not in (each.name for each in _router_ports(network).get(switch["name"], [])):
            continue
        for physical in (each.get("network_name") for each in switch.get("ports") or []):
            if physical and physical not in bridged:
                yield (
                    f"{name} has no bridge to the physical network {physical} of switch {switch['name']}: {port} would be "
                    f"cut off there; declare it in ovn_provider_bridges of {name}"
                )


# -- the logical network ------------------------------------------------------------------------


@dataclass(frozen=True)
class _RouterPort:
    path: str
    name: str
    networks: tuple[Any, ...]


def network_faults(network: Places) -> Iterator[Fault]:
    """What a switch and the routers at it say of one another's networks."""
    beside = _router_ports(network)
    for path, switch in network["switches"]:
        routers = beside.get(switch["name"], [])
        yield from _router_networks(switch, routers)
        yield from _subnet(path, switch, routers)


def _router_ports(network: Places) -> dict[str, list[_RouterPort]]:
    """For each switch, the ports of routers that it leads to."""
    led = {
        port["router_port"]: switch["name"]
        for _path, switch in network["switches"]
        for port in switch.get("ports") or []
        if port.get("router_port")
    }
    found: dict[str, list[_RouterPort]] = {}
    for path, router in network["routers"]:
        for index, port in enumerate(router.get("ports") or []):
            switch = port.get("switch") or led.get(port["name"])
            networks = tuple(filter(None, map(_interface, port.get("networks") or [])))
            made = _RouterPort(f"{path}.ports[{index}]", port["name"], networks)
            found.setdefault(switch or "", []).append(made)
    found.pop("", None)
    return found


def _interface(text: str) -> Any:
    try:
        return ipaddress.ip_interface(text)
    except ValueError:  # judged elsewhere
        return None


def _router_networks(switch: dict[str, Any], ports: list[_RouterPort]) -> Iterator[Fault]:
    seen: list[tuple[_RouterPort, Any]] = []
    for port in ports:
        for number, mine in enumerate(port.networks):
            for other, theirs in seen:
                place = f"{port.path}.networks[{number}]"
                if mine.network != theirs.network and mine.network.overlaps(theirs.network):
                    yield Fault(
                        place,
                        f"{mine.network} of {port.name} overlaps with {theirs.network} of {other.name} at switch "
                        f"{switch['name']}; write the same prefix length, or networks apart",
                    )
            seen.append((port, mine))


def _subnet(path: str, switch: dict[str, Any], ports: list[_RouterPort]) -> Iterator[Fault]:
    subnet = parse_network(switch.get("subnet") or "")
    networks = [mine.network for port in ports for mine in port.networks if mine.version == 4]
    if subnet and networks and not any(subnet.overlaps(network) for network in networks):
        yield Fault(
            f"{path}.subnet",
            f"no router at switch {switch['name']} is in {subnet}: its VMs would have no gateway; the routers there are in "
            f"{', '.join(map(str, networks))}",
        )


# -- load balancers -----------------------------------------------------------------------------


def load_balancer_faults(network: Places, modes: Iterable[Items]) -> Iterator[Fault]:
    """A load balancer that nobody meets, or that has nobody to send to."""
    for collection, option in (("switches", "switches"), ("routers", "routers"), ("load_balancer_groups", "groups")):
        for path, owner in network[collection]:
            for index, name in enumerate(owner.get("load_balancers") or []):
                yield Fault(
                    f"{path}.load_balancers[{index}]",
                    f"load balancers are made after the network, in the chosen mode; name {owner['name']} in {option} of the "
                    f"load balancer {name} instead",
                )
    for path, balancer in (item for items in modes for item in items):
        if balancer["state"] == "absent" or balancer.get("template"):
            continue
        name = balancer["name"]
        for vip, backends in (balancer.get("vips") or {}).items():
            # To answer nobody can be what is wanted, then it is said.
            if not backends and not balancer.get("reject") and not balancer.get("event"):
                yield Fault(f"{path}.vips[{vip}]", f"the VIP {vip} has no backend to send to; name at least one")
        if not any(balancer.get(option) for option in ("switches", "routers", "groups")):
            yield Fault(path, f"load balancer {name} is attached to nothing; name its switches or routers")


def source_faults(vms: Sequence[Any], modes: Iterable[Items]) -> Iterator[Fault]:
    """A VM may have an address that its port does not tell of; then health checks cannot come from there."""
    holders = {
        parse_ip(str(text).partition("/")[0]): vm.get("name")
        for vm in vms
        if isinstance(vm, dict)
        for text in vm.get("addresses") or ()
    }
    for path, balancer in (item for items in modes for item in items):
        for backend, mapping in (balancer.get("ip_port_mappings") or {}).items():
            source = source_of(str(mapping))[1]
            if source and source in holders:
                yield Fault(
                    f"{path}.ip_port_mappings[{backend}]",
                    f"{source} is the address of VM {holders[source]}: checks need one that nobody uses",
                )


# -- VMs ----------------------------------------------------------------------------------------


def vm_faults(vms: Items, written: Sequence[Any], network: Places) -> Iterator[Fault]:
    """VMs at ports that exist: what each has, and what no two may have.

    :param written: all VMs as the inventory has them
    """
    switch_of = {
        port["name"]: (switch, port) for _path, switch in network["switches"] for port in switch.get("ports") or []
    }
    at_port: dict[str, tuple[str, dict[str, Any]]] = {}
    for path, vm in vms:
        if vm["state"] != "absent" and vm["iface_id"] in switch_of:
            at_port.setdefault(vm["iface_id"], (path, vm))
    present = list(at_port.values())
    yield from _unknown_lengths([path for path, _vm in vms], written, network)
    yield from _twice_on_a_host(present)
    beside = _router_ports(network)
    holders: dict[tuple[str, str], str] = {}
    for name, (switch, port) in switch_of.items():
        for word in " ".join(port.get("addresses") or []).split():
            if parse_ip(word):
                holders.setdefault((switch["name"], word), f"port {name}")
    for switch_name, routers in beside.items():
        for each in routers:
            holders.update({(switch_name, str(mine.ip)): f"router port {each.name}" for mine in each.networks})
    for path, vm in present:
        switch, port = switch_of[vm["iface_id"]]
        yield from _mac(path, vm, port)
        for index, text in enumerate(vm["addresses"]):
            ip = str(text).partition("/")[0]
            holder = holders.setdefault((switch["name"], ip), f"VM {vm['name']}")
            if holder not in (f"VM {vm['name']}", f"port {vm['iface_id']}"):
                yield Fault(
                    f"{path}.addresses[{index}]",
                    f"{ip} is that of {holder} on switch {switch['name']} already; give each its own",
                )


def _mac(path: str, vm: dict[str, Any], port: dict[str, Any]) -> Iterator[Fault]:
    words = " ".join(port.get("addresses") or []).lower().split()
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


def _unknown_lengths(good: Container[str], vms: Sequence[Any], network: Places) -> Iterator[Fault]:
    """A VM takes its addresses from its port, and their prefix lengths from the network around it."""
    switches, routers = ([item for _path, item in network[kind]] for kind in ("switches", "routers"))
    for index, vm in enumerate(vms):
        if f"ovn_vms[{index}]" not in good:
            continue
        try:
            vms_of_host([*[{"host": ""}] * index, vm], vm["host"], switches, routers, {})
        except VmError as exc:
            path, _colon, text = str(exc).partition(": ")
            yield Fault(path, text)
        except ValueError:  # an address that is none is judged where it stands
            return
