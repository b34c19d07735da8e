# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Switch_Port."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Identity, Row
from . import canonical, checks
from .dhcp_options import IDENTITY as DHCP_IDENTITY
from .options import NAME, Build, ChildList, Column, Key, Map, Reference
from .record import Record

PORT_TYPES = ("", "router", "localnet", "localport", "l2gateway", "vtep", "external", "virtual", "remote", "switch")
PORT_OPTIONS = (
    "router-port",
    "network_name",
    "nat-addresses",
    "requested-chassis",
    "virtual-ip",
    "virtual-parents",
    "qos_max_rate",
    "qos_min_rate",
    "qos_burst",
)
NO_DHCP = "there are no DHCP options {}; declare them in the same task, or create them first"


PROBE = ("interval", "timeout", "success_count", "failure_count")

PORT_HEALTH_CHECK = Record(
    table="Logical_Switch_Port_Health_Check",
    noun="health check",
    identity=Identity("protocol", "port", "address"),
    options=(
        Column("protocol", required=True, choices=("icmp", "tcp", "udp")),
        Column("src_ip", required=True, check=checks.ip, canonical=canonical.ip),
        Column("port", type="int", check=checks.between(0, 65535)),
        Column("address", required=True, check=checks.ip, canonical=canonical.ip),
        *(Key(name, type="int", check=checks.at_least(1)) for name in PROBE),
        Map("options", hidden=PROBE),
    ),
    owned=False,
    initial={"port": 0},
    since="26.03",
)


def _port_extra(row: Row, declared: dict[str, Any], path: str, build: Build) -> None:
    """A new port to a router answers for the router's addresses unless told otherwise."""
    if declared.get("type") == "router" and declared.get("addresses") is None:
        row.initial["addresses"] = frozenset(["router"])


class _Addresses(Column):
    """A port to a router is made with an address unless told otherwise, so none is something to tell."""

    def is_default(self, value: Any, values: dict[str, Any]) -> bool:
        return not value and values.get("type") != "router"


SWITCH_PORT = Record(
    table="Logical_Switch_Port",
    noun="port",
    identity=NAME,
    key="name",
    options=(
        Column("type", choices=PORT_TYPES),
        _Addresses(
            "addresses",
            type="list",
            elements="str",
            check=checks.lsp_address,
            canonical=canonical.addresses,
        ),
        Column(
            "port_security",
            type="list",
            elements="str",
            check=checks.port_security,
            canonical=canonical.addresses,
        ),
        Column("enabled", type="bool"),
        Column("parent_name"),
        Column("tag_request", type="int", check=checks.between(0, 4095)),
        Column("tag", type="int", check=checks.between(1, 4095)),
        Key("router_port", key="router-port"),
        Key("network_name"),
        Key("nat_addresses", key="nat-addresses", check=checks.nat_addresses),
        Key("requested_chassis", type="list", elements="str", key="requested-chassis", separator=","),
        Column("peer", since="25.03"),
        Key("virtual_ip", key="virtual-ip", check=checks.ip),
        Key("virtual_parents", type="list", elements="str", key="virtual-parents", separator=","),
        Key("qos_max_rate", type="int", check=checks.at_least(1)),
        Key("qos_min_rate", type="int", check=checks.at_least(1)),
        Key("qos_burst", type="int", check=checks.at_least(1)),
        Reference("ha_chassis_group", table="HA_Chassis_Group"),
        Reference("mirrors", type="list", elements="str", table="Mirror", column="mirror_rules", since="22.12"),
        ChildList("health_checks", record=PORT_HEALTH_CHECK, since="26.03"),
        Reference("dhcpv4_options", table="DHCP_Options", identity=DHCP_IDENTITY, missing=NO_DHCP),
        Reference("dhcpv6_options", table="DHCP_Options", identity=DHCP_IDENTITY, missing=NO_DHCP),
        Map("options", hidden=PORT_OPTIONS),
        Map("external_ids"),
    ),
    extra=_port_extra,
    purgeable=("mirrors", "health_checks"),
    keep=lambda values: values.get("type") == "remote",
    kept=("type",),
)
