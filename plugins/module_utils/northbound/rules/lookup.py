# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask a server what the rules would like to know, and nothing else.

As in the engine's reading, rows are found by name, and what belongs to them by UUID. Where
that would be many rows the rules do without: a task on a thousand switches is judged by
its declaration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ...ovsdb.client import Client
from ...ovsdb.rows import OWNER_KEY, Identity
from ...ovsdb.schema import Schema, Uuid
from ...ovsdb.snapshot import KEYS_BY_NAME, as_set, by_uuid
from ..options import NAME, Attachment, ChildList, Column, Key, Map, Reference, Show
from ..record import Record
from . import shapes
from .want import BESIDE, COLUMN, LEADING_TO, NAME_ONLY, OPTIONS, OWNER, TOO_MANY, Around, Want

# What belongs to the rows that are asked for at a time.
MOST_ROWS = 500

Values = dict[str, Any]


class Lookup:
    """Answers what is wanted.

    For its options a row gives a dictionary, or ``None`` if there is no such row; for a
    list of children their keys and options; for other lists names.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._schema = Schema(client.schema())
        self._answers: dict[Want, Any] = {}
        self._asked: list[tuple[dict[str, Any], Callable[[list[Values]], None]]] = []
        self._count = 0

    def __call__(self, wants: Iterable[Want]) -> dict[Want, Any]:
        self._answers, self._asked, self._count = {}, [], 0
        by_table: dict[str, dict[str, list[Want]]] = defaultdict(lambda: defaultdict(list))
        for want in wants:
            if want.part == COLUMN:
                self._answers[want] = want.table in self._schema and want.name in self._schema[want.table]
            else:
                self._answers[want] = {OPTIONS: None, NAME_ONLY: False}.get(want.part, [])
                by_table[want.table][want.name].append(want)
        for table, names in by_table.items():
            if table in self._schema:
                self._ask_for_roots(table, names)
        while self._asked:
            self._trip()
        return self._answers

    def _ask(self, table: str, where: list[Any], columns: Iterable[str], then: Callable[[list[Values]], None]) -> None:
        known = sorted({column for column in columns if column in self._schema[table]})
        self._asked.append(({"table": table, "where": where, "columns": ["_uuid", *known]}, then))

    def _trip(self) -> None:
        asked, self._asked = self._asked, []
        for (select, then), found in zip(asked, self._client.select([select for select, _then in asked])):
            columns = self._schema[select["table"]]
            then(
                [
                    {
                        name: Uuid(value[1]) if name == "_uuid" else columns[name].decode(value)
                        for name, value in row.items()
                    }
                    for row in found
                ]
            )

    # -- rows by name -------------------------------------------------------------------------

    def _ask_for_roots(self, table: str, names: dict[str, list[Want]]) -> None:
        if len(names) > KEYS_BY_NAME:
            self._ask_for_names(table, names)
            return
        for name, wants in names.items():
            others = [want for want in wants if want.part not in (LEADING_TO, BESIDE)]
            if others:
                where = _identity(table).where((name,)) if name else []
                columns = {column for want in others for column in _columns(want)}
                self._ask(table, where, {*columns, *_identity(table).columns}, partial(self._root, others))
            parts = {want.part for want in wants}
            if LEADING_TO in parts:
                self._ask_for_ports_to(name)
            if BESIDE in parts:
                self._ask_for_switch_around(name)

    def _ask_for_names(self, table: str, names: dict[str, list[Want]]) -> None:
        """One look at a whole column is cheaper than many scans for one name each."""
        wants = [want for each in names.values() for want in each]
        self._answers.update({want: TOO_MANY for want in wants if want.part != NAME_ONLY})
        wanted = {want.name: want for want in wants if want.part == NAME_ONLY}
        if not wanted:
            return

        def then(rows: list[Values]) -> None:
            there = {_identity(table).of(row)[0] for row in rows}
            self._answers.update({want: name in there for name, want in wanted.items()})

        self._ask(table, [], _identity(table).columns, then)

    def _ask_for_ports_to(self, router_port: str) -> None:
        where = [["options", "includes", ["map", [["router-port", router_port]]]]]
        want = Want("Logical_Switch_Port", router_port, LEADING_TO)
        self._ask(
            "Logical_Switch_Port",
            where,
            ["name"],
            lambda rows: self._answers.update({want: sorted(row["name"] for row in rows)}),
        )

    def _ask_for_switch_around(self, port: str) -> None:
        """From the port to its switch, from there to all ports, and from those that lead to routers to theirs."""
        want = Want("Logical_Switch_Port", port, BESIDE)
        used: dict[str, tuple[str, str]] = {}

        def of_port(rows: list[Values]) -> None:
            for row in rows:
                where = [["ports", "includes", ["set", [["uuid", row["_uuid"]]]]]]
                self._ask("Logical_Switch", where, ["ports", "other_config"], of_switch)

        def of_switch(rows: list[Values]) -> None:
            for row in rows:
                self._answers[want] = Around(row["other_config"], used)
                self._count += len(row["ports"])
                if self._count > MOST_ROWS:
                    self._answers[want] = TOO_MANY
                    return
                for uuid in row["ports"]:
                    select = by_uuid("Logical_Switch_Port", uuid, [])
                    columns = ["name", "addresses", "dynamic_addresses", "options"]
                    self._ask("Logical_Switch_Port", select["where"], columns, of_neighbour)

        def of_neighbour(rows: list[Values]) -> None:
            for row in rows:
                dynamic = row["dynamic_addresses"] or ""
                words = " ".join([*row["addresses"], dynamic]).split()
                used.update(dict.fromkeys(words, ("Logical_Switch_Port", row["name"])))
                if row["options"].get("router-port"):
                    where = [["name", "==", row["options"]["router-port"]]]
                    self._ask("Logical_Router_Port", where, ["name", "networks"], of_router_port)

        def of_router_port(rows: list[Values]) -> None:
            for row in rows:
                used.update({text.partition("/")[0]: ("Logical_Router_Port", row["name"]) for text in row["networks"]})

        self._ask("Logical_Switch_Port", [["name", "==", port]], [], of_port)

    def _root(self, wants: list[Want], rows: list[Values]) -> None:
        for row in rows[:1]:
            for want in wants:
                if want.part == NAME_ONLY:
                    self._answers[want] = True
                elif want.part == OPTIONS:
                    self._answers[want] = self._declared(shapes.RECORDS.get(want.table), row)
                else:
                    self._ask_for_part(want, row)

    # -- what belongs to them -----------------------------------------------------------------

    def _ask_for_part(self, want: Want, row: Values) -> None:
        option = shapes.option(want.table, want.part)
        if isinstance(option, Attachment):
            where = [[option.column, "includes", ["set", [["uuid", row["_uuid"]]]]]]
            self._ask(option.table, where, ["name"], lambda rows: self._name(want, rows))
            return
        uuids = as_set(row.get(option.columns[0]))
        self._count += len(uuids)
        if self._count > MOST_ROWS:
            self._answers[want] = TOO_MANY
            return
        if isinstance(option, ChildList):
            self._ask_for_children(option.record, uuids, lambda rows: self._children(want, option.record, rows))
        elif isinstance(option, Reference):
            for uuid in uuids:
                select = by_uuid(option.table, uuid, [])
                self._ask(option.table, select["where"], ["name"], lambda rows: self._name(want, rows))

    def _name(self, want: Want, rows: list[Values]) -> None:
        self._answers[want] = sorted([*self._answers[want], *(row["name"] for row in rows)])

    def _ask_for_children(self, record: Record, uuids: Iterable[Uuid], then: Callable[[list[Values]], None]) -> None:
        columns = record.columns
        for uuid in uuids:
            self._ask(record.table, by_uuid(record.table, uuid, [])["where"], columns, then)

    def _children(self, want: Want, record: Record, rows: list[Values]) -> None:
        for row in rows:
            declared = self._declared(record, row)
            self._answers[want].append((record.identity.of(row), declared))
            for option in record.options:
                if isinstance(option, ChildList) and option.columns[0] in row:
                    grandchildren: list[Values] = []
                    declared[option.name] = grandchildren
                    self._ask_for_children(
                        option.record,
                        as_set(row[option.columns[0]]),
                        partial(self._grandchildren, option.record, grandchildren),
                    )

    def _grandchildren(self, record: Record, into: list[Values], rows: list[Values]) -> None:
        into += [self._declared(record, row) for row in rows]

    @staticmethod
    def _declared(record: Record | None, row: Values) -> Values:
        """The row's own options as they are declared; references only as to whether there are any."""
        if record is None:
            return row
        declared = {record.key: record.identity.of(row)[0]} if record.key else {}
        for option in record.options:
            if isinstance(option, (Column, Key, Map, Reference)) and set(option.columns) <= set(row):
                value = option.get(row, _Uuids())
                if value not in (None, [], {}, ""):
                    declared[option.name] = value
        return {**declared, OWNER: (row.get("external_ids") or {}).get(OWNER_KEY)}


class _Uuids(Show):
    """References as they stand in the database."""

    def reference(self, table: str, uuid: Any, identity: Identity) -> str:
        return str(uuid)


def _identity(table: str) -> Identity:
    return shapes.RECORDS[table].identity if table in shapes.RECORDS else NAME


def _columns(want: Want) -> set[str]:
    if want.table not in shapes.RECORDS:
        return {"options"}
    if want.part == OPTIONS:
        own = (option for option in shapes.RECORDS[want.table].options if isinstance(option, (Column, Key, Map)))
        return {column for option in own for column in option.columns}
    return set() if want.part == NAME_ONLY else set(shapes.option(want.table, want.part).columns)
