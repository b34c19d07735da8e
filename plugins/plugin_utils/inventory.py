# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be wrong with an inventory, found before a host is touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_checks import SHARE_ARGUMENTS, share_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.chassis import ENCAP_TYPES
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.port_files import PORT_ARGUMENTS, port_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import VM_ARGUMENTS, option_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import checks
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Places, check
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils import fit
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import SIZES
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.checks import Places as CheckPlaces
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.checks import check_faults

# Objects with their places.
Items = list[tuple[str, dict[str, Any]]]

VM_SPEC: dict[str, Any] = {
    **{name: option for name, option in VM_ARGUMENTS.items() if name != "iface_id"},
    "host": {"type": "str", "required": True},
    "port": {"type": "str"},
    "web": {
        "type": "dict",
        "options": {"port": {"type": "int", "required": True}, "content": {"type": "str", "required": True}},
    },
}

BRIDGE_SPEC: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "nic": {"type": "str"},
    "network": {"type": "str", "required": True},
    "addresses": {"type": "list", "elements": "str"},
    "share_address": {"type": "dict", "options": SHARE_ARGUMENTS},
}

HOST_PORT_SPEC: dict[str, Any] = {
    **{name: option for name, option in PORT_ARGUMENTS.items() if name != "iface_id"},
    "port": {"type": "str"},
}


@dataclass
class Inventory:
    """The declared lab: who is in which group, and the variables that declare it.

    :param hosts: the variables of each host
    :param network: the collections of ``ovn_topology`` except load balancers
    :param load_balancers: by mode
    :param variables: names of all variables that begin with ovn_
    """

    groups: dict[str, list[str]]
    hosts: dict[str, dict[str, Any]]
    network: dict[str, Any] = field(default_factory=dict)
    load_balancers: Any = field(default_factory=dict)
    vms: Any = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    variables: Iterable[str] = ()

    @property
    def chassis(self) -> list[str]:
        return sorted({*self.groups.get("compute", []), *self.groups.get("gateway", [])})


@dataclass
class Report:
    """Faults keep a run from starting, warnings do not."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def examine(inventory: Inventory) -> Report:
    """Everything that is wrong with the inventory, each with its place and remedy."""
    report = Report()
    network, modes = _collections(inventory, report)
    if not isinstance(inventory.vms, list):
        report.faults.append(_no_list("ovn_vms", inventory.vms))
    readable = not report.faults and all(map(inventory.groups.get, ("central", "compute")))
    report.faults = [
        *fit.mistyped("group", inventory.groups, fit.GROUPS),
        *fit.mistyped("variable", inventory.variables, fit.VARIABLES),
        *_hosts(inventory),
        *fit.host_faults(inventory.hosts, inventory.chassis, inventory.groups.get("gateway", [])),
        *report.faults,
    ]
    if not readable:  # what refers to an object that cannot be read would be blamed for it
        return report
    _network(network, modes, report)
    report.faults += fit.network_faults(network)
    report.faults += fit.load_balancer_faults(network, modes)
    report.faults += fit.source_faults(inventory.vms, modes)
    report.faults += _references_to_hosts(inventory, network)
    report.faults += _host_ports(inventory, network)
    report.faults += _vms(inventory, network)
    report.faults += _checks(inventory, network, modes)
    return report


def _checks(inventory: Inventory, network: Places, modes: Iterable[Items]) -> list[Fault]:
    owners = [item for kind in ("switches", "routers") for _path, item in network[kind]]
    ports = {name for owner in owners for port in owner["ports"] or [] for name in _bound(port)}
    places = CheckPlaces(inventory.groups["central"], inventory.chassis, sorted(ports))
    return check_faults(
        inventory.checks,
        [vm for vm in inventory.vms if isinstance(vm, dict)],
        {*inventory.chassis, *inventory.groups["central"], *inventory.groups.get("client", [])},
        [balancer for items in modes for _path, balancer in items],
        [owner["name"] for owner in owners],
        places,
    )


def _bound(port: dict[str, Any]) -> list[str]:
    """The names by which the Southbound has a port. Where a gateway port of a distributed router is, another one tells."""
    is_gateway = port.get("gateway_chassis") or port.get("ha_chassis_group")
    return [port["name"], f"cr-{port['name']}"] if is_gateway else [port["name"]]


def summary(inventory: Inventory) -> str:
    """What has been looked at, for those who see no fault."""
    modes = {mode: items or [] for mode, items in inventory.load_balancers.items()}
    balancers = {item["name"] for items in modes.values() for item in items}
    counted = [
        _counted(len(inventory.hosts), "host"),
        _counted(len(inventory.network.get("switches") or []), "switch", "switches"),
        _counted(len(inventory.network.get("routers") or []), "router"),
        _counted(len(balancers), "load balancer") + f" in {_counted(len(modes), 'mode')}",
        _counted(len(inventory.vms), "VM"),
        _counted(len(inventory.checks), "check"),
    ]
    return f"{', '.join(counted[:-1])} and {counted[-1]} fit together"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


# -- hosts --------------------------------------------------------------------------------


def _hosts(inventory: Inventory) -> Iterable[Fault]:
    for group, what in (("central", "no node runs the databases"), ("compute", "no host has VMs")):
        if not inventory.groups.get(group):
            yield Fault(f"group {group}", f"has no hosts, so {what}; put at least one into it")
    central = inventory.groups.get("central", [])
    if central and len(central) not in SIZES:
        yield Fault(
            "group central",
            f"has {len(central)} hosts, of which more than half must live, so it survives no more than "
            f"{_counted(len(central) - 1, 'host')}; use 1, 3 or 5",
        )
    first: dict[str, str] = {}
    for name in sorted({*inventory.chassis, *central}):
        address = inventory.hosts[name].get("ovn_encap_ip")
        place = f"{name}: ovn_encap_ip"
        if address is None:
            yield Fault(place, "is not set; give the address where other hosts reach this one")
        elif checks.ip(str(address)):
            yield Fault(place, str(checks.ip(str(address))))
        elif first.setdefault(str(address), name) != name:
            yield Fault(place, f"{address} is the address of {first[str(address)]} already; give each host its own")
        yield from _bridges(name, inventory.hosts[name].get("ovn_provider_bridges") or [])
    yield from _encap_types(inventory)


def _encap_types(inventory: Inventory) -> Iterable[Fault]:
    """Each two chassis need a kind of tunnel that both offer: since 21.12, OVN makes none otherwise."""
    offers: dict[str, list[str]] = {}
    for name in inventory.chassis:
        place, offered = f"{name}: compute_encap_type", inventory.hosts[name].get("compute_encap_type")
        offers[name] = ["geneve"] if offered is None else [offered] if isinstance(offered, str) else offered
        for kind in offers[name]:
            if kind not in ENCAP_TYPES:
                yield Fault(place, f"{kind} is no kind of tunnel; these are: {', '.join(ENCAP_TYPES)}")
        for other in inventory.chassis:
            if other == name:
                break
            if not set(offers[name]) & set(offers[other]):
                yield Fault(
                    place,
                    f"offers {', '.join(offers[name])} and {other} offers {', '.join(offers[other])}, so there would be no "
                    "tunnel between them; let one of them offer both",
                )


def _bridges(host: str, bridges: list[dict[str, Any]]) -> Iterable[Fault]:
    valid, faults = _typed(
        BRIDGE_SPEC, [(f"{host}: ovn_provider_bridges[{i}]", item) for i, item in enumerate(bridges)]
    )
    yield from faults
    for option in ("name", "nic", "network"):
        first: dict[str, str] = {}
        for path, bridge in valid:
            value = bridge.get(option)
            if value and first.setdefault(value, path) != path:
                yield Fault(f"{path}.{option}", f"{value} is at {first[value]} already; each bridge has its own")
    for path, bridge in valid:
        yield from share_faults(f"{path}.share_address", bridge)


# -- the logical network ------------------------------------------------------------------


def _collections(inventory: Inventory, report: Report) -> tuple[Places, list[Items]]:
    """The network's objects and, for each mode, its load balancers, all with their places."""
    network = {
        collection: _collection(collection, f"ovn_{collection}", inventory.network.get(collection) or [], report)
        for collection in COLLECTIONS
        if collection != "load_balancers"
    }
    if not isinstance(inventory.load_balancers, dict):
        report.faults.append(
            Fault("ovn_load_balancers", "has no modes; write a list for each, such as 'lb-router: [...]'")
        )
        return network, []
    modes = [
        _collection("load_balancers", f"ovn_load_balancers[{mode}]", items or [], report)
        for mode, items in inventory.load_balancers.items()
    ]
    return network, modes


def _network(network: Places, modes: list[Items], report: Report) -> None:
    """A load balancer is judged with those of its own mode alone."""
    for balancers in modes or [[]]:
        checked = check({**network, "load_balancers": balancers}, closed=True)
        report.faults += checked.faults + checked.errors
        report.warnings += checked.warnings
    report.faults = list(dict.fromkeys(report.faults))
    report.warnings = list(dict.fromkeys(report.warnings))


def _collection(collection: str, variable: str, items: Any, report: Report) -> Items:
    if not isinstance(items, list):
        report.faults.append(_no_list(variable, items))
        return []
    arguments = COLLECTIONS[collection].arguments()
    valid, faults = _typed(arguments, [(f"{variable}[{index}]", item) for index, item in enumerate(items)])
    report.faults += faults
    return valid


def _no_list(variable: str, value: Any) -> Fault:
    return Fault(variable, f"is no list but {type(value).__name__}; write one '- name: ...' for each")


def _typed(arguments: dict[str, Any], items: Iterable[tuple[str, Any]]) -> tuple[Items, list[Fault]]:
    """The items with Ansible's types, and what Ansible would refuse."""
    valid, faults = [], []
    for path, item in items:
        if not isinstance(item, dict):
            faults.append(Fault(path, f"{item!r} is no dictionary; write its options as 'name: value'"))
            continue
        result = ArgumentSpecValidator(arguments).validate(item)
        if result.error_messages:
            texts = (
                text.replace(". Supported parameters include:", " is no option; these are:")
                for text in result.error_messages
            )
            faults += [Fault(path, text) for text in texts]
        else:
            valid.append((path, result.validated_parameters))
    return valid, faults


def _references_to_hosts(inventory: Inventory, network: Places) -> Iterable[Fault]:
    """Chassis and physical networks are names of the underlay: hosts and their bridges."""
    right = ", ".join(inventory.chassis) or "none"
    places = []
    for path, router in network["routers"]:
        places.append((f"{path}.chassis", router.get("chassis")))
        for index, port in enumerate(router.get("ports") or []):
            for number, gateway in enumerate(port.get("gateway_chassis") or []):
                place = f"{path}.ports[{index}].gateway_chassis[{number}].chassis_name"
                places.append((place, gateway["chassis_name"]))
    for path, group in network["ha_chassis_groups"]:
        for index, member in enumerate(group.get("ha_chassis") or []):
            places.append((f"{path}.ha_chassis[{index}].chassis_name", member["chassis_name"]))
    places += [(f"{path}.chassis", item["chassis"]) for path, item in network["chassis_template_vars"]]
    for place, chassis in places:
        if chassis and chassis not in inventory.chassis:
            yield Fault(place, f"{chassis} is no host of the groups compute and gateway; these are: {right}")
    yield from fit.gateway_faults(inventory.hosts, inventory.chassis, inventory.groups.get("gateway", []), network)
    bridged = {
        bridge.get("network")
        for name in inventory.chassis
        for bridge in inventory.hosts[name].get("ovn_provider_bridges") or []
        if isinstance(bridge, dict)
    }
    for path, switch in network["switches"]:
        for index, port in enumerate(switch.get("ports") or []):
            physical = port.get("network_name")
            if physical and physical not in bridged:
                yield Fault(
                    f"{path}.ports[{index}].network_name",
                    f"no host has a bridge to the physical network {physical}; declare it in ovn_provider_bridges of a "
                    f"gateway host (declared are: {', '.join(sorted(filter(None, bridged))) or 'none'})",
                )


def _host_ports(inventory: Inventory, network: Places) -> Iterable[Fault]:
    """The hosts' own ports: each at a port of a switch, and no other at the same."""
    ports = {port["name"]: port for _path, switch in network["switches"] for port in switch.get("ports") or []}
    taken = {
        vm.get("port") or vm.get("name"): f"the VM {vm.get('name')}" for vm in inventory.vms if isinstance(vm, dict)
    }
    for host in sorted(inventory.hosts):
        items = inventory.hosts[host].get("ovn_host_ports") or []
        if items and host not in inventory.groups.get("compute", []):
            yield Fault(
                f"{host}: ovn_host_ports", f"{host} is no host of group compute; put it there, or leave this out"
            )
        valid, faults = _typed(HOST_PORT_SPEC, [(f"{host}: ovn_host_ports[{i}]", item) for i, item in enumerate(items)])
        yield from faults
        for path, item in valid:
            name = item["port"] or item["name"]
            yield from port_faults(f"{path}.", {**item, "iface_id": name})
            if item["state"] == "absent":
                continue
            if name not in ports or ports[name].get("type"):
                right = ", ".join(sorted(each for each, port in ports.items() if not port.get("type")))
                yield Fault(
                    f"{path}.port",
                    f"no switch has a port {name} without a type; those that can be taken are: {right or 'none'}",
                )
            elif taken.setdefault(name, path) != path:
                yield Fault(f"{path}.port", f"{name} is the port of {taken[name]} already; a port is for one interface")


# -- VMs ----------------------------------------------------------------------------------


def _vms(inventory: Inventory, network: Places) -> Iterable[Fault]:
    vms, faults = _typed(VM_SPEC, [(f"ovn_vms[{index}]", vm) for index, vm in enumerate(inventory.vms)])
    yield from faults
    vms = [(path, {**vm, "iface_id": vm["port"] or vm["name"]}) for path, vm in vms]
    ports = {port["name"]: port for _path, switch in network["switches"] for port in switch.get("ports") or []}
    hosts = inventory.groups.get("compute", [])
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for path, vm in vms:
        name = vm["name"]
        yield from option_faults(f"{path}.", vm)
        if names.setdefault(name, path) != path:
            yield Fault(f"{path}.name", f"{name} is at {names[name]} already; give each VM its own name")
        if vm["host"] not in hosts:
            yield Fault(
                f"{path}.host",
                f"VM {name} is on {vm['host']}, which is no host of group compute; these are: {', '.join(hosts)}",
            )
        if vm["state"] == "absent":
            continue
        if taken.setdefault(vm["iface_id"], name) != name:
            yield Fault(
                f"{path}.port", f"{vm['iface_id']} is the port of {taken[vm['iface_id']]} already; a port is for one VM"
            )
        yield from _vm_port(path, vm, ports)
    yield from fit.vm_faults(vms, inventory.vms, network)


def _vm_port(path: str, vm: dict[str, Any], ports: dict[str, dict[str, Any]]) -> Iterable[Fault]:
    name, port = vm["name"], ports.get(vm["iface_id"])
    if port is None:
        right = ", ".join(sorted(each for each, value in ports.items() if not value.get("type")))
        yield Fault(
            f"{path}.port",
            f"VM {name} is behind port {vm['iface_id']}, which no switch has; those for VMs are: {right or 'none'}",
        )
        return
    if port.get("type"):
        yield Fault(f"{path}.port", f"{vm['iface_id']} is of type {port['type']}; a VM needs a port without a type")
    if vm["dhcp"] and not (port.get("dhcpv4_options") or port.get("dhcpv6_options")):
        yield Fault(
            f"{path}.dhcp",
            f"nobody would answer VM {name}: set dhcpv4_options of the port {vm['iface_id']}, or give it addresses",
        )
    if vm.get("web") and not 0 < vm["web"]["port"] < 65536:
        yield Fault(f"{path}.web.port", f"{vm['web']['port']} is not between 1 and 65535")
