# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DHCP_Relay."""

from __future__ import annotations

from . import checks
from .options import NAME, Column, Map
from .record import Record

DHCP_RELAY = Record(
    table="DHCP_Relay",
    noun="DHCP relay",
    identity=NAME,
    key="name",
    options=(
        Column("servers", check=checks.ip),
        Map("options"),
        Map("external_ids"),
    ),
    has_state=False,
    since="24.09",
)
