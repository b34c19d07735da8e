# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be wrong with an inventory, found before a host is touched."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import check
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.checks import check_faults
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory import (
    hosts,
    load_balancers,
    names,
    network,
    underlay,
    vms,
)
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.known import names_for_checks
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Inventory, Lab


@dataclass
class Report:
    """Faults keep a run from starting, warnings do not."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def examine(inventory: Inventory) -> Report:
    """Everything that is wrong with the inventory, each with its place and remedy.

    What may come of something that cannot be read is not reported beside it.
    """
    lab = Lab(inventory)
    rules = _rules(lab)
    fits = [*network.faults(lab), *load_balancers.faults(lab), *underlay.faults(lab)]
    faults = [
        *names.faults(inventory.groups, inventory.variables),
        *hosts.faults(lab),
        *lab.reader.faults,
        *rules.faults,
        *(fault for fault in fits if not lab.unjudged(fault)),
        *vms.faults(lab),
        *check_faults(lab.checks, names_for_checks(lab), lab.reader.broken),
    ]
    return Report(list(dict.fromkeys(faults)), list(dict.fromkeys(rules.warnings)))


def _rules(lab: Lab) -> Report:
    """The network by the rules of ``ovn_topology``. A load balancer is judged with those of its own mode alone."""
    report = Report()
    unread = lab.unread_rows()
    for balancers in lab.modes.values() or [[]]:
        checked = check({**lab.network, "load_balancers": balancers}, closed=True, unread=unread)
        report.faults += checked.faults
        report.faults += [fault for fault in checked.errors if not lab.unjudged(fault)]
        report.warnings += [warning for warning in checked.warnings if not lab.unjudged(warning)]
    return report


def summary(inventory: Inventory) -> str:
    """What has been looked at, for those who see no fault."""
    lab = Lab(inventory)
    balancers = {balancer["name"] for _path, balancer in lab.balancers}
    counted = [
        _counted(len(lab.hosts), "host"),
        _counted(len(lab.network["switches"]), "switch", "switches"),
        _counted(len(lab.network["routers"]), "router"),
        _counted(len(balancers), "load balancer") + f" in {_counted(len(lab.modes), 'mode')}",
        _counted(len(lab.vms), "VM"),
        _counted(len(lab.checks), "check"),
    ]
    return f"{', '.join(counted[:-1])} and {counted[-1]} fit together"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
