# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References to rows that are gone.

In one transaction that changes a row and removes another to which the row refers weakly, ovsdb-server (3.1 to 3.5 at
least) may keep that reference. The modules leave none behind, and overlook those that others have left.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.modules import ModuleRunner
from support.programs import SEARCH_PATH
from support.reader import Reader

NAT = {"type": "snat", "external_ip": "192.0.2.9", "logical_ip": "10.0.0.0/24"}
ROUTER = {"name": "edge", "chassis": "gw1", "nat": [NAT]}
BALANCER = {"name": "web", "vips": {"192.0.2.1:80": ["10.0.0.2:80"]}, "routers": ["edge"]}
SWITCH = {"name": "lan", "ports": [{"name": "vm1"}, {"name": "vm2"}]}
GROUP = {"name": "vms", "ports": ["vm1", "vm2"]}
NETWORK = {"switches": [SWITCH], "routers": [ROUTER], "load_balancers": [BALANCER], "port_groups": [GROUP]}

WITH_TWO = {
    **NETWORK,
    "load_balancers": [BALANCER, {**BALANCER, "name": "mail", "vips": {"192.0.2.2:25": ["10.0.0.3:25"]}}],
}


def applied(run_module: ModuleRunner, arguments: dict[str, Any]) -> bool:
    result = run_module("ovn_topology", arguments)
    assert not result.get("failed"), result
    return bool(result["changed"])


def referred(nb: Reader) -> tuple[int, int]:
    """How many load balancers the router has, and how many ports the group."""
    (router,), (group,) = nb.rows("Logical_Router"), nb.rows("Port_Group")
    return len(router["load_balancer"]), len(group["ports"])


def leave_one(nb: Reader) -> None:
    """As somebody else would: the router has two load balancers, changes, and keeps a reference to the one that goes."""
    note = ["external_ids", "insert", ["map", [["note", "changed"]]]]
    change = {"op": "mutate", "table": "Logical_Router", "where": [["name", "==", "edge"]], "mutations": [note]}
    remove = {"op": "delete", "table": "Load_Balancer", "where": [["name", "==", "web"]]}
    assert referred(nb) == (2, 2)
    nb.transact(change, remove)
    assert len(nb.rows("Load_Balancer")) == 1
    assert referred(nb) == (2, 2)  # a server that has learnt it says (1, 2), and needs these tests no more


def test_a_row_that_goes_is_let_go_by_those_that_change(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]
) -> None:
    assert applied(run_module, {**to_nb, **NETWORK})
    assert referred(nb) == (1, 2)
    less: dict[str, Any] = {
        "switches": [{"name": "lan", "ports": [{"name": "vm2", "state": "absent"}]}],
        "routers": [{"name": "edge", "nat": [], "purge": ["nat"]}],
        "load_balancers": [{"name": "web", "state": "absent"}],
        "port_groups": [{"name": "vms", "external_ids": {"note": "smaller"}}],
    }
    assert applied(run_module, {**to_nb, **less})
    assert referred(nb) == (0, 1)
    assert applied(run_module, {**to_nb, **NETWORK})
    assert referred(nb) == (1, 2)


def test_those_that_others_left_are_overlooked(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    assert applied(run_module, {**to_nb, **WITH_TWO})
    before = run_module("ovn_info", to_nb)["network"]
    leave_one(nb)
    assert run_module("ovn_info", to_nb)["network"]["routers"][0]["load_balancers"] == ["mail"]
    assert applied(run_module, {**to_nb, **WITH_TWO})
    assert run_module("ovn_info", to_nb)["network"]["load_balancers"] == before["load_balancers"]
    assert not applied(run_module, {**to_nb, **WITH_TWO})


def test_a_backup_knows_nothing_of_them(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], folder: Path
) -> None:
    assert applied(run_module, {**to_nb, **WITH_TWO})
    leave_one(nb)
    kept = {**to_nb, "database": "northbound"}
    for module, more in (
        ("ovn_backup", {"dest": str(folder / "nb.bak")}),
        ("ovn_restore", {"src": str(folder / "nb.bak")}),
    ):
        result = run_module(module, {**kept, **more}, env={"PATH": SEARCH_PATH})
        assert not result.get("failed"), result["msg"]
        assert result["changed"]
    assert referred(nb) == (1, 2)
