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
_TEXT = {"type": "string"}


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
        self._key, self._value = _base(json_type["key"]), _base(json_type.get("value", {}))
        self.atom: str = self._key["type"]
        self.value_atom: str = self._value.get("type", "")
        self.ref_table: str | None = self._key.get("refTable")
        self._plain = "uuid" not in (self.atom, self.value_atom)
        # Most columns hold text, of which nothing else is to be checked.
        self._is_text = (
            self._key == _TEXT
            and (self._value or _TEXT) == _TEXT
            and (self.kind in ("scalar", "optional") or (low == 0 and high == "unlimited"))
        )
        self.empty = _empty(self.kind, self.atom)
        self._low = low
        self._high = float("inf") if high == "unlimited" else high

    @property
    def is_required(self) -> bool:
        """Whether the server takes no new row without it."""
        if self.kind in ("set", "map"):
            return bool(self._low > 0)
        return self.kind == "scalar" and (self.ref_table is not None or self.problem(self.empty) is not None)

    @property
    def choices(self) -> list[str]:
        return [str(choice) for choice in _choices(self._key)]

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
            items = value.items()
            return ["map", [*map(list, items)] if self._plain else [[_json_atom(k), _json_atom(v)] for k, v in items]]
        if self.kind == "set":
            return ["set", list(value) if self._plain else [_json_atom(item) for item in value]]
        if value is None:
            return ["set", []]
        return value if self._plain else _json_atom(value)

    def problem(self, value: Any) -> str | None:
        """Why the server would refuse the value, or ``None``."""
        if self.ref_table is not None or (value is None and self.kind == "optional"):
            return None
        if self._is_text:
            items = value if self.kind == "set" else (*value, *value.values()) if self.kind == "map" else (value,)
            for item in items:
                if not isinstance(item, str):
                    return f"{item!r} is not of type string"
            return None
        if self.kind not in ("set", "map"):
            return _problem(self._key, value)
        if len(value) < self._low:
            return f"needs at least {self._low} value{'s' if self._low > 1 else ''}"
        if len(value) > self._high:
            return f"takes {self._high} value{'s' if self._high > 1 else ''} at most, and there are {len(value)}"
        problems = [_problem(self._key, item) for item in value]
        if self.kind == "map":
            problems += [_problem(self._value, item) for item in value.values()]
        return next(filter(None, problems), None)


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

    def get(self, column: str) -> Column | None:
        """The column, if the server has it."""
        return self._cache.get(column) or (self[column] if column in self._columns else None)

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

    def referring(self, table: str) -> list[tuple[str, str]]:
        """Tables and their columns that refer to the table's rows, strongly or weakly."""
        return [
            (holder, column) for holder in self._tables for column, to in self[holder].references.items() if to == table
        ]

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


def _empty(kind: str, atom: str) -> Any:
    """What a row has in a column when nobody set it."""
    whole: dict[str, Any] = {"map": {}, "set": frozenset(), "optional": None}
    return whole[kind] if kind in whole else {"string": "", "integer": 0, "real": 0.0, "boolean": False}.get(atom)


def _base(json_type: Any) -> dict[str, Any]:
    return {"type": json_type} if isinstance(json_type, str) else json_type


def _choices(base: dict[str, Any]) -> list[Any]:
    enum = base.get("enum", _NONE)
    return list(enum[1]) if isinstance(enum, list) else [enum]


def _problem(base: dict[str, Any], value: Any) -> str | None:
    """Why the value cannot be one of this type of the schema."""
    kind = base["type"]
    if kind == "uuid":
        return None
    if not isinstance(value, _PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return f"{value!r} is not of type {kind}"
    if len(base) == 1:
        return None
    if "enum" in base and value not in _choices(base):
        return f"{value!r} is none of these: {', '.join(map(str, _choices(base)))}"
    size: Any = value
    what, name = str(value), kind.capitalize()
    if isinstance(value, str):
        size, what, name = len(value), f"the length of {value!r}", "Length"
    if size < base.get(f"min{name}", size):
        return f"{what} is less than {base[f'min{name}']}"
    if size > base.get(f"max{name}", size):
        return f"{what} is more than {base[f'max{name}']}"
    return None


def _atom(value: Any) -> Any:
    return Uuid(value[1]) if isinstance(value, list) else value


def _json_atom(value: Any) -> Any:
    if isinstance(value, Uuid):
        return ["uuid", value]
    if isinstance(value, NewRow):
        return ["named-uuid", value]
    return value
