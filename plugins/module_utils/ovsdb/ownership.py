# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose rows a task makes, and where that is noted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..plain import plain
from .operation import Draft, Operation
from .rows import OWNER_KEY, Identity, Row
from .schema import Schema, Table
from .snapshot import Current


@plain
class Ownership:
    """Whose rows a task makes.

    :param owner: the mark
    :param prune: remove the rows with this mark that the task does not declare
    :param identities: how the rows of a table are told apart, to name them
    :param ledger: table (of one row) and map column that note rows which cannot carry a mark
    """

    owner: str
    prune: bool = False
    identities: Mapping[str, Identity] = MappingProxyType({})
    ledger: tuple[str, str] = ("NB_Global", "external_ids")

    def entry(self, table: str, key: Iterable[Any]) -> str:
        """The ledger's key for a row without ``external_ids``."""
        return f"{OWNER_KEY}/{table}/{json.dumps([*key], separators=(',', ':'))}"

    def entries(self, ledger: Current | None, schema: Schema) -> Iterator[tuple[str, str, list[Any]]]:
        """Ledger key, table and row key of all rows that are noted as this owner's.

        What is no row key of the table was not noted by us, and is left alone.
        """
        for entry, owner in (ledger.values[self.ledger[1]] if ledger else {}).items():
            mark, _slash, rest = entry.partition("/")
            table, _slash, text = rest.partition("/")
            if (mark, owner) == (OWNER_KEY, self.owner) and table in schema:
                key = _row_key(schema[table], text)
                if key is not None:
                    yield entry, table, key


def _row_key(table: Table, text: str) -> list[Any] | None:
    try:
        key = json.loads(text)
    except ValueError:
        return None
    columns = next(iter(table.indexes), [])
    if not isinstance(key, list) or not columns or len(key) != len(columns):
        return None
    return None if any(table[column].problem(value) for column, value in zip(columns, key)) else key


class Ledger:
    """The notes of rows that come and go and cannot carry a mark."""

    def __init__(self, draft: Draft, ownership: Ownership, current: Current | None) -> None:
        self._draft = draft
        self._ownership = ownership
        self._current = current
        self._notes: dict[str, str | None] = {}
        self._stale: dict[str, str] = {}

    def made(self, row: Row) -> None:
        """Note whose the new row is, if it cannot say so itself."""
        table = self._draft.schema[row.table]
        if table.is_root and "external_ids" not in table and table.indexes:
            self._notes[self._ownership.entry(row.table, row.key)] = self._ownership.owner

    def removed(self, current: Current) -> None:
        table = self._draft.schema[current.table]
        if self._current is None or not table.is_root or "external_ids" in table:
            return
        index = next(iter(table.indexes), [])
        if all(column in current.values for column in index):
            entry = self._ownership.entry(current.table, [current.values[column] for column in index])
            if entry in self._current.values[self._ownership.ledger[1]]:
                self._notes[entry] = None

    def stale(self, entry: str) -> None:
        """Somebody else has removed the row."""
        self._notes[entry] = None
        self._stale[entry] = self._ownership.owner

    def write(self) -> None:
        if not self._notes:
            return
        table, column = self._ownership.ledger
        known = self._draft.schema[table][column]
        notes = {entry: owner for entry, owner in self._notes.items() if owner is not None}
        if self._current is None:  # a new database, on which neither northd nor ovn-nbctl has been yet
            operation = Operation("insert", table, "", self._draft.new_name(), silent=True)
            operation.updates[column] = known.encode(notes)
            self._draft.operations.append(operation)
            return
        operation = Operation("update", table, "", self._current.uuid, silent=not self._stale)
        if self._stale:
            operation.before[column] = self._stale
        operation.mutations.append([column, "delete", ["set", list(self._notes)]])
        if notes:
            operation.mutations.append([column, "insert", known.encode(notes)])
        self._draft.operations.append(operation)
