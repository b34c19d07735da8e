# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Connection row, of either database."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, nested, state

OPTIONS = (
    r"""
target:
  description: Where to listen, V(ptcp:PORT[:IP]) or V(pssl:PORT[:IP]), or where to connect to.
  type: str
  required: true
inactivity_probe:
  description: Milliseconds of silence after which the server asks whether the client lives, V(0) for never.
  type: int
max_backoff:
  description: Milliseconds between attempts to connect, at most. At least 1000.
  type: int
other_config:
  description: Keys of C(other_config), merged, such as C(dscp). The value V(null) takes a key away.
  type: dict
"""
    + EXTERNAL_IDS
    + state("connection")
)


def connections(more: str = "") -> str:
    """:param more: options that only one of the databases has"""
    return nested(
        "connections",
        "Connections of the server. Those that are not named stay, unless O(purge) names V(connections).",
        OPTIONS + more,
    )
