# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the NB_Global row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import chassis_template_var
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, nested, purge
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.listener import connections
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.tls import SSL


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(
        r"""
name:
  description: Name of this deployment among those that OVN interconnects.
  type: str
ipsec:
  description: Encrypt the tunnels between the chassis. OVN's default is V(false).
  type: bool
options:
  description: Keys of C(options), merged. Keys that OVN writes itself stay. The value V(null) takes a key away.
  type: dict
"""
        + connections()
        + SSL
        + nested(
            "chassis_template_vars",
            "Variables of load balancers with a template, for each chassis. Rows that are not named stay.",
            chassis_template_var.OPTIONS,
        )
        + EXTERNAL_IDS
        + purge("connections")
    )
