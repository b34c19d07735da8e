# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the other tests rely on: servers are real, empty at first, and read as they are."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import pytest
from support.processes import Northd, OvsdbServer, StartServer, unused_port, wait_until
from support.programs import SCHEMAS, program, schema
from support.reader import Reader, plain


@pytest.mark.releases
@pytest.mark.parametrize("database", SCHEMAS)
def test_a_server_starts_with_the_schema_of_the_release_and_no_rows(
    start_server: StartServer, release: str, database: str
) -> None:
    server = start_server(database)
    version = subprocess.check_output([program("ovsdb-client"), "get-schema-version", server.connection, database])
    assert version.decode().strip() == schema(release, database)["version"]
    assert not any(Reader(server).snapshot().values())


def test_without_a_mark_it_is_the_release_of_the_programs(release: str) -> None:
    printed = subprocess.check_output([program("ovn-northd"), "--version"], text=True)
    assert printed.startswith(f"ovn-northd {release}.")


@pytest.mark.releases(since="25.03")
def test_a_mark_chooses_later_releases(release: str, nb: Reader) -> None:
    assert release >= "25.03"
    assert "peer" in nb.kinds["Logical_Switch_Port"]


@pytest.mark.releases(before="25.03")
def test_a_mark_chooses_older_releases(release: str, nb: Reader) -> None:
    assert release < "25.03"
    assert "peer" not in nb.kinds["Logical_Switch_Port"]


def test_the_reader_sees_what_ovn_nbctl_wrote(northbound: OvsdbServer, nb: Reader) -> None:
    before = nb.snapshot()
    subprocess.run(
        [
            program("ovn-nbctl"),
            f"--db={northbound.connection}",
            *("ls-add", "dmz", "--"),
            *("set", "Logical_Switch", "dmz", "other_config:subnet=172.16.255.128/26", "--"),
            *("lsp-add", "dmz", "dmz-vm1"),
        ],
        check=True,
    )
    switch = nb.row("Logical_Switch", name="dmz")
    assert switch["other_config"] == {"subnet": "172.16.255.128/26"}
    assert [port["name"] for port in nb.referenced("Logical_Switch_Port", switch["ports"])] == ["dmz-vm1"]
    assert nb.snapshot() != before


@pytest.mark.parametrize(
    ("notation", "kind", "value"),
    [
        (["set", [["uuid", "b"], ["uuid", "a"]]], "set", ["a", "b"]),
        (["uuid", "a"], "set", ["a"]),
        (["uuid", "a"], "single", "a"),
        (["set", []], "single", None),
        (["set", []], "set", []),
        (["map", [["key", ["uuid", "a"]]]], "map", {"key": "a"}),
        (7, "single", 7),
    ],
)
def test_ovsdb_notation_becomes_plain(notation: Any, kind: str, value: Any) -> None:
    assert plain(notation, kind) == value


def test_northd_carries_a_switch_to_the_southbound(northd: Northd, nb: Reader, sb: Reader) -> None:
    nb.insert("Logical_Switch", name="dmz")
    wait_until(lambda: len(sb.rows("Datapath_Binding")) == 1, "a datapath for the switch")


def test_a_killed_server_comes_back_with_its_rows(start_server: StartServer) -> None:
    server = start_server("OVN_Northbound", port=unused_port())
    reader = Reader(server)
    reader.insert("Logical_Switch", name="dmz")
    server.stop(signal.SIGKILL)
    with pytest.raises(subprocess.CalledProcessError):
        reader.rows("Logical_Switch")
    server.start()
    assert reader.row("Logical_Switch", name="dmz")["ports"] == []
