# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task cannot have: a name that means two rows, a reference to what the same task removes."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader

ACL = {"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop"}
NAT = {"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.0/24"}


def port(name: str, number: int) -> dict[str, Any]:
    return {
        "name": name,
        "mac": f"02:00:00:00:00:0{number}",
        "networks": [f"10.0.{number}.1/24"],
        "gateway_chassis": [{"chassis_name": f"gw{number}"}],
    }


WORLD = {
    "switches": [{"name": "a", "ports": [{"name": "p"}, {"name": "q"}]}, {"name": "b"}],
    "routers": [{"name": "r", "ports": [port("r-out", 1), port("r-old", 2)]}],
    "port_groups": [{"name": "g", "ports": ["p"]}],
}
GROUP = {"port_groups": [{"name": "g", "ports": ["q"]}]}
LOST = "this task removes the logical switch port q ({}); keep it, or leave it out here"

CONTRADICTIONS = {
    "a port": (
        {"switches": [{"name": "a", "ports": [{"name": "p"}, {"name": "q", "state": "absent"}]}], **GROUP},
        f"port_groups[0].ports[0]: {LOST.format('switches[0].ports[1]')}",
    ),
    "a purge": (
        {"switches": [{"name": "a", "ports": [{"name": "p"}], "purge": ["ports"]}], **GROUP},
        f"port_groups[0].ports[0]: {LOST.format('switches[0].ports, purge')}",
    ),
    "its switch": (
        {"switches": [{"name": "a", "state": "absent"}], **GROUP},
        f"port_groups[0].ports[0]: {LOST.format('switches[0], with the logical switch a')}",
    ),
    "prune": ({**GROUP, "prune": True}, f"port_groups[0].ports[0]: {LOST.format('prune, with the logical switch a')}"),
    "a gateway port": (
        {
            "routers": [
                {
                    "name": "r",
                    "ports": [{"name": "r-old", "state": "absent"}],
                    "nat": [{**NAT, "gateway_port": "r-old"}],
                }
            ],
        },
        "routers[0].nat[0].gateway_port: this task removes the logical router port r-old (routers[0].ports[0]); keep it, "
        "or leave it out here",
    ),
}


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
@pytest.mark.parametrize(("declared", "message"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_goes_cannot_be_named(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], declared: dict[str, Any], message: str, check: bool
) -> None:
    nb.insert("NB_Global")
    made = run_module("ovn_topology", {**to_nb, **WORLD})
    assert not made.get("failed"), made
    before = nb.snapshot()
    assert run_module.fails("ovn_topology", {**to_nb, "validate": "off", **declared}, check=check) == message
    assert nb.snapshot() == before


def test_what_is_named_stays_where_prune_takes_its_neighbour(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]
) -> None:
    """A port that a group names stays, if the switch stays."""
    nb.insert("NB_Global")
    nb.insert("Logical_Switch", name="a")
    run_module("ovn_topology", {**to_nb, **WORLD})
    assert not run_module("ovn_topology", {**to_nb, **GROUP, "prune": True}).get("failed")
    assert [row["name"] for row in nb.rows("Logical_Switch_Port")] == ["q"]


# Table, task on the name, place of the name.
AMBIGUOUS = {
    "absent": ("Logical_Switch", {"switches": [{"name": "twin", "state": "absent"}]}, "switches[0]"),
    "present": ("Logical_Router", {"routers": [{"name": "twin", "enabled": True}]}, "routers[0]"),
    "attachment": (
        "Logical_Switch",
        {"load_balancers": [{"name": "lb", "vips": {"30.0.0.1": []}, "switches": ["twin"]}]},
        "load_balancers[0].switches[0]",
    ),
    "reference": (
        "Load_Balancer",
        {"switches": [{"name": "s", "load_balancers": ["twin"]}]},
        "switches[0].load_balancers[0]",
    ),
    "record": (
        "Logical_Router",
        {"records": [{"table": "Logical_Router", "key": {"name": "twin"}, "state": "absent"}]},
        "records[0].key",
    ),
}


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
@pytest.mark.parametrize(("table", "declared", "path"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_name_that_means_two_rows(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    table: str,
    declared: dict[str, Any],
    path: str,
    check: bool,
) -> None:
    uuids = sorted(nb.insert(table, name="twin") for _side in "ab")
    before = nb.snapshot()
    message = run_module.fails("ovn_topology", {**to_nb, "validate": "off", **declared}, check=check)
    assert message == (
        f"{path}: there are 2 rows named twin in {table}, none of them can be chosen; delete or rename the others "
        f"(UUIDs {', '.join(uuids)})"
    )
    assert nb.snapshot() == before


def test_acls_of_a_name_that_means_two_rows(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    for _side in "ab":
        nb.insert("Logical_Switch", name="twin")
    before = nb.snapshot()
    message = run_module.fails("ovn_acl", {**to_nb, "switch": "twin", "acls": [ACL]})
    assert message.startswith("switch: there are 2 rows named twin in Logical_Switch, none of them can be chosen")
    assert nb.snapshot() == before


def test_a_name_that_a_task_cannot_give_twice(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """Names of ports are unique, whether or not the task has to do with the switch that has one already."""
    run_module("ovn_topology", {**to_nb, **WORLD})
    before = nb.snapshot()
    for switches in ([{"name": "b", "ports": [{"name": "q"}]}], [{"name": "a", "ports": [{"name": "p"}]}]):
        declared = {"switches": [*switches, {"name": "c", "ports": [{"name": "q"}]}]}
        message = run_module.fails("ovn_topology", {**to_nb, "validate": "off", **declared})
        assert "the logical switch port q exists already and belongs to another parent" in message
        assert nb.snapshot() == before
