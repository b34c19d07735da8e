# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module netns_vm does."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.errors import Fault, InvalidInput
from ..ovsdb.rows import Children, Row
from . import iproute, ovs, systemd, vm_files, vm_live, vm_wait
from .bridge_rows import Switch, port_row
from .command import Run
from .files import File
from .iproute import Link
from .ovs import BY_NAME
from .vm_files import Surroundings
from .vm_spec import VM_ARGUMENTS, Vm, parse

ARGUMENTS: dict[str, Any] = {
    **VM_ARGUMENTS,
    "name": {"type": "str"},
    "vms": {"type": "list", "elements": "dict", "options": VM_ARGUMENTS},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 30},
    **ovs.arguments(),
}
EXCLUSIONS = [("name", "vms")]
ONE_OF = [("name", "vms")]


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    vms, faults = parse(params)
    if faults:
        raise InvalidInput(faults)
    if not vms:
        return {"changed": False, "vms": [], "operations": [], "diff": []}
    client = ovs.connect(params)
    host = Host(run, client, vms)
    faults = host.faults(vms)
    if faults:
        raise InvalidInput(faults)
    changes = Changes(host, [Change.of(host, vm) for vm in vms])
    row = host.row(vms)
    outcome = ovs.commit(client, [row], check_mode=True)
    changed = outcome.changed or changes.needed
    diff = [*([outcome.diff] if outcome.diff else []), *changes.diff()]
    if changed and not check_mode:
        changes.execute()
        # The units have plugged the VMs in; what is left are ports that somebody has changed.
        ovs.commit(client, [row], check_mode=False, also=host.outdated(vms))
    if params["wait"] and not check_mode:
        present = [vm for vm in vms if vm.present]
        vm_wait.wait(run, client, present, {vm.name for vm in present if host.by_ovn(vm)}, params["wait_timeout"])
    result = {"vms": [_facts(vm) for vm in vms if vm.present]}
    return {"changed": changed, "operations": outcome.operations, "diff": diff, **result}


def _facts(vm: Vm) -> dict[str, Any]:
    lease = vm_files.lease(vm.name) if vm.dhcp else {}
    addresses = [*vm.addresses, *([lease["LEASED"]] if lease else [])]
    return {"name": vm.name, "interface": vm.interface, "iface_id": vm.iface_id, "addresses": addresses}


class Host:
    """What is there before the module changes anything."""

    def __init__(self, run: Run, client: Client, vms: list[Vm]) -> None:
        self.run = run
        self.switch = Switch(client)
        self.links: dict[str, Link] = iproute.links(run)
        self.namespaces = iproute.namespaces(run)
        self.units = systemd.states(
            run, [name for vm in vms for name in (vm_files.unit(vm.name), vm_files.dhcp_unit(vm.name))]
        )
        self.ipv6 = os.path.isdir("/proc/sys/net/ipv6")
        self.ovn_bridge = ovs.external_ids(client).get("ovn-bridge", "br-int")

    def by_ovn(self, vm: Vm) -> bool:
        return vm.bridge == self.ovn_bridge

    def around(self, vm: Vm) -> Surroundings:
        return Surroundings(self.switch.bridges[vm.bridge]["datapath_type"], self.by_ovn(vm), self.ipv6)

    def faults(self, vms: list[Vm]) -> list[Fault]:
        faults = []
        for vm in vms:
            if not vm.present:
                continue
            if vm.bridge not in self.switch.bridges:
                has = ", ".join(sorted(self.switch.bridges)) or "none"
                faults.append(
                    Fault(
                        f"{vm.path}bridge",
                        f"Open vSwitch has no bridge {vm.bridge}, it has {has}; ovn-controller makes br-int when it starts",
                    )
                )
                continue
            holder = self.switch.bridge_of(vm.interface)
            if holder not in (None, vm.bridge):
                faults.append(
                    Fault(f"{vm.path}interface", f"{vm.interface} is in the bridge {holder} already; take another name")
                )
            elif vm.interface in self.switch.bridges or (
                vm.interface in self.links and holder is None and not self._made(vm)
            ):
                faults.append(
                    Fault(f"{vm.path}interface", f"this host has another interface {vm.interface}; take another name")
                )
        return faults

    def _made(self, vm: Vm) -> bool:
        """Whether an earlier run made the VM with this interface."""
        return f"INTERFACE={vm.interface}\n" in (File(vm_files.path(vm.name, "env"), None).before or "")

    def row(self, vms: list[Vm]) -> Row:
        """The ports of the VMs, in the bridges that are there already."""
        ports: dict[str, list[Row]] = {}
        for vm in vms:
            if vm.present:
                ports.setdefault(vm.bridge, []).append(self._port(vm))
            else:
                holder = self.switch.bridge_of(vm.interface)
                if holder:
                    ports.setdefault(holder, []).append(port_row(vm.interface, state="absent"))
        bridges = [
            Row("Bridge", BY_NAME, (name,), children={"ports": Children(BY_NAME, rows)}) for name, rows in ports.items()
        ]
        return ovs.switch_row(bridges=bridges)

    def outdated(self, vms: list[Vm]) -> list[dict[str, Any]]:
        """Takes away what OVN said of a port that gets another logical port: nobody may take it for the new one."""
        keys = ["set", ["ovn-installed", "ovn-installed-ts"]]
        return [
            {
                "op": "mutate",
                "table": "Interface",
                "where": [["name", "==", vm.interface]],
                "mutations": [["external_ids", "delete", keys]],
            }
            for vm in vms
            if self.switch.external_ids(vm.interface).get("iface-id") not in (None, vm.iface_id)
        ]

    def _port(self, vm: Vm) -> Row:
        ids: dict[str, str | None] = {"iface-id": vm.iface_id}
        if vm.mac:
            ids["attached-mac"] = vm.mac
        kind = "internal" if vm.interface_type == "internal" else ""
        return port_row(vm.interface, path=f"{vm.path}interface", values={"type": kind}, external_ids=ids)


@dataclass
class Change:
    """One VM: what is different, in its files and live."""

    vm: Vm
    files: list[File]
    wanted: dict[str, Any]
    live: dict[str, Any]

    @classmethod
    def of(cls, host: Host, vm: Vm) -> Change:
        if not vm.present:
            there = vm.name in host.namespaces or host.units[vm_files.unit(vm.name)].enabled
            files = [file for file in vm_files.no_files(vm) if file.differs]
            return cls(vm, files, {"namespace": False}, {"namespace": there})
        around = host.around(vm)
        files = vm_files.vm_files(vm, around)
        wanted = vm_live.wanted(vm, around.tx_offload(vm))
        live = vm_live.live(host.run, vm, wanted, host.namespaces, host.links, host.units)
        return cls(vm, [file for file in files if file.differs], wanted, live)

    @property
    def needed(self) -> bool:
        return bool(self.files) or self.wanted != self.live

    def diff(self) -> list[dict[str, str]]:
        keys = [key for key in self.wanted if self.wanted[key] != self.live[key]]
        found = [file.diff() for file in self.files]
        if keys:
            head = f"VM {self.vm.name}"
            before, after = _text(self.live, keys), _text(self.wanted, keys)
            found.append({"before_header": head, "after_header": head, "before": before, "after": after})
        return found


def _text(state: dict[str, Any], keys: list[str]) -> str:
    shown = {
        key: ", ".join(state[key]) if isinstance(state[key], list) else state[key]
        for key in keys
        if state[key] is not None
    }
    return "".join(f"{key}: {value}\n" for key, value in shown.items())


@dataclass
class Changes:
    """What is done on the host's side for all VMs of a task, each step for all at once."""

    host: Host
    changes: list[Change]

    def __post_init__(self) -> None:
        self.shared = [file for file in vm_files.shared_files() if file.differs] if self._present() else []

    def _present(self) -> list[Change]:
        return [change for change in self.changes if change.vm.present]

    @property
    def needed(self) -> bool:
        return bool(self.shared) or any(change.needed for change in self.changes)

    def diff(self) -> list[dict[str, str]]:
        return [file.diff() for file in self.shared] + [diff for change in self.changes for diff in change.diff()]

    def execute(self) -> None:
        self._remove()
        self._make()

    def _remove(self) -> None:
        run = self.host.run
        gone = [change.vm for change in self.changes if not change.vm.present and change.needed]
        for vm in gone:
            folder = vm_files.wants_folder(vm.name)
            if os.path.isdir(folder):
                systemd.systemctl(run, "disable", sorted(os.listdir(folder)))
        units = [vm_files.unit(vm.name) for vm in gone]
        systemd.systemctl(run, "disable", [unit for unit in units if self.host.units[unit].enabled])
        systemd.systemctl(run, "stop", units)
        for change in self.changes:
            if not change.vm.present:
                for file in change.files:
                    file.write()
                vm_files.remove_folder(change.vm.name)

    def _make(self) -> None:
        """The VMs that are new or different, each step for all at once."""
        run = self.host.run
        for file in self.shared:
            file.write()
        if self.shared:
            systemd.reload(run)
        due = [change for change in self._present() if change.needed]
        self._clear_away([change.vm for change in due])
        for change in due:
            for file in change.files:
                file.write()
        units = {name for change in due for name in self._units(change.vm)}
        systemd.systemctl(run, "enable", sorted(unit for unit in units if not self.host.units[unit].enabled))
        systemd.systemctl(run, "disable", sorted(self._unwanted_dhcp(due)))
        systemd.systemctl(run, "restart", [vm_files.unit(change.vm.name) for change in due])

    def _clear_away(self, vms: list[Vm]) -> None:
        """The old VM, by its old files; and what stands in the way without a unit."""
        run, host = self.host.run, self.host
        running = [vm for vm in vms if host.units[vm_files.unit(vm.name)].active]
        systemd.systemctl(run, "stop", [vm_files.unit(vm.name) for vm in running])
        for vm in vms:
            leftover = vm.name in host.namespaces or (vm.interface in host.links and vm.interface_type == "veth")
            if leftover and vm not in running:
                commands = "".join(f"{line}\n" for line in vm_files.stop_commands(vm))
                run(["ovs-vsctl", "--timeout=5", "--if-exists", "del-port", vm.interface])
                run(["ip", "-force", "-batch", "-"], data=commands)

    def _units(self, vm: Vm) -> list[str]:
        return [vm_files.unit(vm.name), *([vm_files.dhcp_unit(vm.name)] if vm.dhcp else [])]

    def _unwanted_dhcp(self, due: list[Change]) -> list[str]:
        units = [vm_files.dhcp_unit(change.vm.name) for change in due if not change.vm.dhcp]
        return [unit for unit in units if self.host.units[unit].enabled]
