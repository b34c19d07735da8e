# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Router_Static_Route."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Identity
from . import canonical, checks
from .bfd import BFD_SESSION
from .options import Column, Key, Map, Shared
from .record import Record


def _route_identity(values: dict[str, Any]) -> tuple[Any, ...]:
    return (
        values.get("route_table") or "",
        values.get("policy") or "dst-ip",
        canonical.prefix_of_row(values.get("ip_prefix")),
        canonical.prefix_of_row(values.get("nexthop") or ""),
        values.get("output_port") or "",
    )


STATIC_ROUTE = Record(
    table="Logical_Router_Static_Route",
    noun="static route",
    identity=Identity("route_table", "policy", "ip_prefix", "nexthop", "output_port", derive=_route_identity),
    options=(
        Column("ip_prefix", required=True, check=checks.network, canonical=canonical.network),
        Column("nexthop", canonical=canonical.ip),
        Column("output_port"),
        Column("policy", choices=("dst-ip", "src-ip")),
        Column("route_table", since="21.12"),
        Shared("bfd", record=BFD_SESSION),
        Key("ecmp_symmetric_reply", type="bool"),
        Column(
            "selection_fields",
            type="list",
            elements="str",
            choices=(
                "eth_src",
                "eth_dst",
                "ip_proto",
                "ip_src",
                "ip_dst",
                "ipv6_src",
                "ipv6_dst",
                "tp_src",
                "tp_dst",
            ),
            since="25.03",
        ),
        Map("options", hidden=("ecmp_symmetric_reply",)),
        Map("external_ids"),
    ),
    kept=("external_ids",),
    keep=lambda values: "ic-learned-route" in (values.get("external_ids") or {}),
)
