# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection to one server: JSON-RPC over a unix socket or TCP.

Nothing here blocks: what takes time is a generator that yields what it waits for, so that
several servers can be asked at once. Sockets and JSON are the standard library's: importing
python-ovs takes as long as a small task, and its parser is some hundred times slower.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import re
import select
import socket
import time
from collections.abc import Generator, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from .errors import ConnectFailed, ConnectionLost, OvsdbError

RECEIVE_BYTES = 1 << 20
# A unix socket with a full queue tells nobody when there is room again.
BUSY_SECONDS = 0.01

# Nothing that we send contains itself.
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
# Of a longer request so many parameters at a time: the server reads these while the next are written.
PIECE = 500

T = TypeVar("T")


class Wait(NamedTuple):
    """What somebody waits for: a file descriptor, or (-1) a time."""

    fd: int
    events: int = 0
    until: float = 0.0


Steps = Generator[Wait, None, T]


def wait_for(waits: Iterable[Wait], deadline: float) -> bool:
    """Return when there is something to read or room to write, or false when the time is over."""
    poller = select.poll()
    for wait in waits:
        if wait.fd >= 0:
            poller.register(wait.fd, wait.events)
        else:
            deadline = min(deadline, wait.until)
    # poll() takes whole milliseconds: rounded up, or the last one would be spent in a busy loop.
    return bool(poller.poll(max(0, int((deadline - time.monotonic()) * 1000) + 1)))


class Tls(NamedTuple):
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
        missing = [f"{name}: there is no file {path}" for name, path in files.items() if not os.path.isfile(path)]
        return missing[0] if missing else None


class Refused(ConnectFailed):
    """The server cannot be talked to like this."""


class Link:
    """One connection, and one question at a time.

    :param remote: ``unix:PATH`` or ``tcp:IP:PORT``
    """

    # What to look at if the server hangs up at once.
    hint = "if it listens with TLS (pssl:), write ssl:IP:PORT"

    def __init__(self, remote: str) -> None:
        self.remote = remote
        self._socket: Any = None
        self._input = b""
        self._last_id = 0
        self._has_answered = False

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    # -- to the server ------------------------------------------------------------------

    def open(self) -> Steps[None]:
        """
        :raises Refused: there is no connection to be had, and why
        """
        problem = malformed(self.remote)
        if problem:
            raise Refused(problem)
        scheme, _colon, place = self.remote.partition(":")
        address: Any = place
        family = socket.AF_UNIX
        if scheme != "unix":
            host, _colon, port = place.rpartition(":")
            address = host.strip("[]"), int(port)
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._input, self._has_answered = b"", False
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        if scheme != "unix":
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                error = self._socket.connect_ex(address)
            except OSError as exc:  # a path that is too long, for example
                raise Refused(str(exc)) from exc
            if error in (errno.EINPROGRESS, errno.EALREADY):
                yield Wait(self._socket.fileno(), select.POLLOUT)
            elif error == errno.EAGAIN:
                yield Wait(-1, until=time.monotonic() + BUSY_SECONDS)
            else:
                break
        if error not in (0, errno.EISCONN):
            raise Refused(_reason(error))
        yield from self._shake_hands()

    def _shake_hands(self) -> Steps[None]:
        yield from ()

    # -- questions and answers ----------------------------------------------------------

    def ask(self, method: str, params: list[Any]) -> Steps[Any]:
        """The result of one request."""
        yield from self.send(method, params)
        return (yield from self.receive())

    def send(self, method: str, params: list[Any]) -> Steps[None]:
        self._last_id += 1
        yield from self._send(_request(method, params, self._last_id))

    def receive(self) -> Steps[Any]:
        """What the server answers to the last request."""
        while True:
            message = yield from self._receive()
            self._has_answered = True
            if message.get("method") == "echo":  # the server asks whether we live
                answer = {"id": message["id"], "result": message["params"], "error": None}
                yield from self._send([_ENCODER.encode(answer)])
            elif message.get("id") == self._last_id:
                if message.get("error"):
                    raise OvsdbError(f"{self.remote} refused the request: {_text(message['error'])}")
                return message["result"]

    def _send(self, texts: Iterable[str]) -> Steps[None]:
        for text in texts:
            data = memoryview(text.encode())
            while data:
                try:
                    sent = self._write(data)
                except OSError as exc:
                    raise self._lost(exc) from exc
                if sent is None:
                    yield Wait(self._socket.fileno(), select.POLLOUT)
                else:
                    data = data[sent:]

    def _receive(self) -> Steps[dict[str, Any]]:
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
            try:
                data = self._read()
            except OSError as exc:
                raise self._lost(exc) from exc
            if data is None:
                yield Wait(self._socket.fileno(), select.POLLIN)
            elif data:
                chunks.append(data)
            else:
                raise self._lost(None)

    def _write(self, data: memoryview) -> int | None:
        """Send what there is room for; ``None`` if there is none."""
        try:
            sent: int = self._socket.send(data)
        except BlockingIOError:
            return None
        return sent

    def _read(self) -> bytes | None:
        """What the server has sent: nothing at its end, ``None`` if there is nothing yet."""
        try:
            data: bytes = self._socket.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return None
        return data

    def _lost(self, exc: OSError | None) -> ConnectionLost:
        return ConnectionLost(self.remote, self.fault(exc))

    def fault(self, exc: OSError | None) -> str:
        """Why there is no connection any more; without an error if the server closed it."""
        reason = "the server closed the connection"
        if exc is not None:
            reason = os.strerror(exc.errno) if exc.errno else str(exc)
        if not self._has_answered and not self.remote.startswith("unix:"):
            reason += f" without an answer; {self.hint}"
        return reason


def _request(method: str, params: list[Any], number: int) -> Iterator[str]:
    """The JSON of a request, in pieces if it is a long one."""
    text = f'{{"id":{number},"method":"{method}","params":['
    for first in range(0, len(params), PIECE):
        if first:
            yield text
            text = ","
        text += _ENCODER.encode(params[first : first + PIECE])[1:-1]
    yield text + "]}"


def malformed(remote: str) -> str | None:
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


def _reason(error: int) -> str:
    hints = {
        errno.ENOENT: "there is no such socket; does the server run on this host, with this run directory?",
        errno.ECONNREFUSED: "connection refused; does the server listen there (ovn-nbctl get-connection)?",
        errno.EACCES: "permission denied; the task needs to be root on this host",
        errno.ETIMEDOUT: "no answer; check address, route and firewall",
    }
    return hints.get(error, os.strerror(error))


def _text(error: Any) -> str:
    if isinstance(error, dict):
        return ": ".join(str(error[key]) for key in ("error", "details") if error.get(key))
    return str(error)
