# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other writers, killed servers, killed runs: nothing is doubled and nothing is lost."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from support.breakdown import Breakdown, Meddler
from support.modules import ModuleRunner
from support.processes import OvsdbServer
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.engine import ATTEMPTS

ROUNDS = 50


def names(nb: Reader, table: str) -> Counter[str]:
    return Counter(row["name"] for row in nb.rows(table))


@pytest.mark.parametrize(
    ("module", "table", "extra"),
    [
        ("ovn_switch", "Logical_Switch", {"ports": [{"name": "vm"}]}),
        ("ovn_router", "Logical_Router", {}),
        ("ovn_lb", "Load_Balancer", {"vips": {"10.0.0.1": []}}),
    ],
)
def test_two_runs_at_once_make_one_row(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], module: str, table: str, extra: dict[str, Any]
) -> None:
    """Names are not unique in the schema: only a guard in the transaction keeps a second row out."""
    rounds = ROUNDS if module == "ovn_switch" else ROUNDS // 5
    for number in range(rounds):
        args = {**to_nb, "name": f"x{number}", **extra}
        if "ports" in extra:
            args["ports"] = [{"name": f"vm{number}"}]
        started = [run_module.start(module, args) for _side in "ab"]
        results = [running.result() for running in started]
        assert [result for result in results if result.get("failed")] == []
        assert sorted(result["changed"] for result in results) == [False, True]
    assert names(nb, table) == Counter({f"x{number}": 1 for number in range(rounds)})


def test_ports_of_two_runs_at_once_are_all_there(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    nb.insert("Logical_Switch", name="dmz")
    for number in range(5):
        started = [
            run_module.start("ovn_switch", {**to_nb, "name": "dmz", "ports": [{"name": f"vm{number}{side}"}]})
            for side in "ab"
        ]
        assert [running.result()["changed"] for running in started] == [True, True]
    assert len(nb.row("Logical_Switch")["ports"]) == 10


def test_two_runs_that_disagree_leave_one_of_both(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """A column is never half of one and half of the other."""
    nb.insert("Logical_Switch", name="dmz")
    declared = {
        side: [{"name": "vm", "addresses": [f"02:00:00:00:00:0{side}"], "port_security": [f"02:00:00:00:00:0{side}"]}]
        for side in "12"
    }
    for _round in range(5):
        started = [
            run_module.start("ovn_switch", {**to_nb, "name": "dmz", "ports": ports}) for ports in declared.values()
        ]
        assert not any(running.result().get("failed") for running in started)
        port = nb.row("Logical_Switch_Port")
        assert port["addresses"] == port["port_security"]


def test_a_server_that_was_killed_and_came_back(
    run_module: ModuleRunner, northbound: OvsdbServer, nb: Reader, to_nb: dict[str, Any]
) -> None:
    args = {**to_nb, "name": "dmz", "ports": [{"name": "vm"}]}
    assert run_module("ovn_switch", args)["changed"]
    northbound.stop(signal.SIGKILL)
    assert "connection refused" in run_module.fails("ovn_switch", args)
    northbound.start()
    assert run_module("ovn_switch", args)["changed"] is False
    assert names(nb, "Logical_Switch") == Counter(["dmz"])


@pytest.mark.parametrize("after_commit", [False, True], ids=["question lost", "answer lost"])
@pytest.mark.parametrize("module", ["ovn_switch", "ovn_topology"])
def test_a_connection_that_breaks_in_the_middle_of_a_write(
    run_module: ModuleRunner,
    northbound: OvsdbServer,
    nb: Reader,
    folder: Path,
    after_commit: bool,
    module: str,
) -> None:
    """The module cannot know whether its write was done: it reads again, and does what is left to do."""
    switch = {"name": "dmz", "ports": [{"name": "vm", "addresses": ["unknown"]}]}
    declared = {"switches": [switch]} if module == "ovn_topology" else switch
    breakdown = Breakdown(folder, northbound, after_commit=after_commit)
    try:
        result = run_module(module, {**declared, "nb_connection": breakdown.connection})
    finally:
        breakdown.close()
    assert breakdown.happened
    assert result["changed"] is True, result
    assert [operation["action"] for operation in result["operations"]] == ["insert", "insert"]
    assert names(nb, "Logical_Switch") == Counter(["dmz"])
    assert names(nb, "Logical_Switch_Port") == Counter(["vm"])


READ_BACK = (
    "the transaction was committed, but reading back shows a difference: something else changed the same rows, or the "
    "server dropped a value:"
)
REMOVE = {"op": "delete", "table": "Logical_Switch", "where": []}
FORGET = {"op": "update", "table": "Logical_Switch", "where": [], "row": {"other_config": ["map", []]}}
SUBNET = {"name": "dmz", "subnet": "10.0.0.0/24"}


@pytest.mark.parametrize(
    ("there", "meddle", "difference"),
    [
        ([], REMOVE, " Logical_Switch was changed by somebody else meanwhile"),
        (["dmz"], FORGET, "\n---\nLogical_Switch dmz\n  other_config:subnet = 10.0.0.0/24\n"),
    ],
    ids=["a row that vanishes", "a value that vanishes"],
)
def test_what_is_taken_back_at_once_is_told(
    run_module: ModuleRunner,
    northbound: OvsdbServer,
    nb: Reader,
    folder: Path,
    there: list[str],
    meddle: dict[str, Any],
    difference: str,
) -> None:
    """Somebody who never gives in: the module gives up, and says what is not as it was written."""
    for name in there:
        nb.insert("Logical_Switch", name=name)
    meddler = Meddler(folder, northbound, lambda _writes: nb.transact(meddle))
    try:
        message = run_module.fails("ovn_switch", {**SUBNET, "nb_connection": meddler.connection})
    finally:
        meddler.close()
    assert message.startswith(READ_BACK)
    assert message.endswith(difference)
    assert meddler.writes == ATTEMPTS


def test_what_is_taken_back_once_is_written_again(
    run_module: ModuleRunner, northbound: OvsdbServer, nb: Reader, folder: Path
) -> None:
    meddler = Meddler(folder, northbound, lambda writes: writes or nb.transact(REMOVE))
    try:
        result = run_module("ovn_switch", {**SUBNET, "nb_connection": meddler.connection})
    finally:
        meddler.close()
    assert (result.get("msg"), result["changed"], meddler.writes) == (None, True, 2)
    assert [operation["action"] for operation in result["operations"]] == ["insert"]
    assert nb.row("Logical_Switch")["other_config"] == {"subnet": "10.0.0.0/24"}


def test_a_run_that_was_killed_leaves_all_or_nothing(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]
) -> None:
    """Wherever it is killed, the next run makes it whole and the one after that finds nothing to do."""
    args = {**to_nb, "name": "dmz", "ports": [{"name": f"vm{number}"} for number in range(200)]}
    for delay in range(0, 300, 30):
        running = run_module.start("ovn_switch", args)
        running.kill_after(delay / 1000)
        assert len(nb.rows("Logical_Switch_Port")) in (0, 200)
    assert not run_module("ovn_switch", args).get("failed")
    assert run_module("ovn_switch", args)["changed"] is False
    assert len(nb.row("Logical_Switch")["ports"]) == 200


def test_rows_of_one_name_are_an_error_with_both_named(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]
) -> None:
    uuids = [nb.insert("Logical_Switch", name="dmz") for _side in "ab"]
    before = nb.snapshot()
    message = run_module.fails("ovn_switch", {**to_nb, "name": "dmz", "subnet": "10.0.0.0/24"})
    assert message == (
        "name: there are 2 rows named dmz in Logical_Switch, none of them can be chosen; delete or rename the others "
        f"(UUIDs {', '.join(sorted(uuids))})"
    )
    assert nb.snapshot() == before


def network(side: str, number: int) -> dict[str, Any]:
    """A network of two objects that others do not declare, and of one that both sides share."""
    switch = {
        "name": f"s{side}{number}",
        "ports": [{"name": f"p{side}{number}"}],
        "load_balancers": [f"b{side}{number}"],
    }
    return {
        "switches": [switch, {"name": "both"}],
        "load_balancers": [{"name": f"b{side}{number}", "vips": {"30.0.0.1": ["10.0.0.1"]}, "groups": [f"g{side}"]}],
    }


def test_two_owners_prune_at_once(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """Each has what it declared last, and never takes what is the other's."""
    for number in range(10):
        started = [
            run_module.start("ovn_topology", {**to_nb, **network(side, number), "owner": side, "prune": True})
            for side in "ab"
        ]
        results = [running.result() for running in started]
        assert [result["msg"] for result in results if result.get("failed")] == []
        assert names(nb, "Logical_Switch") == Counter(["both", f"sa{number}", f"sb{number}"])
        assert names(nb, "Logical_Switch_Port") == Counter([f"pa{number}", f"pb{number}"])
        assert names(nb, "Load_Balancer") == Counter([f"ba{number}", f"bb{number}"])
        assert names(nb, "Load_Balancer_Group") == Counter(["ga", "gb"])


def test_two_runs_of_one_owner_prune_at_once(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """Who comes last wins, as a whole: no run leaves half of what it declared."""
    for number in range(10):
        started = [run_module.start("ovn_topology", {**to_nb, **network(side, number), "prune": True}) for side in "ab"]
        results = [running.result() for running in started]
        assert [result["msg"] for result in results if result.get("failed")] == []
        left = [side for side in "ab" if names(nb, "Logical_Switch") == Counter(["both", f"s{side}{number}"])]
        assert len(left) == 1, names(nb, "Logical_Switch")
        assert names(nb, "Logical_Switch_Port") == Counter([f"p{left[0]}{number}"])
        assert names(nb, "Load_Balancer") == Counter([f"b{left[0]}{number}"])
        assert names(nb, "Load_Balancer_Group") == Counter([f"g{left[0]}"])
