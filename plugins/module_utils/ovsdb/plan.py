# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From desired rows and a snapshot to the list of operations.

The list is the only source of ``changed``, of the diff and of the transaction, in check
mode as in a real run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from .errors import Fault, InvalidInput
from .rows import Children, References, Row, RowId, Target, children_of, walk
from .schema import Column, NewRow, Schema, Uuid
from .snapshot import Current, Snapshot, has_unique_name


@dataclass
class Operation:
    """What happens to one row.

    ``before`` and ``after`` hold the columns that change and no others. In a map only the
    keys that change, in a set of references only the members that come or go.
    """

    action: str
    table: str
    label: str
    uuid: Uuid | NewRow
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    guard: dict[str, Any] = field(default_factory=dict)
    updates: dict[str, Any] = field(default_factory=dict)
    mutations: list[list[Any]] = field(default_factory=list)
    absent_key: list[Any] | None = None

    def __bool__(self) -> bool:
        return self.action != "update" or bool(self.updates or self.mutations)


class Planner:
    """Compares desired rows with a snapshot.

    :raises InvalidInput: what the input asks for cannot be had from this server
    """

    def __init__(self, schema: Schema, snapshot: Snapshot) -> None:
        self.schema = schema
        self.snapshot = snapshot
        self.faults: list[Fault] = []
        self.operations: list[Operation] = []
        self._names = count()
        self._new: dict[RowId, NewRow] = {}
        self._desired: dict[RowId, Row] = {}
        self._children: set[RowId] = set()
        self._detached: dict[Uuid, Operation] = {}

    def plan(self, desired: list[Row]) -> list[Operation]:
        self._desired = {row.id: row for row in desired}
        self._children = {
            row.id for row in walk(children_of(desired)) if row.state != "absent" and has_unique_name(row, self.schema)
        }
        for row in desired:
            if row.state == "present" and self._exists(row) is None:
                self._new[row.id] = self._new_name()
        for row in desired:
            self._root(row)
        if self.faults:
            raise InvalidInput(self.faults)
        return [operation for operation in self.operations if operation]

    # -- rows -------------------------------------------------------------------------------

    def _exists(self, row: Row) -> Current | None:
        found = self.snapshot.roots.get(row.id, [])
        if len(found) > 1:
            self._fault(
                row.path,
                f"there are {len(found)} rows named {row.label} in {row.table}, none of them can be chosen; "
                f"delete or rename the others (UUIDs {', '.join(sorted(found))})",
            )
        return self.snapshot.root(row.id)

    def _root(self, row: Row) -> None:
        if row.table not in self.schema:
            if row.state != "absent":
                self._lacks(row, f"the table {row.table}", row.since.get(""))
            return
        current = self.snapshot.root(row.id)
        if row.state == "absent":
            if current is not None:
                self.operations.append(Operation("delete", row.table, row.label, current.uuid, before=current.values))
        elif current is not None:
            self._update(row, current)
            self._clear_referrers(row, current)
        elif row.state == "existing":
            self._fault(
                row.path,
                f"there is no {_noun(row.table)} {row.label}; "
                + (row.hint or "declare it in the same task, or create it first"),
            )
        else:
            operation = self._insert(row, self._new[row.id])
            indexed = [list(index) for index in self.schema[row.table].indexes]
            if row.identity.columns not in indexed:
                operation.absent_key = row.identity.where(row.key)

    def _insert(self, row: Row, name: NewRow) -> Operation:
        operation = Operation("insert", row.table, row.label, name)
        self.operations.append(operation)
        columns: dict[str, Any] = {}
        for column, value in {**row.initial, **row.values}.items():
            known = self._column(row, column, needed=value not in (None, "", {}) and column in row.values)
            if known is not None:
                # a map that is given both whole and by its keys: the keys come on top
                columns[column] = self._checked(row, known, value)
        for column, keys in row.merges.items():
            known = self._column(row, column, needed=any(value is not None for value in keys.values()))
            if known is not None:
                present = {key: value for key, value in keys.items() if value is not None}
                columns[column] = self._checked(row, known, {**columns.get(column, {}), **present})
        for column, references in row.references.items():
            known = self._column(row, column, needed=bool(references.targets))
            if known is not None:
                targets = self._targets(references)
                operation.after[column] = [label for _uuid, label in targets]
                uuids = [uuid for uuid, _label in targets]
                operation.updates[column] = known.encode(uuids if known.kind == "set" else uuids[0] if uuids else None)
        for column, children in row.children.items():
            known = self._column(row, column, needed=bool(children.rows))
            if known is not None:
                made = [self._new_child(child) for child in children.rows if child.state != "absent"]
                operation.updates[column] = known.encode([uuid for uuid in made if uuid])
        for text in (text for column, text in row.needed.items() if columns.get(column) in (None, "", frozenset())):
            self._fault(row.path, text)
        for column, value in columns.items():
            known = self.schema[row.table][column]
            if value != known.empty:
                operation.updates[column] = known.encode(value)
                operation.after[column] = value
        return operation

    def _update(self, row: Row, current: Current) -> None:
        operation = self._detached.get(current.uuid) or Operation("update", row.table, row.label, current.uuid)
        if current.uuid not in self._detached:
            self.operations.append(operation)
        for column, value in row.values.items():
            known = self._column(row, column, needed=value not in (None, "", {}))
            if known is None:
                continue
            value = self._checked(row, known, value)
            before = current.values[column]
            if value != before:
                operation.before[column], operation.after[column] = before, value
                operation.guard[column] = known.encode(before)
                operation.updates[column] = known.encode(value)
        for column, keys in row.merges.items():
            known = self._column(row, column, needed=any(value is not None for value in keys.values()))
            if known is not None:
                self._merge_keys(operation, row, known, current.values[column], keys)
        for column, references in row.references.items():
            known = self._column(row, column, needed=bool(references.targets))
            if known is not None:
                self._refer(operation, known, current.values[column], references)
        for column, children in row.children.items():
            known = self._column(row, column, needed=bool(children.rows))
            if known is not None:
                self._adopt(operation, row, known, current.values[column], children)

    def _merge_keys(
        self, operation: Operation, row: Row, column: Column, before: dict[str, str], keys: dict[str, str | None]
    ) -> None:
        gone = [key for key in keys if key in before and keys[key] != before[key]]
        come = {key: value for key, value in keys.items() if value is not None and before.get(key) != value}
        if not gone and not come:
            return
        self._checked(row, column, come)
        operation.before[column.name] = {key: before[key] for key in gone}
        operation.after[column.name] = come
        if gone:
            operation.mutations.append([column.name, "delete", ["set", gone]])
        if come:
            operation.mutations.append([column.name, "insert", column.encode(come)])

    # -- children ---------------------------------------------------------------------------

    def _adopt(self, operation: Operation, row: Row, column: Column, before: Any, children: Children) -> None:
        before = before if isinstance(before, frozenset) else frozenset([before] if before else [])
        mine: dict[tuple[Any, ...], list[Current]] = {}
        for uuid in sorted(before):
            current = self.snapshot.rows[uuid]
            mine.setdefault(children.identity.of(current.values), []).append(current)
        made = []
        for child in children.rows:
            if child.state == "absent":
                continue
            if child.key in mine:
                self._update(child, mine[child.key][0])
            else:
                made.append(self._new_child(child))
        gone = list(_superfluous(children, mine))
        for current in gone:
            label = " ".join(str(part) for part in children.identity.of(current.values) if part not in ("", None))
            self.operations.append(Operation("delete", current.table, label, current.uuid, before=current.values))
        self._change_children(operation, children, column, before, new=[uuid for uuid in made if uuid], gone=gone)

    def _change_children(
        self,
        operation: Operation,
        children: Children,
        column: Column,
        before: frozenset[Uuid],
        *,
        new: list[NewRow],
        gone: list[Current],
    ) -> None:
        if not new and not gone:
            return
        if column.kind != "set":
            operation.updates[column.name] = column.encode(new[0] if new else None)
            operation.guard[column.name] = column.encode(next(iter(before), None))
            return
        if new:
            operation.mutations.append([column.name, "insert", column.encode(new)])
            # Where no index of the server keeps a second writer from adding the same child.
            if children.identity.columns not in self.schema[column.ref_table or ""].indexes:
                operation.guard[column.name] = column.encode(before)
        if gone:
            operation.mutations.append([column.name, "delete", column.encode([current.uuid for current in gone])])

    def _new_child(self, row: Row) -> NewRow | None:
        elsewhere = self.snapshot.elsewhere.get(RowId(row.table, row.key))
        if elsewhere is not None:
            self._fault(
                row.path,
                f"the {_noun(row.table)} {row.label} exists already and belongs to another parent; "
                "names of ports are unique in the whole database: delete it there first, or take another name",
            )
            return None
        if row.table not in self.schema:
            self._lacks(row, f"the table {row.table}", row.since.get(""))
            return None
        # Another row may refer to one that its name alone tells from all others.
        name = self._new.setdefault(row.id, self._new_name()) if row.id in self._children else self._new_name()
        self._insert(row, name)
        return name

    # -- references -------------------------------------------------------------------------

    def _targets(self, references: References) -> list[tuple[Uuid | NewRow, str]]:
        found = {}
        for target in references.targets:
            uuid = self._target(target)
            if uuid is not None:
                found[uuid] = str(target.key[0])
        return list(found.items())

    def _target(self, target: Target) -> Uuid | NewRow | None:
        if target.id in self._new:
            return self._new[target.id]
        declared = self._desired.get(target.id)
        current = self.snapshot.root(target.id)
        if declared is not None and declared.state == "absent":
            self._fault(target.path, f"{target.key[0]} is declared as absent at {declared.path}")
        elif current is None and target.id in self._children:
            return self._new.setdefault(target.id, self._new_name())
        elif current is None:
            self._fault(
                target.path,
                target.missing
                or f"there is no {_noun(target.table)} {target.key[0]}; declare it in the same task, or create it first",
            )
        else:
            return current.uuid
        return None

    def _refer(self, operation: Operation, column: Column, before: Any, references: References) -> None:
        targets = dict(self._targets(references))
        if column.kind != "set":
            wanted = next(iter(targets), None)
            if wanted != before and (targets or references.purge):
                operation.before[column.name], operation.after[column.name] = before, wanted and targets[wanted]
                operation.guard[column.name] = column.encode(before)
                operation.updates[column.name] = column.encode(wanted)
            return
        come = [uuid for uuid in targets if uuid not in before]
        gone = [uuid for uuid in before if uuid not in targets] if references.purge else []
        self._change_set(operation, column, gone=gone, come=[(uuid, targets[uuid]) for uuid in come])

    def _change_set(
        self, operation: Operation, column: Column, *, gone: list[Uuid], come: list[tuple[Uuid | NewRow, str]]
    ) -> None:
        if gone or come:
            operation.before.setdefault(column.name, []).extend(gone)
            operation.after.setdefault(column.name, []).extend(label for _uuid, label in come)
        if gone:
            operation.mutations.append([column.name, "delete", column.encode(gone)])
        if come:
            operation.mutations.append([column.name, "insert", column.encode([uuid for uuid, _label in come])])

    def _clear_referrers(self, row: Row, current: Current) -> None:
        """Take the row out of those that name it and are not declared to."""
        for referrers in row.referrers:
            for holder in self.snapshot.referrers.get((current.uuid, referrers), []):
                key = referrers.identity.of(holder.values)
                declared = self._desired.get(RowId(referrers.table, key))
                references = declared and declared.references.get(referrers.column)
                if references and any(target.id == row.id for target in references.targets):
                    continue
                operation = self._detached.get(holder.uuid)
                if operation is None:
                    operation = next((known for known in self.operations if known.uuid == holder.uuid), None)
                if operation is None:
                    operation = Operation("update", referrers.table, str(key[0]), holder.uuid)
                    self.operations.append(operation)
                self._detached[holder.uuid] = operation
                self._change_set(
                    operation, self.schema[referrers.table][referrers.column], gone=[current.uuid], come=[]
                )

    # -- checks -----------------------------------------------------------------------------

    def _column(self, row: Row, column: str, *, needed: bool) -> Column | None:
        table = self.schema[row.table]
        if column in table:
            return table[column]
        if needed:
            self._lacks(row, f"the column {column} of {row.table}", row.since.get(column), row.paths.get(column))
        return None

    def _checked(self, row: Row, column: Column, value: Any) -> Any:
        problem = column.problem(value)
        if problem:
            self._fault(row.paths.get(column.name, row.path), f"{problem} (column {column.name} of {row.table})")
        return value

    def _lacks(self, row: Row, what: str, since: str | None, path: str | None = None) -> None:
        release = f"needs OVN {since} or later: " if since else ""
        self._fault(
            path or row.path,
            f"{release}the connected server ({self.schema.name} schema {self.schema.version}) lacks {what}",
        )

    def _fault(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))

    def _new_name(self) -> NewRow:
        return NewRow(f"new{next(self._names)}")


def _superfluous(children: Children, mine: dict[tuple[Any, ...], list[Current]]) -> Iterator[Current]:
    """The present children that must go."""
    wanted = {child.key for child in children.rows if child.state != "absent"}
    unwanted = {child.key for child in children.rows} - wanted
    for key, rows in mine.items():
        if key in wanted:
            yield from rows[1:]  # the same thing twice: one is enough
        elif key in unwanted:
            yield from rows
        elif children.purge:
            yield from (current for current in rows if not children.keep(current.values))


def _noun(table: str) -> str:
    """A table's name as people say it: ``logical switch port``."""
    return table.replace("_", " ").lower()
