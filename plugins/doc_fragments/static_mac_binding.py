# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Static_MAC_Binding row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import state

OPTIONS = r"""
logical_port:
  description: Name of the router port behind which the address is.
  type: str
  required: true
ip:
  description: The address, for which the router then need not ask.
  type: str
  required: true
mac:
  description: MAC address that has it. A new binding needs one.
  type: str
override_dynamic_mac:
  description: Prefer this one to a MAC address that the router has learned. OVN's default is V(false).
  type: bool
""" + state("binding", "It goes with its port.")
