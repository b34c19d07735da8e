# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DHCP_Options."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import checks
from .options import NAME_KEY, Column, Map
from .record import Record

# The table has no name: ours stands in external_ids.
IDENTITY = Identity(f"external_ids:{NAME_KEY}")

DHCP_OPTIONS = Record(
    table="DHCP_Options",
    noun="DHCP options",
    identity=IDENTITY,
    key="name",
    name_in=f"external_ids:{NAME_KEY}",
    needed={"cidr": "new DHCP options need cidr, the network that they serve"},
    options=(
        Column("cidr", check=checks.network),
        Map("options"),
        Map("external_ids"),
    ),
)
