# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Chassis_Template_Var row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, state

OPTIONS = (
    r"""
chassis:
  description: Name of the chassis for which the variables hold, its C(system-id).
  type: str
  required: true
variables:
  description:
    - Values of variables, which load balancers with C(template) write as V(^NAME). They are merged.
    - The value V(null) takes a variable away.
  type: dict
"""
    + EXTERNAL_IDS
    + state("row of the chassis")
)
