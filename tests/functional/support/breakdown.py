# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that breaks the connection at the worst moment: when the first write is under way."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from support.processes import OvsdbServer

CHUNK = 1 << 16


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
            if question is None:
                return
            breaks = not self.happened and any(
                isinstance(operation, dict) and operation["op"] == "insert" for operation in question["params"]
            )
            self.happened |= breaks
            if breaks and not self._after_commit:
                return
            upstream.sendall(json.dumps(question).encode())
            answer = _message(upstream)
            if breaks or answer is None:
                return
            client.sendall(json.dumps(answer).encode())


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
