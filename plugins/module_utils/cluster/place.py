# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One database of this host: its file, and the server that may have it open."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import Any

from ..host.command import Run, as_json
from ..host.errors import HostError
from ..ovsdb.client import Client
from ..ovsdb.errors import ConnectFailed, OvsdbError
from ..ovsdb.link import Link, Steps, wait_for
from .status import parse

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


def plight(found: dict[str, Any]) -> str:
    """What a database lacks that does not work."""
    if not found["running"]:
        return "no server runs"
    if found["state"] in ("absent", "stopped"):
        return "the server runs without it"
    if found["state"] == "joining":
        return "no member lets it join"
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
        return os.path.join(self.run_dir, f"ovn{NAMES[self.name]}_db.ctl")

    def look(self) -> dict[str, Any]:
        """The state of the database, see the module's documentation."""
        found: dict[str, Any] = {"file": self.file, **_NOTHING, **self._of_file()}
        server = self._server()
        if server is None:
            return found
        found["running"] = True
        if not server:  # it runs, and does not have this database: never had it, or has left its cluster
            return found
        found.update(connected=server["connected"], index=_optional(server["index"]))
        if server["model"] == "clustered":
            found.update(parse(self.tell("cluster/status", self.name)))
        else:
            found["state"] = "standalone"
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
        :raises HostError: it does not answer
        """
        link = Link(f"unix:{self.control}")
        deadline = time.monotonic() + PATIENCE
        try:
            steps = _conversation(link, command)
            while True:
                if not wait_for([next(steps)], deadline):
                    raise HostError(
                        f"{self.name}: the server does not answer `{' '.join(command)}` within {PATIENCE:g} s"
                    )
        except StopIteration as done:
            return str(done.value)
        finally:
            link.close()

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
        """What a server says of this database, nothing if it has not got it, and None if there is no server."""
        client = Client([self.socket], "_Server", timeout=PATIENCE, leader_only=False)
        try:
            client.connect()
        except ConnectFailed:
            return None
        columns = ["model", "connected", "index"]
        try:
            rows = client.select([{"table": "Database", "where": [["name", "==", self.name]], "columns": columns}])[0]
        except OvsdbError:
            return None
        finally:
            client.close()
        return rows[0] if rows else {}


def _optional(value: Any) -> Any:
    """A column that may be empty, which OVSDB then writes as a set."""
    return None if isinstance(value, list) else value


def _conversation(link: Link, command: tuple[str, ...]) -> Steps[str]:
    """Commands of a server speak the language of its databases: a method and its arguments."""
    yield from link.open()
    answer: str = yield from link.ask(command[0], list(command[1:]))
    return answer
