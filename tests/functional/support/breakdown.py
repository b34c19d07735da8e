# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between modules and a server, and does something at the worst moment: when a write is under way."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from support.processes import OvsdbServer

CHUNK = 1 << 16
WRITES = ("insert", "update", "mutate", "delete")


class Breakdown:
    """Stands between modules and a server, and hangs up once.

    :param after_commit: the write is done and its answer is lost; else it never reaches the server
    """

    def __init__(self, folder: Path, server: OvsdbServer, *, after_commit: bool) -> None:
        self._server = server
        self._after_commit = after_commit
        self.happened = False
        path = folder / "breakdown.sock"
        self.connection = f"unix:{path}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        """Serve one client after the other."""
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            with client, socket.socket(socket.AF_UNIX) as upstream:
                upstream.connect(str(self._server.socket))
                self._converse(client, upstream)

    def _converse(self, client: socket.socket, upstream: socket.socket) -> None:
        """Carry questions and answers in turn, as the modules ask one thing at a time."""
        while True:
            question = _message(client)
            answer = question and self._answer(question, upstream)
            if answer is None:
                return
            client.sendall(json.dumps(answer).encode())

    def _answer(self, question: dict[str, Any], upstream: socket.socket) -> dict[str, Any] | None:
        """Return the server's answer, None to hang up."""
        breaks = not self.happened and "insert" in _asked(question)
        self.happened |= breaks
        if breaks and not self._after_commit:
            return None
        upstream.sendall(json.dumps(question).encode())
        answer = _message(upstream)
        return None if breaks else answer


class Meddler(Breakdown):
    """Somebody changes the database after every write, before the answer comes.

    :param meddle: changes it, given how often there were writes before this one
    """

    def __init__(self, folder: Path, server: OvsdbServer, meddle: Callable[[int], Any]) -> None:
        self.writes = 0
        self._meddle = meddle
        super().__init__(folder, server, after_commit=True)

    def _answer(self, question: dict[str, Any], upstream: socket.socket) -> dict[str, Any] | None:
        upstream.sendall(json.dumps(question).encode())
        answer = _message(upstream)
        if not _asked(question).isdisjoint(WRITES):
            self._meddle(self.writes)
            self.writes += 1
        return answer


def _asked(question: dict[str, Any]) -> set[str]:
    """Return the kinds of operations in a transaction."""
    return {operation["op"] for operation in question["params"] if isinstance(operation, dict)}


def _message(source: socket.socket) -> dict[str, Any] | None:
    """Return the next JSON object, None at the end."""
    data = b""
    while True:
        chunk = source.recv(CHUNK)
        if not chunk:
            return None
        data += chunk
        with suppress(ValueError):
            message: dict[str, Any] = json.loads(data)
            return message
