# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases behind TLS: who may come in, and what is said to those who may not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support.certificates import CLIENT_ALONE, Authority, server_options
from support.modules import ModuleRunner
from support.processes import OvsdbServer, unused_port
from support.programs import program
from support.reader import Reader

SWITCH = {"name": "dmz"}
TIMEOUT = 5

StartTls = Callable[..., "TlsServer"]


class TlsServer(OvsdbServer):
    """A server behind TLS, and a unix socket to look what is really there."""

    def __init__(self, folder: Path, files: dict[str, str], database: str = "OVN_Northbound") -> None:
        super().__init__(folder, database, unused_port())
        self.files = files

    @property
    def remote(self) -> str:
        return f"ssl:127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        remotes = [f"--remote=punix:{self.socket}", f"--remote=pssl:{self.port}:127.0.0.1"]
        return [program("ovsdb-server"), *remotes, *server_options(self.files), str(self.file)]


@pytest.fixture
def ca(folder: Path) -> Authority:
    return Authority(folder / "ca", "lab")


@pytest.fixture
def foreign(folder: Path) -> Authority:
    return Authority(folder / "foreign", "somebody else")


@pytest.fixture
def start_tls(folder: Path) -> Iterator[StartTls]:
    with ExitStack() as started:

        def start(files: dict[str, str], database: str = "OVN_Northbound") -> TlsServer:
            server = TlsServer(folder, files, database)
            server.start()
            started.callback(server.stop)
            return server

        yield start


@pytest.fixture
def server(start_tls: StartTls, ca: Authority) -> TlsServer:
    return start_tls(ca.issue("central1"))


def refused(run_module: ModuleRunner, server: OvsdbServer, args: dict[str, Any]) -> str:
    """The message of a module that is kept out, and neither writes nor hangs."""
    before = Reader(server).snapshot()
    started = time.monotonic()
    message = run_module.fails("ovn_switch", {**SWITCH, "timeout": TIMEOUT, **args})
    # Starting Python takes its time on a busy machine.
    assert time.monotonic() - started < TIMEOUT + 10
    assert Reader(server).snapshot() == before
    return message


def test_a_task_over_tls(run_module: ModuleRunner, server: TlsServer, ca: Authority) -> None:
    args = {**SWITCH, **ca.issue("client"), "nb_connection": server.remote}
    assert run_module("ovn_switch", args)["changed"]
    assert run_module("ovn_switch", args)["changed"] is False
    assert Reader(server).row("Logical_Switch", name="dmz")


def test_a_large_task_over_tls(run_module: ModuleRunner, server: TlsServer, ca: Authority) -> None:
    """More than fits into one record, or into the buffers of a socket."""
    ports = [{"name": f"vm{number}", "addresses": ["unknown"]} for number in range(3000)]
    args = {**SWITCH, "ports": ports, **ca.issue("client"), "nb_connection": server.remote}
    assert run_module("ovn_switch", args)["changed"]
    assert run_module("ovn_switch", args)["changed"] is False
    assert len(Reader(server).rows("Logical_Switch_Port")) == 3000


def test_several_authorities_in_one_file(
    run_module: ModuleRunner, server: TlsServer, ca: Authority, foreign: Authority, folder: Path
) -> None:
    """As it is while a CA is replaced by another."""
    both = folder / "both.pem"
    both.write_bytes(foreign.certificate.read_bytes() + ca.certificate.read_bytes())
    args = {**SWITCH, **ca.issue("client"), "ca_cert": str(both), "nb_connection": server.remote}
    assert run_module("ovn_switch", args)["changed"]


def test_a_certificate_of_another_authority(
    run_module: ModuleRunner, server: TlsServer, ca: Authority, foreign: Authority
) -> None:
    files = {**foreign.issue("client"), "ca_cert": str(ca.certificate)}
    message = refused(run_module, server, {**files, "nb_connection": server.remote})
    assert message == (
        f"cannot use OVN_Northbound: {server.remote}: the server does not know the CA that signed our certificate "
        f"{files['certificate']}; put that CA among those that the server trusts, or take a certificate of the server's CA"
    )


def test_a_certificate_that_has_expired(run_module: ModuleRunner, server: TlsServer, ca: Authority) -> None:
    files = ca.issue("client", expired=True)
    message = refused(run_module, server, {**files, "nb_connection": server.remote})
    assert message == (
        f"cannot use OVN_Northbound: {server.remote}: the server says that our certificate {files['certificate']} has "
        "expired; renew it"
    )


def test_no_certificate(run_module: ModuleRunner, server: TlsServer, ca: Authority) -> None:
    message = refused(run_module, server, {"ca_cert": str(ca.certificate), "nb_connection": server.remote})
    assert message == (f"cannot use OVN_Northbound: {server.remote}: needs private_key, certificate to be set")


def test_a_key_of_another_certificate(run_module: ModuleRunner, server: TlsServer, ca: Authority) -> None:
    files = {**ca.issue("client"), "private_key": ca.issue("other")["private_key"]}
    message = refused(run_module, server, {**files, "nb_connection": server.remote})
    assert (
        f"certificate {files['certificate']} and private_key {files['private_key']} cannot be used together" in message
    )


def test_files_that_hold_something_else(
    run_module: ModuleRunner, server: TlsServer, ca: Authority, folder: Path
) -> None:
    (folder / "text.pem").write_text("none\n")
    files = {**ca.issue("client"), "ca_cert": f"{folder}/text.pem"}
    message = refused(run_module, server, {**files, "nb_connection": server.remote})
    assert f"{server.remote}: ca_cert: {folder}/text.pem cannot be used: " in message


def test_a_server_of_another_authority(
    run_module: ModuleRunner, server: TlsServer, ca: Authority, foreign: Authority
) -> None:
    """Who trusts the wrong CA does not talk to the server at all."""
    files = {**ca.issue("client"), "ca_cert": str(foreign.certificate)}
    message = refused(run_module, server, {**files, "nb_connection": server.remote})
    assert re.fullmatch(
        f"cannot use OVN_Northbound: {server.remote}: the server's certificate is not signed by a CA of ca_cert "
        rf"{foreign.certificate} \(.+\); put the CA that signed it there",
        message,
    )


def test_a_server_whose_certificate_has_expired(run_module: ModuleRunner, start_tls: StartTls, ca: Authority) -> None:
    server = start_tls(ca.issue("central1", expired=True))
    message = refused(run_module, server, {**ca.issue("client"), "nb_connection": server.remote})
    assert message == (
        f"cannot use OVN_Northbound: {server.remote}: the server's certificate has expired; renew it on the server's host"
    )


def test_a_chassis_cannot_pose_as_a_server(run_module: ModuleRunner, start_tls: StartTls, ca: Authority) -> None:
    server = start_tls(ca.issue("host1", purposes=CLIENT_ALONE))
    message = refused(run_module, server, {**ca.issue("client"), "nb_connection": server.remote})
    assert message == (
        f"cannot use OVN_Northbound: {server.remote}: the server's certificate is not for servers; its extended key "
        "usage must have serverAuth"
    )


def test_plain_tcp_where_the_server_wants_tls(run_module: ModuleRunner, server: TlsServer) -> None:
    remote = f"tcp:127.0.0.1:{server.port}"
    message = refused(run_module, server, {"nb_connection": remote})
    assert message.startswith(f"cannot use OVN_Northbound: {remote}: ")
    assert "if it listens with TLS (pssl:), write ssl:IP:PORT" in message


def test_tls_where_the_server_is_plain(
    run_module: ModuleRunner, start_server: Callable[..., OvsdbServer], ca: Authority
) -> None:
    server = start_server("OVN_Northbound", port=unused_port())
    remote = f"ssl:127.0.0.1:{server.port}"
    message = refused(run_module, server, {**ca.issue("client"), "nb_connection": remote})
    assert message.startswith(f"cannot use OVN_Northbound: {remote}: ")
    assert "TLS (pssl:)" in message


def test_a_server_that_never_shakes_hands(run_module: ModuleRunner, server: TlsServer, ca: Authority) -> None:
    files = ca.issue("client")
    with server.frozen():
        message = run_module.fails("ovn_switch", {**SWITCH, **files, "nb_connection": server.remote, "timeout": 1})
    assert message == f"cannot use OVN_Northbound: {server.remote}: no answer within 1 s"
