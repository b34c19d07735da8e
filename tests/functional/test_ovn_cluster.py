# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of servers that begin, grow, lose members and shrink. Each member has a folder, as if that were its host."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.processes import Process, unused_port, wait_until
from support.programs import OWN_RELEASE, program, schema_file

NB = "OVN_Northbound"
SWITCH = [NB, {"op": "insert", "table": "Logical_Switch", "row": {"name": "dmz"}}]


class Member(Process):
    """A server with the Northbound, by the names of OVN's scripts."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "ovnnb_db")
        self.file = folder / "ovnnb_db.db"
        self.socket = folder / "ovnnb_db.sock"
        self.address = f"tcp:127.0.0.1:{unused_port()}"

    def command(self) -> list[str]:
        return [program("ovsdb-server"), f"--remote=punix:{self.socket}", str(self.file)]

    def ready(self) -> bool:
        return self.control.exists() and self.socket.exists()

    def start(self) -> None:
        for left in (self.control, self.socket):
            left.unlink(missing_ok=True)
        super().start()

    def transact(self, transaction: list[Any]) -> Any:
        command = [program("ovsdb-client"), "transact", f"unix:{self.socket}", json.dumps(transaction)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def switches(self) -> list[str]:
        found = self.transact([NB, {"op": "select", "table": "Logical_Switch", "where": [], "columns": ["name"]}])
        return [row["name"] for row in found[0]["rows"]]

    def create_standalone(self) -> None:
        create = [program("ovsdb-tool"), "create", str(self.file), str(schema_file(OWN_RELEASE, NB))]
        subprocess.run(create, check=True)

    def files(self) -> dict[str, bytes]:
        """The databases; not what a server writes before it renames it, as who joins does with the leader's snapshot."""
        found = (path for path in self.folder.glob("ovnnb_db.db*") if path.suffix != ".tmp")
        return {path.name: path.read_bytes() for path in found}


class Cluster:
    """Hosts with a module to run on each."""

    def __init__(self, run_module: ModuleRunner, members: list[Member], schemas: Path) -> None:
        self.run_module = run_module
        self.members = members
        self.schemas = schemas

    def arguments(self, member: Member, state: str, more: dict[str, Any]) -> dict[str, Any]:
        places = {"database_dir": str(member.folder), "run_dir": str(member.folder), "schema_dir": str(self.schemas)}
        others = [other.address for other in self.members if other is not member]
        database = {"name": NB, "address": member.address, "remotes": others, "members": more.pop("members", [])}
        return {"state": state, "databases": [database], **places, **more}

    def run(self, member: Member, state: str = "gathered", *, check: bool = False, **more: Any) -> Result:
        result = self.run_module("ovn_cluster", self.arguments(member, state, more), check=check)
        assert not result.get("failed"), result
        return result

    def fails(self, member: Member, state: str, **more: Any) -> str:
        return self.run_module.fails("ovn_cluster", self.arguments(member, state, more))

    def state(self, member: Member, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.run(member, **more)["databases"][NB]
        return found

    def leader(self) -> Member:
        """Whoever leads, once there is somebody."""
        wait_until(lambda: any(self._leads(member) for member in self.members), "a leader")
        return next(member for member in self.members if self._leads(member))

    def _leads(self, member: Member) -> bool:
        found = self.state(member)
        return found["role"] == "leader" and bool(found["connected"])

    def followers(self) -> list[Member]:
        leader = self.leader()
        return [member for member in self.members if member is not leader]


StartCluster = Callable[[int], Cluster]


@pytest.fixture
def schemas(folder: Path) -> Path:
    (folder / "ovn-nb.ovsschema").symlink_to(schema_file(OWN_RELEASE, NB))
    return folder


@pytest.fixture
def hosts(run_module: ModuleRunner, folder: Path, schemas: Path) -> Iterator[Cluster]:
    """Three hosts that have nothing yet."""
    with ExitStack() as started:
        members = []
        for name in ("a", "b", "c"):
            (folder / name).mkdir()
            members.append(Member(folder / name))
            started.callback(members[-1].stop)
        yield Cluster(run_module, members, schemas)


@pytest.fixture
def cluster(hosts: Cluster) -> Cluster:
    """The same, when they are a cluster."""
    for member, state in zip(hosts.members, ("created", "joined", "joined")):
        hosts.run(member, state)
        member.start()
    for member in hosts.members:
        hosts.run(member, wait=True)
    return hosts


def addresses(found: dict[str, Any]) -> set[str]:
    return {member["address"] for member in found["members"]}


def test_nothing_is_there(hosts: Cluster) -> None:
    found = hosts.state(hosts.members[0])
    assert (found["state"], found["running"], found["members"]) == ("absent", False, [])


def test_three_become_one(hosts: Cluster) -> None:
    first, second, third = hosts.members
    for member, state, becomes in (
        (first, "created", f"first member of a new cluster, {first.address}"),
        (second, "joined", f"member of the cluster of {first.address}, {third.address}; it is {second.address}"),
        (third, "joined", f"member of the cluster of {first.address}, {second.address}; it is {third.address}"),
    ):
        planned = hosts.run(member, state, check=True)
        assert (planned["changed"], member.files()) == (True, {})
        done = hosts.run(member, state)
        assert (done["changed"], done["diff"]) == (True, planned["diff"])
        assert done["diff"] == [{"before": f"{NB}: no database\n", "after": f"{NB}: {becomes}\n"}]
        assert done["databases"][NB]["state"] == "stopped"
        member.start()
        files = member.files()
        for check in (True, False):
            again = hosts.run(member, state, check=check)
            assert (again["changed"], again["diff"]) == (False, [])
        assert member.files().keys() == files.keys()

    found = [hosts.state(member, wait=True) for member in hosts.members]
    assert len({each["cid"] for each in found}) == 1
    assert [each["address"] for each in found] == [member.address for member in hosts.members]
    for each in found:
        assert (each["state"], each["connected"]) == ("member", True)
        assert addresses(each) == {member.address for member in hosts.members}

    # Whoever that is: on a busy machine there are elections.
    def one_leads() -> bool:
        found = [hosts.state(member) for member in hosts.members]
        leads = [each for each in found if each["role"] == "leader"]
        return [each["sid"][:4] for each in leads] == list({each["leader"] for each in found}) and {
            each["lag"] for each in leads[0]["members"]
        } == {0}

    wait_until(one_leads, "a leader that all know, and whose entries all have")
    first.transact(SWITCH)
    assert third.switches() == ["dmz"]


def test_files_that_wait_for_a_cluster_that_is_gone_give_way_to_a_new_one(hosts: Cluster) -> None:
    """As OVN's scripts make them when hosts start that have lost their databases."""
    first, second, _third = hosts.members
    for member in (first, second):
        hosts.run(member, "joined")
        member.start()
    wait_until(lambda: hosts.state(first)["state"] == "joining", "a server that looks for others")
    assert not hosts.run(first, "created")["changed"]
    assert hosts.fails(first, "created", replace=True) == (
        "OVN_Northbound: its server runs; stop it first: systemctl stop ovn-central"
    )
    for member, state in ((first, "created"), (second, "joined")):
        member.stop()
        assert hosts.run(member, state, replace=True, check=True)["changed"]
        assert hosts.run(member, state, replace=True)["changed"]
        assert len(member.files()) == 2
        member.start()
    found = [hosts.state(member, wait=True) for member in (first, second)]
    assert len({each["cid"] for each in found}) == 1
    # It is a member now, also while it does not run.
    first.stop()
    assert not hosts.run(first, "created", replace=True)["changed"]


def test_standalone_database_becomes_a_cluster_with_its_data(hosts: Cluster) -> None:
    first = hosts.members[0]
    first.create_standalone()
    first.start()
    first.transact(SWITCH)
    found = hosts.state(first)
    assert (found["state"], found["running"], found["connected"], found["content"]) == ("standalone", True, True, True)
    assert hosts.fails(first, "created") == (
        "OVN_Northbound: its server runs; stop it first: systemctl stop ovn-central"
    )
    first.stop()
    before = first.file.read_bytes()
    hosts.run(first, "created")
    (aside,) = (path for path in first.folder.glob("ovnnb_db.db.*"))
    assert aside.read_bytes() == before
    first.start()
    assert hosts.state(first, wait=True)["role"] == "leader"
    assert first.switches() == ["dmz"]


def test_where_no_cluster_can_be_made_all_stays(hosts: Cluster) -> None:
    first = hosts.members[0]
    first.file.write_text("no database")
    before = first.files()
    assert hosts.fails(first, "created").startswith("`ovsdb-tool ")
    assert first.files() == before
    assert [path for path in first.folder.iterdir() if path.is_dir()] == []


def test_standalone_database_gives_way_only_if_it_may(cluster: Cluster, folder: Path) -> None:
    (folder / "d").mkdir()
    late = Member(folder / "d")
    late.create_standalone()
    late.start()
    late.transact(SWITCH)
    assert cluster.fails(late, "joined") == (
        f"OVN_Northbound: {late.file} is a database of its own; with replace it is moved aside, and the cluster's data takes "
        "its place"
    )
    assert cluster.fails(late, "joined", replace=True) == (
        "OVN_Northbound: its server runs; stop it first: systemctl stop ovn-central"
    )
    late.stop()
    assert cluster.run(late, "joined", replace=True)["changed"]
    late.start()
    assert len(cluster.state(late, wait=True)["members"]) == 4
    assert (late.switches(), len(late.files())) == ([], 2)
    late.stop()


def test_member_leaves_and_another_is_the_last(cluster: Cluster) -> None:
    """The leader, too, may go."""
    leader = cluster.leader()
    staying = [member for member in cluster.members if member is not leader]
    assert cluster.run(leader, "left", check=True)["changed"]
    assert len(cluster.state(staying[0])["members"]) == 3
    done = cluster.run(leader, "left")
    assert (done["changed"], done["databases"][NB]["state"]) == (True, "absent")
    assert len(leader.files()) == 1
    for check in (True, False):
        assert not cluster.run(leader, "left", check=check)["changed"]
    leader.stop()
    assert addresses(cluster.state(staying[0], wait=True)) == {member.address for member in staying}
    assert cluster.run(staying[1], "left")["changed"]
    assert len(cluster.state(staying[0], wait=True)["members"]) == 1
    assert cluster.fails(staying[0], "left") == (
        "OVN_Northbound: this is the last member of its cluster, which would be lost with it"
    )
    # It may come back.
    assert cluster.run(leader, "joined")["changed"]
    leader.start()
    assert len(cluster.state(leader, wait=True)["members"]) == 2


def test_member_that_lost_its_database_is_kicked_and_joins_anew(cluster: Cluster) -> None:
    cid = cluster.state(cluster.members[0])["cid"]
    lost, *others = cluster.followers()
    others.append(cluster.leader())
    old = cluster.state(lost)["sid"]
    lost.stop()
    lost.file.unlink()
    planned = cluster.run(others[0], "kicked", members=[lost.address], check=True)
    assert planned["changed"]
    assert len(cluster.state(others[0])["members"]) == 3
    done = cluster.run(others[0], "kicked", members=[lost.address])
    assert (done["changed"], done["diff"]) == (True, planned["diff"])
    assert done["diff"][0]["after"] == f"{NB}: without {old[:4]}\n"
    for check in (True, False):
        assert not cluster.run(others[0], "kicked", members=[lost.address, old], check=check)["changed"]
    cluster.run(lost, "joined")
    lost.start()
    found = cluster.state(lost, wait=True)
    assert (found["cid"], len(found["members"])) == (cid, 3)
    assert found["sid"] != old


def test_living_member_that_was_kicked_joins_anew(cluster: Cluster) -> None:
    """As when its address changes: its server runs, without the database."""
    kicked, other = cluster.followers()
    cluster.run(other, "kicked", members=[cluster.state(kicked)["sid"]])
    wait_until(lambda: cluster.state(kicked)["state"] == "stopped", "the member knows that it is none")
    assert cluster.state(kicked)["running"]
    assert not cluster.run(kicked, "joined")["changed"]
    kicked.stop()
    assert cluster.run(kicked, "joined", replace=True)["changed"]
    kicked.start()
    assert len(cluster.state(kicked, wait=True)["members"]) == 3


def test_what_is_left_of_a_member_that_was_kicked_is_moved_aside(cluster: Cluster) -> None:
    kicked, other = cluster.followers()
    cluster.run(other, "kicked", members=[kicked.address])
    wait_until(lambda: cluster.state(kicked)["state"] == "stopped", "the member knows that it is none")
    kicked.stop()
    assert cluster.fails(kicked, "left") == (
        "OVN_Northbound: its server does not run, so it cannot leave; start it, or let another member kick it"
    )
    assert cluster.run(kicked, "left", replace=True)["changed"]
    assert cluster.state(kicked)["state"] == "absent"
    assert len(kicked.files()) == 1
    assert not cluster.run(kicked, "left", replace=True)["changed"]


def test_server_that_does_not_answer_is_no_lost_member(cluster: Cluster) -> None:
    silent = cluster.followers()[0]
    with silent.frozen():
        found = cluster.state(silent)
        assert (found["state"], found["running"], found["connected"]) == ("silent", True, False)
        assert cluster.fails(silent, "left") == (
            "OVN_Northbound: its server does not answer, so it cannot leave; start it anew, or let another member kick it"
        )
        arguments = cluster.arguments(silent, "gathered", {"wait": True, "wait_timeout": 1})
        assert "the server does not answer" in cluster.run_module("ovn_cluster", arguments)["msg"]
    assert cluster.state(silent, wait=True)["state"] == "member"


def test_member_that_leaves_between_two_questions(cluster: Cluster, folder: Path) -> None:
    """Its server has told that it has the database, and then knows of no such cluster."""
    member = cluster.members[0]
    (folder / "other").mkdir()
    other = Member(folder / "other")
    other.create_standalone()
    other.start()
    both = folder / "both"
    both.mkdir()
    (both / "ovnnb_db.sock").symlink_to(member.socket)
    (both / "ovnnb_db.ctl").symlink_to(other.control)
    arguments = {**cluster.arguments(member, "gathered", {}), "run_dir": str(both)}
    found = cluster.run_module("ovn_cluster", arguments)["databases"][NB]
    assert (found["state"], found["running"], found["connected"]) == ("stopped", True, False)
    waiting = cluster.run_module("ovn_cluster", {**arguments, "wait": True, "wait_timeout": 1})
    assert "the server runs without it" in waiting["msg"]
    other.stop()


def test_without_a_majority_nobody_comes_or_goes(cluster: Cluster) -> None:
    alone, dead, other = cluster.members
    dead.stop()
    other.stop()
    wait_until(lambda: cluster.state(alone)["leader"] is None, "the member knows that it is alone")
    assert cluster.fails(alone, "kicked", members=[dead.address]) == (
        "OVN_Northbound: its cluster has no leader, so nobody can be kicked; start more of its members"
    )
    wait_until(lambda: cluster.state(alone)["state"] == "disconnected", "the member says so")
    assert cluster.fails(alone, "left") == (
        "OVN_Northbound: its cluster has no leader, so it cannot leave; start more of its members"
    )
    result = cluster.run_module("ovn_cluster", cluster.arguments(alone, "gathered", {"wait": True, "wait_timeout": 1}))
    assert result["failed"]
    assert result["msg"].startswith("OVN_Northbound is not ready within 1 s: its cluster of 3 members has no leader")
    assert result["databases"][NB]["state"] == "disconnected"
    assert cluster.fails(dead, "left") == (
        "OVN_Northbound: its server does not run, so it cannot leave; start it, or let another member kick it"
    )


def test_what_is_missing_is_named(hosts: Cluster) -> None:
    member = hosts.members[0]
    arguments = hosts.arguments(member, "created", {})
    arguments["databases"][0]["address"] = ""
    assert hosts.run_module.fails("ovn_cluster", arguments) == (
        "OVN_Northbound: address is needed to make a cluster, such as tcp:10.0.0.1:6643"
    )
    arguments = hosts.arguments(member, "joined", {})
    arguments["databases"][0]["remotes"] = []
    assert hosts.run_module.fails("ovn_cluster", arguments) == (
        "OVN_Northbound: address and remotes are needed to join a cluster, such as tcp:10.0.0.2:6643 and [tcp:10.0.0.1:6643]"
    )
    assert hosts.fails(member, "gathered", wait_timeout=0) == "wait_timeout: 0 is not a positive number of seconds"
    assert hosts.fails(member, "created", schema_dir="/nowhere").startswith("`ovsdb-tool create-cluster ")
    assert member.files() == {}
