# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The upgrade's script that brings a running database, a server's own or a cluster's, to a newer schema with its data."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from support.cluster import cluster
from support.modules import ModuleRunner
from support.processes import OvsdbServer, wait_until
from support.programs import RELEASES, ROOT, SEARCH_PATH, program, schema, schema_file
from support.reader import Reader

NB = "OVN_Northbound"
SCRIPT = (ROOT / "roles/upgrade/files/convert.sh").read_text()
NEWEST = list(RELEASES)[-1]


def convert(server: OvsdbServer) -> str:
    words = ["sh", "-c", SCRIPT, "sh", server.connection, str(schema_file(NEWEST, NB))]
    environment = {**os.environ, "PATH": SEARCH_PATH}
    return subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def version(server: OvsdbServer) -> str:
    words = [program("ovsdb-client"), "--no-leader-only", "get-schema-version", server.connection, NB]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def test_database_of_one_server(run_module: ModuleRunner, northbound: OvsdbServer, nb: Reader) -> None:
    assert run_module("ovn_switch", {"name": "dmz", "nb_connection": northbound.connection})["changed"]
    assert convert(northbound) == "converted"
    assert version(northbound) == schema(NEWEST)["version"]
    assert nb.row("Logical_Switch", name="dmz")
    assert convert(northbound) == ""


def test_database_of_a_cluster(run_module: ModuleRunner, folder: Path) -> None:
    """Whichever member is asked, all of them have it."""
    with cluster(folder, NB) as made:
        assert run_module("ovn_switch", {"name": "dmz", "nb_connection": made.remotes})["changed"]
        assert convert(made.followers()[0]) == "converted"
        for member in made.members:
            wait_until(lambda member=member: version(member) == schema(NEWEST)["version"], "the newer schema")
            assert convert(member) == ""
        assert Reader(made.leader).row("Logical_Switch", name="dmz")
