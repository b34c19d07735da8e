# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup of a real database, and databases that are brought back to one."""

from __future__ import annotations

import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.processes import Northd, OvsdbServer, unused_port, wait_until
from support.programs import SEARCH_PATH, program, schema_file
from support.reader import Reader

PROGRAMS = {"PATH": SEARCH_PATH}
NETWORK: dict[str, Any] = {
    "switches": [
        {
            "name": "dmz",
            "ports": [
                {"name": "dmz-r", "type": "router", "router_port": "r-dmz", "addresses": ["router"]},
                {"name": "dmz-a", "addresses": ["02:00:00:00:01:0a 10.0.1.10"]},
            ],
            "acls": [
                {"name": "ssh", "direction": "to-lport", "priority": 1000, "match": "tcp.dst == 22", "action": "drop"}
            ],
        }
    ],
    "routers": [{"name": "r", "ports": [{"name": "r-dmz", "mac": "02:00:00:00:01:01", "networks": ["10.0.1.1/24"]}]}],
    "load_balancers": [
        {"name": "web", "protocol": "tcp", "vips": {"10.0.1.80:80": ["10.0.1.10:80"]}, "switches": ["dmz"]}
    ],
}
# What each server has of its own, and what northd writes there.
OWN = {"nb_cfg", "sb_cfg", "hv_cfg", "nb_cfg_timestamp", "sb_cfg_timestamp", "hv_cfg_timestamp", "connections", "ssl"}

Run = Callable[..., Result]


@pytest.fixture
def run(run_module: ModuleRunner, northbound: OvsdbServer, southbound: OvsdbServer) -> Run:
    to = {"nb_connection": [northbound.connection], "sb_connection": [southbound.connection]}
    return lambda module, args, **how: run_module(module, {**to, **args}, env=PROGRAMS, **how)


def succeeds(result: Result, *, changed: bool = True) -> Result:
    assert not result.get("failed"), result["msg"]
    assert result["changed"] is changed, result
    return result


def contents(reader: Reader) -> dict[str, Any]:
    """The rows as they must come back."""
    tables = {table: rows for table, rows in reader.snapshot().items() if table not in ("Connection", "SSL")}
    return {
        table: [
            {
                name: value
                for name, value in row.items()
                if name != "_version" and not (table == "NB_Global" and name in {*OWN, "_uuid"})
            }
            for row in rows
        ]
        for table, rows in tables.items()
    }


def wipe(reader: Reader) -> None:
    reader.transact(*({"op": "delete", "table": table, "where": []} for table in reader.kinds if table != "NB_Global"))


@pytest.fixture
def kept(run: Run, folder: Path, nb: Reader) -> Result:
    """A network, and a backup of it in the file nb.bak."""
    nb.insert("NB_Global", nb_cfg=7, options=["map", [["mac_prefix", "02:aa:bb"]]])
    succeeds(run("ovn_topology", NETWORK))
    return succeeds(run("ovn_backup", {"database": "northbound", "dest": str(folder / "nb.bak")}))["backup"]


@pytest.mark.releases
def test_a_network_that_was_lost_comes_back(run: Run, folder: Path, nb: Reader, kept: Result) -> None:
    file = folder / "nb.bak"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = contents(nb)
    assert kept["rows"] == {table: len(rows) for table, rows in nb.tables().items() if rows}
    restore = {"database": "northbound", "src": str(file), "sha256": kept["sha256"]}
    succeeds(run("ovn_restore", restore), changed=False)

    wipe(nb)
    succeeds(run("ovn_switch", {"name": "stranger", "ports": [{"name": "s1"}]}))
    empty = nb.snapshot()
    planned = succeeds(run("ovn_restore", restore, check=True))
    assert nb.snapshot() == empty
    done = succeeds(run("ovn_restore", restore))
    assert (done["operations"], done["diff"]) == (planned["operations"], planned["diff"])
    # A port goes and comes with its switch, and both are told.
    rows = sum(kept["rows"].values()) - 1
    assert done["summary"] == {"insert": rows, "update": 0, "delete": 2}
    assert "Logical_Switch dmz\n" in done["diff"]["after"]
    assert "Logical_Switch stranger\n" in done["diff"]["before"]
    assert contents(nb) == before
    assert nb.row("NB_Global")["nb_cfg"] == 8
    again = succeeds(run("ovn_restore", restore), changed=False)
    assert (again["operations"], again["summary"]) == ([], {"insert": 0, "update": 0, "delete": 0})


def test_changed_rows_change_back_and_others_are_not_touched(run: Run, folder: Path, nb: Reader, kept: Result) -> None:
    before = {row["_uuid"][1]: row["_version"] for row in nb.snapshot()["Logical_Switch_Port"]}
    nb.transact(
        {"op": "update", "table": "Load_Balancer", "where": [], "row": {"vips": ["map", []]}},
        {"op": "update", "table": "NB_Global", "where": [], "row": {"nb_cfg": 40, "options": ["map", []]}},
        {"op": "update", "table": "Logical_Switch_Port", "where": [], "row": {"up": True}},
    )
    touched = {row["_uuid"][1]: row["_version"] for row in nb.snapshot()["Logical_Switch_Port"]}
    assert touched != before
    done = succeeds(run("ovn_restore", {"database": "northbound", "src": str(folder / "nb.bak")}))
    assert [(each["table"], each["name"], each["before"]) for each in done["operations"]] == [
        ("NB_Global", "NB_Global", {"options": {}}),
        ("Load_Balancer", "web", {"vips": {}}),
    ]
    assert nb.row("NB_Global")["nb_cfg"] == 41
    assert nb.row("NB_Global")["options"] == {"mac_prefix": "02:aa:bb"}
    # What northd says of ports is no part of the network.
    assert {row["_uuid"][1]: row["_version"] for row in nb.snapshot()["Logical_Switch_Port"]} == touched


def test_a_server_that_is_new_keeps_its_listeners(
    run: Run, run_module: ModuleRunner, folder: Path, nb: Reader, second_nb: Reader, kept: Result
) -> None:
    port = unused_port()
    to = {"nb_connection": [second_nb.server.connection]}
    succeeds(run_module("ovn_nb_global", {**to, "connections": [{"target": f"ptcp:{port}:127.0.0.1"}]}))
    global_row = second_nb.row("NB_Global")
    succeeds(run_module("ovn_restore", {**to, "database": "northbound", "src": str(folder / "nb.bak")}, env=PROGRAMS))
    assert contents(second_nb) == contents(nb)
    assert second_nb.row("NB_Global")["connections"] == global_row["connections"]
    assert second_nb.row("Connection")["target"] == f"ptcp:{port}:127.0.0.1"


def test_the_tools_of_ovsdb_take_the_file(folder: Path, nb: Reader, second_nb: Reader, kept: Result) -> None:
    with open(folder / "nb.bak", "rb") as file:
        subprocess.run(
            [program("ovsdb-client"), "restore", second_nb.server.connection, "OVN_Northbound"], stdin=file, check=True
        )
    names = {table: sorted(row.get("name", "") for row in rows) for table, rows in nb.tables().items()}
    assert {table: sorted(row.get("name", "") for row in rows) for table, rows in second_nb.tables().items()} == names


def test_check_mode_writes_no_file(run: Run, folder: Path, kept: Result) -> None:
    told = succeeds(run("ovn_backup", {"database": "northbound", "dest": str(folder / "no")}, check=True))["backup"]
    assert told["rows"] == kept["rows"]
    assert not (folder / "no").exists()


@pytest.mark.parametrize(
    ("database", "spoil", "sum_of_it", "sentence"),
    [
        (
            "northbound",
            b"",
            "0" * 64,
            "src: nb.bak has the SHA-256 sum {sha256}, but its backup was made with " + "0" * 64,
        ),
        (
            "southbound",
            b"",
            None,
            "src: nb.bak is a backup of OVN_Northbound, not of OVN_Southbound; give the other file",
        ),
        ("northbound", b"x", None, "nb.bak is no backup: "),
    ],
    ids=["checksum", "other database", "no database"],
)
def test_a_wrong_file_is_refused(
    run: Run, folder: Path, nb: Reader, kept: Result, database: str, spoil: bytes, sum_of_it: str | None, sentence: str
) -> None:
    file = folder / "nb.bak"
    file.write_bytes(spoil + file.read_bytes())
    before = nb.snapshot()
    result = run("ovn_restore", {"database": database, "src": str(file), "sha256": sum_of_it})
    assert result["msg"].startswith(sentence.format(**kept)), result
    assert nb.snapshot() == before


def test_a_file_that_is_not_there(run: Run) -> None:
    result = run("ovn_restore", {"database": "northbound", "src": "/nowhere/nb.db"})
    assert result["msg"] == "src: there is no file /nowhere/nb.db; give the database file of a backup"


def test_a_torn_file_is_refused(run: Run, folder: Path, nb: Reader, kept: Result) -> None:
    """Its first record, the schema, is whole."""
    file = folder / "nb.bak"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:2]) + lines[2] + lines[3][:100])
    before = nb.snapshot()
    result = run("ovn_restore", {"database": "northbound", "src": str(file)})
    assert result["msg"] == "nb.bak is damaged: one of its records is not whole; take another backup"
    assert nb.snapshot() == before


@pytest.fixture
def releases_apart(folder: Path) -> Callable[[str], Reader]:
    def start(release: str) -> Reader:
        place = folder / release
        place.mkdir()
        server = OvsdbServer(place, "OVN_Northbound", release=release)
        server.start()
        return Reader(server)

    return start


def test_schemas_older_and_newer(
    run_module: ModuleRunner, releases_apart: Callable[[str], Reader], folder: Path
) -> None:
    old, new = releases_apart("23.03"), releases_apart("25.03")
    try:
        for reader, other in ((old, new), (new, old)):
            name = reader.server.release
            to, to_other = ({"nb_connection": [each.server.connection]} for each in (reader, other))
            succeeds(run_module("ovn_switch", {**to, "name": f"of-{name}", "ports": [{"name": f"port-{name}"}]}))
            kept = folder / f"{name}.bak"
            succeeds(run_module("ovn_backup", {**to, "database": "northbound", "dest": str(kept)}, env=PROGRAMS))
            before = other.snapshot()
            result = run_module("ovn_restore", {**to_other, "database": "northbound", "src": str(kept)}, env=PROGRAMS)
            if reader is new:
                assert result["msg"].endswith(
                    "which is newer than the server's 7.0.0; upgrade OVN on the central hosts first"
                )
                assert other.snapshot() == before
            else:
                assert succeeds(result)["schema_version"] == "7.0.0"
                assert other.row("Logical_Switch")["_uuid"] == reader.row("Logical_Switch")["_uuid"]
                assert other.row("Logical_Switch_Port")["name"] == "port-23.03"
    finally:
        old.server.stop()
        new.server.stop()


def keys(sb: Reader) -> dict[str, Any]:
    return {
        **{row["external_ids"]["name"]: row["tunnel_key"] for row in sb.rows("Datapath_Binding")},
        **{row["logical_port"]: row["tunnel_key"] for row in sb.rows("Port_Binding")},
    }


def test_tunnel_keys_come_back(run: Run, folder: Path, nb: Reader, sb: Reader, northd: Northd) -> None:
    """After the first switch is gone, others would get its keys."""
    first = {"name": "first", "ports": [{"name": "first-a"}]}
    succeeds(run("ovn_topology", {"switches": [first]}))
    succeeds(
        run(
            "ovn_topology",
            {**NETWORK, "switches": [{**first, "ports": [{"name": "first-b"}]}, *NETWORK["switches"]], "wait": "sb"},
        )
    )
    succeeds(run("ovn_switch", {"name": "first", "state": "absent", "wait": "sb"}))
    before = keys(sb)
    files = {}
    for database in ("northbound", "southbound"):
        files[database] = {"database": database, "src": str(folder / f"{database}.bak")}
        succeeds(run("ovn_backup", {"database": database, "dest": files[database]["src"]}))
    wipe(nb)
    succeeds(run("ovn_switch", {"name": "other", "ports": [{"name": "other-a"}], "wait": "sb"}))
    (datapath,) = sb.rows("Datapath_Binding")
    sb.insert(
        "MAC_Binding",
        ip="10.0.9.9",
        mac="02:00:00:00:09:09",
        logical_port="other-a",
        datapath=["uuid", datapath["_uuid"]],
    )
    assert keys(sb) == {"other": 1, "other-a": 1}
    northd.appctl("pause")
    for database in files.values():
        succeeds(run("ovn_restore", database))
    assert sb.rows("MAC_Binding") == []
    northd.appctl("resume")
    # As the playbook does: northd 23.03 does not see by itself what has come while it was paused.
    northd.appctl("inc-engine/recompute")
    succeeds(run("ovn_topology", {"wait": "sb"}), changed=False)
    assert keys(sb) == before
    assert before["dmz"] > 1
    assert sb.rows("Logical_Flow") != []
    for database in files.values():
        succeeds(run("ovn_restore", database), changed=False)


class Member(OvsdbServer):
    """A server of a cluster."""

    def __init__(self, folder: Path, first: Member | None) -> None:
        folder.mkdir()
        super().__init__(folder, "OVN_Northbound")
        self.address = f"unix:{folder}/raft"
        if first is None:
            words = ["create-cluster", str(self.file), str(schema_file(self.release, self.database)), self.address]
        else:
            words = ["join-cluster", str(self.file), self.database, self.address, first.address]
        subprocess.run([program("ovsdb-tool"), *words], check=True)
        self.start()

    def says(self) -> str:
        return self.appctl("cluster/status", self.database)


@pytest.fixture
def cluster(folder: Path) -> Iterator[list[Member]]:
    """Three servers, the leader first."""
    members: list[Member] = []
    for number in range(3):
        members.append(Member(folder / str(number), members[0] if members else None))
    wait_until(lambda: all("Status: cluster member" in member.says() for member in members), "a cluster")
    yield sorted(members, key=lambda member: "Role: leader" not in member.says())
    for member in members:
        member.stop()


def test_a_cluster_gives_and_takes_a_backup_by_its_leader(
    run_module: ModuleRunner, cluster: list[Member], folder: Path
) -> None:
    """A follower is named first, and after the leader's death another one takes it back."""
    to = {"nb_connection": [member.connection for member in reversed(cluster)]}
    file = {"database": "northbound", "src": str(folder / "nb.bak")}
    succeeds(run_module("ovn_topology", {**to, **NETWORK}))
    kept = succeeds(run_module("ovn_backup", {**to, "database": "northbound", "dest": file["src"]}, env=PROGRAMS))[
        "backup"
    ]
    leader, *others = cluster
    assert kept["server"] == leader.connection
    assert kept["cluster_id"] in leader.says()
    before = contents(Reader(leader))
    wipe(Reader(leader))
    leader.stop(signal.SIGKILL)
    succeeds(run_module("ovn_restore", {**to, **file}, env=PROGRAMS))
    succeeds(run_module("ovn_restore", {**to, **file}, env=PROGRAMS), changed=False)
    heir = next(member for member in others if "Role: leader" in member.says())
    assert contents(Reader(heir)) == before
