# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes when rows go: read before it is planned.

A row that is removed takes its children along, and rows that name one of them. Rows that
others still need cannot go. With ``prune``, whatever carries the owner's mark may go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .ownership import Ownership
from .rows import OWNER_KEY, Children, Followers, Row, RowId
from .schema import Schema, Uuid
from .snapshot import KEYS_BY_NAME, Current, Reader, Snapshot, as_set, by_uuid, with_unique_names


class Removals:
    """What the plan must know of rows that may go.

    * families: for each of them, its children
    * followers: rows that name a child of a row
    * holders: rows that refer to it and keep it from going, with the column
    * owned: rows with the owner's mark
    * parents: for children among them, who has them, and in which column
    * moving: rows that go and are made anew in another parent
    * referrers: for each of these, the rows that refer to it, with the column
    """

    def __init__(self) -> None:
        self.families: dict[Uuid, list[Current]] = defaultdict(list)
        self.followers: dict[tuple[Uuid, str], list[Current]] = {}
        self.holders: dict[Uuid, list[tuple[str, Current]]] = defaultdict(list)
        self.owned: list[Current] = []
        self.parents: dict[Uuid, tuple[str, Current]] = {}
        self.moving: dict[Uuid, RowId] = {}
        self.referrers: dict[Uuid, list[tuple[str, Current]]] = defaultdict(list)
        self.ledger: Current | None = None


class RemovalReader:
    """Reads :class:`Removals`; asks nothing when nothing can go."""

    def __init__(self, reader: Reader, snapshot: Snapshot, ownership: Ownership | None) -> None:
        self._reader = reader
        self._schema: Schema = reader.schema
        self._snapshot = snapshot
        self._ownership = ownership
        self._found = Removals()

    def read(self, desired: list[Row]) -> Removals:
        roots = [(row, current) for row in desired if (current := self._snapshot.root(row.id))]
        going = [current for row, current in roots if row.state == "absent"]
        self._read_ledger(self._unmarked(row.table) for row in desired)
        if self._ownership and self._ownership.prune:
            self._read_owned(self._ownership)
            going += self._found.owned
        going += [child for row, current in roots for child in self._leaving(row, current)]
        self._read_families(going)
        self._read_moving(desired, going)
        self._read_followers(roots)
        if self._found.ledger is None:
            found = ((table, rows) for (_parent, table), rows in self._found.followers.items())
            self._read_ledger(bool(rows) and self._unmarked(table) for table, rows in found)
        self._read_holders(going)
        return self._found

    # -- what may go ------------------------------------------------------------------------

    def _leaving(self, row: Row, current: Current) -> Iterator[Current]:
        """Children that the declaration of their parent may remove."""
        for column, children in row.children.items():
            absent = any(child.state == "absent" or child.children for child in children.rows)
            if not (absent or children.purge):
                continue
            wanted = {child.key: child for child in children.rows}
            for uuid in as_set(current.values.get(column)):
                child = self._snapshot.rows[uuid]
                declared = wanted.get(children.identity.of(child.values))
                if declared is None:
                    if children.purge:
                        yield child
                elif declared.state == "absent":
                    yield child
                else:
                    yield from self._leaving(declared, child)

    def _read_families(self, going: list[Current]) -> None:
        """Children of rows that may go, and their children."""
        seen: set[Uuid] = set()
        while going:
            tables = {current.table for current in going if self._schema[current.table].family}
            fresh = [current for current in going if current.table in tables and current.uuid not in seen]
            seen |= {current.uuid for current in fresh}
            families = self._select(
                [by_uuid(current.table, current.uuid, self._schema[current.table].family) for current in fresh]
            )
            wanted = [
                (current, self._schema[current.table][column].ref_table or "", uuid)
                for current, rows in zip(fresh, families)
                for row in rows
                for column, value in row.items()
                for uuid in as_set(self._schema[current.table][column].decode(value))
            ]
            going = []
            children = self._select([by_uuid(table, uuid, self._columns(table)) for _parent, table, uuid in wanted])
            for (parent, table, _uuid), rows in zip(wanted, children):
                found = [self._reader.current(table, row) for row in rows]
                self._found.families[parent.uuid] += found
                going += found

    def _read_moving(self, desired: list[Row], going: list[Current]) -> None:
        """Who is made anew under a name that nobody else can have is the same to all that refer to it."""
        named = {
            (current.table, current.values.get("name")): current.uuid
            for current in (*going, *(child for family in self._found.families.values() for child in family))
            if not self._schema[current.table].is_root and ["name"] in self._schema[current.table].indexes
        }
        for row in desired if named else ():
            current = self._snapshot.root(row.id)
            for column, children in row.children.items():
                here = as_set(current.values.get(column)) if current else ()
                for child in with_unique_names(children.rows, self._schema):
                    uuid = named.get((child.table, child.key[0]))
                    if uuid is not None and uuid not in here and child.state != "absent":
                        self._found.moving[uuid] = child.id
        if self._found.moving:
            self._read_referrers({(row.table, column) for row in desired for column in row.children})

    def _read_referrers(self, parents: set[tuple[str, str]]) -> None:
        """:param parents: tables and columns that hold children of the declared rows"""
        moving: dict[str, set[Uuid]] = defaultdict(set)
        for uuid, (table, _key) in self._found.moving.items():
            moving[table].add(uuid)
        selects, columns = [], []
        for table, uuids in moving.items():
            for holder, column in self._schema.referring(table):
                if (holder, column) in parents:
                    continue
                few = len(uuids) <= KEYS_BY_NAME
                conditions = [[[column, "includes", ["set", [["uuid", uuid]]]]] for uuid in uuids] if few else [[]]
                shown = list(dict.fromkeys([*self._columns(holder), column]))
                for where in conditions:
                    selects.append({"table": holder, "where": where, "columns": shown})
                    columns.append(column)
        for select, column, rows in zip(selects, columns, self._select(selects)):
            for row in rows:
                current = self._reader.current(str(select["table"]), row)
                for uuid in self._found.moving.keys() & as_set(current.values[column]):
                    if (column, current) not in self._found.referrers[uuid]:
                        self._found.referrers[uuid].append((column, current))

    def _read_followers(self, roots: list[tuple[Row, Current]]) -> None:
        for row, current in roots:
            for followers in row.followers:
                names = self._names(row, current, followers)
                if not names or followers.table not in self._schema:
                    continue
                columns = ["_uuid", *followers.identity.columns]
                few = len(names) <= KEYS_BY_NAME
                conditions = [[[followers.by, "==", name]] for name in sorted(names)] if few else [[]]
                selects = [{"table": followers.table, "where": where, "columns": columns} for where in conditions]
                found = (self._reader.current(followers.table, row) for rows in self._select(selects) for row in rows)
                self._found.followers[current.uuid, followers.table] = [
                    follower for follower in found if follower.values[followers.by] in names
                ]

    def _names(self, row: Row, current: Current, followers: Followers) -> set[str]:
        """Of the children whose followers may go."""
        if row.state == "absent":
            return {str(child.values.get("name")) for child in self._found.families[current.uuid]}
        children = row.children.get(followers.child, Children(followers.identity))
        uuids = as_set(current.values.get(followers.child)) if followers.child in row.children else ()
        names = {str(self._snapshot.rows[uuid].values["name"]) for uuid in uuids}
        if followers.purge or children.purge:
            return names
        return names & {child.key[0] for child in children.rows if child.state == "absent"}

    def _read_holders(self, going: list[Current]) -> None:
        selects, wanted = [], []
        for current in {current.uuid: current for current in going}.values():
            for table, column in self._schema.holders(current.table) if self._schema[current.table].is_root else ():
                where = [[column, "includes", ["set", [["uuid", current.uuid]]]]]
                selects.append({"table": table, "where": where, "columns": self._columns(table)})
                wanted.append((current.uuid, table, column))
        for (uuid, table, column), rows in zip(wanted, self._select(selects)):
            self._found.holders[uuid] += [(column, self._reader.current(table, row)) for row in rows]

    # -- the owner's ------------------------------------------------------------------------

    def _read_ledger(self, needed: Iterable[bool]) -> None:
        """:param needed: whether rows may come or go that cannot carry a mark"""
        ownership = self._ownership
        if ownership is None or not (ownership.prune or any(needed)):
            return
        table, column = ownership.ledger
        if table in self._schema:
            for row in self._select([{"table": table, "where": [], "columns": ["_uuid", column]}])[0]:
                self._found.ledger = self._reader.current(table, row)

    def _unmarked(self, table: str) -> bool:
        return table in self._schema and self._schema[table].is_root and "external_ids" not in self._schema[table]

    def _read_owned(self, ownership: Ownership) -> None:
        mark = ["external_ids", "includes", ["map", [[OWNER_KEY, ownership.owner]]]]
        selects = [
            {"table": table, "where": [mark], "columns": self._columns(table)}
            for table in self._schema.tables
            if "external_ids" in self._schema[table]
        ]
        for _entry, table, key in ownership.entries(self._found.ledger, self._schema):
            where = [[column, "==", value] for column, value in zip(self._schema[table].indexes[0], key)]
            selects.append({"table": table, "where": where, "columns": self._columns(table)})
        for select, rows in zip(selects, self._select(selects)):
            self._found.owned += [self._reader.current(str(select["table"]), row) for row in rows]
        self._read_parents({each.uuid for each in self._found.owned if not self._schema[each.table].is_root})

    def _read_parents(self, children: set[Uuid]) -> None:
        tables = {each.table for each in self._found.owned if each.uuid in children}
        holders = [holder for table in tables for holder in self._schema.holders(table)]
        selects = [
            {"table": table, "where": [], "columns": [*self._columns(table), column]} for table, column in holders
        ]
        for (table, column), rows in zip(holders, self._select(selects)):
            for row in rows:
                parent = self._reader.current(table, row)
                for uuid in as_set(parent.values[column]):
                    if uuid in children:
                        self._found.parents[uuid] = (column, parent)

    def _columns(self, table: str) -> list[str]:
        """What tells a row's name, and whose it is."""
        wanted = {*self._reader.identity(table).columns, "external_ids"}
        return ["_uuid", *sorted(name for name in wanted if name in self._schema[table])]

    @property
    def _select(self) -> Callable[[list[dict[str, Any]]], list[list[dict[str, Any]]]]:
        return self._reader.client.select
