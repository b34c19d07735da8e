# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_plan import Plan
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_report import report

DOCUMENTATION = r"""
name: check_report
short_description: The results of all checks as a table to read
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Puts together what M(ovnlab.ovn.ovn_check) found on all hosts and what the web servers' access logs show.
options:
  _input:
    description: The checks of the lab, as the option C(ovn_checks) of the role C(verify).
    type: list
    elements: dict
    required: true
  vms:
    description: The VMs of the lab, each with C(name) and C(host).
    type: list
    elements: dict
    required: true
  load_balancers:
    description: The load balancers as M(ovnlab.ovn.ovn_info) found them before the checks ran.
    type: list
    elements: dict
    required: true
  results:
    description: For each host, the results of M(ovnlab.ovn.ovn_check).
    type: dict
    required: true
  log:
    description: Lines of the access logs, those of other requests among them do no harm.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show who answered whom
  ansible.builtin.debug:
    msg: "{{ (ovn_checks | ovnlab.ovn.check_report(ovn_vms, found.network.load_balancers, results, log)).table }}"
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
  contains:
    table:
      description: A line for each check that was asked, under a head, and a sum.
      type: str
    failures:
      description: The lines of the checks that do not hold.
      type: list
      elements: str
"""


def check_report(
    checks: list[dict[str, Any]],
    vms: list[dict[str, Any]],
    load_balancers: list[dict[str, Any]],
    results: dict[str, list[dict[str, Any]]],
    log: list[str],
) -> dict[str, Any]:
    return report(Plan(checks, vms, load_balancers), results, log)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"check_report": check_report}
