# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Meter and its Meter_Band."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import checks
from .options import NAME, ChildList, Column, Map
from .record import Record

# All of them drop what is too much, and OVN looks at one: a new rate changes the band.
_SAME = Identity("action")

METER_BAND = Record(
    table="Meter_Band",
    noun="band",
    identity=_SAME,
    options=(
        Column("action", choices=("drop",)),
        Column("rate", type="int", required=True, check=checks.between(1, 4294967295)),
        Column("burst_size", type="int", check=checks.between(0, 4294967295)),
        Map("external_ids"),
    ),
    initial={"action": "drop"},
    has_state=False,
)

METER = Record(
    table="Meter",
    noun="meter",
    identity=NAME,
    key="name",
    options=(
        Column("unit", choices=("kbps", "pktps")),
        Column("fair", type="bool", since="20.12"),
        ChildList("bands", record=METER_BAND),
        Map("external_ids"),
    ),
    needed={
        "unit": "a new meter needs unit, kbps or pktps",
        "bands": "a new meter needs bands, such as [{rate: 100}]",
    },
)
