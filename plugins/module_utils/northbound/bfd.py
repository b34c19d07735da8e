# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BFD sessions."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import canonical, checks
from .options import Column, Map
from .record import Record

_IDENTITY = Identity("logical_port", "dst_ip")
_KEY = (
    Column("logical_port", required=True, check=checks.not_empty),
    Column("dst_ip", required=True, check=checks.ip, canonical=canonical.ip),
)

BFD = Record(
    table="BFD",
    noun="BFD session",
    identity=_IDENTITY,
    options=(
        *_KEY,
        Column("min_tx", type="int", check=checks.at_least(1)),
        Column("min_rx", type="int", check=checks.at_least(0)),
        Column("detect_mult", type="int", check=checks.at_least(1)),
        Map("options"),
        Map("external_ids"),
    ),
    since="21.03",
)

# As a route or policy names it.
BFD_SESSION = Record(table="BFD", noun="BFD session", identity=_IDENTITY, options=_KEY, has_state=False, since="21.03")
