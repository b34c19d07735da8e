# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twelve steps of every module and group of options, each with what the tables then hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.programs import RELEASES
from support.reader import Reader

Args = dict[str, Any]
# For each table, the rows that it holds, with those of their columns that matter; other rows by name.
Tables = dict[str, list[Args]]


@dataclass(frozen=True)
class Life:
    """An object's life: for each stage the arguments, and what must then be in the database.

    :param base: what ovn_topology has declared before
    :param since: the release of OVN that brought what is declared
    """

    module: str
    create: tuple[Args, Tables]
    change: tuple[Args, Tables]
    delete: tuple[Args, Tables]
    base: Args = field(default_factory=dict)
    since: str = ""


def holds(expected: Tables) -> Callable[[Reader], None]:
    def verify(nb: Reader) -> None:
        tables = nb.tables()
        names = {row["_uuid"]: label(row) for rows in tables.values() for row in rows}
        for table, rows in expected.items():
            columns = rows[0] if rows else ["_uuid"]
            found = [{column: named(row[column], names) for column in columns} for row in tables[table]]
            assert sorted(found, key=str) == sorted(rows, key=str), table

    return verify


def label(row: Args) -> str:
    return str(next((row[column] for column in ("name", "metadata", "dst_ip", "id", "match") if column in row), ""))


def named(value: Any, names: dict[str, str]) -> Any:
    """The value with names for references, and without the owner's mark."""
    if isinstance(value, list):
        return sorted(names.get(item, item) for item in value)
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if not key.startswith("ansible-ovn-")}
    return names.get(value, value)


PING = {"direction": "to-lport", "priority": 1001, "match": "icmp4", "action": "allow-related"}
REST = {"direction": "to-lport", "priority": 1000, "match": "ip", "action": "drop"}
METER = {"name": "slow", "unit": "pktps", "bands": [{"rate": 10}]}
MAC = "02:00:00:00:00:01"
VM = {"name": "vm1", "addresses": [f"{MAC} 10.0.0.1"]}
EDGE_PORT = {"name": "edge1-out", "mac": "auto", "networks": ["10.0.0.254/24"]}
EDGE = {"name": "edge1", "chassis": "ubuntu1"}
SESSION = {"logical_port": "edge1-out", "dst_ip": "10.0.0.9"}


def record(table: str, key: Args, **more: Any) -> Args:
    return {"table": table, "key": key, **more}


COLLECTOR = record("Sample_Collector", {"id": 7}, columns={"name": "c7", "probability": 65535, "set_id": 1})
MIRROR = record(
    "Mirror", {"name": "to-ids"}, columns={"filter": "to-lport", "sink": "10.9.0.1", "type": "gre", "index": 1}
)
FUNCTION_PORTS = {"switches": [{"name": "nf", "ports": [{"name": "nf-in"}, {"name": "nf-out"}]}]}
FUNCTION = {"table": "Network_Function", "key": {"name": "fw"}}
FUNCTION_GROUP = record("Network_Function_Group", {"name": "firewalls"}, columns={"id": 1, "mode": "inline"})


def of_acls(owner: Args) -> tuple[Args, Args, Args]:
    """The arguments of a life of ACLs on a switch or port group."""
    logged = {**REST, "name": "rest", "log": True, "severity": "notice", "meter": "slow", "label": 0}
    return (
        {**owner, "acls": [PING, logged]},
        {**owner, "acls": [{**PING, "action": "allow", "log_related": True}], "purge": ["acls"]},
        {**owner, "acls": [{**PING, "state": "absent"}]},
    )


def acl_life(option: str, collection: str, table: str) -> Life:
    args = of_acls({option: "dmz"})
    return Life(
        "ovn_acl",
        base={collection: [{"name": "dmz"}], "meters": [METER]},
        create=(
            args[0],
            {
                "ACL": [
                    {**PING, "name": None, "log": False, "severity": None, "meter": None},
                    {**REST, "name": "rest", "log": True, "severity": "notice", "meter": "slow"},
                ]
            },
        ),
        change=(args[1], {"ACL": [{**PING, "action": "allow", "options": {"log-related": "true"}}]}),
        delete=(args[2], {"ACL": [], table: [{"name": "dmz", "acls": []}]}),
    )


LIVES = {
    "ACLs of a switch": acl_life("switch", "switches", "Logical_Switch"),
    "ACLs of a port group": acl_life("port_group", "port_groups", "Port_Group"),
    "tiers": Life(
        "ovn_acl",
        since="23.06",
        base={"switches": [{"name": "dmz"}]},
        create=(
            {"switch": "dmz", "acls": [{**PING, "tier": 0, "action": "pass"}, {**PING, "tier": 1}]},
            {"ACL": [{"tier": 0, "action": "pass"}, {"tier": 1, "action": "allow-related"}]},
        ),
        change=(
            {"switch": "dmz", "acls": [{**PING, "tier": 1, "action": "drop"}]},
            {"ACL": [{"tier": 0, "action": "pass"}, {"tier": 1, "action": "drop"}]},
        ),
        delete=(
            {"switch": "dmz", "acls": [{**PING, "state": "absent"}]},
            {"ACL": [{"tier": 1, "action": "drop"}]},
        ),
    ),
    "samples": Life(
        "ovn_acl",
        since="24.09",
        base={"switches": [{"name": "dmz"}], "records": [COLLECTOR]},
        create=(
            {
                "switch": "dmz",
                "acls": [{**PING, "sample_new": {"metadata": 5, "collectors": [7]}, "sample_est": {"metadata": 6}}],
            },
            {
                "Sample": [{"metadata": 5, "collectors": ["c7"]}, {"metadata": 6, "collectors": []}],
                "ACL": [{"sample_new": "5", "sample_est": "6"}],
            },
        ),
        change=(
            {"switch": "dmz", "acls": [{**PING, "sample_est": {"metadata": 5, "collectors": []}}]},
            {"ACL": [{"sample_new": "5", "sample_est": "5"}]},
        ),
        delete=({"switch": "dmz", "purge": ["acls"]}, {"ACL": [], "Sample": []}),
    ),
    "network functions of an ACL": Life(
        "ovn_acl",
        since="26.03",
        base={"switches": [{"name": "dmz"}], "records": [FUNCTION_GROUP]},
        create=(
            {"switch": "dmz", "acls": [{**PING, "network_function_group": "firewalls"}]},
            {"ACL": [{"network_function_group": "firewalls"}]},
        ),
        change=(
            {"switch": "dmz", "acls": [{**PING, "name": "through the firewall"}]},
            {"ACL": [{"network_function_group": "firewalls", "name": "through the firewall"}]},
        ),
        delete=({"switch": "dmz", "acls": [{**PING, "state": "absent"}]}, {"ACL": []}),
    ),
    "rules and references of a switch": Life(
        "ovn_switch",
        base={
            "dns": [{"name": "names", "records": {"vm1.example.org": ["10.0.0.1"]}}],
            "meters": [METER],
            "copps": [{"name": "calm", "meters": {"arp": "slow"}}],
            "load_balancers": [{"name": "web", "vips": {"30.0.0.1": ["10.0.0.1"]}}],
            "load_balancer_groups": [{"name": "all"}],
        },
        create=(
            {
                "name": "dmz",
                "qos_rules": [{"direction": "to-lport", "priority": 1, "match": "ip4", "dscp": 10, "rate": 5}],
                "acls": [PING],
                "load_balancers": ["web"],
                "load_balancer_groups": ["all"],
                "dns": ["names"],
                "copp": "calm",
            },
            {
                "QoS": [{"priority": 1, "action": {"dscp": 10}, "bandwidth": {"rate": 5}}],
                "ACL": [PING],
                "Logical_Switch": [{"load_balancer": ["web"], "load_balancer_group": ["all"], "copp": "calm"}],
            },
        ),
        change=(
            {
                "name": "dmz",
                "qos_rules": [
                    {"direction": "to-lport", "priority": 1, "match": "ip4", "burst": 6, "external_ids": {"k": 1}},
                    {"direction": "from-lport", "priority": 1, "match": "ip4", "dscp": 11},
                ],
                "purge": ["acls", "load_balancers", "load_balancer_groups", "dns"],
            },
            {
                "QoS": [
                    {"action": {"dscp": 10}, "bandwidth": {"rate": 5, "burst": 6}},
                    {"action": {"dscp": 11}, "bandwidth": {}},
                ],
                "ACL": [],
                "Logical_Switch": [
                    {"load_balancer": [], "load_balancer_group": [], "dns_records": [], "copp": "calm"},
                ],
            },
        ),
        delete=({"name": "dmz", "state": "absent"}, {"Logical_Switch": [], "QoS": []}),
    ),
    "QoS mark": Life(
        "ovn_switch",
        since="24.03",
        create=(
            {"name": "dmz", "qos_rules": [{"direction": "to-lport", "priority": 1, "match": "ip4", "mark": 7}]},
            {"QoS": [{"action": {"mark": 7}}]},
        ),
        change=(
            {"name": "dmz", "qos_rules": [{"direction": "to-lport", "priority": 1, "match": "ip4", "mark": 8}]},
            {"QoS": [{"action": {"mark": 8}}]},
        ),
        delete=({"name": "dmz", "purge": ["qos_rules"]}, {"QoS": [], "Logical_Switch": [{"name": "dmz"}]}),
    ),
    "forwarding groups": Life(
        "ovn_switch",
        base={"switches": [{"name": "dmz", "ports": [{"name": "vm1"}, {"name": "vm2"}]}]},
        create=(
            {
                "name": "dmz",
                "forwarding_groups": [
                    {"name": "spread", "vip": "10.0.0.99", "vmac": "02:00:00:00:00:AA", "child_port": ["vm1", "vm2"]}
                ],
            },
            {
                "Forwarding_Group": [
                    {"vip": "10.0.0.99", "vmac": "02:00:00:00:00:aa", "child_port": ["vm1", "vm2"], "liveness": False}
                ]
            },
        ),
        change=(
            {"name": "dmz", "forwarding_groups": [{"name": "spread", "child_port": ["vm2"], "liveness": True}]},
            {"Forwarding_Group": [{"vip": "10.0.0.99", "child_port": ["vm2"], "liveness": True}]},
        ),
        delete=(
            {"name": "dmz", "forwarding_groups": [{"name": "spread", "state": "absent"}]},
            {"Forwarding_Group": [], "Logical_Switch": [{"name": "dmz", "forwarding_groups": []}]},
        ),
    ),
    "options of ports": Life(
        "ovn_switch",
        base={
            "ha_chassis_groups": [{"name": "gateways", "ha_chassis": [{"chassis_name": "ubuntu1", "priority": 1}]}],
            "records": [MIRROR],
        },
        create=(
            {
                "name": "dmz",
                "ports": [
                    {**VM, "qos_max_rate": 1000, "qos_min_rate": 10, "qos_burst": 100, "mirrors": ["to-ids"]},
                    {"name": "vm2"},
                    {
                        "name": "floating",
                        "type": "virtual",
                        "addresses": [f"{MAC[:-1]}2 10.0.0.50"],
                        "virtual_ip": "10.0.0.50",
                        "virtual_parents": ["vm1", "vm2"],
                    },
                    {
                        "name": "outer",
                        "type": "external",
                        "addresses": [f"{MAC[:-1]}3 10.0.0.51"],
                        "ha_chassis_group": "gateways",
                    },
                ],
            },
            {
                "Logical_Switch_Port": [
                    {
                        "name": "vm1",
                        "mirror_rules": ["to-ids"],
                        "ha_chassis_group": None,
                        "options": {"qos_max_rate": "1000", "qos_min_rate": "10", "qos_burst": "100"},
                    },
                    {"name": "vm2", "mirror_rules": [], "ha_chassis_group": None, "options": {}},
                    {
                        "name": "floating",
                        "mirror_rules": [],
                        "ha_chassis_group": None,
                        "options": {"virtual-ip": "10.0.0.50", "virtual-parents": "vm1,vm2"},
                    },
                    {"name": "outer", "mirror_rules": [], "ha_chassis_group": "gateways", "options": {}},
                ]
            },
        ),
        change=(
            {
                "name": "dmz",
                "ports": [
                    {"name": "vm1", "qos_max_rate": 2000, "purge": ["mirrors"]},
                    {"name": "floating", "virtual_parents": ["vm1"]},
                    {"name": "outer", "state": "absent"},
                ],
            },
            {
                "Logical_Switch_Port": [
                    {
                        "name": "vm1",
                        "mirror_rules": [],
                        "options": {"qos_max_rate": "2000", "qos_min_rate": "10", "qos_burst": "100"},
                    },
                    {"name": "vm2", "mirror_rules": [], "options": {}},
                    {
                        "name": "floating",
                        "mirror_rules": [],
                        "options": {"virtual-ip": "10.0.0.50", "virtual-parents": "vm1"},
                    },
                ]
            },
        ),
        delete=(
            {"name": "dmz", "state": "absent"},
            {"Logical_Switch_Port": [], "Mirror": [{"name": "to-ids"}], "HA_Chassis_Group": [{"name": "gateways"}]},
        ),
    ),
    "peers of switch ports": Life(
        "ovn_switch",
        since="25.03",
        base={
            "switches": [{"name": "spine", "ports": [{"name": "down", "type": "switch", "peer": "up"}]}],
            "validate": "off",  # its peer is made by the next task
        },
        create=(
            {"name": "leaf", "ports": [{"name": "up", "type": "switch", "peer": "down"}]},
            {"Logical_Switch_Port": [{"name": "up", "peer": "down"}, {"name": "down", "peer": "up"}]},
        ),
        change=(
            {"name": "leaf", "ports": [{"name": "up", "enabled": False}]},
            {"Logical_Switch_Port": [{"peer": "down", "enabled": False}, {"peer": "up", "enabled": None}]},
        ),
        delete=({"name": "leaf", "purge": ["ports"]}, {"Logical_Switch_Port": [{"name": "down"}]}),
    ),
    "health checks of ports": Life(
        "ovn_switch",
        since="26.03",
        create=(
            {
                "name": "dmz",
                "ports": [
                    {
                        **VM,
                        "health_checks": [
                            {"protocol": "icmp", "src_ip": "10.0.0.250", "address": "10.0.0.1"},
                            {
                                "protocol": "tcp",
                                "src_ip": "10.0.0.250",
                                "address": "10.0.0.1",
                                "port": 80,
                                "interval": 5,
                            },
                        ],
                    }
                ],
            },
            {
                "Logical_Switch_Port_Health_Check": [
                    {"protocol": "icmp", "port": 0, "options": {}},
                    {"protocol": "tcp", "port": 80, "options": {"interval": "5"}},
                ]
            },
        ),
        change=(
            {
                "name": "dmz",
                "ports": [
                    {
                        **VM,
                        "health_checks": [
                            {
                                "protocol": "tcp",
                                "src_ip": "10.0.0.251",
                                "address": "10.0.0.1",
                                "port": 80,
                                "failure_count": 2,
                            }
                        ],
                        "purge": ["health_checks"],
                    }
                ],
            },
            {
                "Logical_Switch_Port_Health_Check": [
                    {"src_ip": "10.0.0.251", "options": {"interval": "5", "failure_count": "2"}}
                ]
            },
        ),
        delete=(
            {"name": "dmz", "ports": [{"name": "vm1", "state": "absent"}]},
            {"Logical_Switch_Port_Health_Check": [], "Logical_Switch_Port": []},
        ),
    ),
    "policies, BFD and static MAC bindings": Life(
        "ovn_router",
        create=(
            {
                **EDGE,
                "ports": [EDGE_PORT],
                "policies": [
                    {
                        "priority": 10,
                        "match": "ip4.src == 10.9.0.0/16",
                        "action": "reroute",
                        "nexthops": ["10.0.0.7", "10.0.0.8"],
                        "pkt_mark": 5,
                    },
                    {"priority": 20, "match": "ip6", "action": "drop"},
                ],
                "bfd": [{**SESSION, "min_tx": 100}],
                "static_mac_bindings": [{"logical_port": "edge1-out", "ip": "10.0.0.7", "mac": MAC}],
                "static_routes": [{"ip_prefix": "10.9.0.0/16", "nexthop": "10.0.0.9", "bfd": SESSION}],
            },
            {
                "Logical_Router_Port": [{"mac": "0a:58:0a:00:00:fe"}],
                "Logical_Router_Policy": [
                    {"priority": 10, "nexthops": ["10.0.0.7", "10.0.0.8"], "options": {"pkt_mark": "5"}},
                    {"priority": 20, "nexthops": [], "options": {}},
                ],
                "BFD": [{**SESSION, "min_tx": 100, "min_rx": None}],
                "Static_MAC_Binding": [{"ip": "10.0.0.7", "mac": MAC, "override_dynamic_mac": False}],
                "Logical_Router_Static_Route": [{"nexthop": "10.0.0.9", "bfd": "10.0.0.9"}],
            },
        ),
        change=(
            {
                **EDGE,
                "policies": [
                    {
                        "priority": 10,
                        "match": "ip4.src == 10.9.0.0/16",
                        "nexthops": ["10.0.0.8"],
                        "options": {"pkt_mark": None},
                    }
                ],
                "bfd": [{**SESSION, "min_rx": 50}, {**SESSION, "dst_ip": "10.0.0.10"}],
                "static_mac_bindings": [
                    {"logical_port": "edge1-out", "ip": "10.0.0.7", "mac": MAC, "override_dynamic_mac": True}
                ],
                "purge": ["policies"],
            },
            {
                "Logical_Router_Policy": [{"priority": 10, "nexthops": ["10.0.0.8"], "options": {}}],
                "BFD": [
                    {**SESSION, "min_tx": 100, "min_rx": 50},
                    {**SESSION, "dst_ip": "10.0.0.10", "min_tx": None, "min_rx": None},
                ],
                "Static_MAC_Binding": [{"ip": "10.0.0.7", "override_dynamic_mac": True}],
            },
        ),
        delete=(
            {"name": "edge1", "state": "absent"},
            {"Logical_Router": [], "Logical_Router_Policy": [], "BFD": [], "Static_MAC_Binding": []},
        ),
    ),
    "chains of policies": Life(
        "ovn_router",
        since="25.03",
        create=(
            {
                **EDGE,
                "policies": [
                    {"priority": 10, "match": "ip4", "action": "jump", "jump_chain": "inner"},
                    {"priority": 10, "match": "ip4", "action": "drop", "chain": "inner"},
                ],
            },
            {
                "Logical_Router_Policy": [
                    {"chain": None, "jump_chain": "inner", "action": "jump"},
                    {"chain": "inner", "jump_chain": None, "action": "drop"},
                ]
            },
        ),
        change=(
            {**EDGE, "policies": [{"priority": 10, "match": "ip4", "action": "allow", "chain": "inner"}]},
            {
                "Logical_Router_Policy": [
                    {"chain": None, "action": "jump"},
                    {"chain": "inner", "action": "allow"},
                ]
            },
        ),
        delete=(
            {**EDGE, "policies": [{"priority": 10, "match": "ip4", "state": "absent"}]},
            {"Logical_Router_Policy": [{"chain": "inner"}]},
        ),
    ),
    "sessions of policies": Life(
        "ovn_router",
        since="24.03",
        create=(
            {
                **EDGE,
                "ports": [EDGE_PORT],
                "policies": [
                    {
                        "priority": 10,
                        "match": "ip4",
                        "action": "reroute",
                        "nexthops": ["10.0.0.9"],
                        "bfd_sessions": [SESSION],
                    }
                ],
            },
            {"Logical_Router_Policy": [{"bfd_sessions": ["10.0.0.9"]}], "BFD": [SESSION]},
        ),
        change=(
            {
                **EDGE,
                "policies": [
                    {
                        "priority": 10,
                        "match": "ip4",
                        "nexthops": ["10.0.0.9", "10.0.0.10"],
                        "bfd_sessions": [SESSION, {**SESSION, "dst_ip": "10.0.0.10"}],
                    }
                ],
            },
            {"Logical_Router_Policy": [{"bfd_sessions": ["10.0.0.10", "10.0.0.9"]}]},
        ),
        delete=(
            {**EDGE, "ports": [{"name": "edge1-out", "state": "absent"}]},
            {"BFD": [], "Logical_Router_Policy": [{"bfd_sessions": []}]},
        ),
    ),
    "output port of a policy": Life(
        "ovn_router",
        since="26.03",
        base={"routers": [{**EDGE, "ports": [EDGE_PORT]}]},
        create=(
            {
                **EDGE,
                "policies": [
                    {
                        "priority": 1,
                        "match": "ip4",
                        "action": "reroute",
                        "nexthops": ["10.0.0.9"],
                        "output_port": "edge1-out",
                    }
                ],
            },
            {"Logical_Router_Policy": [{"output_port": "edge1-out"}]},
        ),
        change=(
            {**EDGE, "policies": [{"priority": 1, "match": "ip4", "nexthops": ["10.0.0.8"]}]},
            {"Logical_Router_Policy": [{"output_port": "edge1-out", "nexthops": ["10.0.0.8"]}]},
        ),
        delete=({**EDGE, "policies": [], "purge": ["policies"]}, {"Logical_Router_Policy": []}),
    ),
    "NAT for some": Life(
        "ovn_router",
        base={
            "address_sets": [
                {"name": "guests", "addresses": ["10.7.0.0/16"]},
                {"name": "staff", "addresses": ["10.8.0.0/16"]},
            ]
        },
        create=(
            {
                **EDGE,
                "nat": [
                    {
                        "type": "snat",
                        "external_ip": "192.0.2.1",
                        "logical_ip": "10.0.0.0/24",
                        "allowed_ext_ips": "guests",
                    },
                    {
                        "type": "dnat",
                        "external_ip": "192.0.2.2",
                        "logical_ip": "10.0.0.1",
                        "exempted_ext_ips": "staff",
                    },
                ],
            },
            {
                "NAT": [
                    {"type": "snat", "allowed_ext_ips": "guests", "exempted_ext_ips": None},
                    {"type": "dnat", "allowed_ext_ips": None, "exempted_ext_ips": "staff"},
                ]
            },
        ),
        change=(
            {
                **EDGE,
                "nat": [
                    {
                        "type": "snat",
                        "external_ip": "192.0.2.1",
                        "logical_ip": "10.0.0.0/24",
                        "allowed_ext_ips": "staff",
                    }
                ],
                "purge": ["nat"],
            },
            {"NAT": [{"type": "snat", "allowed_ext_ips": "staff"}]},
        ),
        delete=(
            {**EDGE, "nat": [], "purge": ["nat"]},
            {"NAT": [], "Address_Set": [{"name": "guests"}, {"name": "staff"}]},
        ),
    ),
    "HA chassis group of a router port": Life(
        "ovn_router",
        base={
            "ha_chassis_groups": [
                {"name": name, "ha_chassis": [{"chassis_name": "ubuntu1", "priority": 1}]} for name in ("a", "b")
            ]
        },
        create=(
            {"name": "tenant1", "ports": [{**EDGE_PORT, "ha_chassis_group": "a"}]},
            {"Logical_Router_Port": [{"ha_chassis_group": "a"}]},
        ),
        change=(
            {"name": "tenant1", "ports": [{"name": "edge1-out", "ha_chassis_group": "b"}]},
            {"Logical_Router_Port": [{"ha_chassis_group": "b"}]},
        ),
        delete=(
            {"name": "tenant1", "ports": [{"name": "edge1-out", "state": "absent"}]},
            {"Logical_Router_Port": [], "HA_Chassis_Group": [{"name": "a"}, {"name": "b"}]},
        ),
    ),
    "DHCP relay": Life(
        "ovn_router",
        since="24.09",
        create=(
            {"name": "tenant1", "ports": [{**EDGE_PORT, "dhcp_relay": {"name": "office", "servers": "10.9.0.1"}}]},
            {"Logical_Router_Port": [{"dhcp_relay": "office"}], "DHCP_Relay": [{"servers": "10.9.0.1"}]},
        ),
        change=(
            {
                "name": "tenant1",
                "ports": [{"name": "edge1-out", "dhcp_relay": {"name": "office", "servers": "10.9.0.2"}}],
            },
            {"Logical_Router_Port": [{"dhcp_relay": "office"}], "DHCP_Relay": [{"servers": "10.9.0.2"}]},
        ),
        # The relay may serve other ports too.
        delete=(
            {"name": "tenant1", "state": "absent"},
            {"Logical_Router_Port": [], "DHCP_Relay": [{"name": "office"}]},
        ),
    ),
    "selection fields of routes": Life(
        "ovn_router",
        since="25.03",
        create=(
            {
                **EDGE,
                "ports": [EDGE_PORT],
                "static_routes": [
                    {"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.9", "selection_fields": ["ip_src", "ip_proto"]}
                ],
            },
            {"Logical_Router_Static_Route": [{"selection_fields": ["ip_proto", "ip_src"]}]},
        ),
        change=(
            {
                **EDGE,
                "static_routes": [
                    {"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.9", "selection_fields": ["tp_dst"]},
                ],
            },
            {"Logical_Router_Static_Route": [{"selection_fields": ["tp_dst"]}]},
        ),
        delete=({**EDGE, "purge": ["static_routes"]}, {"Logical_Router_Static_Route": []}),
    ),
    "health checks of a load balancer": Life(
        "ovn_lb",
        base={"switches": [{"name": "dmz", "ports": [{"name": "vm1"}, {"name": "vm2"}]}]},
        create=(
            {
                "name": "web",
                "vips": {"30.0.0.1:80": ["10.0.0.1:80"]},
                "ip_port_mappings": {"10.0.0.1": "vm1:10.0.0.250"},
                "health_checks": [{"vip": "30.0.0.1:80", "interval": 5, "failure_count": 2}],
                "groups": ["all"],
            },
            {
                "Load_Balancer": [{"ip_port_mappings": {"10.0.0.1": "vm1:10.0.0.250"}}],
                "Load_Balancer_Health_Check": [
                    {"vip": "30.0.0.1:80", "options": {"interval": "5", "failure_count": "2"}}
                ],
                "Load_Balancer_Group": [{"name": "all", "load_balancer": ["web"]}],
            },
        ),
        change=(
            {
                "name": "web",
                "vips": {"30.0.0.1:80": ["10.0.0.2:80"], "30.0.0.1:443": ["10.0.0.2:443"]},
                "ip_port_mappings": {"10.0.0.2": "vm2:10.0.0.250"},
                "health_checks": [{"vip": "30.0.0.1:443", "timeout": 9}],
                "purge": ["health_checks", "groups"],
            },
            {
                "Load_Balancer": [{"ip_port_mappings": {"10.0.0.2": "vm2:10.0.0.250"}}],
                "Load_Balancer_Health_Check": [{"vip": "30.0.0.1:443", "options": {"timeout": "9"}}],
                "Load_Balancer_Group": [{"name": "all", "load_balancer": []}],
            },
        ),
        delete=({"name": "web", "state": "absent"}, {"Load_Balancer": [], "Load_Balancer_Health_Check": []}),
    ),
    "template of load balancers": Life(
        "ovn_lb",
        create=(
            {"name": "web", "template": True, "address_family": "ipv4", "vips": {"^VIP:^PORT": ["^BACKENDS"]}},
            {
                "Load_Balancer": [
                    {
                        "vips": {"^VIP:^PORT": "^BACKENDS"},
                        "options": {"template": "true", "address-family": "ipv4"},
                    }
                ]
            },
        ),
        change=(
            {"name": "web", "template": True, "address_family": "ipv4", "vips": {"^VIP:80": ["10.0.0.1:80"]}},
            {"Load_Balancer": [{"vips": {"^VIP:80": "10.0.0.1:80"}}]},
        ),
        delete=({"name": "web", "state": "absent"}, {"Load_Balancer": []}),
    ),
    "load balancer group": Life(
        "ovn_lb_group",
        base={"load_balancers": [{"name": name, "vips": {f"30.0.0.{name}": ["10.0.0.1"]}} for name in "12"]},
        create=(
            {"name": "all", "load_balancers": ["1"]},
            {"Load_Balancer_Group": [{"name": "all", "load_balancer": ["1"]}]},
        ),
        change=(
            {"name": "all", "load_balancers": ["2"], "purge": ["load_balancers"]},
            {"Load_Balancer_Group": [{"name": "all", "load_balancer": ["2"]}]},
        ),
        delete=(
            {"name": "all", "state": "absent"},
            {"Load_Balancer_Group": [], "Load_Balancer": [{"name": "1"}, {"name": "2"}]},
        ),
    ),
    "port group": Life(
        "ovn_port_group",
        base={"switches": [{"name": "dmz", "ports": [{"name": "vm1"}, {"name": "vm2"}]}]},
        create=(
            {"name": "servers", "ports": ["vm1"], "acls": [PING]},
            {"Port_Group": [{"name": "servers", "ports": ["vm1"]}], "ACL": [PING]},
        ),
        change=(
            {"name": "servers", "ports": ["vm2"], "acls": [REST], "purge": ["ports", "acls"]},
            {"Port_Group": [{"name": "servers", "ports": ["vm2"]}], "ACL": [REST]},
        ),
        delete=(
            {"name": "servers", "state": "absent"},
            {"Port_Group": [], "ACL": [], "Logical_Switch_Port": [{"name": "vm1"}, {"name": "vm2"}]},
        ),
    ),
    "address set": Life(
        "ovn_address_set",
        create=(
            {"name": "guests", "addresses": ["10.0.0.1/32", "10.1.0.9/16", "FD00::1", "02:00:00:00:00:AA"]},
            {"Address_Set": [{"addresses": ["02:00:00:00:00:aa", "10.0.0.1", "10.1.0.0/16", "fd00::1"]}]},
        ),
        change=(
            {"name": "guests", "addresses": ["10.0.0.1"], "external_ids": {"note": 7}},
            {"Address_Set": [{"addresses": ["10.0.0.1"], "external_ids": {"note": "7"}}]},
        ),
        delete=({"name": "guests", "state": "absent"}, {"Address_Set": []}),
    ),
    "DNS": Life(
        "ovn_dns",
        base={"switches": [{"name": "dmz"}, {"name": "inside"}]},
        create=(
            {
                "name": "names",
                "records": {"VM1.example.org": ["10.0.0.1", "FD00::1"], "1.0.0.10.in-addr.arpa": "vm1.example.org"},
                "switches": ["dmz"],
            },
            {"DNS": [{"records": {"vm1.example.org": "10.0.0.1 fd00::1", "1.0.0.10.in-addr.arpa": "vm1.example.org"}}]},
        ),
        change=(
            {"name": "names", "records": {"vm2": "10.0.0.2"}, "switches": ["inside"], "purge": ["switches"]},
            {"DNS": [{"records": {"vm2": "10.0.0.2"}}]},
        ),
        delete=({"name": "names", "state": "absent"}, {"DNS": []}),
    ),
    "HA chassis group": Life(
        "ovn_ha_chassis_group",
        create=(
            {
                "name": "gateways",
                "ha_chassis": [{"chassis_name": name, "priority": 10} for name in ("ubuntu1", "ubuntu2")],
            },
            {
                "HA_Chassis": [
                    {"chassis_name": "ubuntu1", "priority": 10},
                    {"chassis_name": "ubuntu2", "priority": 10},
                ]
            },
        ),
        change=(
            {
                "name": "gateways",
                "ha_chassis": [
                    {"chassis_name": "ubuntu2", "priority": 20},
                    {"chassis_name": "ubuntu3", "priority": 5},
                ],
                "purge": ["ha_chassis"],
            },
            {
                "HA_Chassis": [
                    {"chassis_name": "ubuntu2", "priority": 20},
                    {"chassis_name": "ubuntu3", "priority": 5},
                ]
            },
        ),
        delete=({"name": "gateways", "state": "absent"}, {"HA_Chassis_Group": [], "HA_Chassis": []}),
    ),
    "meter": Life(
        "ovn_meter",
        create=(
            METER,
            {
                "Meter": [{"name": "slow", "unit": "pktps", "fair": None}],
                "Meter_Band": [{"action": "drop", "rate": 10, "burst_size": 0}],
            },
        ),
        change=(
            {"name": "slow", "unit": "kbps", "fair": True, "bands": [{"rate": 20, "burst_size": 5}]},
            {
                "Meter": [{"name": "slow", "unit": "kbps", "fair": True}],
                "Meter_Band": [{"action": "drop", "rate": 20, "burst_size": 5}],
            },
        ),
        delete=({"name": "slow", "state": "absent"}, {"Meter": [], "Meter_Band": []}),
    ),
    "copp": Life(
        "ovn_copp",
        base={"meters": [METER]},
        create=(
            {"name": "calm", "meters": {"arp": "slow", "dns": "slow"}},
            {"Copp": [{"name": "calm", "meters": {"arp": "slow", "dns": "slow"}}]},
        ),
        change=(
            {"name": "calm", "meters": {"dns": None, "icmp4-error": "slow"}},
            {"Copp": [{"name": "calm", "meters": {"arp": "slow", "icmp4-error": "slow"}}]},
        ),
        delete=({"name": "calm", "state": "absent"}, {"Copp": []}),
    ),
    "a mirror as a record": Life(
        "ovn_record",
        create=(MIRROR, {"Mirror": [{"name": "to-ids", "sink": "10.9.0.1", "type": "gre", "index": 1}]}),
        change=(
            record("Mirror", {"name": "to-ids"}, columns={"sink": "10.9.0.2", "external_ids": {"note": "x"}}),
            {"Mirror": [{"sink": "10.9.0.2", "type": "gre", "external_ids": {"note": "x"}}]},
        ),
        delete=(record("Mirror", {"name": "to-ids"}, state="absent"), {"Mirror": []}),
    ),
    "a rule of a mirror as a record": Life(
        "ovn_record",
        since="26.03",
        base={"records": [MIRROR]},
        create=(
            record(
                "Mirror_Rule",
                {"priority": 10, "match": "ip4"},
                columns={"action": "mirror"},
                parent={"table": "Mirror", "key": {"name": "to-ids"}, "column": "mirror_rules"},
            ),
            {
                "Mirror_Rule": [{"priority": 10, "match": "ip4", "action": "mirror"}],
                "Mirror": [{"mirror_rules": ["ip4"]}],
            },
        ),
        change=(
            record(
                "Mirror_Rule",
                {"priority": 10, "match": "ip4"},
                columns={"action": "skip"},
                parent={"table": "Mirror", "key": {"name": "to-ids"}, "column": "mirror_rules"},
            ),
            {"Mirror_Rule": [{"priority": 10, "action": "skip"}]},
        ),
        delete=(
            record(
                "Mirror_Rule",
                {"priority": 10, "match": "ip4"},
                state="absent",
                parent={"table": "Mirror", "key": {"name": "to-ids"}, "column": "mirror_rules"},
            ),
            {"Mirror_Rule": [], "Mirror": [{"name": "to-ids", "mirror_rules": []}]},
        ),
    ),
    "a collector as a record": Life(
        "ovn_record",
        since="24.09",
        create=(COLLECTOR, {"Sample_Collector": [{"id": 7, "name": "c7", "probability": 65535, "set_id": 1}]}),
        change=(
            record("Sample_Collector", {"id": 7}, columns={"probability": 1}),
            {"Sample_Collector": [{"id": 7, "name": "c7", "probability": 1}]},
        ),
        delete=(record("Sample_Collector", {"id": 7}, state="absent"), {"Sample_Collector": []}),
    ),
    "a network function as a record": Life(
        "ovn_record",
        since="26.03",
        base=FUNCTION_PORTS,
        create=(
            {**FUNCTION, "columns": {"id": 1, "inport": "nf-in", "outport": "nf-out"}},
            {"Network_Function": [{"name": "fw", "inport": "nf-in", "outport": "nf-out"}]},
        ),
        change=(
            {**FUNCTION, "columns": {"inport": "nf-out", "outport": "nf-in"}},
            {"Network_Function": [{"name": "fw", "inport": "nf-out", "outport": "nf-in"}]},
        ),
        delete=(
            {**FUNCTION, "state": "absent"},
            {"Network_Function": [], "Logical_Switch_Port": [{"name": "nf-in"}, {"name": "nf-out"}]},
        ),
    ),
}


def first_release(life: Life) -> str:
    """The oldest that has it all: there most is missing."""
    return next(release for release in RELEASES if release >= life.since)


@pytest.mark.parametrize(
    ("release", "story"), [pytest.param(first_release(story), story, id=name) for name, story in LIVES.items()]
)
def test_life(life: StartLife, run_module: ModuleRunner, to_nb: Args, story: Life) -> None:
    made = run_module("ovn_topology", {**to_nb, **story.base})
    assert not made.get("failed"), made
    stages = {
        name: Stage(args, holds(expected))
        for name, (args, expected) in {
            "create": story.create,
            "change": story.change,
            "delete": story.delete,
        }.items()
    }
    life(story.module).passes(**stages)
