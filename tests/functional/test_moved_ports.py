# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports that one task takes from one switch or router and gives to another: who names them goes on."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.reader import Reader
from test_contradictions import NAT, WORLD, port
from test_removal import contents

NEIGHBOUR = {"logical_port": "r-out", "dst_ip": "10.0.1.9"}
BINDING = {"logical_port": "r-out", "ip": "10.0.1.9", "mac": "02:00:00:00:00:09"}
GONE = {"name": "p", "state": "absent"}
HERE = {"name": "p", "addresses": ["unknown"]}


@pytest.fixture
def world(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> dict[str, Any]:
    """The options of a task on a network that is there."""
    nb.insert("NB_Global")
    made = run_module("ovn_topology", {**to_nb, **WORLD})
    assert not made.get("failed"), made
    return to_nb


def moved(run_module: ModuleRunner, nb: Reader, args: dict[str, Any]) -> Result:
    """Move in check mode, for real and again: the plan was the truth."""
    before = nb.snapshot()
    planned = run_module("ovn_topology", args, check=True)
    assert nb.snapshot() == before
    done = run_module("ovn_topology", args)
    assert not done.get("failed"), done
    assert (done["operations"], done["diff"]) == (planned["operations"], planned["diff"])
    after = contents(nb)
    assert run_module("ovn_topology", args)["changed"] is False
    assert contents(nb) == after
    return done


def members(nb: Reader, group: str = "g") -> list[str]:
    ports = nb.row("Port_Group", name=group)["ports"]
    return sorted(row["name"] for row in nb.referenced("Logical_Switch_Port", ports))


def switch_of(nb: Reader, name: str) -> str:
    uuid = nb.row("Logical_Switch_Port", name=name)["_uuid"]
    [switch] = [row["name"] for row in nb.rows("Logical_Switch") if uuid in row["ports"]]
    return str(switch)


MOVES: dict[str, dict[str, Any]] = {
    "absent there": {"switches": [{"name": "a", "ports": [GONE]}, {"name": "b", "ports": [HERE]}]},
    "first here": {"switches": [{"name": "b", "ports": [HERE]}, {"name": "a", "ports": [GONE]}]},
    "purge": {
        "switches": [{"name": "a", "ports": [{"name": "q"}], "purge": ["ports"]}, {"name": "b", "ports": [HERE]}]
    },
    "the switch goes": {"switches": [{"name": "a", "state": "absent"}, {"name": "b", "ports": [HERE]}]},
    "a new switch": {"switches": [{"name": "a", "ports": [GONE]}, {"name": "new", "ports": [HERE]}]},
    "pruned": {"switches": [{"name": "b", "ports": [HERE]}], "port_groups": [{"name": "g"}], "prune": True},
}


@pytest.mark.releases
@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_port_stays_in_its_group(
    run_module: ModuleRunner, nb: Reader, world: dict[str, Any], move: dict[str, Any]
) -> None:
    done = moved(run_module, nb, {**world, **move})
    assert switch_of(nb, "p") == move["switches"][-1 if move["switches"][0]["name"] == "a" else 0]["name"]
    assert members(nb) == ["p"]
    told = [(operation["action"], operation["table"]) for operation in done["operations"] if operation["name"] == "p"]
    assert sorted(told) == [("delete", "Logical_Switch_Port"), ("insert", "Logical_Switch_Port")]


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ([{"name": "g", "ports": ["p"]}], ["p"]),
        ([{"name": "g", "ports": ["q"]}], ["p", "q"]),
        ([{"name": "g", "ports": ["q"], "purge": ["ports"]}], ["q"]),
        ([{"name": "g", "ports": ["p", "q"], "purge": ["ports"]}], ["p", "q"]),
        ([{"name": "g", "ports": [], "purge": ["ports"]}], []),
    ],
)
def test_what_the_task_says_of_the_group_rules(
    run_module: ModuleRunner, nb: Reader, world: dict[str, Any], groups: list[dict[str, Any]], found: list[str]
) -> None:
    moved(run_module, nb, {**world, **MOVES["absent there"], "port_groups": groups})
    assert members(nb) == found


def test_many_ports(run_module: ModuleRunner, nb: Reader, world: dict[str, Any]) -> None:
    names = [f"m{number}" for number in range(40)]
    ports = [{"name": name} for name in names]
    run_module(
        "ovn_topology",
        {**world, "switches": [{"name": "a", "ports": ports}], "port_groups": [{"name": "many", "ports": names}]},
    )
    gone = [{"name": name, "state": "absent"} for name in names]
    moved(run_module, nb, {**world, "switches": [{"name": "a", "ports": gone}, {"name": "b", "ports": ports}]})
    assert members(nb, "many") == sorted(names)


def test_what_speaks_of_a_router_port_goes_on(run_module: ModuleRunner, nb: Reader, world: dict[str, Any]) -> None:
    nat = [{**NAT, "gateway_port": "r-out"}]
    router = {"name": "r", "bfd": [NEIGHBOUR], "static_mac_bindings": [BINDING], "nat": nat}
    made = run_module("ovn_topology", {**world, "routers": [router]})
    assert not made.get("failed"), made
    routers = [
        {"name": "r", "ports": [{"name": "r-out", "state": "absent"}]},
        {"name": "r2", "ports": [port("r-out", 1)]},
    ]
    moved(run_module, nb, {**world, "routers": routers})
    assert nb.row("NAT")["gateway_port"] == nb.row("Logical_Router_Port", name="r-out")["_uuid"]
    assert [row["logical_port"] for table in ("BFD", "Static_MAC_Binding") for row in nb.rows(table)] == ["r-out"] * 2
