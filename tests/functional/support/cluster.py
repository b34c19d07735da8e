# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases with three servers (RAFT) on loopback addresses, and ways to lose some of these."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from support.processes import OvsdbServer, Process, unused_port, wait_until
from support.programs import OWN_RELEASE, program, schema_file

ELECTION_SECONDS = 60.0


class Member(OvsdbServer):
    """One server of a cluster. It keeps its ports when it is started again."""

    def __init__(self, folder: Path, database: str, tls: list[str] | None = None, first: Member | None = None) -> None:
        folder.mkdir()
        super().__init__(folder, database, unused_port())
        self.tls = tls
        self.raft = f"tcp:127.0.0.1:{unused_port()}"
        if first is None:
            words = ["create-cluster", str(self.file), str(schema_file(OWN_RELEASE, database)), self.raft]
        else:
            words = ["join-cluster", str(self.file), database, self.raft, first.raft]
        subprocess.run([program("ovsdb-tool"), *words], check=True, capture_output=True)

    @property
    def remote(self) -> str:
        return f"{'ssl' if self.tls else 'tcp'}:127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        scheme = "pssl" if self.tls else "ptcp"
        remotes = [f"--remote=punix:{self.socket}", f"--remote={scheme}:{self.port}:127.0.0.1"]
        return [program("ovsdb-server"), *remotes, *(self.tls or []), str(self.file)]

    def state(self) -> dict[str, Any]:
        """What the server says of its part in the cluster."""
        select = {"op": "select", "table": "Database", "where": [["name", "==", self.database]]}
        question = json.dumps(["_Server", select])
        command = [program("ovsdb-client"), "-t", "2", "transact", self.connection, question]
        answer = subprocess.run(command, check=False, capture_output=True, text=True)
        if answer.returncode:
            return {"connected": False, "leader": False}
        rows = json.loads(answer.stdout)[0]["rows"]
        return rows[0] if rows else {"connected": False, "leader": False}


class Cluster:
    """Three servers of one database."""

    def __init__(self, folder: Path, database: str, tls: Callable[[str], list[str]] | None = None) -> None:
        self.database = database
        self.members: list[Member] = []
        for number in range(3):
            options = tls(f"central{number}") if tls else None
            first = self.members[0] if self.members else None
            member = Member(folder / f"{database}{number}", database, options, first)
            self.members.append(member)
            member.start()
        self.settled()

    def stop(self) -> None:
        for member in self.members:
            member.stop(signal.SIGKILL)

    @property
    def remotes(self) -> list[str]:
        return [member.remote for member in self.members]

    def leaders(self) -> list[Member]:
        running = [member for member in self.members if member.runs]
        return [member for member in running if member.state()["leader"]]

    @property
    def leader(self) -> Member:
        wait_until(lambda: bool(self.leaders()), "a leader", ELECTION_SECONDS)
        return self.leaders()[0]

    def followers(self) -> list[Member]:
        leader = self.leader
        return [member for member in self.members if member is not leader]

    def settled(self) -> None:
        """Wait until all that run are connected, and one of them leads."""

        def is_settled() -> bool:
            states = [member.state() for member in self.members if member.runs]
            return all(state["connected"] for state in states) and any(state["leader"] for state in states)

        wait_until(is_settled, f"a cluster of {self.database}", ELECTION_SECONDS)

    def transfer(self) -> None:
        """The leader falls silent until another one is elected, and goes on as a follower."""
        old, others = self.leader, self.followers()
        with old.frozen():
            wait_until(lambda: any(other.state()["leader"] for other in others), "another leader", ELECTION_SECONDS)
        wait_until(lambda: not old.state()["leader"], "a follower", ELECTION_SECONDS)


@contextmanager
def cluster(folder: Path, database: str, tls: Callable[[str], list[str]] | None = None) -> Iterator[Cluster]:
    made = Cluster(folder, database, tls)
    try:
        yield made
    finally:
        made.stop()


class ClusterNorthd(Process):
    """ovn-northd between two clusters."""

    def __init__(self, folder: Path, northbound: Cluster, southbound: Cluster) -> None:
        super().__init__(folder, "ovn-northd")
        self.northbound = northbound
        self.southbound = southbound

    def command(self) -> list[str]:
        remotes = {"nb": self.northbound.remotes, "sb": self.southbound.remotes}
        return [program("ovn-northd"), *(f"--ovn{side}-db={','.join(each)}" for side, each in remotes.items())]


class Gate:
    """Stands before a server, and keeps what a task writes until it is opened."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._asked = threading.Event()
        self._opened = threading.Event()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.remote = f"tcp:127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def is_asked_to_write(self) -> bool:
        return self._asked.is_set()

    def open(self) -> None:
        self._opened.set()

    def close(self) -> None:
        """Whoever is connected is told so, as by a kernel whose process has died."""
        self._opened.set()
        for each in (self._listener, *self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._member.port or 0))
                self._sockets += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if b'"op":"insert"' in data and not self._opened.is_set():
                    self._asked.set()
                    self._opened.wait()
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
