# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Router, Logical_Router_Port, Gateway_Chassis, static routes and NAT."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Children, Identity, Row
from . import checks
from .options import NAME, Attachment, Build, ChildList, Column, Key, Map, Record, Reference
from .switch import SWITCH_PORT


def _canonical_interface(text: str) -> str:
    return str(checks.parse_interface(text))


def _canonical_ip(text: str) -> str:
    """An address in its shortest form; ``discard`` and nothing stay."""
    return str(checks.parse_ip(text) or text)


def _canonical_network(text: str) -> str:
    """As OVN prints it: a network, or a bare address for one host."""
    network = checks.parse_network(text)
    if network is None:
        return text
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def _same_prefix(text: Any) -> Any:
    """Rows written by other tools may hold ``10.0.0.1/24`` for ``10.0.0.0/24``."""
    return _canonical_network(text) if isinstance(text, str) else text


GATEWAY_CHASSIS = Record(
    table="Gateway_Chassis",
    noun="gateway chassis",
    identity=Identity("chassis_name"),
    options=(
        Column("chassis_name", required=True, check=checks.not_empty),
        Column("priority", type="int", check=checks.between(0, 32767)),
        Map("external_ids"),
    ),
    has_state=False,
)


def _name_gateway_chassis(row: Row, declared: dict[str, Any], path: str, build: Build) -> None:
    """The table wants a name that is unique in the whole database: ovn-nbctl's custom."""
    for child in row.children["gateway_chassis"].rows if "gateway_chassis" in row.children else ():
        child.initial["name"] = f"{row.name}-{child.key[0]}"


def _link_to_switch(row: Row, declared: dict[str, Any], path: str, build: Build) -> None:
    """``switch``: the port of the switch that leads here is made along with this one."""
    _name_gateway_chassis(row, declared, path, build)
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


class _Link(Key):
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
        Column("mac", check=checks.mac, canonical=str.lower),
        Column("networks", type="list", elements="str", check=checks.interface, canonical=_canonical_interface),
        Column("peer"),
        _Link("switch"),
        _Link("switch_port"),
        Column("enabled", type="bool"),
        ChildList("gateway_chassis", record=GATEWAY_CHASSIS),
        Map("ipv6_ra_configs"),
        Map("options"),
        Map("external_ids"),
    ),
    extra=_link_to_switch,
    purgeable=("gateway_chassis",),
)


def _route_identity(values: dict[str, Any]) -> tuple[Any, ...]:
    return (
        values.get("route_table") or "",
        values.get("policy") or "dst-ip",
        _same_prefix(values.get("ip_prefix")),
        values.get("nexthop") or "",
        values.get("output_port") or "",
    )


STATIC_ROUTE = Record(
    table="Logical_Router_Static_Route",
    noun="static route",
    identity=Identity("route_table", "policy", "ip_prefix", "nexthop", "output_port", derive=_route_identity),
    options=(
        Column("ip_prefix", required=True, check=checks.network, canonical=_canonical_network),
        Column("nexthop", canonical=_canonical_ip),
        Column("output_port"),
        Column("policy", choices=("dst-ip", "src-ip")),
        Column("route_table", since="21.12"),
        Key("ecmp_symmetric_reply", type="bool"),
        Map("options", hidden=("ecmp_symmetric_reply",)),
        Map("external_ids"),
    ),
    kept=("external_ids",),
    keep=lambda values: "ic-learned-route" in (values.get("external_ids") or {}),
)


def _nat_identity(values: dict[str, Any]) -> tuple[Any, ...]:
    """What OVN allows once: an inside for snat, an outside for the others."""
    kind = values.get("type")
    fixed = values.get("logical_ip") if kind == "snat" else values.get("external_ip")
    return (kind, _same_prefix(fixed), values.get("external_port_range") or "", values.get("match") or "")


NAT = Record(
    table="NAT",
    noun="NAT rule",
    identity=Identity("type", "external_ip", "logical_ip", "external_port_range", "match", derive=_nat_identity),
    options=(
        Column("type", required=True, choices=("snat", "dnat", "dnat_and_snat")),
        Column("external_ip", required=True, check=checks.ip, canonical=_canonical_ip),
        Column("logical_ip", required=True, check=checks.network, canonical=_canonical_network),
        Column("logical_port"),
        Column("external_mac", check=checks.mac, canonical=str.lower),
        Column("external_port_range", check=checks.port_range),
        Reference("gateway_port", table="Logical_Router_Port", since="22.06"),
        Column("match", since="24.09"),
        Column("priority", type="int", check=checks.between(0, 32767), since="24.09"),
        Key("stateless", type="bool"),
        Key("add_route", type="bool"),
        Map("options", hidden=("stateless", "add_route")),
        Map("external_ids"),
    ),
    # ovn-nbctl 25.03.0 crashes on a dnat_and_snat rule without the key.
    initial={"options": {"stateless": "false"}},
)

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
