# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web server of a VM, run here on the loopback address."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import web_files


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "requests.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        (folder / "index.html").write_text("i am vm1\n")
        program = folder / "serve"
        program.write_text(web_files.SERVE)
        # The other end of what systemd gives a service to say that it is ready.
        notify = folder / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.bind(str(notify))
            systemd.settimeout(20)
            self.process = subprocess.Popen(
                [sys.executable, program, str(self.port), folder, self.log], env={"NOTIFY_SOCKET": str(notify)}
            )
            assert systemd.recv(64) == b"READY=1"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def connection(self, address: str = "127.0.0.1") -> http.client.HTTPConnection:
        return http.client.HTTPConnection(address, self.port, timeout=20)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.stop()


def get(connection: http.client.HTTPConnection, path: str = "/") -> tuple[int, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_one_connection_serves_many_requests(server: Server) -> None:
    connection = server.connection()
    connection.connect()
    client = connection.sock.getsockname()
    assert [get(connection) for _request in range(3)] == [(200, "i am vm1\n")] * 3
    assert connection.sock.getsockname() == client, "the server has closed the connection"


def test_a_line_for_each_request(server: Server) -> None:
    connection = server.connection()
    assert get(connection)[0] == 200
    assert get(connection, "/missing")[0] == 404
    lines = [line for line in server.log.read_text().splitlines() if '"GET' in line]
    assert re.fullmatch(r'127\.0\.0\.1 - - \[[^]]+\] "GET / HTTP/1\.1" 200 -', lines[0])
    assert '"GET /missing HTTP/1.1" 404' in lines[1]


def test_a_changed_page_needs_no_restart(server: Server) -> None:
    assert get(server.connection()) == (200, "i am vm1\n")
    (server.folder / "index.html").write_text("i am another\n")
    assert get(server.connection()) == (200, "i am another\n")


@pytest.mark.parametrize("address", ["127.0.0.1", *(["::1"] if socket.has_dualstack_ipv6() else [])])
def test_a_client_is_logged_as_it_calls_itself(server: Server, address: str) -> None:
    assert get(server.connection(address)) == (200, "i am vm1\n")
    assert server.log.read_text().startswith(f"{address} - - ")


@pytest.mark.parametrize(("content", "page"), [("i am vm1", "i am vm1\n"), ("two\nlines\n", "two\nlines\n")])
def test_a_page_ends_with_its_line(content: str, page: str) -> None:
    assert web_files.content_file("vm1", content).text == page


def test_no_web_server() -> None:
    assert web_files.content_file("vm1", None).text is None
    assert web_files.settings_file("vm1", None).text is None
