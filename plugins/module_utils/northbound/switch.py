# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Switch."""

from __future__ import annotations

from . import checks
from .acl import ACL
from .dns import IDENTITY as DNS_IDENTITY
from .forwarding_group import FORWARDING_GROUP
from .options import NAME, Attachment, ChildList, Key, Map, Reference
from .qos import QOS
from .record import Record
from .switch_port import SWITCH_PORT

SWITCH_CONFIG = (
    "subnet",
    "exclude_ips",
    "ipv6_prefix",
    "mac_only",
    "mcast_snoop",
    "mcast_querier",
    "mcast_flood_unregistered",
)

SWITCH = Record(
    table="Logical_Switch",
    noun="switch",
    identity=NAME,
    key="name",
    options=(
        Key("subnet", column="other_config", check=checks.ipv4_network),
        Key("exclude_ips", type="list", elements="str", column="other_config", check=checks.exclude_ips),
        Key("ipv6_prefix", column="other_config", check=checks.ipv6_prefix),
        Key("mac_only", type="bool", column="other_config"),
        Key("mcast_snoop", type="bool", column="other_config"),
        Key("mcast_querier", type="bool", column="other_config"),
        Key("mcast_flood_unregistered", type="bool", column="other_config"),
        Map("other_config", hidden=SWITCH_CONFIG),
        ChildList("ports", record=SWITCH_PORT),
        ChildList("qos_rules", record=QOS),
        ChildList("acls", record=ACL),
        ChildList("forwarding_groups", record=FORWARDING_GROUP),
        Reference("load_balancers", type="list", elements="str", table="Load_Balancer", column="load_balancer"),
        Reference(
            "load_balancer_groups",
            type="list",
            elements="str",
            table="Load_Balancer_Group",
            column="load_balancer_group",
            since="21.09",
        ),
        Reference(
            "dns",
            type="list",
            elements="str",
            table="DNS",
            column="dns_records",
            identity=DNS_IDENTITY,
            missing="there are no DNS records {}; declare them in the same task, or create them first",
        ),
        Reference("copp", table="Copp", since="21.09"),
        Map("external_ids"),
    ),
    purgeable=(
        "ports",
        "qos_rules",
        "acls",
        "forwarding_groups",
        "load_balancers",
        "load_balancer_groups",
        "dns",
    ),
)

# The ways in which a load balancer is put on switches.
ON_SWITCHES = Attachment("switches", table="Logical_Switch", column="load_balancer")
