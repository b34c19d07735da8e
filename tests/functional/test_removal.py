# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that go: what goes with them, what a purge takes, and what keeps them from going."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.reader import Reader

NEIGHBOUR = "10.0.0.1"


def router(name: str, network: int = 0) -> dict[str, Any]:
    """A router with two ports, and on each of them a BFD session and a static MAC binding."""
    ports = [f"{name}-{number}" for number in (0, 1)]
    binding = {"ip": NEIGHBOUR, "mac": "02:00:00:00:00:02"}
    return {
        "name": name,
        "ports": [
            {"name": port, "mac": "auto", "networks": [f"10.{network}.{number}.254/24"]}
            for number, port in enumerate(ports)
        ],
        "bfd": [{"logical_port": port, "dst_ip": NEIGHBOUR} for port in ports],
        "static_mac_bindings": [{"logical_port": port, **binding} for port in ports],
    }


def names(result: Result) -> list[str]:
    assert not result.get("failed"), result
    return sorted(
        f"{operation['action']} {operation['table']} {operation['name']}" for operation in result["operations"]
    )


def of_ports(*ports: str) -> list[str]:
    """All operations that take router ports away, with what speaks of them."""
    return sorted(
        f"delete {what}"
        for port in ports
        for what in (
            f"Logical_Router_Port {port}",
            f"BFD {port} {NEIGHBOUR}",
            f"Static_MAC_Binding {port} {NEIGHBOUR}",
        )
    )


def ports_of(nb: Reader, table: str) -> list[str]:
    return sorted(row["logical_port"] for row in nb.rows(table))


@pytest.mark.releases
@pytest.mark.parametrize(
    ("declared", "gone"),
    [
        pytest.param({"ports": [{"name": "edge-0", "state": "absent"}]}, ["edge-0"], id="absent"),
        pytest.param({"ports": [{"name": "edge-1"}], "purge": ["ports"]}, ["edge-0"], id="purge"),
        pytest.param({"ports": [], "purge": ["ports"]}, ["edge-0", "edge-1"], id="purge all"),
    ],
)
def test_what_speaks_of_a_router_port_goes_with_it(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], declared: dict[str, Any], gone: list[str]
) -> None:
    names(run_module("ovn_topology", {**to_nb, "routers": [router("edge"), router("other", 1)]}))
    result = run_module("ovn_router", {**to_nb, "name": "edge", **declared})
    assert names(result) == of_ports(*gone)
    left = sorted({"edge-0", "edge-1", "other-0", "other-1"} - set(gone))
    assert ports_of(nb, "BFD") == left
    assert ports_of(nb, "Static_MAC_Binding") == left


@pytest.mark.releases
def test_a_router_goes_while_another_gets_ports(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    names(run_module("ovn_router", {**to_nb, **router("edge")}))
    result = run_module("ovn_topology", {**to_nb, "routers": [{"name": "edge", "state": "absent"}, router("other", 1)]})
    gone = [name for name in names(result) if name.startswith("delete ")]
    assert gone == sorted([*of_ports("edge-0", "edge-1"), "delete Logical_Router edge"])
    assert ports_of(nb, "BFD") == ports_of(nb, "Static_MAC_Binding") == ["other-0", "other-1"]


ACL = {"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop"}
QOS = {"direction": "to-lport", "priority": 1, "match": "ip4", "dscp": 1}
GROUP = {"name": "spread", "vip": "10.0.0.99", "vmac": "02:00:00:00:00:99", "child_port": ["vm1"]}
ROUTE = {"ip_prefix": "10.9.0.0/16", "nexthop": "discard"}
POLICY = {"priority": 1, "match": "ip4", "action": "drop"}
NAT = {"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.0/24"}
SESSION = {"logical_port": "edge-0", "dst_ip": "10.0.0.9"}
BINDING = {"logical_port": "edge-0", "ip": "10.0.0.9", "mac": "02:00:00:00:00:09"}
CHECK = {"vip": "30.0.0.1:80"}
BALANCER = {
    "name": "web",
    "vips": {"30.0.0.1:80": ["10.0.0.1:80"]},
    "ip_port_mappings": {"10.0.0.1": "vm1:10.0.0.250"},
}
CHASSIS = {"chassis_name": "ubuntu1", "priority": 1}
LINK = {"name": "edge-0", "mac": "auto", "networks": ["10.0.0.254/24"]}
WORLD = {
    "switches": [{"name": "dmz", "ports": [{"name": "vm1"}]}, {"name": "other"}],
    "routers": [{"name": "edge", "chassis": "ubuntu1", "ports": [LINK]}],
    "load_balancers": [BALANCER],
    "load_balancer_groups": [{"name": "all"}],
    "dns": [{"name": "names"}],
}

# Collection, object, the list that is purged with what is in it, the table of what goes, or the column that lets go.
PURGES = {
    "ports": ("switches", "other", {"ports": [{"name": "vm9"}]}, "Logical_Switch_Port vm9"),
    "qos_rules": ("switches", "dmz", {"qos_rules": [QOS]}, "QoS to-lport 1 ip4"),
    "acls": ("switches", "dmz", {"acls": [ACL]}, "ACL to-lport 1 ip4"),
    "forwarding_groups": ("switches", "dmz", {"forwarding_groups": [GROUP]}, "Forwarding_Group spread"),
    "load_balancers": ("switches", "dmz", {"load_balancers": ["web"]}, "load_balancer web"),
    "load_balancer_groups": ("switches", "dmz", {"load_balancer_groups": ["all"]}, "load_balancer_group all"),
    "dns": ("switches", "dmz", {"dns": ["names"]}, "dns_records names"),
    "static_routes": (
        "routers",
        "edge",
        {"static_routes": [ROUTE]},
        "Logical_Router_Static_Route dst-ip 10.9.0.0/16 discard",
    ),
    "policies": ("routers", "edge", {"policies": [POLICY]}, "Logical_Router_Policy 1 ip4"),
    "nat": ("routers", "edge", {"nat": [NAT]}, "NAT snat 10.0.0.0/24"),
    "bfd": ("routers", "edge", {"bfd": [SESSION]}, "BFD edge-0 10.0.0.9"),
    "static_mac_bindings": (
        "routers",
        "edge",
        {"static_mac_bindings": [BINDING]},
        "Static_MAC_Binding edge-0 10.0.0.9",
    ),
    "balancers of a router": ("routers", "edge", {"load_balancers": ["web"]}, "load_balancer web"),
    "groups of a router": ("routers", "edge", {"load_balancer_groups": ["all"]}, "load_balancer_group all"),
    "health_checks": ("load_balancers", "web", {"health_checks": [CHECK]}, "Load_Balancer_Health_Check 30.0.0.1:80"),
    "switches": ("load_balancers", "web", {"switches": ["dmz"]}, "load_balancer web"),
    "routers": ("load_balancers", "web", {"routers": ["edge"]}, "load_balancer web"),
    "groups": ("load_balancers", "web", {"groups": ["all"]}, "load_balancer web"),
    "members": ("load_balancer_groups", "all", {"load_balancers": ["web"]}, "load_balancer web"),
    "ports of a group": ("port_groups", "servers", {"ports": ["vm1"]}, "ports vm1"),
    "ACLs of a group": ("port_groups", "servers", {"acls": [ACL]}, "ACL to-lport 1 ip4"),
    "ha_chassis": ("ha_chassis_groups", "gateways", {"ha_chassis": [CHASSIS]}, "HA_Chassis ubuntu1"),
    "switches of DNS": ("dns", "names", {"switches": ["dmz"]}, "dns_records names"),
}


@pytest.mark.parametrize(("collection", "name", "filled", "gone"), PURGES.values(), ids=PURGES)
def test_a_purge_empties_one_list(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    collection: str,
    name: str,
    filled: dict[str, Any],
    gone: str,
) -> None:
    names(run_module("ovn_topology", {**to_nb, **WORLD}))
    names(run_module("ovn_topology", {**to_nb, collection: [{"name": name}]}))
    before = contents(nb)
    names(run_module("ovn_topology", {**to_nb, "validate": "warn", collection: [{"name": name, **filled}]}))
    assert contents(nb) != before
    emptied = {collection: [{"name": name, "purge": list(filled)}]}
    [operation] = run_module("ovn_topology", {**to_nb, **emptied})["operations"]
    taken = {
        f"{column} {value}"
        for column, values in operation["before"].items()
        if isinstance(values, list)
        for value in values
    }
    assert gone in {f"{operation['table']} {operation['name']}", *taken}
    assert contents(nb) == before


def contents(nb: Reader) -> dict[str, list[dict[str, Any]]]:
    """All rows without their versions."""
    return {
        table: [{name: value for name, value in row.items() if name != "_version"} for row in rows]
        for table, rows in nb.tables().items()
    }


IN_USE = {
    "address set": (
        "ovn_address_set",
        {"name": "guests"},
        {
            "address_sets": [{"name": "guests"}],
            "routers": [{"name": "edge", "chassis": "ubuntu1", "nat": [{**NAT, "allowed_ext_ips": "guests"}]}],
        },
        "the address set guests is still in use by the NAT snat 10.0.0.0/24 (allowed_ext_ips); take it out there first",
    ),
    "HA chassis group of a switch port": (
        "ovn_ha_chassis_group",
        {"name": "gateways"},
        {
            "ha_chassis_groups": [{"name": "gateways"}],
            "switches": [{"name": "dmz", "ports": [{"name": "vm1", "ha_chassis_group": "gateways"}]}],
        },
        "the HA chassis group gateways is still in use by the logical switch port vm1 (ha_chassis_group); "
        "take it out there first",
    ),
    "HA chassis group of a router port": (
        "ovn_ha_chassis_group",
        {"name": "gateways"},
        {
            "ha_chassis_groups": [{"name": "gateways"}],
            "routers": [{"name": "edge", "ports": [{**LINK, "ha_chassis_group": "gateways"}]}],
        },
        "the HA chassis group gateways is still in use by the logical router port edge-0 (ha_chassis_group); "
        "take it out there first",
    ),
    "load balancer group": (
        "ovn_lb_group",
        {"name": "all"},
        {"load_balancer_groups": [{"name": "all"}], "switches": [{"name": "dmz", "load_balancer_groups": ["all"]}]},
        "the load balancer group all is still in use by the logical switch dmz (load_balancer_group); "
        "take it out there first",
    ),
}


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
@pytest.mark.parametrize(("module", "args", "world", "reason"), IN_USE.values(), ids=IN_USE)
def test_what_is_in_use_stays(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    module: str,
    args: dict[str, Any],
    world: dict[str, Any],
    reason: str,
    check: bool,
) -> None:
    names(run_module("ovn_topology", {**to_nb, **world, "validate": "off"}))
    before = nb.snapshot()
    assert run_module.fails(module, {**to_nb, **args, "state": "absent"}, check=check) == f"name: {reason}"
    assert nb.snapshot() == before


def test_children_are_named_when_their_parent_goes(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    switch = {
        "name": "dmz",
        "ports": [{"name": "vm1"}],
        "acls": [ACL],
        "qos_rules": [QOS],
        "forwarding_groups": [GROUP],
    }
    names(run_module("ovn_switch", {**to_nb, **switch}))
    assert names(run_module("ovn_switch", {**to_nb, "name": "dmz", "state": "absent"})) == [
        "delete ACL to-lport 1 ip4",
        "delete Forwarding_Group spread",
        "delete Logical_Switch dmz",
        "delete Logical_Switch_Port vm1",
        "delete QoS to-lport 1 ip4",
    ]
    assert not any(nb.snapshot().values())


@pytest.mark.parametrize(
    ("router", "balancer"),
    [
        ({"bfd": [SESSION], "purge": ["bfd"]}, {}),
        ({"static_mac_bindings": [BINDING], "purge": ["static_mac_bindings"]}, {}),
        ({}, {"switches": ["new"], "purge": ["switches"]}),
    ],
    ids=["bfd", "static MAC bindings", "attachment"],
)
def test_a_purge_leaves_what_the_same_task_makes(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    router: dict[str, Any],
    balancer: dict[str, Any],
) -> None:
    names(run_module("ovn_topology", {**to_nb, **WORLD}))
    declared = {
        "switches": [{"name": "new"}],
        "routers": [{"name": "edge", **router}],
        "load_balancers": [{"name": "web", **balancer}],
    }
    made = names(run_module("ovn_topology", {**to_nb, **declared}))
    assert not [name for name in made if name.startswith("delete ")]
    before = nb.snapshot()
    assert run_module("ovn_topology", {**to_nb, **declared})["changed"] is False
    assert nb.snapshot() == before
