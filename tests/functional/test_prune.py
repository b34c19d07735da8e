# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""prune: what carries our mark and is not declared goes, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.reader import Reader

# A row in every table whose rows carry a mark, and in those whose rows cannot.
NETWORK: dict[str, Any] = {
    "dhcp_options": [{"name": "pool", "cidr": "10.0.0.0/24"}],
    "dns": [{"name": "names", "records": {"vm1.example.org": ["10.0.0.1"]}, "switches": ["dmz"]}],
    "address_sets": [{"name": "guests", "addresses": ["10.0.0.0/28"]}],
    "meters": [{"name": "slow", "unit": "kbps", "bands": [{"rate": 100}]}],
    "copps": [{"name": "calm", "meters": {"arp": "slow"}}],
    "ha_chassis_groups": [{"name": "gateways", "ha_chassis": [{"chassis_name": "ubuntu1", "priority": 20}]}],
    "switches": [
        {
            "name": "dmz",
            "ports": [{"name": "vm1", "dhcpv4_options": "pool"}, {"name": "vm2"}],
            "acls": [{"direction": "to-lport", "priority": 1000, "match": "ip4", "action": "drop"}],
            "qos_rules": [{"direction": "to-lport", "priority": 1, "match": "ip4", "dscp": 10}],
            "forwarding_groups": [
                {"name": "spread", "vip": "10.0.0.99", "vmac": "02:00:00:00:00:99", "child_port": ["vm1", "vm2"]}
            ],
        }
    ],
    "routers": [
        {
            "name": "edge1",
            "chassis": "ubuntu1",
            "ports": [
                {"name": "edge1-dmz", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.254/24"], "switch": "dmz"}
            ],
            "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.253"}],
            "policies": [{"priority": 10, "match": "ip4.src == 10.0.0.1", "action": "drop"}],
            "nat": [
                {
                    "type": "snat",
                    "external_ip": "192.0.2.1",
                    "logical_ip": "10.0.0.0/24",
                    "allowed_ext_ips": "guests",
                }
            ],
            "bfd": [{"logical_port": "edge1-dmz", "dst_ip": "10.0.0.253"}],
            "static_mac_bindings": [{"logical_port": "edge1-dmz", "ip": "10.0.0.253", "mac": "02:00:00:00:00:02"}],
        }
    ],
    "load_balancers": [{"name": "web", "vips": {"192.0.2.80": ["10.0.0.1"]}, "groups": ["all"]}],
    "port_groups": [{"name": "servers", "ports": ["vm1"]}],
    "chassis_template_vars": [{"chassis": "ubuntu1", "variables": {"IP": "10.0.0.1"}}],
    "records": [
        {
            "table": "Mirror",
            "key": {"name": "to-ids"},
            "columns": {"filter": "from-lport", "sink": "10.0.0.9", "type": "gre", "index": 1},
        }
    ],
}


@pytest.fixture(autouse=True)
def initialised(nb: Reader) -> None:
    """As northd or ovn-nbctl leaves a new database."""
    nb.insert("NB_Global")


def contents(nb: Reader) -> dict[str, list[dict[str, Any]]]:
    """All rows without their versions."""
    return {
        table: [{name: value for name, value in row.items() if name != "_version"} for row in rows]
        for table, rows in nb.snapshot().items()
    }


def names(result: Result) -> set[str]:
    return {f"{operation['action']} {operation['table']} {operation['name']}" for operation in result["operations"]}


@pytest.fixture
def pruned(run_module: ModuleRunner, to_nb: dict[str, Any], nb: Reader) -> Any:
    """Prune in check mode and for real, and again: the plan is the truth, and the second run has nothing to do."""

    def prune(declared: dict[str, Any]) -> Result:
        args = {**to_nb, **declared, "prune": True}
        before = nb.snapshot()
        planned = run_module("ovn_topology", args, check=True)
        assert nb.snapshot() == before
        done = run_module("ovn_topology", args)
        assert not done.get("failed"), done
        assert (done["operations"], done.get("diff")) == (planned["operations"], planned.get("diff"))
        assert run_module("ovn_topology", args)["changed"] is False
        return done

    return prune


def test_nothing_is_left_of_a_network_and_each_row_was_named(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], pruned: Any
) -> None:
    empty = contents(nb)
    made = run_module("ovn_topology", {**to_nb, **NETWORK})
    inserted = {name.replace("insert", "delete") for name in names(made) if name.startswith("insert")}
    assert names(pruned({})) == inserted
    assert contents(nb) == empty


def test_what_is_declared_stays(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], pruned: Any) -> None:
    run_module("ovn_topology", {**to_nb, **NETWORK})
    before = contents(nb)
    assert pruned(NETWORK)["changed"] is False
    assert contents(nb) == before


def test_children_go_one_by_one(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], pruned: Any) -> None:
    run_module("ovn_topology", {**to_nb, **NETWORK})
    switch = {"name": "dmz", "ports": [{"name": "vm1"}], "dns": ["names"]}
    rest = {**{name: NETWORK[name] for name in NETWORK if name not in ("switches", "routers")}, "switches": [switch]}
    assert names(pruned(rest)) == {
        "delete Logical_Switch_Port vm2",
        "delete Logical_Switch_Port dmz-edge1-dmz",
        "delete ACL to-lport 1000 ip4",
        "delete QoS to-lport 1 ip4",
        "delete Forwarding_Group spread",
        "delete Logical_Router edge1",
        "delete Logical_Router_Port edge1-dmz",
        "delete Logical_Router_Static_Route dst-ip 0.0.0.0/0 10.0.0.253",
        "delete Logical_Router_Policy 10 ip4.src == 10.0.0.1",
        "delete NAT snat 10.0.0.0/24",
        "delete BFD edge1-dmz 10.0.0.253",
        "delete Static_MAC_Binding edge1-dmz 10.0.0.253",
    }
    assert [row["name"] for row in nb.rows("Logical_Switch_Port")] == ["vm1"]


def test_a_child_of_ours_on_a_switch_of_others(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], pruned: Any
) -> None:
    nb.insert("Logical_Switch", name="theirs")
    run_module("ovn_topology", {**to_nb, "switches": [{"name": "theirs", "ports": [{"name": "ours"}]}]})
    assert names(pruned({})) == {"delete Logical_Switch_Port ours"}
    assert nb.row("Logical_Switch")["ports"] == []


def test_other_owners_and_nobodys_rows_stay(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], pruned: Any
) -> None:
    nb.insert("Logical_Switch", name="nobodys")
    nb.insert("Load_Balancer_Group", name="nobodys")
    theirs = {"switches": [{"name": "theirs"}], "load_balancer_groups": [{"name": "theirs"}]}
    run_module("ovn_topology", {**to_nb, **theirs, "owner": "neutron"})
    found = {"switches": [{"name": "nobodys", "subnet": "10.0.0.0/24"}], "load_balancer_groups": [{"name": "nobodys"}]}
    run_module("ovn_topology", {**to_nb, **found})
    before = contents(nb)
    assert pruned({})["operations"] == []
    assert contents(nb) == before


def test_a_child_of_others_is_not_taken_along(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, "switches": [{"name": "dmz"}]})
    run_module("ovn_switch", {**to_nb, "owner": "neutron", "name": "dmz", "ports": [{"name": "theirs"}]})
    before = nb.snapshot()
    assert run_module.fails("ovn_topology", {**to_nb, "prune": True}) == (
        "prune: the logical switch dmz is no longer declared, but its logical switch port theirs is not of owner "
        "ansible; delete that first, or declare the logical switch"
    )
    assert nb.snapshot() == before


def test_what_others_use_is_not_taken_away(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, "ha_chassis_groups": [{"name": "gateways"}]})
    ports = [{"name": "theirs", "ha_chassis_group": "gateways"}]
    run_module("ovn_switch", {**to_nb, "owner": "neutron", "name": "dmz", "ports": ports})
    before = nb.snapshot()
    reason = "the HA chassis group gateways is still in use by the logical switch port theirs (ha_chassis_group); take it out there first"
    assert run_module.fails("ovn_topology", {**to_nb, "prune": True}) == f"prune: {reason}"
    assert (
        run_module.fails("ovn_ha_chassis_group", {**to_nb, "name": "gateways", "state": "absent"}) == f"name: {reason}"
    )
    assert nb.snapshot() == before


def test_a_switch_without_ports_that_is_referred_to_stays(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], pruned: Any
) -> None:
    """Who names a row of ours needs it."""
    run_module("ovn_topology", {**to_nb, **NETWORK})
    declared = {"switches": [{"name": "other", "load_balancers": ["web"]}]}
    assert "delete Load_Balancer web" not in names(pruned(declared))
    assert nb.row("Load_Balancer")["name"] == "web"


def note(nb: Reader, entry: str) -> None:
    """As a run of the owner has left it."""
    ids = ["map", [[f"ansible-ovn-owner/{entry}", "ansible"]]]
    nb.transact({"op": "update", "table": "NB_Global", "where": [], "row": {"external_ids": ids}})


def test_a_note_of_what_others_have_removed_goes(nb: Reader, pruned: Any) -> None:
    note(nb, 'Load_Balancer_Group/["gone"]')
    [operation] = pruned({})["operations"]
    before = {"external_ids": {'ansible-ovn-owner/Load_Balancer_Group/["gone"]': "ansible"}}
    assert operation == {"action": "update", "table": "NB_Global", "name": "", "before": before, "after": {}}
    assert nb.row("NB_Global")["external_ids"] == {}


@pytest.mark.parametrize(
    "entry",
    [
        "X",
        "Load_Balancer_Group/gone",
        'Load_Balancer_Group/["a","b"]',
        "Load_Balancer_Group/[5]",
        'Load_Balancer_Group/{"a":1}',
        'Load_Balancer/["web"]',
        'Nope/["a"]',
    ],
)
def test_a_note_that_is_none_of_ours_stays(nb: Reader, pruned: Any, entry: str) -> None:
    note(nb, entry)
    assert pruned({})["operations"] == []
    assert nb.row("NB_Global")["external_ids"] == {f"ansible-ovn-owner/{entry}": "ansible"}
