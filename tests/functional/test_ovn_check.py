# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_check against web servers on the loopback address."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader


@contextmanager
def web_server(texts: list[str], status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A server that gives its texts in turn; its URL, and the paths that it was asked for."""
    turn, paths = cycle(texts), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            text = f"{next(turn)}\n".encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: Any) -> None:
            """The paths are the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", paths
        server.shutdown()
        thread.join()


@contextmanager
def silent_server() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@contextmanager
def nobody() -> Iterator[str]:
    """An address where no server listens: the port is taken, but not listened on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unused.getsockname()[1]}/"


def ask(run_module: ModuleRunner, check_mode: bool = False, **check: Any) -> dict[str, Any]:
    answer = run_module("ovn_check", {"checks": [{"from": "me", "limit": 1, **check}]}, check=check_mode)
    assert answer["rc"] == 0
    assert answer["changed"] is False
    (result,) = answer["results"]
    assert answer["all_hold"] is result["holds"]
    return dict(result)


@pytest.mark.parametrize("check_mode", [False, True])
def test_both_servers_answer(run_module: ModuleRunner, check_mode: bool) -> None:
    with web_server(["a", "b"]) as (url, paths):
        result = ask(run_module, check_mode, get=url, answers=["a", "b"], mark=True)
    assert result["holds"]
    assert sum(result["outcomes"].values()) == 21
    assert set(result["outcomes"]) == {"a", "b"}
    assert paths.count(f"/?{result['mark']}") == 21


def test_one_server_never_answers(run_module: ModuleRunner) -> None:
    with web_server(["a"]) as (url, _paths):
        result = ask(run_module, get=url, answers=["a", "b"])
    assert (result["holds"], result["reason"]) == (False, "no answer from 'b'")
    assert result["tries"] > 1


def test_an_error_is_no_answer(run_module: ModuleRunner) -> None:
    with web_server(["a"], status=404) as (url, _paths):
        result = ask(run_module, get=url, answers=["a"])
    assert (result["holds"], result["reason"]) == (False, f"{url}: HTTP status 404")


def test_no_server_where_one_must_be(run_module: ModuleRunner) -> None:
    with nobody() as url:
        result = ask(run_module, get=url, answers=["a"])
    assert (result["holds"], result["reason"]) == (False, f"{url}: refused")


def test_must_be_refused(run_module: ModuleRunner) -> None:
    with nobody() as url, web_server(["a"]) as (alive, _paths):
        assert ask(run_module, get=url, fails="refused", alive=alive)["outcomes"] == {"refused": 21}
        assert ask(run_module, get=url, fails="any", alive=alive)["holds"]
        result = ask(run_module, get=url, fails="timeout", alive=alive)
    assert (result["holds"], result["reason"]) == (False, "wanted timeout, got refused")


def test_must_hang(run_module: ModuleRunner) -> None:
    with silent_server() as url, web_server(["a"]) as (alive, _paths):
        result = ask(run_module, get=url, fails="timeout", alive=alive)
    assert result["outcomes"] == {"timeout": 21}
    # All at once: the patience of one request, not of all of them.
    assert result["seconds"] < 15


def test_must_fail_but_nothing_is_alive(run_module: ModuleRunner) -> None:
    with nobody() as url:
        result = ask(run_module, get=url, fails="refused", alive=url)
    assert (result["holds"], result["reason"], result["outcomes"]) == (False, f"{url}: refused", {})


def test_a_vm_that_is_not_there(run_module: ModuleRunner) -> None:
    result = ask(run_module, get="http://127.0.0.1:1/", answers=["a"], namespace="ovnlab-none")
    assert not result["holds"]
    assert result["reason"] == (
        "there is no network namespace ovnlab-none on this host; run the playbook that makes the VMs"
    )


@pytest.mark.parametrize(
    ("address", "wanted", "reason"),
    [
        ("192.0.2.2", "geneve", None),
        ("192.0.2.2", "vxlan", "wanted vxlan, got geneve"),
        ("192.0.2.3", "vxlan", "wanted vxlan, got could not add network device"),
        ("192.0.2.4", None, "no tunnel"),
    ],
)
def test_tunnels(run_module: ModuleRunner, ovs: Reader, address: str, wanted: str | None, reason: str | None) -> None:
    def interface(name: str, peer: str, **columns: Any) -> tuple[dict[str, Any], ...]:
        options = ["map", [["remote_ip", peer], ["key", "flow"]]]
        row = {"name": name, "options": options, **columns}
        port = {"name": name, "interfaces": ["named-uuid", f"if{name}"]}
        return (
            {"op": "insert", "table": "Interface", "row": row, "uuid-name": f"if{name}"},
            {"op": "insert", "table": "Port", "row": port, "uuid-name": f"port{name}"},
        )

    bridge = {"name": "br-int", "ports": ["set", [["named-uuid", "portt1"], ["named-uuid", "portt2"]]]}
    ovs.transact(
        *interface("t1", "192.0.2.2", type="geneve"),
        *interface("t2", "192.0.2.3", type="vxlan", error="could not add network device"),
        {"op": "insert", "table": "Bridge", "row": bridge, "uuid-name": "bridge"},
        {"op": "insert", "table": "Open_vSwitch", "row": {"bridges": ["named-uuid", "bridge"]}},
    )
    check = {"from": "me", "tunnel_to": address, **({"tunnel_type": wanted} if wanted else {}), "limit": 1}
    answer = run_module("ovn_check", {"checks": [check], "ovs_connection": ovs.server.connection})
    (result,) = answer["results"]
    assert (result["holds"], result["reason"]) == (reason is None, reason)


@pytest.mark.parametrize(
    ("port", "chassis", "reason"),
    [
        ("bound", "one", None),
        ("bound", None, None),
        ("bound", "two", "wanted two, got one"),
        ("loose", "one", "wanted one, got bound nowhere"),
        ("none", None, "there is no such port"),
    ],
)
def test_ports(run_module: ModuleRunner, sb: Reader, port: str, chassis: str | None, reason: str | None) -> None:
    encap = {"type": "geneve", "ip": "192.0.2.1", "chassis_name": "one"}
    datapath = ["named-uuid", "datapath"]
    sb.transact(
        {"op": "insert", "table": "Encap", "row": encap, "uuid-name": "encap"},
        {
            "op": "insert",
            "table": "Chassis",
            "row": {"name": "one", "encaps": ["named-uuid", "encap"]},
            "uuid-name": "chassis",
        },
        {"op": "insert", "table": "Datapath_Binding", "row": {"tunnel_key": 1}, "uuid-name": "datapath"},
        *(
            {
                "op": "insert",
                "table": "Port_Binding",
                "row": {"logical_port": name, "datapath": datapath, "tunnel_key": key, **bound},
            }
            for key, (name, bound) in enumerate([("bound", {"chassis": ["named-uuid", "chassis"]}), ("loose", {})], 1)
        ),
    )
    check = {"from": "me", "port": port, "chassis": chassis, "limit": 1}
    answer = run_module("ovn_check", {"checks": [check], "sb_connection": [sb.server.connection]})
    (result,) = answer["results"]
    assert (result["holds"], result["reason"]) == (reason is None, reason)


@pytest.mark.parametrize(
    ("backend", "state", "reason"),
    [
        ("192.0.2.3:80", None, None),
        ("192.0.2.3:80", "offline", "wanted offline, got online"),
        ("192.0.2.4:80", None, "wanted online, got offline"),
        ("[fd00::5]:80", "error", None),
        ("192.0.2.6:80", "online", "wanted online, got unknown"),
        ("192.0.2.3:81", "online", "wanted online, got unchecked"),
    ],
)
def test_health(run_module: ModuleRunner, sb: Reader, backend: str, state: str | None, reason: str | None) -> None:
    states = {"192.0.2.3": "online", "192.0.2.4": "offline", "fd00::5": "error", "192.0.2.6": None}
    common = {"port": 80, "protocol": "tcp", "logical_port": "vm"}
    rows = [{"ip": ip, **common, **({"status": status} if status else {})} for ip, status in states.items()]
    sb.transact(*({"op": "insert", "table": "Service_Monitor", "row": row} for row in rows))
    check = {"from": "me", "health": backend, **({"state": state} if state else {}), "limit": 1}
    answer = run_module("ovn_check", {"checks": [check], "sb_connection": [sb.server.connection]})
    (result,) = answer["results"]
    assert (result["holds"], result["reason"]) == (reason is None, reason)


def test_no_database(run_module: ModuleRunner, tmp_path: Path) -> None:
    check = {"from": "me", "tunnel_to": "192.0.2.2", "limit": 1}
    answer = run_module("ovn_check", {"checks": [check], "ovs_connection": f"unix:{tmp_path}/none.sock"})
    assert "there is no such socket" in answer["results"][0]["reason"]


def test_no_checks(run_module: ModuleRunner) -> None:
    assert run_module("ovn_check", {"checks": []})["all_hold"] is True


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({}, "one of the following is required: ping, get, tunnel_to, port, health found in checks"),
        (
            {"ping": "127.0.0.1", "get": "http://127.0.0.1/"},
            "parameters are mutually exclusive: ping|get|tunnel_to|port|health found in checks",
        ),
        ({"ping": "localhost"}, "checks[0].ping: 'localhost' is not an IP address, write for example 172.16.255.130"),
        (
            {"health": "fd00::1:80"},
            "checks[0].health: 'fd00::1:80' is no backend, write IP:PORT such as 172.16.255.130:8000 (IPv6: [IP]:PORT)",
        ),
        (
            {"get": "http://127.0.0.1/", "fails": "timeout"},
            "checks[0].alive: is required with fails, else a dead network would pass too",
        ),
        (
            {"get": "localhost", "fails": "timeout", "alive": "x"},
            "checks[0].get: 'localhost' is no URL that can be asked; write http://ADDRESS:PORT/ with an IP address "
            "(IPv6: http://[ADDRESS]:PORT/); checks[0].alive: 'x' is not an IP address, write for example 172.16.255.130",
        ),
    ],
)
def test_refused(run_module: ModuleRunner, check: dict[str, Any], message: str) -> None:
    assert run_module.fails("ovn_check", {"checks": [{"from": "me", **check}]}) == message
