# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Load_Balancer_Group row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import documentation, purge, state

OPTIONS = (
    r"""
name:
  description: Name of the group, by which switches and routers refer to it.
  type: str
  required: true
load_balancers:
  description:
    - Names of load balancers in the group. They must be there.
    - Those that are not named stay, unless O(purge) names V(load_balancers).
  type: list
  elements: str
"""
    + purge("load_balancers")
    + state("group", "One that a switch or router uses cannot go. Its load balancers stay.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
