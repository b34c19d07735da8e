# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Switch."""

from __future__ import annotations

from . import checks
from .options import NAME, Attachment, ChildList, Key, Map, Reference
from .record import Record
from .switch_port import SWITCH_PORT

SWITCH_CONFIG = ("subnet", "exclude_ips", "ipv6_prefix", "mac_only")

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
        Map("other_config", hidden=SWITCH_CONFIG),
        ChildList("ports", record=SWITCH_PORT),
        Reference("load_balancers", type="list", elements="str", table="Load_Balancer", column="load_balancer"),
        Map("external_ids"),
    ),
    purgeable=("ports", "load_balancers"),
)

# The ways in which a load balancer is put on switches.
ON_SWITCHES = Attachment("switches", table="Logical_Switch", column="load_balancer")
