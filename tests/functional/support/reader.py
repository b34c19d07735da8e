# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is really in a database, read by the server's own client and never by the code under test."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from support.processes import OvsdbServer
from support.programs import program, schema

Row = dict[str, Any]


def plain(value: Any, kind: str) -> Any:
    """Turn OVSDB's notation into plain Python; references become the UUID.

    The notation alone does not tell a set of one from a single value, so the column's kind is needed.
    """
    tagged = isinstance(value, list) and value[0] in ("set", "map")
    if kind == "map":
        return {_atom(key): _atom(item) for key, item in value[1]}
    items = sorted(map(_atom, value[1])) if tagged else [_atom(value)]
    if kind == "set":
        return items
    return items[0] if items else None


def kind_of(column: dict[str, Any]) -> str:
    """Return map, set, or single: a value or None."""
    json_type = column["type"]
    if isinstance(json_type, str):
        return "single"
    if "value" in json_type:
        return "map"
    return "single" if json_type.get("max", 1) == 1 else "set"


def _atom(value: Any) -> Any:
    return value[1] if isinstance(value, list) else value


class Reader:
    """Looks at one server's database."""

    def __init__(self, server: OvsdbServer) -> None:
        self.server = server
        self.kinds = {
            table: {name: kind_of(column) for name, column in content["columns"].items()}
            for table, content in schema(server.release, server.database)["tables"].items()
        }

    def transact(self, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        request = json.dumps([self.server.database, *operations])
        done = subprocess.run(
            [program("ovsdb-client"), "-t", "10", "transact", self.server.connection, request],
            check=True,
            capture_output=True,
            text=True,
        )
        results = json.loads(done.stdout)
        faults = [result for result in results if result and "error" in result]
        if faults:
            raise RuntimeError(f"{self.server.database} refused {request}: {faults}")
        return results

    def rows(self, table: str, **columns: Any) -> list[Row]:
        """Return the rows of a table whose columns have the given values."""
        [result] = self.transact({"op": "select", "table": table, "where": []})
        kinds = self.kinds[table]
        rows = [
            {name: plain(value, kinds.get(name, "single")) for name, value in row.items()} for row in result["rows"]
        ]
        return [row for row in rows if all(row[name] == value for name, value in columns.items())]

    def row(self, table: str, **columns: Any) -> Row:
        """Return the one row that matches; none, or more than one, is a failure of the test."""
        found = self.rows(table, **columns)
        assert len(found) == 1, f"{len(found)} rows of {table} match {columns}, one was expected"
        return found[0]

    def referenced(self, table: str, references: list[str]) -> list[Row]:
        """Return the rows of a table that a set of references of another row names."""
        return [row for row in self.rows(table) if row["_uuid"] in references]

    def insert(self, table: str, **columns: Any) -> str:
        """Insert a row as another program would, its columns in OVSDB's notation, and return its UUID."""
        [result] = self.transact({"op": "insert", "table": table, "row": columns})
        return str(_atom(result["uuid"]))

    def tables(self) -> dict[str, list[Row]]:
        """Return all rows of all tables, as rows() does."""
        return {
            table: [
                {name: plain(value, self.kinds[table].get(name, "")) for name, value in row.items()} for row in rows
            ]
            for table, rows in self.snapshot().items()
        }

    def snapshot(self) -> dict[str, list[Row]]:
        """Return all rows of all tables with their versions: a rewrite of the same value shows, too."""
        results = self.transact(*({"op": "select", "table": table, "where": []} for table in self.kinds))
        return {
            table: sorted(result["rows"], key=lambda row: str(row["_uuid"]))
            for table, result in zip(self.kinds, results)
        }
