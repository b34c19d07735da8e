# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.modes import OFF, default_mode

DOCUMENTATION = r"""
name: load_balancers_in_mode
short_description: The load balancers of one mode, and the absence of all others
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes load balancers by mode and gives what M(ovnlab.ovn.ovn_topology) needs to reach one of the modes.
  - Load balancers of the mode are attached and checked as declared, and nowhere and nothing else. Those that only other
    modes have become absent.
options:
  _input:
    description: For each mode, a list of load balancers. Nothing is no mode.
    type: dict
    required: true
  mode:
    description:
      - The mode to reach. V(lb-off) has no load balancers, unless it is declared.
      - Empty means V(lb-router) if that is declared, else the first that is, else V(lb-off).
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: The load balancer moves to the switch
  ovnlab.ovn.ovn_topology:
    load_balancers: "{{ ovn_load_balancers | ovnlab.ovn.load_balancers_in_mode('lb-switch') }}"
"""

RETURN = r"""
_value:
  description: Load balancers for M(ovnlab.ovn.ovn_topology).
  type: list
  elements: dict
"""

DECLARED = ["switches", "routers", "health_checks"]


def load_balancers_in_mode(modes: dict[str, list[dict[str, Any]]] | None, mode: str = "") -> list[dict[str, Any]]:
    """The wanted load balancers as present, all others as absent."""
    modes = modes or {}
    mode = mode or default_mode(modes)
    if mode != OFF and mode not in modes:
        raise AnsibleFilterError(
            f"there is no mode {mode!r} of the load balancers; there are {', '.join(dict.fromkeys([*modes, OFF]))}"
        )
    wanted = [{**item, "purge": DECLARED} for item in modes.get(mode) or []]
    names = {item["name"] for item in wanted}
    others = {item["name"] for items in modes.values() for item in items or [] if item["name"] not in names}
    return wanted + [{"name": name, "state": "absent"} for name in sorted(others)]


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"load_balancers_in_mode": load_balancers_in_mode}
