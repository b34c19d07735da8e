# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What there is to do until a database holds what a backup holds.

Rows keep their UUIDs, which the other database knows them by, so a row is made, changed or removed; a database
that has it all is not touched. Of each database that is restored which nothing else would make the same again:

* Northbound: all but where the server listens, and what OVN itself writes there. ``nb_cfg`` counts on, never back, or
  nobody could tell an old answer from a new one.
* Southbound: datapaths and ports, for their tunnel keys. Flows and all the rest northd makes anew, chassis register
  by themselves, and what routers have learned of neighbours may have become false since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..northbound.records import WRITTEN_BY_OVN
from ..ovsdb.operation import Operation
from ..ovsdb.rows import label
from ..ovsdb.schema import Column, NewRow, Schema, Uuid
from .rows import Rows, lasting


@dataclass(frozen=True)
class Scope:
    """Which part of a database is restored.

    :param only: these tables; none means all
    :param never: not these tables
    :param columns: for each table, columns that stay as they are
    :param keys: for each table and column, keys of a map that stay as they are
    """

    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    keys: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def tables(self, json_schema: dict[str, Any]) -> list[str]:
        return [
            name for name in json_schema["tables"] if name not in self.never and (not self.only or name in self.only)
        ]


# Addresses that OVN has chosen stay those that VMs have.
_CHOSEN = {"dynamic_addresses"}
SCOPES = {
    "OVN_Northbound": Scope(
        never=frozenset(["Connection", "SSL"]),
        columns={table: columns - _CHOSEN for table, columns in WRITTEN_BY_OVN.items()},
        keys={("NB_Global", "options"): frozenset(["northd_internal_version"])},
    ),
    "OVN_Southbound": Scope(
        only=frozenset(["Datapath_Binding", "Port_Binding"]),
        # Chassis say so by themselves.
        columns={"Port_Binding": frozenset(["up", "virtual_parent"])},
    ),
}


class Plan:
    """Compares the backup with the database.

    :param json_schema: the server's; the backup has been converted to it
    """

    def __init__(self, json_schema: dict[str, Any], scope: Scope, backup: Rows, live: Rows) -> None:
        self.schema = Schema(json_schema)
        self.scope = scope
        self.tables = scope.tables(json_schema)
        self._lasting = lasting(json_schema)
        self.labels = {
            uuid: self._label(table, row)
            for rows in (live, backup)
            for table, found in rows.items()
            for uuid, row in found.items()
        }
        self.operations = [
            operation for table in self.tables for operation in self._table(table, backup.get(table, {}), live[table])
        ]

    @property
    def removed(self) -> dict[str, set[str]]:
        """For each table, the rows that go."""
        gone: dict[str, set[str]] = {}
        for operation in self.operations:
            if operation.action == "delete":
                gone.setdefault(operation.table, set()).add(str(operation.uuid))
        return gone

    def holders(self, table: str) -> list[tuple[str, str]]:
        """Columns of tables that stay as they are, whose rows cannot be without a row of this table."""
        strong = self.schema.holders(table)
        return [
            (holder, column)
            for holder in self._lasting.keys() - set(self.tables)
            for column, target in self.schema[holder].references.items()
            if target == table and ((holder, column) in strong or self.schema[holder][column].is_required)
        ]

    def remove(self, table: str, uuids: Iterable[str]) -> None:
        """Rows of other tables go, too."""
        self.operations += [Operation("delete", table, uuid, Uuid(uuid)) for uuid in sorted(uuids)]

    def transaction(self) -> list[dict[str, Any]]:
        writes = []
        for operation in self.operations:
            where = [["_uuid", "==", ["uuid", operation.uuid]]]
            write: dict[str, Any] = {"op": operation.action, "table": operation.table}
            if operation.action == "insert":
                write["uuid"] = operation.uuid
            else:
                write["where"] = where
            if operation.action != "delete":
                write["row"] = operation.updates
            writes.append(write)
        return writes

    def _columns(self, table: str) -> list[Column]:
        """The columns that are restored."""
        stays = self.scope.columns.get(table, ())
        columns = [self.schema[table][name] for name in self._lasting[table] if name not in stays]
        return [column for column in columns if column.ref_table is None or column.ref_table in self.tables]

    def _table(self, table: str, backup: dict[str, dict[str, Any]], live: dict[str, dict[str, Any]]) -> list[Operation]:
        if self.schema[table].is_single and live and backup:
            # The one row that the database has about itself: every server makes its own.
            live, (row,) = dict(live), backup.values()
            backup = {next(iter(live)): row}
        columns = self._columns(table)
        operations = []
        for uuid, row in backup.items():
            operation = self._row(table, columns, uuid, row, live.get(uuid))
            if operation:
                operations.append(operation)
        for uuid in live.keys() - backup.keys():
            before = {column.name: column.decode(live[uuid][column.name]) for column in columns}
            operations.append(Operation("delete", table, self.labels[uuid], Uuid(uuid), before=before))
        return sorted(operations, key=lambda operation: (operation.action, operation.label))

    def _row(
        self, table: str, columns: list[Column], uuid: str, row: dict[str, Any], live: dict[str, Any] | None
    ) -> Operation:
        wanted = {column.name: column.decode(row[column.name]) for column in columns}
        if live is None:
            made = Operation("insert", table, self.labels[uuid], NewRow(uuid), after=wanted)
            made.updates = {column.name: row[column.name] for column in columns}
            return made
        operation = Operation("update", table, self.labels[uuid], Uuid(uuid))
        for column in columns:
            there, name = column.decode(live[column.name]), column.name
            stays = self.scope.keys.get((table, name))
            if stays:
                kept = {key: value for key, value in there.items() if key in stays}
                wanted[name] = {key: value for key, value in wanted[name].items() if key not in stays} | kept
            if there != wanted[name]:
                operation.before[name], operation.after[name] = there, wanted[name]
                operation.updates[name] = column.encode(wanted[name])
        return operation

    def _label(self, table: str, row: dict[str, Any]) -> str:
        shown = self.schema[table]
        names = ["logical_port"] if "logical_port" in row else shown.label_columns
        return label(shown[name].decode(row[name]) for name in names) or table
