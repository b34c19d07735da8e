# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a QoS row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, state

OPTIONS = (
    r"""
direction:
  description: V(from-lport) for what enters the switch from a port, V(to-lport) for what leaves it to a port.
  type: str
  required: true
  choices: [from-lport, to-lport]
priority:
  description: From 0 to 32767. Of the rules that match, the one with the highest is applied.
  type: int
  required: true
match:
  description: Which packets, in the language of O(acls[].match).
  type: str
  required: true
dscp:
  description: Mark the packets with this DSCP, from 0 to 63.
  type: int
mark:
  description: Mark the packets for the host, C(pkt.mark), from 1 to 4294967295. Needs OVN 24.03 or later.
  type: int
rate:
  description: Drop what exceeds this rate, in kbit/s.
  type: int
burst:
  description: What may exceed the rate at once, in kbit.
  type: int
"""
    + EXTERNAL_IDS
    + state("rule")
)
