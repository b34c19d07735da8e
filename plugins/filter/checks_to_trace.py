# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_plan import Plan

DOCUMENTATION = r"""
name: checks_to_trace
short_description: The checks that follow a packet
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes the checks of a lab and gives those with C(trace), as M(ovnlab.ovn.ovn_trace) takes them.
  - Checks whose conditions the load balancers do not meet are left out.
options:
  _input:
    description: The checks of the lab, as the option C(ovn_checks) of the role C(verify).
    type: list
    elements: dict
    required: true
  vms:
    description: The VMs of the lab, each with C(name) and C(port).
    type: list
    elements: dict
    required: true
  load_balancers:
    description: The load balancers as M(ovnlab.ovn.ovn_info) finds them.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Follow the packets
  ovnlab.ovn.ovn_trace:
    from: "{{ item.from }}"
    to: "{{ item.to }}"
    vms: "{{ item.vms }}"
    expect: "{{ item.expect }}"
  loop: "{{ ovn_checks | ovnlab.ovn.checks_to_trace(ovn_vms, found.network.load_balancers) }}"
"""

RETURN = r"""
_value:
  description: Options C(from), C(to), C(vms) and C(expect) for each, and C(limit), the seconds that it may take to come true.
  type: list
  elements: dict
"""


def checks_to_trace(
    checks: list[dict[str, Any]], vms: list[dict[str, Any]], load_balancers: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    return Plan(checks, vms, load_balancers).traces()


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"checks_to_trace": checks_to_trace}
