# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throw-away OVSDB servers and northd, each in a folder of its own, without a port or service of the machine."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from support.programs import OWN_RELEASE, program, schema_file

# Far more than anything needs: the machine may be busy with other tests.
PATIENCE = 60.0
# Linux gives connections their own end from 32768 on, unless told otherwise.
PORTS = range(20000, 32768)


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Look again every few milliseconds until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.002)


def unused_port() -> int:
    """Return a TCP port of the loopback address that nobody listens on, and that no connection takes by itself."""
    for port in random.SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"a hundred ports of {PORTS.start} to {PORTS.stop - 1} are in use")


class Process(ABC):
    """A program that ends with the test, and with the test run should that be killed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.control = folder / f"{name}.ctl"
        self.log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Return the program with the arguments that are its own."""

    def ready(self) -> bool:
        return self.control.exists()

    def start(self) -> None:
        common = [f"--unixctl={self.control}", f"--log-file={self.log}", "-vconsole:off"]
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *self.command(), *common],
            cwd=self.folder,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._is_ready, f"start of {self.name}, see {self.log}")

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            log = self.log.read_text(errors="replace") if self.log.exists() else "(no log)"
            raise RuntimeError(f"{self.name} ended at once:\n{log}")
        return self.ready()

    @property
    def runs(self) -> bool:
        return self._process is not None

    def send(self, number: signal.Signals) -> None:
        if self._process is None:
            raise RuntimeError(f"{self.name} does not run")
        self._process.send_signal(number)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the program and wait for its end. SIGKILL leaves its socket behind, as a crash does."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Keep the program from doing anything, as a machine does that swaps or hangs."""
        self.send(signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(signal.SIGCONT)

    def appctl(self, *words: str) -> str:
        return subprocess.run(
            [program("ovs-appctl"), "-t", str(self.control), *words], check=True, capture_output=True, text=True
        ).stdout


class OvsdbServer(Process):
    """An ovsdb-server with one database, at first empty, on a unix socket and, if asked, on a loopback port.

    :param release: the database has the schema of this release of OVN
    """

    def __init__(self, folder: Path, database: str, port: int | None = None, release: str = OWN_RELEASE) -> None:
        super().__init__(folder, database)
        self.database = database
        self.port = port
        self.release = release
        self.socket = folder / f"{database}.sock"
        self.file = folder / f"{database}.db"

    @property
    def connection(self) -> str:
        return f"unix:{self.socket}"

    @property
    def tcp_connection(self) -> str:
        if self.port is None:
            raise RuntimeError(f"{self.name} was started without a port")
        return f"tcp:127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        remotes = [f"--remote=punix:{self.socket}"]
        if self.port is not None:
            remotes.append(f"--remote=ptcp:{self.port}:127.0.0.1")
        return [program("ovsdb-server"), *remotes, str(self.file)]

    def ready(self) -> bool:
        return self.control.exists() and self.socket.exists()

    def start(self) -> None:
        if not self.file.exists():
            shutil.copy(self._empty_file(), self.file)
        # What a killed server left would look like a started one.
        for left in (self.control, self.socket):
            left.unlink(missing_ok=True)
        super().start()

    def _empty_file(self) -> Path:
        """Return an empty database file: made once for the test run, after that it costs a copy."""
        path = self.folder.parent / f"{self.database}-{self.release}.empty"
        if not path.exists():
            source = schema_file(self.release, self.database)
            subprocess.run([program("ovsdb-tool"), "create", str(path), str(source)], check=True)
        return path


class Northd(Process):
    """ovn-northd between a Northbound and a Southbound server."""

    def __init__(self, folder: Path, northbound: OvsdbServer, southbound: OvsdbServer) -> None:
        super().__init__(folder, "ovn-northd")
        self.northbound = northbound
        self.southbound = southbound

    def command(self) -> list[str]:
        return [
            program("ovn-northd"),
            f"--ovnnb-db={self.northbound.connection}",
            f"--ovnsb-db={self.southbound.connection}",
        ]


class Vswitchd(Process):
    """ovs-vswitchd with devices that are nothing but its imagination: it never touches the machine's network."""

    def __init__(self, folder: Path, server: OvsdbServer) -> None:
        super().__init__(folder, "ovs-vswitchd")
        self.server = server

    def command(self) -> list[str]:
        imagined = ["--enable-dummy=override", "--disable-system", "--disable-system-route"]
        return [program("ovs-vswitchd"), self.server.connection, *imagined]


# Starts a server on a database, and on a loopback port if one is given.
StartServer = Callable[..., OvsdbServer]
