# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Router_Port and its Gateway_Chassis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..ovsdb.rows import Children, Identity, Row
from . import canonical, checks
from .dhcp_relay import DHCP_RELAY
from .options import NAME, Build, ChildList, Column, Map, Option, Reference, Shared
from .record import Record
from .switch_port import SWITCH_PORT

AUTO = "auto"

GATEWAY_CHASSIS = Record(
    table="Gateway_Chassis",
    noun="gateway chassis",
    identity=Identity("chassis_name"),
    options=(
        Column("chassis_name", required=True, check=checks.not_empty),
        Column("priority", type="int", check=checks.between(0, 32767)),
        Map("options"),
        Map("external_ids"),
    ),
    has_state=False,
)


def _name_gateway_chassis(row: Row, declared: dict[str, Any], path: str, build: Build) -> None:
    """The table wants a name that is unique in the whole database: ovn-nbctl's custom."""
    for child in row.children["gateway_chassis"].rows if "gateway_chassis" in row.children else ():
        child.initial["name"] = f"{row.name}-{child.key[0]}"


def derived_mac(networks: Iterable[str]) -> str | None:
    """The same MAC for the same first IPv4 address, if there is one."""
    addresses = (checks.parse_interface(text) for text in networks)
    first = next((address for address in addresses if address and address.version == 4), None)
    return "0a:58:" + ":".join(f"{byte:02x}" for byte in first.packed[:4]) if first else None


def _link_to_switch(row: Row, declared: dict[str, Any], path: str, build: Build) -> None:
    """``switch``: the port of the switch that leads here is made along with this one."""
    _name_gateway_chassis(row, declared, path, build)
    if declared.get("mac") == AUTO:
        mac = derived_mac(declared.get("networks") or ())
        if mac is None:
            build.fault(f"{path}.mac", f"{AUTO} needs an IPv4 address among networks, to be made from")
        row.values["mac"] = mac or ""
    switch = declared.get("switch")
    if switch is None:
        return
    port = {
        "name": declared.get("switch_port") or f"{switch}-{declared['name']}",
        "type": "router",
        "router_port": row.name,
    }
    link = SWITCH_PORT.row(port, f"{path}.switch", build)
    patch = Row("Logical_Switch", NAME, (switch,), path=f"{path}.switch", state="existing")
    patch.hint = f"the router port {row.name} cannot be linked to it: correct the name, or declare the switch"
    patch.children["ports"] = Children(SWITCH_PORT.identity, [link] if link else [])
    build.patches.append(patch)


class _Link(Option):
    """An option that only :func:`_link_to_switch` reads; nothing in the row tells of it."""

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        return

    def get(self, values: dict[str, Any], show: Any) -> Any:
        return None


ROUTER_PORT = Record(
    table="Logical_Router_Port",
    noun="port",
    identity=NAME,
    key="name",
    needed={
        "mac": "a new router port needs mac, such as 02:ac:10:ff:01:29",
        "networks": "a new router port needs networks, its own addresses such as 172.16.255.129/26",
    },
    options=(
        Column("mac", check=lambda value: None if value == AUTO else checks.mac(value), canonical=str.lower),
        Column("networks", type="list", elements="str", check=checks.interface, canonical=canonical.interface),
        Column("peer"),
        _Link("switch"),
        _Link("switch_port"),
        Column("enabled", type="bool"),
        ChildList("gateway_chassis", record=GATEWAY_CHASSIS),
        Reference("ha_chassis_group", table="HA_Chassis_Group"),
        Shared("dhcp_relay", record=DHCP_RELAY, since="24.09"),
        Map("ipv6_ra_configs"),
        Map("options"),
        Map("external_ids"),
    ),
    extra=_link_to_switch,
    purgeable=("gateway_chassis",),
)
