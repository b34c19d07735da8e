# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Port_Group row and its ACLs."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.acl import acls
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, purge, state

OPTIONS = (
    r"""
name:
  description:
    - Name of the port group, V(@NAME) in a match. Letters, digits, V(_) and V(.), and no digit at its beginning.
    - The addresses of its ports are V($NAME_ip4) and V($NAME_ip6), which OVN makes by itself.
  type: str
  required: true
ports:
  description: Names of switch ports, of any switch. They must be there. Those not named stay, unless O(purge) names V(ports).
  type: list
  elements: str
"""
    + acls("port group")
    + EXTERNAL_IDS
    + purge("ports, acls")
    + state("port group", "Its ACLs go with it, its ports stay.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
