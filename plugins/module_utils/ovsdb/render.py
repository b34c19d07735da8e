# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operations in words: for the result of a task and for ``--diff``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .operation import Operation
from .rows import BOOKKEEPING
from .schema import NewRow, Uuid
from .snapshot import Reader, Snapshot
from .transaction import names

# What there is to tell of each action.
_SIDES = {"insert": ("after",), "update": ("before", "after"), "delete": ("before",)}
# What a diff says of rows that it does not show.
_MORE = {"insert": "are made, see operations", "update": "change, see operations"}


# Of more operations than anybody reads one by one, the result has the names and no more.
DETAILED = 1000
# So many rows of each table are shown of each action, in a diff that is short enough to read.
SHOWN = 50


class Renderer:
    """References are shown by name. The owner's mark, which every new row has, is left out."""

    def __init__(self, operations: list[Operation], snapshot: Snapshot, reader: Reader) -> None:
        self._operations = operations
        self._labels: dict[str, str] = dict(names(operations))
        unknown: list[tuple[str, Uuid]] = []
        for operation in operations:
            if operation.action == "insert":  # what it refers to is there by its name already
                continue
            referring = reader.schema[operation.table].references
            for values in (operation.before, operation.after):
                for column in referring.keys() & values.keys():
                    unknown += [(referring[column], uuid) for uuid in _uuids(values[column])]
        self._labels.update(reader.labels(unknown))

    def operations(self) -> list[dict[str, Any]]:
        """One dictionary an operation: ``action``, ``table``, ``name``, and what ``before`` and ``after`` was there.

        Of very many, one for each action and table, with ``names``.
        """
        told = list(filter(_is_shown, self._operations))
        if len(told) > DETAILED:
            names: dict[tuple[str, str], list[str]] = {}
            for operation in told:
                names.setdefault((operation.action, operation.table), []).append(operation.label)
            return [{"action": action, "table": table, "names": each} for (action, table), each in names.items()]
        return [
            {
                "action": operation.action,
                "table": operation.table,
                "name": operation.label,
                **{side: self._columns(getattr(operation, side)) for side in _SIDES[operation.action]},
            }
            for operation in told
        ]

    def diff(self) -> dict[str, str]:
        """``before`` and ``after`` as text, changed columns only.

        Of many rows of a table, some are shown, and the others are counted; those that go are all named.
        """
        told = list(filter(_is_shown, self._operations))
        numbers: Counter[tuple[str, str]] = Counter()
        shown: list[Operation] = []
        left: list[Operation] = []
        for operation in told:
            kind = (operation.action, operation.table)
            numbers[kind] += 1
            (shown if numbers[kind] <= SHOWN else left).append(operation)
        before = self._text("before", shown) + _lines_of(
            f"{operation.table} {operation.label}" for operation in left if operation.action == "delete"
        )
        after = self._text("after", shown) + _lines_of(
            f"{table}: {number - SHOWN} more rows {_MORE[action]}"
            for (action, table), number in numbers.items()
            if number > SHOWN and action in _MORE
        )
        return {"before": before, "after": after}

    def _text(self, side: str, operations: list[Operation]) -> str:
        lines = []
        for operation in operations:
            if side in _SIDES[operation.action]:
                lines.append(f"{operation.table} {operation.label}")
                columns = self._columns(getattr(operation, side))
                lines += [
                    f"  {line}"
                    for column, value in columns.items()
                    for line in _lines(column, value)
                    if (column, value) != ("name", operation.label)
                ]
        return _lines_of(lines)

    def _columns(self, values: dict[str, Any]) -> dict[str, Any]:
        shown = ((column, self._plain(value)) for column, value in sorted(values.items()))
        return {column: value for column, value in shown if column != "external_ids" or value}

    def _plain(self, value: Any) -> Any:
        if isinstance(value, (frozenset, list)):
            return sorted((self._plain(item) for item in value), key=str)
        if isinstance(value, dict):
            return {key: value[key] for key in sorted(value) if key not in BOOKKEEPING}
        if isinstance(value, (Uuid, NewRow)):
            return self._labels.get(value, str(value))
        return value


def _lines_of(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _is_shown(operation: Operation) -> bool:
    """A parent whose children alone change has nothing to tell."""
    return not operation.silent and bool(operation.action != "update" or operation.before or operation.after)


def _uuids(value: Any) -> list[Uuid]:
    values = value if isinstance(value, (frozenset, list)) else [value]
    return [item for item in values if isinstance(item, Uuid)]


def _lines(column: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{column}:{key} = {item}" for key, item in value.items()]
    if isinstance(value, list):
        return [f"{column} = {item}" for item in value]
    return [] if value in (None, "") else [f"{column} = {value}"]
