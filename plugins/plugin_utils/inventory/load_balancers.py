# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load balancers that nobody meets, that have nobody to send to, or that no run would make."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import parse_ip
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.load_balancer import source_of
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Lab
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.modes import MODES


def faults(lab: Lab) -> Iterator[Fault]:
    for mode in lab.modes:
        if mode not in MODES:
            yield Fault(
                f"ovn_load_balancers[{mode}]",
                f"no run of site.yml chooses this mode; those that can be: {', '.join(MODES)}",
            )
    yield from _made_elsewhere(lab)
    yield from _useless(lab)
    yield from _sources(lab)


def _made_elsewhere(lab: Lab) -> Iterator[Fault]:
    for collection, option in (("switches", "switches"), ("routers", "routers"), ("load_balancer_groups", "groups")):
        for path, owner in lab.network[collection]:
            for index, name in enumerate(owner["load_balancers"] or []):
                yield Fault(
                    f"{path}.load_balancers[{index}]",
                    f"load balancers are made after the network, in the chosen mode; name {owner['name']} in {option} of the "
                    f"load balancer {name} instead",
                )


def _useless(lab: Lab) -> Iterator[Fault]:
    for path, balancer in lab.balancers:
        if balancer["state"] == "absent" or balancer["template"]:
            continue
        name = balancer["name"]
        for vip, backends in (balancer["vips"] or {}).items():
            # To answer nobody can be what is wanted, then it is said.
            if not backends and not balancer["reject"] and not balancer["event"]:
                yield Fault(f"{path}.vips[{vip}]", f"the VIP {vip} has no backend to send to; name at least one")
        if not any(balancer[option] for option in ("switches", "routers", "groups")):
            yield Fault(path, f"load balancer {name} is attached to nothing; name its switches or routers")


def _sources(lab: Lab) -> Iterator[Fault]:
    """A VM may have an address that its port does not tell of; then health checks cannot come from there."""
    holders = {parse_ip(text.partition("/")[0]): vm["name"] for _path, vm in lab.vms for text in vm["addresses"]}
    for path, balancer in lab.balancers:
        for backend, mapping in (balancer["ip_port_mappings"] or {}).items():
            source = source_of(str(mapping))[1]
            if source and source in holders:
                yield Fault(
                    f"{path}.ip_port_mappings[{backend}]",
                    f"{source} is the address of VM {holders[source]}: checks need one that nobody uses",
                )
