# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of three servers whose leader goes away: all or nothing, nothing doubled, and the same task goes on."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.certificates import Authority, server_options
from support.cluster import Cluster, ClusterNorthd, Gate, cluster
from support.modules import ModuleRunner, RunningModule
from support.processes import wait_until
from support.reader import Reader

# A task has so long to find another leader; elections take a second or two.
TIMEOUT = 30
PORTS = 1000
LARGE = {"name": "dmz", "ports": [{"name": f"vm{number}", "addresses": ["unknown"]} for number in range(PORTS)]}


@pytest.fixture
def nb_cluster(folder: Path) -> Iterator[Cluster]:
    with cluster(folder, "OVN_Northbound") as made:
        yield made


@pytest.fixture
def sb_cluster(folder: Path) -> Iterator[Cluster]:
    with cluster(folder, "OVN_Southbound") as made:
        yield made


@pytest.fixture
def to_cluster(nb_cluster: Cluster) -> dict[str, Any]:
    return {"nb_connection": nb_cluster.remotes, "timeout": TIMEOUT}


def names(nb_cluster: Cluster, table: str = "Logical_Switch") -> Counter[str]:
    return Counter(row["name"] for row in Reader(nb_cluster.leader).rows(table))


def test_the_leader_is_found_in_any_order(run_module: ModuleRunner, nb_cluster: Cluster) -> None:
    first, second, third = nb_cluster.remotes
    for number, remotes in enumerate(([first, second, third], [third, second, first], [second, third, first])):
        assert run_module("ovn_switch", {"name": f"s{number}", "nb_connection": remotes})["changed"]
    assert names(nb_cluster) == Counter(["s0", "s1", "s2"])


def test_followers_alone_say_what_to_do(run_module: ModuleRunner, nb_cluster: Cluster) -> None:
    followers = [member.remote for member in nb_cluster.followers()]
    message = run_module.fails("ovn_switch", {"name": "dmz", "nb_connection": followers, "timeout": TIMEOUT})
    assert message == (
        f"cannot use OVN_Northbound: {followers[0]}: the server is a follower, not the leader; {followers[1]}: the server "
        "is a follower, not the leader; name all members of the cluster, with commas between them"
    )
    assert names(nb_cluster) == Counter()


def test_a_member_that_hangs_keeps_nobody_waiting(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any]
) -> None:
    """It comes first, takes the connection, and never says a word."""
    leader, (follower, other) = nb_cluster.leader, nb_cluster.followers()
    remotes = [follower.remote, leader.remote, other.remote]
    with follower.frozen():
        started = time.monotonic()
        assert run_module("ovn_switch", {**to_cluster, "name": "dmz", "nb_connection": remotes})["changed"]
    assert time.monotonic() - started < TIMEOUT / 2


def test_the_leader_dies_before_a_task(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any]
) -> None:
    nb_cluster.leader.stop(signal.SIGKILL)
    assert run_module("ovn_switch", {**to_cluster, "name": "dmz"})["changed"]
    assert names(nb_cluster) == Counter(["dmz"])


def test_the_leader_dies_after_a_task(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any]
) -> None:
    assert run_module("ovn_switch", {**to_cluster, **LARGE})["changed"]
    nb_cluster.leader.stop(signal.SIGKILL)
    assert run_module("ovn_switch", {**to_cluster, **LARGE})["changed"] is False
    assert len(names(nb_cluster, "Logical_Switch_Port")) == PORTS


def complete(running: RunningModule, nb_cluster: Cluster) -> None:
    """The task has gone on, and has made everything once."""
    result = running.result()
    assert not result.get("failed"), result["msg"]
    assert result["changed"]
    assert names(nb_cluster) == Counter(["dmz"])
    assert names(nb_cluster, "Logical_Switch_Port") == Counter({f"vm{number}": 1 for number in range(PORTS)})


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "hangs"])
def test_the_leader_dies_between_question_and_answer(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any], killed: bool
) -> None:
    """It has the question, and is stopped before it reads it. A host without power closes no connection, so it may hang."""
    old = nb_cluster.leader
    gate = Gate(old)
    remotes = [gate.remote, *(member.remote for member in nb_cluster.followers())]
    try:
        running = run_module.start("ovn_switch", {**to_cluster, **LARGE, "nb_connection": remotes})
        wait_until(gate.is_asked_to_write, "a task that writes", TIMEOUT)
        old.send(signal.SIGSTOP)
        gate.open()
        if killed:
            old.stop(signal.SIGKILL)
            gate.close()
        complete(running, nb_cluster)
    finally:
        gate.close()
        if not killed:
            old.send(signal.SIGCONT)


def test_the_leader_dies_at_any_moment(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any]
) -> None:
    for number, delay in enumerate((0.2, 0.35, 0.5)):
        ports = [{"name": f"vm{number}-{port}"} for port in range(PORTS)]
        running = run_module.start("ovn_switch", {**to_cluster, "name": f"s{number}", "ports": ports})
        time.sleep(delay)
        old = nb_cluster.leader
        old.stop(signal.SIGKILL)
        result = running.result()
        assert not result.get("failed"), result["msg"]
        assert result["changed"]
        old.start()
        nb_cluster.settled()
    assert names(nb_cluster) == Counter(["s0", "s1", "s2"])
    wanted = Counter(f"vm{number}-{port}" for number in range(3) for port in range(PORTS))
    assert names(nb_cluster, "Logical_Switch_Port") == wanted


def test_leadership_moves_in_the_middle(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any]
) -> None:
    old = nb_cluster.leader
    gate = Gate(old)
    remotes = [gate.remote, *(member.remote for member in nb_cluster.followers())]
    try:
        running = run_module.start("ovn_switch", {**to_cluster, **LARGE, "nb_connection": remotes})
        wait_until(gate.is_asked_to_write, "a task that writes", TIMEOUT)
        nb_cluster.transfer()
        gate.open()
        complete(running, nb_cluster)
    finally:
        gate.close()


def test_without_a_majority_there_is_no_leader(run_module: ModuleRunner, nb_cluster: Cluster) -> None:
    left, *dead = [*nb_cluster.followers(), nb_cluster.leader]
    for member in dead:
        member.stop(signal.SIGKILL)
    started = time.monotonic()
    args = {"name": "dmz", "nb_connection": nb_cluster.remotes, "timeout": 5}
    message = run_module.fails("ovn_switch", args)
    assert time.monotonic() - started < 15
    assert message.startswith(
        "cannot use OVN_Northbound: the cluster has no leader within 5 s, more than half of its members must run; "
    )
    for member in dead:
        assert f"{member.remote}: connection refused; does the server listen there" in message
    assert f"{left.remote}: the server is " in message


def test_a_leader_that_has_lost_its_followers(run_module: ModuleRunner, nb_cluster: Cluster) -> None:
    """It thinks for a while that it leads, and can commit nothing."""
    followers = nb_cluster.followers()
    for member in followers:
        member.stop(signal.SIGKILL)
    args = {"name": "dmz", "nb_connection": nb_cluster.remotes, "timeout": 5}
    started = time.monotonic()
    message = run_module.fails("ovn_switch", args)
    assert time.monotonic() - started < 20
    assert message
    for member in followers:
        member.start()
    nb_cluster.settled()
    # What it could not commit is there as a whole, or not at all, and the next run makes it whole.
    again = run_module("ovn_switch", {**args, "timeout": TIMEOUT})
    assert not again.get("failed"), again
    assert names(nb_cluster) == Counter(["dmz"])


def test_two_runs_at_once_make_one_row(
    run_module: ModuleRunner, nb_cluster: Cluster, to_cluster: dict[str, Any]
) -> None:
    for number in range(50):
        args = {**to_cluster, "name": f"x{number}", "ports": [{"name": f"vm{number}"}]}
        started = [run_module.start("ovn_switch", args) for _side in "ab"]
        results = [running.result() for running in started]
        assert [result for result in results if result.get("failed")] == []
        assert sorted(result["changed"] for result in results) == [False, True]
    assert names(nb_cluster) == Counter({f"x{number}": 1 for number in range(50)})


def test_waiting_survives_the_leader(
    run_module: ModuleRunner,
    nb_cluster: Cluster,
    sb_cluster: Cluster,
    to_cluster: dict[str, Any],
    folder: Path,
) -> None:
    """The change is written, northd hangs, and then the leaders of both databases die."""
    northd = ClusterNorthd(folder, nb_cluster, sb_cluster)
    northd.start()
    try:
        args = {**to_cluster, "sb_connection": sb_cluster.remotes, "wait": "sb", "wait_timeout": 60}
        assert run_module("ovn_switch", {**args, "name": "first"})["nb_cfg"] == 1
        with northd.frozen():
            running = run_module.start("ovn_switch", {**args, "name": "dmz"})
            wait_until(lambda: "dmz" in names(nb_cluster), "a task that waits", TIMEOUT)
            nb_cluster.leader.stop(signal.SIGKILL)
            sb_cluster.leader.stop(signal.SIGKILL)
        result = running.result()
        assert not result.get("failed"), result["msg"]
        assert (result["changed"], result["nb_cfg"]) == (True, 2)
        assert {"dmz", "first"} <= {
            row["external_ids"]["name"] for row in Reader(sb_cluster.leader).rows("Datapath_Binding")
        }
    finally:
        northd.stop()


def test_a_cluster_behind_tls(run_module: ModuleRunner, folder: Path) -> None:
    ca = Authority(folder / "ca", "lab")
    with cluster(folder, "OVN_Northbound", lambda name: server_options(ca.issue(name))) as made:
        args = {**ca.issue("client"), "nb_connection": made.remotes, "timeout": TIMEOUT}
        assert run_module("ovn_switch", {**args, "name": "before"})["changed"]
        made.leader.stop(signal.SIGKILL)
        assert run_module("ovn_switch", {**args, "name": "after"})["changed"]
        assert names(made) == Counter(["before", "after"])
