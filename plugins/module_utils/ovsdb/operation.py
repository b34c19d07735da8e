# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan consists of, and the plan as it is being made."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from .errors import Fault
from .rows import Identity, label
from .schema import Column, NewRow, Schema, Uuid
from .snapshot import Current, identity


class Operation:
    """What happens to one row.

    ``before`` and ``after`` hold the columns that change and no others. In a map only the
    keys that change, in a set of references only the members that come or go.

    :param implied: it happens by itself, with another operation
    :param silent: it is the collection's own bookkeeping
    """

    __slots__ = (
        "absent_key",
        "action",
        "after",
        "before",
        "guard",
        "implied",
        "label",
        "mutations",
        "silent",
        "table",
        "updates",
        "uuid",
    )

    def __init__(
        self,
        action: str,
        table: str,
        label: str,
        uuid: Uuid | NewRow,
        before: dict[str, Any] | None = None,
        *,
        after: dict[str, Any] | None = None,
        guard: dict[str, Any] | None = None,
        implied: bool = False,
        silent: bool = False,
    ) -> None:
        self.action = action
        self.table = table
        self.label = label
        self.uuid = uuid
        self.before = before or {}
        self.after = after or {}
        self.guard = guard or {}
        self.updates: dict[str, Any] = {}
        self.mutations: list[list[Any]] = []
        self.absent_key: list[Any] | None = None
        self.implied = implied
        self.silent = silent

    def __bool__(self) -> bool:
        return self.action != "update" or bool(self.updates or self.mutations)


class Draft:
    """The operations so far, and what is wrong with the input.

    * updates, deletes: of rows that the server has, by UUID
    * gone: of these, what takes them away, for messages

    :param identities: how the rows of a table are told apart, to name them
    """

    def __init__(self, schema: Schema, identities: Mapping[str, Identity]) -> None:
        self.schema = schema
        self.operations: list[Operation] = []
        self.updates: dict[Uuid, Operation] = {}
        self.deletes: dict[Uuid, Operation] = {}
        self.gone: dict[Uuid, str] = {}
        self.faults: list[Fault] = []
        self._identities = identities
        self._names = count()

    def change(self, table: str, name: str, uuid: Uuid) -> Operation:
        """The one operation that changes a row of the server; what removes it serves as well."""
        operation = self.updates.get(uuid) or self.deletes.get(uuid)
        if operation is None:
            operation = self.updates[uuid] = Operation("update", table, name, uuid)
            self.operations.append(operation)
        return operation

    def change_set(
        self, operation: Operation, column: Column, *, gone: list[Uuid], come: list[tuple[Uuid | NewRow, str]]
    ) -> None:
        """:param come: members with their labels"""
        if gone or come:
            operation.before.setdefault(column.name, []).extend(gone)
            operation.after.setdefault(column.name, []).extend(label for _uuid, label in come)
        if gone:
            operation.mutations.append([column.name, "delete", column.encode(gone)])
        if come:
            operation.mutations.append([column.name, "insert", column.encode([uuid for uuid, _label in come])])

    def new_name(self) -> NewRow:
        return NewRow(f"new{next(self._names)}")

    def fault(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))

    def label(self, current: Current) -> str:
        """The name of a row that nobody declares."""
        told = identity(self.schema[current.table], self._identities)
        return label(told.of(current.values)) or str(current.uuid)


def noun(table: str) -> str:
    """A table's name as people say it: ``logical switch port``, ``HA chassis group``."""
    return " ".join(word.lower() if word.istitle() else word for word in table.split("_"))
