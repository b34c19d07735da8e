# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a HA_Chassis_Group row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import ha_chassis
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import (
    EXTERNAL_IDS,
    documentation,
    nested,
    purge,
    state,
)

OPTIONS = (
    r"""
name:
  description: Name of the group, by which ports of switches and routers refer to it.
  type: str
  required: true
"""
    + nested(
        "ha_chassis",
        "Chassis of the group. Those that are not named stay, unless O(purge) names V(ha_chassis).\n"
        "If there are several, they watch each other by BFD.",
        ha_chassis.OPTIONS + state("chassis"),
    )
    + EXTERNAL_IDS
    + purge("ha_chassis")
    + state("group", "One that a port uses cannot go.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
