# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ovs_port does."""

from __future__ import annotations

from typing import Any

from ..ovsdb.errors import Fault, InvalidInput
from ..ovsdb.rows import Children, Row
from . import iproute, ovs, port_files, systemd, vm_wait
from .bridge_rows import Switch, port_row
from .command import Run
from .files import File
from .ovs import BY_NAME
from .port_files import PORT_ARGUMENTS
from .takeover import moved_routes
from .vm_spec import Vm

ARGUMENTS: dict[str, Any] = {
    **PORT_ARGUMENTS,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 30},
    **ovs.arguments(),
}


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    faults = port_files.port_faults("", params)
    if faults:
        raise InvalidInput(faults)
    client = ovs.connect(params)
    switch = Switch(client)
    port = port_files.parse(params)
    faults = _faults(run, port, switch)
    if faults:
        raise InvalidInput(faults)
    files = [file for file in _files(port) if file.differs]
    row = _row(port, switch)
    outcome = ovs.commit(client, [row], check_mode=True)
    state = systemd.states(run, [port_files.unit(port.interface)])[port_files.unit(port.interface)]
    lacking = _lacking(run, port, state)
    diff = [*([outcome.diff] if outcome.diff else []), *(file.diff() for file in files), *_diff(port, lacking)]
    changed = bool(outcome.changed or files or lacking)
    if changed and not check_mode:
        if not port.present:  # while its interface is there
            _stop(run, port, state, files)
        ovs.commit(client, [row], check_mode=False)
        if port.present:
            _start(run, port, state, files)
    if params["wait"] and port.present and not check_mode:
        by_ovn = port.bridge == ovs.external_ids(client).get("ovn-bridge", "br-int")
        vm_wait.wait(run, client, [port], {port.name} if by_ovn else set(), params["wait_timeout"])
    return {
        "changed": changed,
        "operations": outcome.operations,
        "diff": diff,
        "addresses": port.addresses,
        "routes": port_files.route_words(port),
    }


def _faults(run: Run, port: Vm, switch: Switch) -> list[Fault]:
    if not port.present:
        return []
    if port.bridge not in switch.bridges:
        has = ", ".join(sorted(switch.bridges)) or "none"
        return [
            Fault(
                "bridge",
                f"Open vSwitch has no bridge {port.bridge}, it has {has}; ovn-controller makes br-int when it starts",
            )
        ]
    holder = switch.bridge_of(port.interface)
    if holder not in (None, port.bridge):
        return [Fault("name", f"{port.interface} is in the bridge {holder} already; take another name")]
    if holder is None and port.interface in iproute.links(run):
        return [Fault("name", f"this host has another interface {port.interface}; take another name")]
    return []


def _files(port: Vm) -> list[File]:
    return port_files.files(port) if port.present else port_files.no_files(port)


def _row(port: Vm, switch: Switch) -> Row:
    if not port.present:
        holder = switch.bridge_of(port.interface)
        bridges = [_bridge(holder, port_row(port.interface, state="absent"))] if holder else []
        return ovs.switch_row(bridges=bridges)
    values = {"type": "internal", "mtu_request": port.mtu, **({"mac": port.mac} if port.mac else {})}
    ids: dict[str, str | None] = {"iface-id": port.iface_id, **({"attached-mac": port.mac} if port.mac else {})}
    return ovs.switch_row(
        bridges=[_bridge(port.bridge, port_row(port.interface, path="name", values=values, external_ids=ids))]
    )


def _bridge(name: str, port: Row) -> Row:
    return Row("Bridge", BY_NAME, (name,), children={"ports": Children(BY_NAME, [port])})


def _lacking(run: Run, port: Vm, state: systemd.UnitState) -> list[str]:
    """What the host has not got, in its own words; of a port that shall go, what is still there."""
    if not port.present:
        return [f"no {port_files.unit(port.interface)}"] if state.enabled or state.active else []
    link = iproute.links(run).get(port.interface)
    live = moved_routes(iproute.routes(run), port.interface, port.interface)
    found = [] if state.active and state.enabled else [f"{port_files.unit(port.interface)} active, enabled"]
    found += [] if link and link.up else [f"{port.interface} up"]
    found += [f"{cidr} on {port.interface}" for cidr in port.addresses if not link or cidr not in link.cidrs]
    return found + [f"route {route}" for route in port_files.route_words(port) if route not in live]


def _diff(port: Vm, lacking: list[str]) -> list[dict[str, str]]:
    if not lacking:
        return []
    head = f"this host: {port.interface}"
    after = "".join(f"{item}\n" for item in lacking)
    return [{"before_header": head, "after_header": head, "before": "", "after": after}]


def _start(run: Run, port: Vm, state: systemd.UnitState, files: list[File]) -> None:
    for file in files:
        file.write()
    if any(file.path.startswith(systemd.UNIT_FOLDER) for file in files):
        systemd.reload(run)
    if not state.enabled:
        systemd.systemctl(run, "enable", [port_files.unit(port.interface)])
    systemd.systemctl(run, "restart", [port_files.unit(port.interface)])


def _stop(run: Run, port: Vm, state: systemd.UnitState, files: list[File]) -> None:
    if state.enabled:
        systemd.systemctl(run, "disable", [port_files.unit(port.interface)])
    if state.active:
        systemd.systemctl(run, "stop", [port_files.unit(port.interface)])
    for file in files:
        file.write()
