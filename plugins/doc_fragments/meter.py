# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Meter row and its bands."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, nested, state

BAND = (
    r"""
action:
  description: What becomes of what is too much. OVN knows one.
  type: str
  choices: [drop]
rate:
  description: Rate above which the band acts, from 1 to 4294967295, in O(unit).
  type: int
  required: true
burst_size:
  description: What may exceed the rate at once, in kbit or packets. With V(0), the default, the switch chooses.
  type: int
"""
    + EXTERNAL_IDS
)

OPTIONS = (
    r"""
name:
  description: Name of the meter, by which ACLs and control plane protection refer to it. Not one that begins with V(__).
  type: str
  required: true
unit:
  description: V(kbps) counts kbit/s, V(pktps) packets a second. A new meter needs one.
  type: str
  choices: [kbps, pktps]
fair:
  description: V(true) gives each user of the meter a rate of its own. By default they share it.
  type: bool
"""
    + nested("bands", "The one band of the meter, of which a new rate or burst is set. A new meter needs one.", BAND)
    + EXTERNAL_IDS
    + state("meter")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
