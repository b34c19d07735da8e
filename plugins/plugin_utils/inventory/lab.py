# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A declared lab: as the inventory has it, and with its values read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks import spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_checks import SHARE_ARGUMENTS
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.port_files import PORT_ARGUMENTS
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import ROUTE_ARGUMENTS, VM_ARGUMENTS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.rules.shapes import PORTS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Places
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.typed import NAMELESS, Items, Reader

VM_SPEC: dict[str, Any] = {
    **{name: option for name, option in VM_ARGUMENTS.items() if name != "iface_id"},
    "host": {"type": "str", "required": True},
    "port": {"type": "str"},
    "addresses": {"type": "list", "elements": "str"},
    "web": {
        "type": "dict",
        "options": {"port": {"type": "int", "required": True}, "content": {"type": "str", "required": True}},
    },
}
BRIDGE_SPEC: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "nic": {"type": "str"},
    "network": {"type": "str", "required": True},
    "addresses": {"type": "list", "elements": "str", "default": []},
    "share_address": {"type": "dict", "options": SHARE_ARGUMENTS},
}
HOST_PORT_SPEC: dict[str, Any] = {
    **{name: option for name, option in PORT_ARGUMENTS.items() if name != "iface_id"},
    "port": {"type": "str"},
}
NIC_SPEC: dict[str, Any] = {
    "device": {"type": "str", "required": True},
    "network": {"type": "str", "required": True},
    "address": {"type": "str"},
    "mac": {"type": "str"},
    "routes": {
        "type": "list",
        "elements": "dict",
        "options": {name: {"type": "str", "required": True} for name in ROUTE_ARGUMENTS},
    },
}
HOST_VARIABLES = ("ovn_encap_ip", "ovn_provider_bridges", "ovn_host_ports", "compute_encap_type", "lab_nics")
# The collections of a network that the inventory has by itself: load balancers are those of a mode.
NETWORK = tuple(name for name in COLLECTIONS if name != "load_balancers")


@dataclass
class Inventory:
    """The declared lab: who is in which group, and the variables that declare it, as they are written.

    :param hosts: ``HOST_VARIABLES`` of each host
    :param network: the collections of ``NETWORK``
    :param load_balancers: by mode
    :param variables: names of all variables
    """

    groups: dict[str, list[str]]
    hosts: dict[str, dict[str, Any]]
    network: dict[str, Any] = field(default_factory=dict)
    load_balancers: Any = None
    vms: Any = None
    checks: Any = None
    variables: Iterable[str] = ()


@dataclass
class Host:
    """The variables of a host.

    :ivar encap_types: ``None`` if they cannot be read
    """

    name: str
    encap_ip: str | None
    encap_types: list[str] | None
    bridges: Items
    ports: Items
    nics: Items

    def at(self, variable: str) -> str:
        return f"{self.name}: {variable}"


class Lab:
    """An inventory whose values have been read, as far as that can be done.

    :ivar reader: what it could not read
    :ivar modes: the load balancers of each mode
    :ivar vms: each with its port as ``iface_id``, and whether it ``takes_addresses`` from there
    """

    def __init__(self, inventory: Inventory) -> None:
        self.reader = Reader()
        self.central, self.compute, self.gateways, self.clients = (
            inventory.groups.get(group, []) for group in ("central", "compute", "gateway", "client")
        )
        self.chassis = sorted({*self.compute, *self.gateways})
        self.hosts = {name: self._host(name, variables) for name, variables in inventory.hosts.items()}
        self.network: Places = {
            name: self.reader.objects(COLLECTIONS[name].arguments(), inventory.network.get(name), f"ovn_{name}")
            for name in NETWORK
        }
        self.modes = self._modes(inventory.load_balancers)
        self.vms = [(path, _vm(vm)) for path, vm in self.reader.objects(VM_SPEC, inventory.vms, "ovn_vms")]
        self.checks = self.reader.objects(spec.declared(), inventory.checks, "ovn_checks")

    @property
    def balancers(self) -> Items:
        """Those of all modes."""
        return [item for items in self.modes.values() for item in items]

    @property
    def present_vms(self) -> Items:
        return [(path, vm) for path, vm in self.vms if vm["state"] != "absent"]

    def _host(self, name: str, variables: dict[str, Any]) -> Host:
        def objects(spec: dict[str, Any], variable: str) -> Items:
            return self.reader.objects(spec, variables.get(variable), f"{name}: {variable}")

        encap_ip, encap_type = variables.get("ovn_encap_ip"), variables.get("compute_encap_type")
        place = f"{name}: compute_encap_type"
        return Host(
            name=name,
            encap_ip=None if encap_ip is None else str(encap_ip),
            encap_types=["geneve"] if encap_type is None else self.reader.texts(encap_type, place),
            bridges=objects(BRIDGE_SPEC, "ovn_provider_bridges"),
            ports=objects(HOST_PORT_SPEC, "ovn_host_ports"),
            nics=objects(NIC_SPEC, "lab_nics"),
        )

    def _modes(self, modes: Any) -> dict[str, Items]:
        if modes is None:
            return {}
        if not isinstance(modes, dict):
            self.reader.refuse("ovn_load_balancers", "has no modes; write a list for each, such as 'lb-router: [...]'")
            return {}
        arguments = COLLECTIONS["load_balancers"].arguments()
        return {
            str(mode): self.reader.objects(arguments, items, f"ovn_load_balancers[{mode}]")
            for mode, items in modes.items()
        }

    # -- what could not be read ---------------------------------------------------------------

    @property
    def unread_balancers(self) -> set[str]:
        """The names of load balancers of which not all could be read."""
        places = ["ovn_load_balancers", *(f"ovn_load_balancers[{mode}]" for mode in self.modes)]
        return {name for place in places for name in self.reader.unread(place)}

    @property
    def unread_ports(self) -> set[str]:
        """The same of the ports of switches and routers."""
        names = {name for table, name in self.unread_rows() if table in PORTS.values()}
        return names | {f"cr-{name}" for name in names - {NAMELESS}}

    def unread_rows(self) -> set[tuple[str, str]]:
        """The objects of the network of which not all could be read, by table and name."""
        found = set()
        for place, names in self.reader.unread_lists():
            is_nested = re.fullmatch(r"ovn_(switches|routers)\[\d+\]\.ports", place)
            collection = is_nested[1] if is_nested else place.partition("ovn_")[2]
            if collection in NETWORK:
                table = COLLECTIONS[collection].table
                found |= {(PORTS[table] if is_nested else table, name) for name in names}
                if NAMELESS in names and table in PORTS:
                    found.add((PORTS[table], NAMELESS))
        if self.unread_balancers:
            found |= {(COLLECTIONS["load_balancers"].table, name) for name in self.unread_balancers}
        return found

    def unjudged(self, fault: Fault) -> bool:
        """Whether a fault is one of an object that could not be read: it may come of that."""
        return any(
            fault.path == place or fault.path.startswith((f"{place}.", f"{place}[")) for place in self.reader.broken
        )


def _vm(vm: dict[str, Any]) -> dict[str, Any]:
    return {
        **vm,
        "iface_id": vm["port"] or vm["name"],
        "addresses": vm["addresses"] or [],
        "takes_addresses": vm["addresses"] is None and not vm["dhcp"],
    }
