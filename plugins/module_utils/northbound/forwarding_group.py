# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forwarding_Group."""

from __future__ import annotations

from . import canonical, checks
from .options import NAME, Column, Map
from .record import Record

FORWARDING_GROUP = Record(
    table="Forwarding_Group",
    noun="forwarding group",
    identity=NAME,
    key="name",
    options=(
        Column("vip", check=checks.ip, canonical=canonical.ip),
        Column("vmac", check=checks.mac, canonical=str.lower),
        Column("child_port", type="list", elements="str", check=checks.not_empty),
        Column("liveness", type="bool"),
        Map("external_ids"),
    ),
    needed={
        "vip": "a new forwarding group needs vip, the address that it answers for",
        "vmac": "a new forwarding group needs vmac, its virtual MAC",
        "child_port": "a new forwarding group needs child_port, the ports that it spreads packets over",
    },
)
