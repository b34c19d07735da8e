# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the databases are, and what is said when they are not there."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner
from support.processes import OvsdbServer, StartServer, unused_port
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client

SWITCH = {"name": "dmz"}


def test_a_tcp_connection(run_module: ModuleRunner, start_server: StartServer) -> None:
    server = start_server("OVN_Northbound", port=unused_port())
    assert run_module("ovn_switch", {**SWITCH, "nb_connection": server.tcp_connection})["changed"]
    assert Reader(server).row("Logical_Switch", name="dmz")


def test_the_environment_names_the_database(run_module: ModuleRunner, northbound: OvsdbServer, nb: Reader) -> None:
    assert run_module("ovn_switch", SWITCH, env={"OVN_NB_DB": northbound.connection})["changed"]
    assert nb.row("Logical_Switch", name="dmz")


def test_the_option_wins_over_the_environment(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], folder: Path
) -> None:
    assert run_module("ovn_switch", {**SWITCH, **to_nb}, env={"OVN_NB_DB": f"unix:{folder}/other.sock"})["changed"]
    assert nb.row("Logical_Switch", name="dmz")


def test_the_first_usable_server_is_used(run_module: ModuleRunner, northbound: OvsdbServer, nb: Reader) -> None:
    dead = f"tcp:127.0.0.1:{unused_port()}"
    env = {"OVN_NB_DB": f"{dead},{northbound.connection}"}
    assert run_module("ovn_switch", SWITCH, env=env)["changed"]
    assert nb.row("Logical_Switch", name="dmz")


def test_a_socket_that_is_not_there(run_module: ModuleRunner, folder: Path) -> None:
    remote = f"unix:{folder}/nowhere.sock"
    assert run_module.fails("ovn_switch", {**SWITCH, "nb_connection": remote}) == (
        f"cannot use OVN_Northbound: {remote}: there is no such socket; does the server run on this host, "
        "with this run directory?"
    )


def test_a_refused_port(run_module: ModuleRunner) -> None:
    remote = f"tcp:127.0.0.1:{unused_port()}"
    assert run_module.fails("ovn_switch", {**SWITCH, "nb_connection": remote}) == (
        f"cannot use OVN_Northbound: {remote}: connection refused; does the server listen there "
        "(ovn-nbctl get-connection)?"
    )


def test_a_database_that_is_no_northbound(run_module: ModuleRunner, southbound: OvsdbServer, sb: Reader) -> None:
    before = sb.snapshot()
    assert run_module.fails("ovn_switch", {**SWITCH, "nb_connection": southbound.connection}) == (
        f"cannot use OVN_Northbound: {southbound.connection}: the server has no database OVN_Northbound, "
        "it serves OVN_Southbound; check the address"
    )
    assert sb.snapshot() == before


def test_each_of_several_servers_says_why(run_module: ModuleRunner, southbound: OvsdbServer, folder: Path) -> None:
    remotes = [f"unix:{folder}/nowhere.sock", southbound.connection]
    message = run_module.fails("ovn_switch", {**SWITCH, "nb_connection": remotes})
    assert "nowhere.sock: there is no such socket" in message
    assert "it serves OVN_Southbound" in message


def test_a_server_that_is_no_database_is_passed_over(
    run_module: ModuleRunner, northbound: OvsdbServer, nb: Reader
) -> None:
    """Commands of OVN's programs come by the language of databases, too."""
    remotes = [f"unix:{northbound.control}", northbound.connection]
    assert run_module("ovn_switch", {**SWITCH, "nb_connection": remotes})["changed"]
    assert nb.row("Logical_Switch", name="dmz")
    message = run_module.fails("ovn_switch", {**SWITCH, "nb_connection": remotes[:1]})
    assert message.startswith(f"cannot use OVN_Northbound: {remotes[0]}: ")
    assert "transact" in message


@pytest.mark.parametrize(
    ("remote", "reason"),
    [
        ("127.0.0.1:6641", "not an OVSDB connection method, write unix:PATH, tcp:IP:PORT or ssl:IP:PORT"),
        ("http://127.0.0.1", "not an OVSDB connection method"),
        ("ptcp:6641", "not an OVSDB connection method"),
        ("ssl:127.0.0.1:6641", "needs private_key, certificate, ca_cert to be set"),
        ("tcp:127.0.0.1", "write tcp:IP:PORT"),
        ("tcp:127.0.0.1:x", "write tcp:IP:PORT"),
        ("tcp:127.0.0.1:99999", "write tcp:IP:PORT"),
        ("tcp:256.0.0.1:6641", "write tcp:IP:PORT"),
        ("tcp::6641", "write tcp:IP:PORT"),
        ("unix:", "write unix:PATH"),
        ("", "not an OVSDB connection method"),
    ],
)
def test_an_address_that_is_none(run_module: ModuleRunner, remote: str, reason: str) -> None:
    message = run_module.fails("ovn_switch", {**SWITCH, "nb_connection": [remote], "timeout": 2})
    assert message.startswith(f"cannot use OVN_Northbound: {remote}: ")
    assert reason in message


def test_certificates_that_are_not_there(run_module: ModuleRunner, folder: Path) -> None:
    files = {name: f"{folder}/{name}.pem" for name in ("private_key", "certificate", "ca_cert")}
    args = {**SWITCH, **files, "nb_connection": f"ssl:127.0.0.1:{unused_port()}", "timeout": 2}
    message = run_module.fails("ovn_switch", args)
    assert message.startswith("cannot use OVN_Northbound: ssl:127.0.0.1:")
    assert "private_key.pem" in message


def test_a_server_that_never_answers(run_module: ModuleRunner, start_server: StartServer) -> None:
    server = start_server("OVN_Northbound")
    with server.frozen():
        message = run_module.fails("ovn_switch", {**SWITCH, "nb_connection": server.connection, "timeout": 1})
    assert message == f"cannot use OVN_Northbound: {server.connection}: no answer within 1 s"


def test_the_python_binding_is_not_needed(session_folder: Path, folder: Path, northbound: OvsdbServer) -> None:
    """Modules run with nothing but Python: here one that finds no python-ovs."""
    python = shutil.which("python3", path="/usr/bin") or "python3"
    runner = ModuleRunner(folder / "bare", python)
    empty = folder / "empty" / "ovs"
    empty.mkdir(parents=True)
    (empty / "__init__.py").write_text("raise ImportError('no module named ovs')\n")
    path = os.pathsep.join([str(empty.parent), str(folder / "bare")])
    acl = {"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop"}
    args = {**SWITCH, "acls": [acl], "nb_connection": northbound.connection}
    assert runner("ovn_switch", args, env={"PYTHONPATH": path})["changed"]


def test_a_server_that_has_just_been_started(folder: Path) -> None:
    """For a moment it has its databases, and does not tell of them where others look for a leader."""
    row = {"name": "OVN_Northbound", "model": "standalone", "connected": True, "leader": True}
    answers: list[Any] = [[{"rows": []}], ["_Server", "OVN_Northbound"], [{"rows": [row]}]]
    path = folder / "young.sock"

    def answer(listener: socket.socket) -> None:
        link, _address = listener.accept()
        with link:
            for number, result in enumerate(answers, 1):
                link.recv(1 << 16)
                link.sendall(json.dumps({"id": number, "result": result, "error": None}).encode())

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=answer, args=(listener,), daemon=True)
        thread.start()
        client = Client([f"unix:{path}"], "OVN_Northbound", timeout=5)
        client.connect()
        assert client.remote == f"unix:{path}"
        client.close()
        thread.join(5)
