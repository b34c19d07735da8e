# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a BFD row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, state

# What tells a session from others; routes and policies name it by these.
KEY = r"""
logical_port:
  description: Name of the router port that speaks BFD.
  type: str
  required: true
dst_ip:
  description: Address of the neighbour.
  type: str
  required: true
"""

OPTIONS = (
    KEY
    + r"""
min_tx:
  description: Milliseconds between packets sent, at least. OVN takes 1000 for none.
  type: int
min_rx:
  description: Milliseconds between packets received, at least. OVN takes 1000 for none. V(0) asks for none at all.
  type: int
detect_mult:
  description: As many packets may be missed before the neighbour counts as down. OVN takes 5 for none.
  type: int
options:
  description: Keys of the session's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + EXTERNAL_IDS
    + state("session", "It goes with its port.")
)
