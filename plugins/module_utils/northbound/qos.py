# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""QoS."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import checks
from .acl import DIRECTIONS, PRIORITY
from .options import Column, Key, Map
from .record import Record

QOS = Record(
    table="QoS",
    noun="QoS rule",
    identity=Identity("direction", "priority", "match"),
    options=(
        Column("direction", required=True, choices=DIRECTIONS),
        Column("priority", type="int", required=True, check=PRIORITY),
        Column("match", required=True, check=checks.not_empty),
        Key("dscp", type="int", column="action", number=True, check=checks.between(0, 63)),
        Key("mark", type="int", column="action", number=True, check=checks.between(1, 4294967295), since="24.03"),
        Key("rate", type="int", column="bandwidth", number=True, check=checks.between(1, 4294967295)),
        Key("burst", type="int", column="bandwidth", number=True, check=checks.between(1, 4294967295)),
        Map("external_ids"),
    ),
)
