# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import plan

DOCUMENTATION = r"""
name: central_plan
short_description: What makes one cluster of the central hosts
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Compares the databases that the central hosts have with those that they shall have, for the role C(central).
options:
  _input:
    description: For each host of the group C(central), its address.
    type: dict
    required: true
  looks:
    description: For each host that answers, what M(ovnlab.ovn.ovn_cluster) returned, if it ran.
    type: dict
    required: true
  surveys:
    description:
      - In the same form what the role's survey printed, with a line V(UNIT runs with OPTIONS) for each that runs. Of
        several such dictionaries the later ones count.
    type: list
    elements: dict
    required: true
  tls:
    description: Whether the members talk with each other by TLS.
    type: bool
    required: true
  folder:
    description: Where keys and certificates are.
    type: str
    required: true
  more:
    description: More options for C(ovn-ctl).
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Tell what would be done
  ansible.builtin.debug:
    msg: "{{ addresses | ovnlab.ovn.central_plan(looks, [surveys], tls=true, folder='/etc/ovn/pki') }}"
"""

RETURN = r"""
_value:
  description:
    - C(faults), which keep all of it from being done, and C(warnings).
    - C(idle) has units of members that do not run. C(create) and C(join) have databases for each host, as
      M(ovnlab.ovn.ovn_cluster) takes them, C(turns) the hosts that are dealt with one at a time.
    - C(options) and C(restart) are what each host's units are started with, and which of them run with something else.
    - C(leader) is the host that leads each database's cluster. With C(work) there is something to do.
  type: dict
"""


def central_plan(
    addresses: dict[str, str],
    looks: dict[str, Any],
    surveys: list[dict[str, Any]],
    tls: bool,
    folder: str,
    more: list[str] | None = None,
) -> dict[str, Any]:
    found = _last([looks], "databases")
    lines = _last(surveys, "stdout_lines")
    made = plan(addresses, found, lines, tls=tls, folder=folder, more=more or ())
    work = bool(made.create or made.join or made.turns or made.restart or made.again)
    return {**asdict(made), "work": work}


def _last(rounds: list[dict[str, Any]], key: str) -> dict[str, Any]:
    """Of each host the last result that is one: a task that was left out has none."""
    return {host: result[key] for each in rounds for host, result in each.items() if key in (result or {})}


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"central_plan": central_plan}
