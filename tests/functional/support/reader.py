# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is really in a database, read by the server's own client and never by the code under test."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from support.processes import OvsdbServer
from support.programs import SCHEMAS, program

Row = dict[str, Any]


def plain(value: Any) -> Any:
    """Turn OVSDB's notation into plain Python: sets to sorted lists, maps to dicts, references to their UUID."""
    if not isinstance(value, list):
        return value
    kind, content = value
    if kind == "set":
        return sorted((plain(item) for item in content), key=str)
    if kind == "map":
        return {plain(key): plain(item) for key, item in content}
    return content


class Reader:
    """Looks at one server's database."""

    def __init__(self, server: OvsdbServer) -> None:
        self.server = server
        schema = json.loads(SCHEMAS[server.database].read_text(encoding="utf-8"))
        self.tables = sorted(schema["tables"])

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
        """Return the rows of a table whose plain columns have the given values; an empty column is []."""
        [result] = self.transact({"op": "select", "table": table, "where": []})
        rows = [{name: plain(value) for name, value in row.items()} for row in result["rows"]]
        return [row for row in rows if all(row[name] == value for name, value in columns.items())]

    def row(self, table: str, **columns: Any) -> Row:
        """Return the one row that matches; none, or more than one, is a failure of the test."""
        found = self.rows(table, **columns)
        assert len(found) == 1, f"{len(found)} rows of {table} match {columns}, one was expected"
        return found[0]

    def referenced(self, table: str, references: str | list[str]) -> list[Row]:
        """Return the rows of a table that a reference column of another row names."""
        wanted = [references] if isinstance(references, str) else references
        return [row for row in self.rows(table) if row["_uuid"] in wanted]

    def insert(self, table: str, **columns: Any) -> str:
        """Insert a row as another program would, its columns in OVSDB's notation, and return its UUID."""
        [result] = self.transact({"op": "insert", "table": table, "row": columns})
        return str(plain(result["uuid"]))

    def snapshot(self) -> dict[str, list[Row]]:
        """Return all rows of all tables with their versions: a rewrite of the same value shows, too."""
        results = self.transact(*({"op": "select", "table": table, "where": []} for table in self.tables))
        return {
            table: sorted(result["rows"], key=lambda row: str(row["_uuid"]))
            for table, result in zip(self.tables, results)
        }
