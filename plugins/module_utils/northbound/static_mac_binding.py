# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Static_MAC_Binding."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import canonical, checks
from .options import Column
from .record import Record

STATIC_MAC_BINDING = Record(
    table="Static_MAC_Binding",
    noun="static MAC binding",
    identity=Identity("logical_port", "ip"),
    options=(
        Column("logical_port", required=True, check=checks.not_empty),
        Column("ip", required=True, check=checks.ip, canonical=canonical.ip),
        Column("mac", check=checks.mac, canonical=str.lower),
        Column("override_dynamic_mac", type="bool"),
    ),
    owned=False,
    needed={"mac": "a new static MAC binding needs mac, the MAC that has the address"},
    since="22.06",
)
