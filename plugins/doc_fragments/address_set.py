# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of an Address_Set row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, state

OPTIONS = (
    r"""
name:
  description:
    - Name of the address set, V($NAME) in a match. Letters, digits, V(_) and V(.), and no digit at its beginning.
    - Not the name of a port group with V(_ip4) or V(_ip6) behind it, which OVN gives to sets of its own.
  type: str
  required: true
addresses:
  description: Addresses, networks, or MACs, all of one kind if they shall match. The list is the whole set.
  type: list
  elements: str
options:
  description: Keys of the address set's C(options), merged. Needs a release after OVN 26.03.
  type: dict
"""
    + EXTERNAL_IDS
    + state("address set", "One that a NAT rule uses cannot go.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
