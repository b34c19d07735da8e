# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Router."""

from __future__ import annotations

from . import checks
from .nat import NAT
from .options import NAME, Attachment, ChildList, Column, Key, Map, Reference
from .record import Record
from .router_port import ROUTER_PORT
from .static_route import STATIC_ROUTE

ROUTER_OPTIONS = ("chassis", "lb_force_snat_ip", "dnat_force_snat_ip")

ROUTER = Record(
    table="Logical_Router",
    noun="router",
    identity=NAME,
    key="name",
    options=(
        Column("enabled", type="bool"),
        Key("chassis"),
        Key("lb_force_snat_ip", check=checks.force_snat_ip),
        Key("dnat_force_snat_ip", check=checks.ip_pair),
        Map("options", hidden=ROUTER_OPTIONS),
        ChildList("ports", record=ROUTER_PORT),
        ChildList("static_routes", record=STATIC_ROUTE),
        ChildList("nat", record=NAT),
        Reference("load_balancers", type="list", elements="str", table="Load_Balancer", column="load_balancer"),
        Map("external_ids"),
    ),
    purgeable=("ports", "static_routes", "nat", "load_balancers"),
)

ON_ROUTERS = Attachment("routers", table="Logical_Router", column="load_balancer")
