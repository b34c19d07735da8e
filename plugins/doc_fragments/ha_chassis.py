# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a chassis with a priority: a HA_Chassis or Gateway_Chassis row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS

OPTIONS = (
    r"""
chassis_name:
  description:
    - Name of the chassis, its C(system-id).
    - The Northbound database does not know which chassis there are, so a name that none has is written without a word.
      The check of an inventory, M(ovnlab.ovn.ovn_validate), refuses it.
  type: str
  required: true
priority:
  description: From 0, the default, to 32767. The chassis with the highest one that lives does the work.
  type: int
"""
    + EXTERNAL_IDS
)
