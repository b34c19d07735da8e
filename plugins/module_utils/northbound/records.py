# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of any table, as the connected server's schema has it.

For tables that have no options of their own, and for what comes after us. Columns are
named as in ovn-nb(5); other rows are named by what tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..ovsdb.errors import Fault
from ..ovsdb.rows import OWNER_KEY, Children, Identity, References, Row, Target
from ..ovsdb.schema import Column, Schema, Table
from .options import Build, as_text, is_ours
from .suggestion import near

# It tells a row from others and opens nothing.
_KEY: dict[str, Any] = {"type": "dict", "required": True, "no_log": False}
ARGUMENTS: dict[str, Any] = {
    "table": {"type": "str", "required": True},
    "key": _KEY,
    "columns": {"type": "dict"},
    "parent": {
        "type": "dict",
        "options": {
            "table": {"type": "str", "required": True},
            "key": _KEY,
            "column": {"type": "str", "required": True},
        },
    },
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}

# What OVN itself writes: never shown, never compared.
WRITTEN_BY_OVN: dict[str, frozenset[str]] = {
    "Connection": frozenset(["is_connected", "status"]),
    "BFD": frozenset(["status"]),
    "Logical_Router_Port": frozenset(["ipv6_prefix", "status"]),
    "Logical_Switch_Port": frozenset(["dynamic_addresses", "up"]),
    "Logical_Switch_Port_Health_Check": frozenset(["status"]),
    "NB_Global": frozenset(["nb_cfg", "sb_cfg", "hv_cfg", "nb_cfg_timestamp", "sb_cfg_timestamp", "hv_cfg_timestamp"]),
    "Network_Function_Group": frozenset(["network_function_active"]),
}


def names(declared: Iterable[tuple[str, dict[str, Any]]]) -> dict[tuple[str, str], str]:
    """The places of records that a name tells apart, by table and name."""
    return {
        (item["table"], str(item["key"]["name"])): f"{path}.key.name" if path else "key.name"
        for path, item in declared
        if item.get("state") != "absent" and item.get("table") and "name" in (item.get("key") or {})
    }


class Records:
    """Turns declared records into desired rows."""

    def __init__(self, schema: Schema, build: Build) -> None:
        self._schema = schema
        self._build = build

    def rows(self, declared: Iterable[tuple[str, dict[str, Any]]]) -> list[Row]:
        """:param declared: records with their place in the input; faults go into ``build``"""
        made = (self._record(item, f"{path}." if path else "") for path, item in declared)
        return [row for row in made if row is not None]

    def _record(self, item: dict[str, Any], place: str) -> Row | None:
        faults = len(self._build.faults)
        row = self._row(item["table"], item["key"], place)
        if row is None:
            return None
        table = self._schema[row.table]
        row.state = item.get("state") or "present"
        for column, value in (item.get("columns") or {}).items():
            self._put(row, table, column, value, f"{place}columns.{column}")
        told = {*row.initial, *row.values, *row.merges}
        if row.state == "present" and row.table == "Load_Balancer" and told.isdisjoint(("name", "protocol", "vips")):
            self._fault(f"{place}columns", "northd of OVN 25.03 dies of a load balancer that is new and empty; name it")
        if "external_ids" in table and not table.is_single:
            row.initial["external_ids"] = {**row.initial.get("external_ids", {}), OWNER_KEY: self._build.owner}
        if not table.is_root or item.get("parent"):
            row = self._in_parent(row, table, item.get("parent"), place)
        return row if len(self._build.faults) == faults else None

    def _row(self, name: str, key: Mapping[str, Any], place: str) -> Row | None:
        if name not in self._schema:
            self._fault(f"{place}table", f"{self._server} has no table {name}{near(name, self._schema.tables)}")
            return None
        table = self._schema[name]
        if not key and not table.is_single:
            example = ", ".join(f"{column}: ..." for column in table.label_columns)
            self._fault(f"{place}key", f"is empty; give the columns that tell the row of {name}, such as {{{example}}}")
            return None
        values = {}
        for part, value in key.items():
            column, _colon, map_key = part.partition(":")
            known = self._column(table, column, f"{place}key.{part}")
            if known is None or not self._tells_rows_apart(known, map_key, f"{place}key.{part}"):
                return None
            if map_key and (value is None or isinstance(value, (dict, list))):
                self._fault(f"{place}key.{part}", f"{value!r} is no text")
                return None
            values[part] = as_text(value) if map_key else self._value(known, value, f"{place}key.{part}")
        if [*values.values()] in ([""], [None]):
            self._fault(f"{place}key.{next(iter(values))}", "is empty, and many rows may be without one; name the row")
            return None
        index = next((index for index in table.indexes if set(index) == set(values)), sorted(values))
        parts = [part for part in index if part in values]
        row = Row(name, Identity(*parts), tuple(values[part] for part in parts), path=f"{place}key")
        for part, value in values.items():
            column, _colon, map_key = part.partition(":")
            if map_key:
                row.initial.setdefault(column, {})[map_key] = value
            else:
                row.initial[column] = value
        return row

    def _tells_rows_apart(self, column: Column, map_key: str, path: str) -> bool:
        if column.kind == "map" and not map_key:
            self._fault(path, f"is a map; tell the row by one of its keys, such as {column.name}:KEY")
        elif map_key and column.kind != "map":
            self._fault(path, f"{column.name} is no map; give it without {map_key}")
        elif column.kind == "set" or column.ref_table is not None:
            self._fault(path, "holds a set or another row, which does not tell a row from others; give plain columns")
        else:
            return True
        return False

    def _put(self, row: Row, table: Table, name: str, value: Any, path: str) -> None:
        column = self._column(table, name, path)
        if column is None:
            return
        row.paths[name] = path
        if column.kind == "map":
            row.merges[name] = self._map(column, value, path)
        elif column.ref_table is None:
            row.values[name] = self._value(column, value, path)
        elif not self._schema[column.ref_table].is_root and name in self._schema.inside(table):
            self._fault(
                path, f"holds children of table {column.ref_table}; declare each as a record with this row as parent"
            )
        else:
            listed = value if isinstance(value, list) else [] if value is None else [value]
            targets = (self._target(self._schema[column.ref_table], each, path) for each in listed)
            row.references[name] = References([target for target in targets if target], purge=True)

    def _target(self, table: Table, value: Any, path: str) -> Target | None:
        """The row of another table that a value names."""
        parts = value if isinstance(value, list) else [value]
        columns = table.label_columns
        if len(parts) != len(columns):
            self._fault(path, f"{value!r} names no row of {table.name}: it is told by {' and '.join(columns)}")
            return None
        key = tuple(self._atom(table[column].atom, part, path) for column, part in zip(columns, parts))
        return Target(table.name, key, Identity(*columns), path)

    def _in_parent(self, row: Row, table: Table, parent: dict[str, Any] | None, place: str) -> Row | None:
        holders = self._schema.holders(row.table)
        choice = " or ".join(f"{{table: {holder}, column: {column}, key: ...}}" for holder, column in holders)
        if table.is_root:
            self._fault(f"{place}parent", f"rows of {row.table} have none; leave it out")
            return None
        if parent is None or (parent["table"], parent["column"]) not in holders:
            self._fault(f"{place}parent", f"rows of {row.table} live in another row; write {choice}")
            return None
        holder = self._row(parent["table"], parent["key"], f"{place}parent.")
        if holder is not None:
            holder.state = "existing"
            holder.children[parent["column"]] = Children(row.identity, [row])
        return holder

    # -- values -----------------------------------------------------------------------------

    def _column(self, table: Table, name: str, path: str) -> Column | None:
        if name in table:
            if name in WRITTEN_BY_OVN.get(table.name, ()):
                self._fault(path, "is written by OVN itself; leave it out")
                return None
            return table[name]
        self._fault(path, f"{self._server} has no column {name} in {table.name}{near(name, table.columns)}")
        return None

    def _value(self, column: Column, value: Any, path: str) -> Any:
        """The Python value of a column: ``None`` only where the column may be empty."""
        if column.kind == "set":
            listed = value if isinstance(value, list) else [] if value is None else [value]
            return frozenset(self._atom(column.atom, each, path) for each in listed)
        if value is None and column.kind == "optional":
            return None
        return self._atom(column.atom, value, path)

    def _map(self, column: Column, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._fault(path, f"{value!r} is no dictionary, and the column is a map")
            return {}
        for key in filter(is_ours, value):
            self._fault(f"{path}.{key}", "is kept by the collection itself, take another key")
        return {
            str(key): None if item is None else self._atom(column.value_atom, item, f"{path}.{key}")
            for key, item in value.items()
        }

    def _atom(self, kind: str, value: Any, path: str) -> Any:
        if isinstance(value, (list, dict, type(None))):
            self._fault(path, f"{value!r} is no {kind}")
            return ""
        if kind == "string":
            return as_text(value)
        if kind == "boolean":
            if str(value).lower() in ("true", "false"):
                return str(value).lower() == "true"
        else:
            try:
                return int(str(value)) if kind == "integer" else float(value)
            except ValueError:
                pass
        self._fault(path, f"{value!r} is no {kind}")
        return ""

    @property
    def _server(self) -> str:
        return f"the connected server ({self._schema.name} schema {self._schema.version})"

    def _fault(self, path: str, text: str) -> None:
        self._build.faults.append(Fault(path, text))
