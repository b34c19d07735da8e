# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A backup as a file: that of a standalone database, which OVSDB's own tools take, too."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..host.errors import HostError
from ..ovsdb.client import Client
from ..ovsdb.errors import ConnectFailed
from .rows import Rows

PATIENCE = 60.0


def write(path: Path, json_schema: dict[str, Any], rows: Rows) -> None:
    """The file as ovsdb(5) describes it: a record with the schema, and one with a transaction that makes the rows."""
    made = {table: found for table, found in rows.items() if found}
    now = int(time.time() * 1000)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for record in (json_schema, {**made, "_date": now, "_comment": "backup"}):
            data = json.dumps(record, separators=(",", ":")).encode() + b"\n"
            file.write(f"OVSDB JSON {len(data)} {hashlib.sha1(data).hexdigest()}\n".encode() + data)


def must_be_whole(path: Path) -> None:
    """A server would take the beginning of a torn file for all of it.

    :raises HostError: the file is no standalone database, or not all of one
    """
    with open(path, "rb") as file:
        while head := file.readline(100):
            match = re.fullmatch(rb"OVSDB JSON (\d+) ([0-9a-f]{40})\n", head)
            if match is None:
                raise HostError(
                    f"{path.name} is no backup: it has something else than a record of a standalone database"
                )
            data = file.read(int(match.group(1)))
            if len(data) < int(match.group(1)) or hashlib.sha1(data).hexdigest().encode() != match.group(2):
                raise HostError(f"{path.name} is damaged: one of its records is not whole; take another backup")


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def served(path: Path, database: str) -> Iterator[Client]:
    """What the file holds, asked from a server of our own that nobody else knows.

    :raises HostError: the server does not take the file, with its reason
    """
    socket, said = path.with_suffix(".sock"), path.with_suffix(".log")
    with open(said, "wb") as output:
        server = subprocess.Popen(
            [
                *(_program("ovsdb-server"), "-vconsole:warn", "-vsyslog:off", "-vfile:off"),
                *(f"--remote=punix:{socket}", f"--unixctl={path.with_suffix('.ctl')}", str(path)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=output,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        client = Client([f"unix:{socket}"], database, timeout=PATIENCE)
        while True:
            try:
                client.connect()
                break
            except ConnectFailed as exc:
                if server.poll() is not None or time.monotonic() > deadline:
                    reason = said.read_text(errors="replace").strip() or exc
                    raise HostError(f"ovsdb-server does not take the backup {path.name}: {reason}") from exc
            time.sleep(0.005)
        yield client
        client.close()
    finally:
        server.terminate()
        server.wait()


def tool(*words: str) -> str:
    """What ovsdb-tool says.

    :raises HostError: it failed
    """
    done = subprocess.run([_program("ovsdb-tool"), *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise HostError(f"`ovsdb-tool {' '.join(words)}` failed: {done.stderr.strip()}")
    return done.stdout.strip()


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"]))
    if found is None:
        raise HostError(f"{name} is missing on this host: run the task on a central host, or install ovn-central there")
    return found
