# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One database of this host: its file, and the server that may have it open."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ..host.command import Run, as_json
from ..host.errors import HostError
from ..ovsdb.errors import ConnectFailed, ConnectionLost, OvsdbError
from ..ovsdb.link import Link, Steps, Wait, wait_for
from .status import parse

T = TypeVar("T")

NAMES = {"OVN_Northbound": "nb", "OVN_Southbound": "sb"}
PATIENCE = 5.0
POLL_SECONDS = 0.1
# What somebody has declared. What northd and chassis write comes back by itself.
DECLARED = (
    "Logical_Switch",
    "Logical_Router",
    "Load_Balancer",
    "Address_Set",
    "Port_Group",
    "DHCP_Options",
    "DNS",
    "Meter",
)


_NOTHING: dict[str, Any] = {
    "state": "absent",
    "running": False,
    "content": False,
    "connected": False,
    "index": None,
    "cid": None,
    "sid": None,
    "address": None,
    "role": None,
    "term": None,
    "leader": None,
    "election_timer": None,
    "members": [],
}


class Silent(HostError):
    """A server does not answer."""


def plight(found: Mapping[str, Any]) -> str:
    """What a database lacks that does not work."""
    if not found["running"]:
        return "no server runs"
    told = {
        "absent": "the server runs without it",
        "stopped": "the server runs without it",
        "standalone": "the server does not answer",
        "silent": "the server does not answer",
        "joining": "no member lets it join",
        "failed": "the server cannot write it any more, as on a full disk",
    }.get(found["state"])
    if told:
        return told
    if not found["leader"]:
        alone = sum(1 for member in found["members"] if (member["silent_ms"] or 0) > 3 * found["election_timer"])
        return f"its cluster of {len(found['members'])} members has no leader" + (
            f", {alone} are silent" if alone else ""
        )
    return "it is not in touch with its cluster"


@dataclass(frozen=True)
class Place:
    """Where a database is, by the names of OVN's own scripts."""

    run: Run
    name: str
    database_dir: str
    run_dir: str

    @property
    def file(self) -> str:
        return os.path.join(self.database_dir, f"ovn{NAMES[self.name]}_db.db")

    @property
    def socket(self) -> str:
        return f"unix:{os.path.join(self.run_dir, f'ovn{NAMES[self.name]}_db.sock')}"

    @property
    def control(self) -> str:
        return f"unix:{os.path.join(self.run_dir, f'ovn{NAMES[self.name]}_db.ctl')}"

    def look(self) -> dict[str, Any]:
        """The state of the database, see the module's documentation."""
        found: dict[str, Any] = {"file": self.file, **_NOTHING, **self._of_file()}
        try:
            server = self._server()
            is_clustered = server is not None and server["model"] == "clustered"
            said = self._status() if is_clustered else {"state": "standalone"}
        except (ConnectFailed, ConnectionLost):
            return found
        except Silent:
            return {**found, "running": True, "state": "silent" if found["state"] == "stopped" else found["state"]}
        found["running"] = True
        # It may run and not have this database: never had it, or has left its cluster, perhaps a moment ago.
        if server is not None and said is not None:
            found.update(said, connected=server["connected"], index=_optional(server["index"]))
        return found

    def wait(self, seconds: float) -> tuple[dict[str, Any], str | None]:
        """Wait until the database is there and, if it is a cluster's, in touch with a leader.

        :returns: its state, and what it lacks when the time is over
        """
        deadline = time.monotonic() + seconds
        while True:
            found = self.look()
            if found["connected"] and (found["state"] == "standalone" or found["leader"]):
                return found, None
            if time.monotonic() >= deadline:
                return found, f"{self.name} is not ready within {seconds:g} s: {plight(found)}; {self.remedy()}"
            time.sleep(POLL_SECONDS)

    def tell(self, *command: str) -> str:
        """What the server answers to a command.

        :raises OvsdbError: it refuses
        :raises Silent: it does not answer
        """
        # Commands speak the language of databases: a method and its arguments.
        return str(self._hear(self.control, _asked(command[0], list(command[1:])), " ".join(command)))

    def remedy(self) -> str:
        return f"look at systemctl status ovn-ovsdb-server-{NAMES[self.name]} and at /var/log/ovn/ovsdb-server-{NAMES[self.name]}.log"

    def has_content(self) -> bool:
        """Whether somebody has declared something in this file."""
        selects = [{"op": "select", "table": table, "where": [], "columns": ["_uuid"]} for table in DECLARED]
        transaction = as_json(self.run, ["ovsdb-tool", "query", self.file, json.dumps([self.name, *selects])])
        return any(result.get("rows") for result in transaction)

    def _of_file(self) -> dict[str, Any]:
        try:
            with open(self.file, "rb") as file:
                kind = file.read(len("OVSDB CLUSTER"))
        except FileNotFoundError:
            return {}
        if kind != b"OVSDB CLUSTER":
            declared = self.name == "OVN_Northbound" and self.has_content()
            return {"state": "standalone", "content": declared}
        return {
            "state": "stopped",
            "cid": self._tool("db-cid"),
            "sid": self._tool("db-sid"),
            "address": self._tool("db-local-address"),
        }

    def _tool(self, question: str) -> str | None:
        status, out, _err = self.run(["ovsdb-tool", question, self.file])
        return out.strip() or None if status == 0 else None  # a cluster that was never joined has no name yet

    def _server(self) -> dict[str, Any] | None:
        """What a server says of this database, nothing if it has not got it.

        :raises ConnectFailed, ConnectionLost: there is no server
        :raises Silent: it does not answer
        """
        rows: dict[str, dict[str, Any]] = self._hear(self.socket, _databases, "select")
        return rows.get(self.name)

    def _status(self) -> dict[str, Any] | None:
        """What a server says of its cluster, nothing if it has no such database."""
        try:
            return parse(self.tell("cluster/status", self.name))
        except (ConnectFailed, ConnectionLost):
            raise
        except OvsdbError:
            return None

    def _hear(self, remote: str, talk: Callable[[Link], Steps[T]], what: str) -> T:
        link = Link(remote)
        deadline = time.monotonic() + PATIENCE
        steps = talk(link)
        try:
            while True:
                wait_for([next(steps)], deadline)
                if time.monotonic() >= deadline:
                    raise Silent(f"{self.name}: the server does not answer `{what}` within {PATIENCE:g} s")
        except StopIteration as done:
            answer: T = done.value
            return answer
        finally:
            link.close()


def _optional(value: Any) -> Any:
    """A column that may be empty, which OVSDB then writes as a set."""
    return None if isinstance(value, list) else value


def _asked(method: str, params: list[Any]) -> Callable[[Link], Steps[Any]]:
    def talk(link: Link) -> Steps[Any]:
        yield from link.open()
        return (yield from link.ask(method, params))

    return talk


def _databases(link: Link) -> Steps[dict[str, dict[str, Any]]]:
    """By their names, with that of the server itself among them."""
    columns = ["name", "model", "connected", "index"]
    select = {"op": "select", "table": "Database", "where": [], "columns": columns}
    yield from link.open()
    while True:
        result = yield from link.ask("transact", ["_Server", select])
        rows = {row["name"]: row for row in result[0].get("rows", [])}
        if "_Server" in rows:
            return rows
        # It has been started, and tells of its databases a moment later.
        yield Wait(-1, until=time.monotonic() + POLL_SECONDS)
