# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.status import Network, report

DOCUMENTATION = r"""
name: status_report
short_description: What is wrong with a network, by what its hosts have told
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Puts together what M(ovnlab.ovn.ovn_status) found on all hosts, and judges it.
options:
  _input:
    description:
      - For each host that was asked, the result of M(ovnlab.ovn.ovn_status), or why there is none, as C(msg) and
        C(unreachable).
    type: dict
    required: true
  central:
    description: For each host of the group C(central), its address.
    type: dict
    required: true
  chassis:
    description: For each host that is a chassis, the name of the chassis.
    type: dict
    required: true
  backends:
    description: The result of M(ovnlab.ovn.ovn_info) with C(backends).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Show it
  ansible.builtin.debug:
    msg: "{{ (results | ovnlab.ovn.status_report({'central1': '10.0.0.1'}, {'host1': 'host1'})).table }}"
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
  contains:
    table:
      description: A line for each host under a head, and some of the whole network.
      type: list
      elements: str
    wrong:
      description: What is wrong, each with its host and a remedy.
      type: list
      elements: str
    warnings:
      description: What will be wrong one day.
      type: list
      elements: str
"""


def status_report(
    facts: dict[str, Any], central: dict[str, str], chassis: dict[str, str], backends: dict[str, Any] | None = None
) -> dict[str, Any]:
    return report(Network(central, chassis, facts, backends or {}))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"status_report": status_report}
