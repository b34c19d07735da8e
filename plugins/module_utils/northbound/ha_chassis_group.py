# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HA_Chassis_Group and its HA_Chassis."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import checks
from .acl import PRIORITY
from .options import NAME, ChildList, Column, Map
from .record import Record

HA_CHASSIS = Record(
    table="HA_Chassis",
    noun="chassis of the group",
    identity=Identity("chassis_name"),
    options=(
        Column("chassis_name", required=True, check=checks.not_empty),
        Column("priority", type="int", check=PRIORITY),
        Map("external_ids"),
    ),
)

HA_CHASSIS_GROUP = Record(
    table="HA_Chassis_Group",
    noun="HA chassis group",
    identity=NAME,
    key="name",
    options=(
        ChildList("ha_chassis", record=HA_CHASSIS),
        Map("external_ids"),
    ),
    purgeable=("ha_chassis",),
)
