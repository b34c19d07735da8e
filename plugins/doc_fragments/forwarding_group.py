# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Forwarding_Group row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, state

OPTIONS = (
    r"""
name:
  description: Name of the forwarding group.
  type: str
  required: true
vip:
  description: Address for which the group answers ARP. A new group needs one.
  type: str
vmac:
  description: MAC address that it answers with. A new group needs one.
  type: str
child_port:
  description: Names of ports of the switch over which packets to the MAC are spread. A new group needs some. The list is the whole set.
  type: list
  elements: str
liveness:
  description: Leave ports out whose chassis does not answer, by BFD over the tunnels. OVN's default is V(false).
  type: bool
"""
    + EXTERNAL_IDS
    + state("forwarding group")
)
