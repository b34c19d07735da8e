# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import InvalidInput
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.examine import examine, summary
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import HOST_VARIABLES, NETWORK, Inventory


class ActionModule(ActionBase):
    """Runs where Ansible runs: no host is asked anything."""

    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        self.validate_argument_spec({})
        inventory = _inventory(task_vars or {})
        report = examine(inventory)
        result["changed"] = False
        if report.warnings:
            result["warnings"] = list(map(str, report.warnings))
        if report.faults:
            result["failed"] = True
            result["msg"] = str(InvalidInput(report.faults))
            result["faults"] = [{"path": fault.path, "text": fault.text} for fault in report.faults]
        else:
            result["summary"] = summary(inventory)
        return result


def _inventory(task_vars: dict[str, Any]) -> Inventory:
    """The variables of the lab as its hosts see them; one host is as good as another."""
    groups = {name: list(hosts) for name, hosts in task_vars["groups"].items()}
    members = [
        *groups.get("central", []),
        *groups.get("compute", []),
        *groups.get("gateway", []),
        *groups.get("client", []),
    ]
    hostvars = task_vars["hostvars"]
    lab = hostvars[members[0]] if members else {}
    return Inventory(
        groups=groups,
        hosts={name: {key: hostvars[name].get(key) for key in HOST_VARIABLES} for name in members},
        network={name: lab.get(f"ovn_{name}") for name in NETWORK},
        load_balancers=lab.get("ovn_load_balancers"),
        vms=lab.get("ovn_vms"),
        checks=lab.get("ovn_checks"),
        variables={name for host in members for name in hostvars[host] if not name.startswith("ansible_")},
    )
