# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conversation with an ovsdb-server: connect, find the leader, ask, transact.

Transport (unix, TCP, TLS) is python-ovs' ``Stream``. The messages are read and written
with the standard library's ``json``: python-ovs' own parser is pure Python on most
installations and some hundred times slower on the replies that a large network gives.
There is no monitor: what a task needs is read by ``select``, so its cost does not grow
with the database.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import Conflict, ConnectFailed, ConnectionLost, OvsdbError, TransactionFailed

try:
    import ovs.poller
    import ovs.stream

    OVS_IMPORT_ERROR: Exception | None = None
except ImportError as exc:
    OVS_IMPORT_ERROR = exc

RECEIVE_BYTES = 1 << 20
# Between two rounds over the remotes of a cluster that is electing a leader.
RETRY_SECONDS = 0.2


@dataclass(frozen=True)
class Tls:
    """Files (PEM, paths on the host that connects) for ``ssl:`` remotes."""

    private_key: str | None = None
    certificate: str | None = None
    ca_cert: str | None = None

    def problem(self) -> str | None:
        """What keeps these files from being used."""
        files = {name: getattr(self, name) for name in ("private_key", "certificate", "ca_cert")}
        unset = [name for name, path in files.items() if not path]
        if unset:
            return f"needs {', '.join(unset)} to be set"
        return next(
            (f"{name}: there is no file {path}" for name, path in files.items() if not os.path.isfile(path)), None
        )


class Client:
    """One connection to one database of one server (the leader, if there are several).

    :param remotes: connection methods, ``unix:PATH``, ``tcp:IP:PORT`` or ``ssl:IP:PORT``
    :param database: schema name, for example ``OVN_Northbound``
    :param timeout: seconds for connecting, and for each answer
    :param leader_only: with a cluster, use no server but the leader
    :raises ConnectFailed: no remote is usable, with the reason for each
    """

    def __init__(
        self,
        remotes: Sequence[str],
        database: str,
        *,
        timeout: float = 30,
        tls: Tls | None = None,
        leader_only: bool = True,
    ) -> None:
        if OVS_IMPORT_ERROR is not None:
            raise ConnectFailed(
                f"the Python package 'ovs' is missing for {sys.executable}"
                f" ({OVS_IMPORT_ERROR}): install python3-openvswitch (Debian) or ovs (PyPI)"
            )
        self.remotes = list(remotes)
        self.database = database
        self.timeout = timeout
        self.tls = tls or Tls()
        self.leader_only = leader_only
        self.remote = ""
        self._stream: Any = None
        self._input = b""
        self._next_id = 0
        self._schema: dict[str, Any] | None = None

    # -- connection ---------------------------------------------------------------------

    def connect(self, *, retry: bool = False) -> None:
        """Connect to the first usable remote.

        :param retry: go on until the time is over; else only an election is waited for
        """
        deadline = time.monotonic() + self.timeout
        while True:
            problems = []
            for remote in self.remotes:
                problem = self._try(remote, deadline)
                if problem is None:
                    return
                problems.append(problem)
            electing = any(problem.electing for problem in problems)
            if time.monotonic() >= deadline or not (retry or electing):
                break
            time.sleep(RETRY_SECONDS)
        raise ConnectFailed(
            f"cannot use {self.database}: "
            + "; ".join(f"{remote}: {problem.text}" for remote, problem in zip(self.remotes, problems))
        )

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._input = b""

    def _try(self, remote: str, deadline: float) -> _Problem | None:
        self.close()
        self.remote = remote
        try:
            self._open(remote, deadline)
            databases = self.request("list_dbs", [])
            if self.database not in databases:
                served = ", ".join(name for name in databases if not name.startswith("_")) or "nothing"
                return _Problem(f"the server has no database {self.database}, it serves {served}; check the address")
            return self._check_leader() if self.leader_only else None
        except ConnectionLost as exc:
            self.close()
            return _Problem(exc.reason)
        except _Refused as exc:
            self.close()
            return _Problem(str(exc))

    def _open(self, remote: str, deadline: float) -> None:
        scheme = remote.partition(":")[0]
        problem = _malformed(remote) or (self.tls.problem() if scheme == "ssl" else None)
        if problem:
            raise _Refused(problem)
        if scheme == "ssl":
            ovs.stream.Stream.ssl_set_private_key_file(self.tls.private_key)
            ovs.stream.Stream.ssl_set_certificate_file(self.tls.certificate)
            ovs.stream.Stream.ssl_set_ca_cert_file(self.tls.ca_cert)
        left = max(1, int((deadline - time.monotonic()) * 1000))
        try:
            error, stream = ovs.stream.Stream.open_block(ovs.stream.Stream.open(remote), left)
        except (OSError, ValueError) as exc:  # ssl.SSLError is an OSError: a file that is no certificate
            raise _Refused(str(exc)) from exc
        if error:
            raise _Refused(_reason(scheme, error))
        self._stream = stream

    def _check_leader(self) -> _Problem | None:
        where = [["name", "==", self.database]]
        columns = ["model", "connected", "leader"]
        operation = {"op": "select", "table": "Database", "where": where, "columns": columns}
        rows = self.request("transact", ["_Server", operation])[0].get("rows", [])
        row = rows[0] if rows else {}
        if row.get("model") != "clustered":
            return None
        if not row.get("connected"):
            return _Problem("the server is not connected to its cluster", electing=True)
        if not row.get("leader"):
            return _Problem("the server is a follower, not the leader", electing=True)
        return None

    # -- requests -------------------------------------------------------------------------

    def schema(self) -> dict[str, Any]:
        """The server's schema as JSON, asked for once."""
        if self._schema is None:
            self._schema = self.request("get_schema", [self.database])
        return self._schema

    def transact(
        self,
        operations: list[dict[str, Any]],
        *,
        timeout: float | None = None,
        meanwhile: Callable[[], Any] = lambda: None,
    ) -> list[dict[str, Any]]:
        """Run the operations as one transaction: all of it or nothing.

        :param meanwhile: what there is to do while the server works
        :raises Conflict: a guard (an OVSDB ``wait``) did not hold
        :raises TransactionFailed: the server refused, with its reason
        :raises ConnectionLost: no answer
        """
        params = [self.database, *operations]
        results: list[dict[str, Any]] = self.request("transact", params, timeout=timeout, meanwhile=meanwhile)
        for index, result in enumerate(results):
            error = result and result.get("error")
            if not error:
                continue
            operation = operations[index] if index < len(operations) else {}
            if error == "timed out" and operation.get("op") == "wait":
                raise Conflict(f"{operation['table']} was changed by somebody else meanwhile")
            details = result.get("details")
            raise TransactionFailed(f"{self.remote} refused: {error}" + (f" ({details})" if details else ""))
        return results

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """Rows of each select, read in one trip."""
        if not selects:
            return []
        return [result["rows"] for result in self.transact([{"op": "select", **select} for select in selects])]

    def request(
        self,
        method: str,
        params: list[Any],
        *,
        timeout: float | None = None,
        meanwhile: Callable[[], Any] = lambda: None,
    ) -> Any:
        """Send one JSON-RPC request and return its result."""
        if self._stream is None:
            raise ConnectionLost(self.remote, "not connected")
        limit = self.timeout if timeout is None else timeout
        deadline = time.monotonic() + limit
        self._next_id += 1
        self._send({"method": method, "params": params, "id": self._next_id}, deadline)
        meanwhile()
        while True:
            message = self._receive(deadline, limit)
            if message.get("method") == "echo":  # the server asks whether we live
                self._send({"id": message["id"], "result": message["params"], "error": None}, deadline)
            elif message.get("id") == self._next_id:
                if message.get("error"):
                    raise OvsdbError(f"{self.remote} answered {method} with {_text(message['error'])}")
                return message["result"]

    def _send(self, message: dict[str, Any], deadline: float) -> None:
        data = memoryview(json.dumps(message, separators=(",", ":")).encode())
        while data:
            sent = self._stream.send(data)
            if sent == -errno.EAGAIN:
                self._block(self._stream.send_wait, deadline, self.timeout)
            elif sent < 0:
                self._lost(os.strerror(-sent))
            else:
                data = data[sent:]

    def _receive(self, deadline: float, limit: float) -> dict[str, Any]:
        chunks = [self._input]
        while True:
            # A message ends with a brace: no other end is worth trying to parse.
            if chunks[-1].endswith(b"}"):
                text = b"".join(chunks).decode()
                try:
                    message: dict[str, Any]
                    message, end = json.JSONDecoder().raw_decode(text)
                except ValueError:
                    chunks = [text.encode()]
                else:
                    self._input = text[end:].encode()
                    return message
            error, data = self._stream.recv(RECEIVE_BYTES)
            if error == errno.EAGAIN:
                self._block(self._stream.recv_wait, deadline, limit)
            elif error:
                self._lost(os.strerror(error))
            elif not data:
                self._lost("the server closed the connection")
            else:
                chunks.append(data)

    def _block(self, wait_for: Any, deadline: float, limit: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            self._lost(f"no answer within {limit:g} s")
        poller = ovs.poller.Poller()
        wait_for(poller)
        poller.timer_wait(max(1, int(left * 1000)))
        poller.block()

    def _lost(self, reason: str) -> None:
        self.close()
        raise ConnectionLost(self.remote, reason)


@dataclass(frozen=True)
class _Problem:
    text: str
    electing: bool = False


class _Refused(Exception):
    pass


def _malformed(remote: str) -> str | None:
    """Why the text is no connection method. Names of hosts are none: OVSDB takes addresses."""
    scheme, _colon, rest = remote.partition(":")
    if scheme == "unix":
        return None if rest else "names no socket, write unix:PATH"
    if scheme not in ("tcp", "ssl"):
        return "not an OVSDB connection method, write unix:PATH, tcp:IP:PORT or ssl:IP:PORT"
    host, _colon, port = rest.rpartition(":")
    try:
        address = ipaddress.ip_address(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    except ValueError:
        return f"{host!r} is not an IP address, write {scheme}:IP:PORT (IPv6: {scheme}:[IP]:PORT)"
    if address.version == 6 and not host.startswith("["):
        return f"an IPv6 address needs brackets, write {scheme}:[{host}]:{port}"
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        return f"{port!r} is not a port of 1 to 65535, write {scheme}:IP:PORT"
    return None


def _reason(scheme: str, error: int) -> str:
    hints = {
        errno.ENOENT: "there is no such socket; does the server run on this host, with this run directory?",
        errno.ECONNREFUSED: "connection refused; does the server listen there (ovn-nbctl get-connection)?",
        errno.EACCES: "permission denied; the task needs to be root on this host",
        errno.ETIMEDOUT: "no answer; check address, route and firewall",
        errno.EPROTO: "TLS failed; do key, certificate and CA belong together?",
    }
    if scheme == "ssl" and error not in (errno.ECONNREFUSED, errno.ETIMEDOUT):
        return f"{os.strerror(error)}; {hints[errno.EPROTO]}"
    return hints.get(error, os.strerror(error))


def _text(error: Any) -> str:
    if isinstance(error, dict):
        return ": ".join(str(error[key]) for key in ("error", "details") if error.get(key))
    return str(error)
