# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NB_Global and SB_Global: where a database listens, and what holds for the whole of it."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import checks
from .options import ChildList, Column, Map
from .record import Record

# Each has one row.
SINGLE = Identity()

_CONNECTION = (
    Column("target", required=True, check=checks.not_empty),
    Column("inactivity_probe", type="int"),
    Column("max_backoff", type="int"),
)

NB_CONNECTION = Record(
    table="Connection",
    noun="connection",
    identity=Identity("target"),
    options=(*_CONNECTION, Map("external_ids")),
    owned=False,
)

SB_CONNECTION = Record(
    table="Connection",
    noun="connection",
    identity=Identity("target"),
    options=(*_CONNECTION, Column("role"), Column("read_only", type="bool"), Map("external_ids")),
    owned=False,
)

NB_GLOBAL = Record(
    table="NB_Global",
    noun="Northbound database",
    identity=SINGLE,
    options=(
        Column("ipsec", type="bool"),
        Map("options"),
        ChildList("connections", record=NB_CONNECTION),
        Map("external_ids"),
    ),
    owned=False,
    has_state=False,
    purgeable=("connections",),
)

SB_GLOBAL = Record(
    table="SB_Global",
    noun="Southbound database",
    identity=SINGLE,
    options=(
        ChildList("connections", record=SB_CONNECTION),
        Map("external_ids"),
    ),
    owned=False,
    has_state=False,
    purgeable=("connections",),
)
