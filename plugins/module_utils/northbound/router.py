# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Router."""

from __future__ import annotations

from . import checks
from .bfd import BFD
from .nat import NAT
from .options import NAME, Attachment, ChildList, Column, Following, Key, Map, Reference
from .record import Record
from .router_policy import ROUTER_POLICY
from .router_port import ROUTER_PORT
from .static_mac_binding import STATIC_MAC_BINDING
from .static_route import STATIC_ROUTE

ROUTER_OPTIONS = ("chassis", "lb_force_snat_ip", "dnat_force_snat_ip")


def _of_ports(name: str, record: Record) -> Following:
    return Following(name, record=record, by="logical_port", child="ports", child_table="Logical_Router_Port")


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
        ChildList("policies", record=ROUTER_POLICY),
        ChildList("nat", record=NAT),
        _of_ports("bfd", BFD),
        _of_ports("static_mac_bindings", STATIC_MAC_BINDING),
        Reference("load_balancers", type="list", elements="str", table="Load_Balancer", column="load_balancer"),
        Reference(
            "load_balancer_groups",
            type="list",
            elements="str",
            table="Load_Balancer_Group",
            column="load_balancer_group",
            since="21.09",
        ),
        Reference("copp", table="Copp", since="21.09"),
        Map("external_ids"),
    ),
    purgeable=(
        "ports",
        "static_routes",
        "policies",
        "nat",
        "bfd",
        "static_mac_bindings",
        "load_balancers",
        "load_balancer_groups",
    ),
)

ON_ROUTERS = Attachment("routers", table="Logical_Router", column="load_balancer")
