# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the server has of the rows that a task speaks of, read in as few trips as possible.

Trip 1 finds root rows by their keys, trip 2 their children by UUID (the only condition
that a server answers from an index), a further trip for each deeper generation. Nothing
else of the database is read.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .client import Client
from .rows import Identity, Referrers, Row, RowId, children_of, label, targets_of, walk
from .schema import Schema, Table, Uuid

# Each key is a scan of its table by the server; beyond so many, one scan of ours is cheaper.
KEYS_BY_NAME = 32
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A row by its UUID costs the server some times what it costs in a scan of the table.
SCAN_FROM, SCAN_SHARE = 256, 0.4


class Current(NamedTuple):
    """A row as the server has it."""

    table: str
    uuid: Uuid
    values: dict[str, Any]


class Snapshot:
    """The rows in play, by UUID and, for roots, by key.

    * named: those with a name, by table and name
    * elsewhere: rows of parents that are not in play, with the unique names of children that are to be made
    """

    def __init__(self) -> None:
        self.rows: dict[Uuid, Current] = {}
        self.roots: dict[RowId, list[Uuid]] = defaultdict(list)
        self.referrers: dict[tuple[Uuid, Referrers], list[Current]] = {}
        self.named: dict[tuple[str, str], Uuid] = {}
        self.elsewhere: dict[RowId, Uuid] = {}

    def root(self, row_id: RowId) -> Current | None:
        found = self.roots.get(row_id)
        return self.rows[found[0]] if found else None


class Reader:
    """Reads a :class:`Snapshot` for a list of desired rows."""

    def __init__(self, client: Client, schema: Schema, identities: Mapping[str, Identity] | None = None) -> None:
        self.client = client
        self.schema = schema
        self._identities = identities or {}
        self._decoders: dict[tuple[str, ...], list[tuple[str, Callable[[Any], Any]]]] = {}
        # Of tables of children: how many rows there are, where all parents were read anyway.
        self._sizes: dict[str, int] = {}

    def read(self, desired: list[Row]) -> Snapshot:
        snapshot = Snapshot()
        columns = self._columns(desired)
        self._read_roots(desired, columns, snapshot)
        parents = [(row, current) for row in desired if (current := snapshot.root(row.id))]
        self._read_referrers(parents, snapshot)
        while parents:
            parents = self._read_children(parents, columns, snapshot)
        self._read_elsewhere(desired, snapshot)
        return snapshot

    def labels(self, uuids: Iterable[tuple[str, Uuid]]) -> dict[str, str]:
        """Names of rows that are not in the snapshot, for people to read."""
        wanted = [(table, uuid, self.identity(table)) for table, uuid in uuids]
        selects = [
            by_uuid(table, uuid, ["_uuid", *(name for name in identity.columns if name in self.schema[table])])
            for table, uuid, identity in wanted
        ]
        return {
            current.uuid: label(identity.of(current.values)) or str(current.uuid)
            for (table, _uuid, identity), found in zip(wanted, self.client.select(selects))
            for current in (self.current(table, row) for row in found)
        }

    def identity(self, table: str) -> Identity:
        """What tells the rows of a table from each other."""
        return identity(self.schema[table], self._identities)

    # -- the trips --------------------------------------------------------------------------

    def _columns(self, desired: list[Row]) -> dict[str, list[str]]:
        """For each table, the columns that are looked at and that the server has."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in walk(desired):
            wanted[row.table].update(row.identity.columns, row.values, row.merges, row.children, row.references)
        for target in targets_of(desired):
            wanted[target.table].update(target.identity.columns)
        return {
            table: ["_uuid", *sorted(name for name in names if name in self.schema[table])]
            for table, names in wanted.items()
            if table in self.schema
        }

    def _read_roots(self, desired: list[Row], columns: dict[str, list[str]], snapshot: Snapshot) -> None:
        keys: dict[tuple[str, Identity], set[tuple[Any, ...]]] = defaultdict(set)
        for row in desired:
            keys[row.table, row.identity].add(row.key)
        for target in targets_of(desired):
            keys[target.table, target.identity].add(target.key)
        selects: list[dict[str, Any]] = []
        owners: list[tuple[str, Identity, set[tuple[Any, ...]]]] = []
        for (table, identity), wanted in keys.items():
            if table not in self.schema:
                continue
            conditions = (
                [identity.where(key) for key in sorted(wanted, key=repr)] if len(wanted) <= KEYS_BY_NAME else [[]]
            )
            nameless = [key[0] for key in wanted if len(key) == 1 and re.fullmatch(UUID, str(key[0]))]
            conditions += [[["_uuid", "==", ["uuid", uuid]]] for uuid in nameless if conditions != [[]]]
            for where in conditions:
                selects.append({"table": table, "where": where, "columns": columns[table]})
                owners.append((table, identity, wanted))
        for select, (table, identity, wanted), rows in zip(selects, owners, self.client.select(selects)):
            all_of_them = [self.current(table, found) for found in rows]
            if not select["where"]:
                self._count_children(table, all_of_them)
            for current in all_of_them:
                key = _key(identity, current)
                if key in wanted and current.uuid not in snapshot.roots[table, key]:
                    snapshot.rows[current.uuid] = current
                    snapshot.roots[table, key].append(current.uuid)

    def _count_children(self, table: str, parents: list[Current]) -> None:
        for column in self.schema.inside(self.schema[table]):
            ref_table = self.schema[table][column].ref_table or ""
            self._sizes[ref_table] = sum(len(as_set(parent.values.get(column))) for parent in parents)

    def _read_children(
        self, parents: list[tuple[Row, Current]], columns: dict[str, list[str]], snapshot: Snapshot
    ) -> list[tuple[Row, Current]]:
        wanted: dict[str, list[Uuid]] = defaultdict(list)
        families = []
        for row, current in parents:
            for column, children in row.children.items():
                uuids = as_set(current.values.get(column))
                if not uuids:
                    continue
                table = self.schema[row.table][column].ref_table or ""
                needed = {*columns.get(table, ["_uuid"]), *children.identity.columns, *children.kept}
                columns[table] = sorted(name for name in needed if name == "_uuid" or name in self.schema[table])
                wanted[table] += uuids
                families.append((children, uuids))
        found = self._by_uuids(wanted, columns)
        generation = []
        for children, uuids in families:
            by_key = {row.key: row for row in children.rows}
            for current in (found[uuid] for uuid in uuids if uuid in found):
                snapshot.rows[current.uuid] = current
                desired = by_key.get(children.identity.of(current.values))
                if desired is not None and desired.children:
                    generation.append((desired, current))
        return generation

    def _by_uuids(self, wanted: dict[str, list[Uuid]], columns: dict[str, list[str]]) -> dict[Uuid, Current]:
        """Rows by UUID; the whole table where that is known to be cheaper."""
        selects: list[dict[str, Any]] = []
        for table, uuids in wanted.items():
            if len(uuids) >= max(SCAN_FROM, SCAN_SHARE * self._sizes.get(table, math.inf)):
                selects.append({"table": table, "where": [], "columns": columns[table]})
            else:
                selects += [by_uuid(table, uuid, columns[table]) for uuid in uuids]
        return {
            current.uuid: current
            for select, rows in zip(selects, self.client.select(selects))
            for current in (self.current(select["table"], row) for row in rows)
        }

    def _read_referrers(self, rows: list[tuple[Row, Current]], snapshot: Snapshot) -> None:
        selects, owners = [], []
        for row, current in rows:
            for referrers in row.referrers:
                if referrers.table in self.schema:
                    where = [[referrers.column, "includes", ["set", [["uuid", current.uuid]]]]]
                    names = ["_uuid", referrers.column, *referrers.identity.columns]
                    selects.append({"table": referrers.table, "where": where, "columns": names})
                    owners.append((current.uuid, referrers))
        for owner, found in zip(owners, self.client.select(selects)):
            snapshot.referrers[owner] = [self.current(owner[1].table, row) for row in found]

    def _read_elsewhere(self, desired: list[Row], snapshot: Snapshot) -> None:
        """Children to be made whose unique name a row of another parent has already."""
        known = snapshot.named = {
            (current.table, current.values["name"]): current.uuid
            for current in snapshot.rows.values()
            if "name" in current.values
        }
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in with_unique_names(walk(children_of(desired)), self.schema):
            name = row.key[0]
            if row.state in ("present", "ensured") and (row.table, name) not in known:
                wanted[row.table].add(name)
        selects = []
        for table, names in wanted.items():
            conditions = [[["name", "==", name]] for name in sorted(names)] if len(names) <= KEYS_BY_NAME else [[]]
            selects += [{"table": table, "where": where, "columns": ["_uuid", "name"]} for where in conditions]
        for select, found in zip(selects, self.client.select(selects)):
            table = str(select["table"])
            for values in found:
                if values["name"] in wanted[table]:
                    snapshot.elsewhere[table, (values["name"],)] = Uuid(values["_uuid"][1])

    def current(self, table: str, row: dict[str, Any]) -> Current:
        shape = (table, *row)
        if shape not in self._decoders:
            columns = self.schema[table]
            self._decoders[shape] = [(name, columns[name].decode) for name in row if name != "_uuid"]
        values = {name: decode(row[name]) for name, decode in self._decoders[shape]}
        return Current(table, Uuid(row["_uuid"][1]), values)


def identity(table: Table, known: Mapping[str, Identity]) -> Identity:
    """What tells the rows of a table from each other: what is known of it, else what its schema says."""
    return known.get(table.name) or Identity(*table.label_columns)


def _key(identity: Identity, current: Current) -> tuple[Any, ...]:
    """A row that others have made without a name goes by its UUID."""
    key = identity.of(current.values)
    return (str(current.uuid),) if key in ((None,), ("",)) else key


def with_unique_names(rows: Iterable[Row], schema: Schema) -> Iterator[Row]:
    """Those whose name tells them from all others of their table, whatever their parents."""
    unique: dict[str, bool] = {}
    for row in rows:
        if row.table not in unique:
            unique[row.table] = row.table in schema and ["name"] in schema[row.table].indexes
        if unique[row.table] and row.identity.parts == ("name",):
            yield row


def by_uuid(table: str, uuid: Uuid, columns: list[str]) -> dict[str, Any]:
    return {"table": table, "where": [["_uuid", "==", ["uuid", uuid]]], "columns": columns}


def as_set(value: Any) -> Collection[Uuid]:
    if value is None:
        return ()
    return value if isinstance(value, frozenset) else (value,)
