# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names that a lab's checks may speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.load_balancer import backends
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.rules.objects import link_name
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.checks import Names, checked_backends
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Lab
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.typed import NAMELESS


def names_for_checks(lab: Lab) -> Names:
    vms, absent = ([vm["name"] for _path, vm in lab.vms if (vm["state"] == "absent") is gone] for gone in (False, True))
    unread_vms = lab.reader.unread("ovn_vms")
    owners = [owner["name"] for kind in ("switches", "routers") for _path, owner in lab.network[kind]]
    unread_owners = lab.reader.unread("ovn_switches") | lab.reader.unread("ovn_routers")
    balancers = [balancer for _path, balancer in lab.balancers]
    unread = {
        # A group without hosts is a fault by itself.
        "hosts": not (lab.central and lab.compute),
        "central": not lab.central,
        "chassis": not lab.compute,
        "vms": NAMELESS in unread_vms,
        "has_logs": bool(unread_vms),
        "ports": NAMELESS in lab.unread_ports,
        "owners": NAMELESS in unread_owners,
        "load_balancers": NAMELESS in lab.unread_balancers,
        "checked": bool(lab.unread_balancers),
        "backends": bool(lab.unread_balancers) or any(balancer["template"] for balancer in balancers),
    }
    return Names(
        vms=[*vms, *sorted(unread_vms - {NAMELESS, *vms, *absent})],
        absent=absent,
        hosts=_sorted(lab.chassis, lab.central, lab.clients),
        central=lab.central,
        chassis=lab.chassis,
        ports=_sorted(_ports(lab), lab.unread_ports),
        owners=_sorted(owners, unread_owners),
        load_balancers=_sorted((balancer["name"] for balancer in balancers), lab.unread_balancers),
        backends=_sorted(_backends(balancers)),
        checked=_sorted(backend for balancer in balancers for backend in checked_backends(balancer)),
        has_logs=any(vm["web"] for _path, vm in lab.present_vms),
        unread={name for name, is_unread in unread.items() if is_unread},
    )


def _sorted(*names: Iterable[str]) -> list[str]:
    return sorted({name for each in names for name in each} - {NAMELESS})


def _ports(lab: Lab) -> Iterator[str]:
    """The names by which the Southbound has ports."""
    for _path, switch in lab.network["switches"]:
        yield from (port["name"] for port in switch["ports"] or [])
    for _path, router in lab.network["routers"]:
        for port in router["ports"] or []:
            yield port["name"]
            # Where a gateway port of a distributed router is, another one tells.
            if port["gateway_chassis"] or port["ha_chassis_group"]:
                yield f"cr-{port['name']}"
            if port["switch"]:
                yield link_name(port)


def _backends(balancers: Iterable[dict[str, Any]]) -> Iterator[str]:
    for balancer in balancers:
        for targets in (balancer["vips"] or {}).values():
            yield from backends(targets)
