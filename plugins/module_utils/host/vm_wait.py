# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a VM's port works, and if not, why."""

from __future__ import annotations

import time

from ..ovsdb.client import Client
from ..ovsdb.errors import OvsdbError
from . import controller, vm_files
from .bridge_rows import Switch
from .command import Run
from .errors import HostError
from .ovs import external_ids
from .vm_spec import Vm

POLL_SECONDS = 0.05


def wait(run: Run, client: Client, vms: list[Vm], by_ovn: set[str], seconds: int) -> None:
    """Wait until OVN has the ports in its flows and the DHCP clients have their leases.

    :param by_ovn: names of the VMs whose ports are OVN's
    :raises HostError: with the reason for each VM that is not there yet
    """
    deadline = time.monotonic() + seconds
    while True:
        switch = Switch(client)
        late = {vm.name: vm for vm in vms if _lacks(vm, switch, by_ovn)}
        if not late:
            return
        if time.monotonic() >= deadline:
            reasons = [f"{vm.name}: {_reason(run, client, vm, switch, by_ovn)}" for vm in late.values()]
            raise HostError(f"not ready within {seconds} s: " + "; ".join(reasons))
        time.sleep(POLL_SECONDS)


def _lacks(vm: Vm, switch: Switch, by_ovn: set[str]) -> bool:
    return (vm.name in by_ovn and not _installed(vm, switch)) or (vm.dhcp and not vm_files.lease(vm.name))


def _installed(vm: Vm, switch: Switch) -> bool:
    return switch.external_ids(vm.interface).get("ovn-installed") == "true"


def _reason(run: Run, client: Client, vm: Vm, switch: Switch, by_ovn: set[str]) -> str:
    error = switch.error(vm.interface)
    if error:
        return f"Open vSwitch cannot use its interface: {error}"
    if vm.name in by_ovn and not _installed(vm, switch):
        return _not_installed(run, client, vm)
    return (
        f"no answer to DHCP at the logical port {vm.iface_id}; check that the port names a set of DHCP options "
        f"(dhcpv4_options) and that its addresses include an IPv4 address; journalctl --unit {vm_files.dhcp_unit(vm.name)} has the tries"
    )


def _not_installed(run: Run, client: Client, vm: Vm) -> str:
    reason = controller.problem(run)
    if reason == controller.NOT_CONNECTED:
        return f"{reason}; check ovn-remote, and that the server listens"
    if reason is not None:
        return reason
    ids = external_ids(client)
    try:
        return _binding(client, vm, ids.get("ovn-remote", ""), ids.get("system-id", ""))
    except OvsdbError as exc:
        return f"OVN has not taken the port {vm.iface_id} into its flows, and the Southbound database cannot be asked why ({exc})"


def _binding(client: Client, vm: Vm, remote: str, chassis: str) -> str:
    """What the Southbound database says of the port."""
    southbound = controller.connect(remote.split(","), controller.tls_files(client), 5)
    ports, all_chassis = southbound.select(
        [
            {"table": "Port_Binding", "where": [["logical_port", "==", vm.iface_id]], "columns": ["chassis", "type"]},
            {"table": "Chassis", "where": [], "columns": ["_uuid", "name"]},
        ]
    )
    southbound.close()
    if not ports:
        return f"there is no logical port {vm.iface_id}; declare it as a port of a logical switch, or correct iface_id"
    names = {row["_uuid"][1]: row["name"] for row in all_chassis}
    if chassis not in names.values():
        return f"this host has not registered as a chassis ({chassis or 'it has no system-id'})"
    holder = names.get(ports[0]["chassis"][1] if ports[0]["chassis"][0] == "uuid" else "", "")
    if holder not in ("", chassis):
        return f"the logical port {vm.iface_id} is taken by an interface on {holder}; remove that one, or give this VM another iface_id"
    return f"OVN has not taken the port {vm.iface_id} into its flows; look at /var/log/ovn/ovn-controller.log"
