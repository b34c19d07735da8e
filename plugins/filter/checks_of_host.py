# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_plan import Plan

DOCUMENTATION = r"""
name: checks_of_host
short_description: The checks that start on one host
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes the checks of a lab and gives those that start on a host or in one of its VMs, as M(ovnlab.ovn.ovn_check) takes
    them.
  - Checks whose conditions the load balancers do not meet are left out.
options:
  _input:
    description: The checks of the lab, as the option C(ovn_checks) of the role C(verify).
    type: list
    elements: dict
    required: true
  host:
    description: Name of the host.
    type: str
    required: true
  vms:
    description: The VMs of the lab, each with C(name) and C(host).
    type: list
    elements: dict
    required: true
  load_balancers:
    description: The load balancers as M(ovnlab.ovn.ovn_info) finds them.
    type: list
    elements: dict
    required: true
  addresses:
    description: For each chassis, the address at which its tunnels end. Needed for checks with C(tunnel_to).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Ask what starts here
  ovnlab.ovn.ovn_check:
    checks: "{{ ovn_checks | ovnlab.ovn.checks_of_host(inventory_hostname, ovn_vms, found.network.load_balancers) }}"
"""

RETURN = r"""
_value:
  description: Checks for M(ovnlab.ovn.ovn_check).
  type: list
  elements: dict
"""


def checks_of_host(
    checks: list[dict[str, Any]],
    host: str,
    vms: list[dict[str, Any]],
    load_balancers: list[dict[str, Any]],
    addresses: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    return Plan(checks, vms, load_balancers, addresses or {}).questions(host)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"checks_of_host": checks_of_host}
