# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the SB_Global row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, purge
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.listener import connections
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.tls import SSL


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(
        connections(
            r"""
role:
  description: Role that the clients of this connection have, V(ovn-controller) for chassis, empty for no limits.
  type: str
read_only:
  description: Whether clients of this connection can only read.
  type: bool
"""
        )
        + SSL
        + EXTERNAL_IDS
        + purge("connections")
    )
