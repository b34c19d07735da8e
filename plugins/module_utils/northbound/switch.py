# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Switch and Logical_Switch_Port."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Row
from . import checks
from .dhcp_options import IDENTITY as DHCP_IDENTITY
from .options import NAME, Attachment, Build, ChildList, Column, Key, Map, Record, Reference

PORT_TYPES = ("", "router", "localnet", "localport", "l2gateway", "vtep", "external", "virtual", "remote", "switch")
PORT_OPTIONS = ("router-port", "network_name", "nat-addresses", "requested-chassis")
NO_DHCP = "there are no DHCP options {}; declare them in the same task, or create them first"
SWITCH_CONFIG = ("subnet", "exclude_ips", "ipv6_prefix", "mac_only")


def _canonical(text: str) -> str:
    return " ".join(text.lower().split())


def _port_extra(row: Row, declared: dict[str, Any], path: str, build: Build) -> None:
    """A new port to a router answers for the router's addresses unless told otherwise."""
    if declared.get("type") == "router" and declared.get("addresses") is None:
        row.initial["addresses"] = frozenset(["router"])


SWITCH_PORT = Record(
    table="Logical_Switch_Port",
    noun="port",
    identity=NAME,
    key="name",
    options=(
        Column("type", choices=PORT_TYPES),
        Column(
            "addresses",
            type="list",
            elements="str",
            check=checks.lsp_address,
            canonical=_canonical,
        ),
        Column(
            "port_security",
            type="list",
            elements="str",
            check=checks.port_security,
            canonical=_canonical,
        ),
        Column("enabled", type="bool"),
        Column("parent_name"),
        Column("tag_request", type="int", check=checks.between(0, 4095)),
        Column("tag", type="int", check=checks.between(1, 4095)),
        Key("router_port", key="router-port"),
        Key("network_name"),
        Key("nat_addresses", key="nat-addresses"),
        Key("requested_chassis", type="list", elements="str", key="requested-chassis", separator=","),
        Reference("dhcpv4_options", table="DHCP_Options", identity=DHCP_IDENTITY, missing=NO_DHCP),
        Reference("dhcpv6_options", table="DHCP_Options", identity=DHCP_IDENTITY, missing=NO_DHCP),
        Map("options", hidden=PORT_OPTIONS),
        Map("external_ids"),
    ),
    extra=_port_extra,
    keep=lambda values: values.get("type") == "remote",
    kept=("type",),
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
        Map("other_config", hidden=SWITCH_CONFIG),
        ChildList("ports", record=SWITCH_PORT),
        Reference("load_balancers", type="list", elements="str", table="Load_Balancer", column="load_balancer"),
        Map("external_ids"),
    ),
    purgeable=("ports", "load_balancers"),
)

# The ways in which a load balancer is put on switches.
ON_SWITCHES = Attachment("switches", table="Logical_Switch", column="load_balancer")
