# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a VM is at this moment, in the words of what it shall be."""

from __future__ import annotations

from typing import Any

from . import iproute, vm_files
from .command import Run, as_json
from .iproute import Link
from .systemd import UnitState
from .vm_spec import HostLink, Vm


def wanted(vm: Vm, tx_offload: bool | None) -> dict[str, Any]:
    """What can be compared with :func:`live`, nothing that was not declared."""
    state: dict[str, Any] = {"namespace": True, "service": "active, enabled"}
    lease = vm_files.lease(vm.name) if vm.dhcp else {}
    state["up"] = True
    state["mtu"] = int(lease.get("MTU", vm.mtu))
    if vm.mac:
        state["mac"] = vm.mac
    state["addresses"] = sorted([*vm.addresses, *([lease["LEASED"]] if lease else [])])
    state["routes"] = sorted(_route_text(dest, via) for dest, via in vm.routes)
    if tx_offload is not None:
        state["tx_offload"] = tx_offload
    if vm.host_link:
        state["host_link"] = _link_text(vm.host_link, host=True, vm=True, route=True)
    if vm.dhcp:
        state["dhcp_service"] = "active, enabled"
    if vm.interface_type == "veth":
        state["plugged_in"] = True
    return state


def live(
    run: Run,
    vm: Vm,
    like: dict[str, Any],
    namespaces: set[str],
    host_links: dict[str, Link],
    units: dict[str, UnitState],
) -> dict[str, Any]:
    """The live values of the same keys; of lists, what was declared and is there."""
    state: dict[str, Any] = {
        "namespace": vm.name in namespaces,
        "service": _unit_text(units[vm_files.unit(vm.name)]),
        "dhcp_service": _unit_text(units[vm_files.dhcp_unit(vm.name)]),
        "plugged_in": _plugged_in(host_links.get(vm.interface)),
    }
    if state["namespace"]:
        state.update(_inside(run, vm, like))
        if vm.host_link:
            state["host_link"] = _linked(run, vm, vm.host_link, host_links)
    return {key: state.get(key) for key in like}


def _inside(run: Run, vm: Vm, like: dict[str, Any]) -> dict[str, Any]:
    link = iproute.links(run, vm.name).get(vm.guest_interface)
    if link is None:
        return {"up": False}
    state: dict[str, Any] = {"up": link.up, "mtu": link.mtu, "mac": link.mac}
    state["addresses"] = [cidr for cidr in like["addresses"] if cidr in link.cidrs]
    if like["routes"]:
        routes = [
            _live_route_text(route)
            for route in iproute.routes(run, vm.name)
            if iproute.goes_over(route, vm.guest_interface)
        ]
        state["routes"] = [route for route in like["routes"] if route in routes]
    else:
        state["routes"] = []
    if "tx_offload" in like:
        state["tx_offload"] = _tx_offload(run, vm)
    return state


def _linked(run: Run, vm: Vm, link: HostLink, host_links: dict[str, Link]) -> str:
    mine, theirs = iproute.links(run, vm.name).get(link.interface), host_links.get(link.host_end)
    return _link_text(
        link,
        host=theirs is not None and theirs.up and f"{link.host_address}/32" in theirs.cidrs,
        vm=mine is not None and mine.up and f"{link.address}/32" in mine.cidrs,
        route=any(
            route["dst"] == "default" and route.get("gateway") == link.host_address and not route.get("metric")
            for route in iproute.routes(run, vm.name)
        ),
    )


def _link_text(link: HostLink, *, host: bool, vm: bool, route: bool) -> str:
    parts = [
        f"{link.host_address} on {link.host_end}" if host else "",
        f"{link.address} on {link.interface}" if vm else "",
        "default route" if route else "",
    ]
    return ", ".join(filter(None, parts)) or "none"


def _plugged_in(link: Link | None) -> bool:
    """Whether Open vSwitch listens to the host's end; it then wants every packet."""
    return link is not None and link.up and link.promiscuity > 0


def _tx_offload(run: Run, vm: Vm) -> bool:
    features = as_json(
        run, ["ip", "netns", "exec", vm.name, "ethtool", "--json", "--show-features", vm.guest_interface]
    )
    return bool(features[0]["tx-checksumming"]["active"])


def _unit_text(state: UnitState) -> str:
    return f"{'active' if state.active else 'inactive'}, {'enabled' if state.enabled else 'disabled'}"


def _route_text(dest: str, via: str | None) -> str:
    return f"{dest} via {via}" if via else dest


def _live_route_text(route: dict[str, Any]) -> str:
    dest = route["dst"]
    if dest == "default":
        dest = "::/0" if route["family"] == "-6" else "0.0.0.0/0"
    elif "/" not in dest:  # iproute2 leaves the length of a single address out
        dest += "/128" if route["family"] == "-6" else "/32"
    return _route_text(dest, route.get("gateway"))
