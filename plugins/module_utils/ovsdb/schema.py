# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server's schema, and values in Python's form.

| column type | Python value |
|---|---|
| one value | ``str``, ``int``, ``float``, ``bool`` or :class:`Uuid` |
| one or none | the same or ``None`` |
| set | ``frozenset`` |
| map | ``dict`` |
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from .errors import OvsdbError

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "real": (int, float),
    "boolean": (bool,),
}


_NONE = ["set", []]


class Uuid(str):
    """The UUID of a row that the server has."""

    __slots__ = ()


class NewRow(str):
    """The name, within one transaction, of a row that it inserts."""

    __slots__ = ()


class Column:
    """One column: its kind, its conversion and its constraints."""

    def __init__(self, name: str, json_type: Any) -> None:
        self.name = name
        self.json_type = json_type
        if isinstance(json_type, str):
            json_type = {"key": json_type}
        low, high = json_type.get("min", 1), json_type.get("max", 1)
        if "value" in json_type:
            self.kind = "map"
        elif low == 1 and high == 1:
            self.kind = "scalar"
        elif high == 1:
            self.kind = "optional"
        else:
            self.kind = "set"
        key = json_type["key"]
        self.atom: str = key if isinstance(key, str) else key["type"]
        value = json_type.get("value", "")
        self.value_atom: str = value if isinstance(value, str) else value["type"]
        self.ref_table: str | None = None if isinstance(key, str) else key.get("refTable")
        constrained = {"enum", "minInteger", "maxInteger", "minReal", "maxReal", "minLength", "maxLength"}
        self._constrained = any(
            isinstance(base, dict) and constrained & base.keys() for base in (key, json_type.get("value"))
        )
        self._plain = "uuid" not in (self.atom, self.value_atom)
        self._low = low
        self._sized = self.kind in ("set", "map") and (low > 0 or high != "unlimited")

    @property
    def empty(self) -> Any:
        """What a row has in this column when nobody set it."""
        if self.kind == "map":
            return {}
        if self.kind == "set":
            return frozenset()
        if self.kind == "optional":
            return None
        return {"string": "", "integer": 0, "real": 0.0, "boolean": False}.get(self.atom)

    @property
    def is_required(self) -> bool:
        """Whether the server takes no new row without it."""
        if self.kind in ("set", "map"):
            return bool(self._low > 0)
        return self.kind == "scalar" and (self.ref_table is not None or self.problem(self.empty) is not None)

    @property
    def choices(self) -> list[str]:
        key = self.json_type.get("key") if isinstance(self.json_type, dict) else None
        enum = key.get("enum", _NONE) if isinstance(key, dict) else _NONE
        return [str(choice) for choice in (enum[1] if isinstance(enum, list) else [enum])]

    def decode(self, value: Any) -> Any:
        """Python's form of a value as JSON."""
        tag = value[0] if isinstance(value, list) else None
        if self.kind == "map":
            return dict(value[1]) if self._plain else {_atom(key): _atom(item) for key, item in value[1]}
        if self.kind == "set":
            return frozenset(map(_atom, value[1])) if tag == "set" else frozenset((_atom(value),))
        if self.kind == "optional" and tag == "set":
            return _atom(value[1][0]) if value[1] else None
        return _atom(value)

    def encode(self, value: Any) -> Any:
        """The JSON form of a Python value."""
        if self.kind == "map":
            return ["map", [[_json_atom(key), _json_atom(item)] for key, item in value.items()]]
        if self.kind == "set":
            return ["set", [_json_atom(item) for item in value]]
        if value is None:
            return ["set", []]
        return _json_atom(value)

    def problem(self, value: Any) -> str | None:
        """Why the server would refuse the value, or ``None``."""
        if self.ref_table is not None or (value is None and self.kind == "optional"):
            return None
        if self.kind in ("set", "map") and len(value) < self._low:
            return f"needs at least {self._low} value{'s' if self._low > 1 else ''}"
        if not (self._constrained or self._sized):
            wanted = _PYTHON_TYPES[self.atom]
            items = value if self.kind in ("set", "map") else (value,)
            wrong = next((item for item in items if not isinstance(item, wanted)), None)
            return None if wrong is None else f"{wrong!r} is not of type {self.atom}"
        from ovs.db import data, error  # only where a constraint must be checked

        try:
            data.Datum.from_json(self._type, self.encode(value))
        except error.Error as exc:
            return str(exc).rpartition("syntax error: ")[2] or str(exc)
        return None

    @cached_property
    def _type(self) -> Any:
        from ovs.db import types

        return types.Type.from_json(self.json_type)


class Table:
    """One table of the server's schema.

    ``family`` are the columns that hold its rows' children.
    """

    def __init__(self, name: str, schema: dict[str, Any]) -> None:
        self.name = name
        self._columns: dict[str, Any] = schema["columns"]
        self.is_root: bool = schema.get("isRoot", False)
        self.indexes: list[list[str]] = schema.get("indexes", [])
        self.is_single: bool = schema.get("maxRows") == 1
        self.family: list[str] = []
        self._cache: dict[str, Column] = {}

    def __contains__(self, column: str) -> bool:
        return column in self._columns

    def __getitem__(self, column: str) -> Column:
        if column not in self._cache:
            self._cache[column] = Column(column, self._columns[column]["type"])
        return self._cache[column]

    @property
    def columns(self) -> list[str]:
        return list(self._columns)

    @cached_property
    def references(self) -> dict[str, str]:
        """Columns that refer to other rows, with their table."""
        return {name: table for name in self._columns if (table := self[name].ref_table)}

    @cached_property
    def required(self) -> list[str]:
        """Columns without which the server takes no new row."""
        return [name for name in self._columns if self[name].is_required]

    @property
    def label_columns(self) -> list[str]:
        """What tells a row from others, as far as the schema knows."""
        if "name" in self and (["name"] in self.indexes or not self.indexes):
            return ["name"]
        if self.indexes:
            return self.indexes[0]
        plain = ("scalar", "optional")
        return [name for name in self._columns if self[name].kind in plain and self[name].ref_table is None]


class Schema:
    """What the connected server has: tables and columns, never a guess from a version.

    :param json_schema: the answer to ``get_schema``
    """

    def __init__(self, json_schema: dict[str, Any]) -> None:
        self.name: str = json_schema["name"]
        self.version: str = json_schema.get("version", "unknown")
        self._tables = json_schema["tables"]
        self._cache: dict[str, Table] = {}

    def __contains__(self, table: str) -> bool:
        return table in self._tables

    def __getitem__(self, table: str) -> Table:
        if table not in self._cache:
            if table not in self._tables:
                raise OvsdbError(f"the connected server ({self.name} schema {self.version}) has no table {table}")
            self._cache[table] = Table(table, self._tables[table])
            self._cache[table].family = [
                column
                for child, holders in self._holders.items()
                for holder, column in holders
                if holder == table and not self._tables[child].get("isRoot")
            ]
        return self._cache[table]

    def inside(self, table: Table) -> list[str]:
        """Columns whose rows live in this table alone; others may be referred to from several."""
        return [name for name in table.family if len(self.holders(str(table[name].ref_table))) == 1]

    def holders(self, table: str) -> list[tuple[str, str]]:
        """Tables and their columns that refer to the table's rows and keep them from going."""
        return self._holders.get(table, [])

    @cached_property
    def _holders(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for holder, definition in self._tables.items():
            for name, column in definition["columns"].items():
                key = column["type"].get("key") if isinstance(column["type"], dict) else None
                if isinstance(key, dict) and "refTable" in key and key.get("refType", "strong") == "strong":
                    found.setdefault(key["refTable"], []).append((holder, name))
        return found

    @property
    def tables(self) -> list[str]:
        return list(self._tables)


def _atom(value: Any) -> Any:
    return Uuid(value[1]) if isinstance(value, list) else value


def _json_atom(value: Any) -> Any:
    if isinstance(value, Uuid):
        return ["uuid", value]
    if isinstance(value, NewRow):
        return ["named-uuid", value]
    return value
