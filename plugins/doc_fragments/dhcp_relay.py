# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a DHCP_Relay row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS

OPTIONS = (
    r"""
name:
  description: Name of the relay. Ports that name the same one share it.
  type: str
  required: true
servers:
  description: IPv4 address of the DHCP server.
  type: str
options:
  description: Keys of the relay's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + EXTERNAL_IDS
)
