# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From desired rows and a snapshot to the list of operations.

The list is the only source of ``changed``, of the diff and of the transaction, in check
mode as in a real run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .errors import Incomplete, InvalidInput
from .operation import Draft, Operation, noun
from .ownership import Ledger, Ownership
from .removal import Removals
from .rows import Children, References, Row, RowId, Target, children_of, label, targets_of, walk
from .schema import Column, NewRow, Schema, Uuid
from .snapshot import Current, Snapshot, with_unique_names

if TYPE_CHECKING:
    from .departure import Departures

_NOTHING = ["set", []]


class Planner:
    """Compares desired rows with a snapshot.

    :raises InvalidInput: what the input asks for cannot be had from this server
    """

    def __init__(
        self,
        schema: Schema,
        snapshot: Snapshot,
        removals: Removals | None = None,
        ownership: Ownership | None = None,
    ) -> None:
        self.schema = schema
        self.snapshot = snapshot
        self.removals = removals or Removals()
        self.ownership = ownership
        self._draft = Draft(schema, ownership.identities if ownership else {})
        self._ledger = Ledger(self._draft, ownership, self.removals.ledger) if ownership else None
        self._new: dict[RowId, NewRow] = {}
        self._desired: dict[RowId, Row] = {}
        self._children: set[RowId] = set()
        self._declared: set[Uuid] = set()
        self._named: list[tuple[Uuid, Target]] = []
        self._moved: dict[Uuid, NewRow] = {}
        self._elsewhere: dict[Uuid, Row] = {}

    def plan(self, desired: list[Row]) -> list[Operation]:
        self._desired = {row.id: row for row in desired}
        referred = {target.table for target in targets_of(desired)}
        children = (row for row in walk(children_of(desired)) if row.table in referred)
        self._children = {row.id for row in with_unique_names(children, self.schema) if row.state != "absent"}
        if self.removals.moving:
            self._children.update(self.removals.moving.values())
            self._moved = self._departures.stand_in(lambda row: self._new.setdefault(row, self._draft.new_name()))
        for row in desired:
            if self._one(row.id, row.label, row.path) is None and row.state in ("present", "ensured"):
                self._new[row.id] = self._draft.new_name()
        for row in desired:
            self._root(row)
        if self._draft.gone or self.removals.followers or (self.ownership and self.ownership.prune):
            self._departures.finish(self.ownership)
        self._refuse_lost()
        if self._ledger:
            self._ledger.write()
        if self._draft.faults:
            raise InvalidInput(self._draft.faults)
        return [operation for operation in self._draft.operations if operation]

    @cached_property
    def _departures(self) -> Departures:
        from .departure import Departures  # only where something may go: it takes a while

        return Departures(self._draft, self.snapshot, self.removals, self._ledger, self._desired, self._declared)

    # -- rows -------------------------------------------------------------------------------

    def _one(self, row_id: RowId, name: str, path: str) -> Current | None:
        """The only row of the server that is told like this."""
        found = self.snapshot.roots.get(row_id)
        if not found:
            return None
        if len(found) > 1:
            self._draft.fault(
                path,
                f"there are {len(found)} rows named {name} in {row_id[0]}, none of them can be chosen; "
                f"delete or rename the others (UUIDs {', '.join(sorted(found))})",
            )
        return self.snapshot.rows[found[0]]

    def _root(self, row: Row) -> None:
        if row.table not in self.schema:
            if row.state != "absent":
                self._lacks(row, f"the table {row.table}", row.since.get(""))
            return
        current = self.snapshot.root(row.id)
        if row.state == "absent":
            if current is not None:
                self._departures.remove(current, row.label, row.path)
        elif current is not None:
            self._update(row, current)
            self._clear_referrers(row, current)
        elif row.state == "existing":
            self._draft.fault(
                row.path,
                f"there is no {noun(row.table)} {row.label}; "
                + (row.hint or "declare it in the same task, or create it first"),
            )
        else:
            operation = self._insert(row, self._new[row.id])
            indexed = [list(index) for index in self.schema[row.table].indexes]
            if row.identity.columns not in indexed:
                operation.absent_key = row.identity.where(row.key)
            if self._ledger:
                self._ledger.made(row)

    def _insert(self, row: Row, name: NewRow) -> Operation:
        operation = Operation("insert", row.table, row.label, name)
        self._draft.operations.append(operation)
        table = self.schema[row.table]
        values: dict[Column, Any] = {}
        for column, value in {**row.initial, **row.values}.items():
            known = table.get(column)
            if known is None:
                self._column(row, column, needed=value not in (None, "", {}) and column in row.values)
            else:
                # a map that is given both whole and by its keys: the keys come on top
                values[known] = self._checked(row, known, value)
        for column, keys in row.merges.items():
            known = self._column(row, column, needed=any(value is not None for value in keys.values()))
            if known is not None:
                present = {key: value for key, value in keys.items() if value is not None}
                values[known] = self._checked(row, known, {**values.get(known, {}), **present})
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
                made = self._new_children(children.rows)
                operation.updates[column] = known.encode(made if known.kind == "set" else next(iter(made), None))
        for known, value in values.items():
            if value != known.empty:
                operation.updates[known.name] = known.encode(value)
                operation.after[known.name] = value
        if row.needed or table.required:
            self._refuse_useless(row, operation)
        return operation

    def _refuse_useless(self, row: Row, operation: Operation) -> None:
        for column, text in row.needed.items():
            has_children = operation.updates.get(column, _NOTHING) != _NOTHING
            if not (operation.after.get(column) or column in row.values or has_children):
                self._draft.faults.append(Incomplete(row.path, text))
        table = self.schema[row.table]
        for column in table.required:
            if column not in row.needed and operation.updates.get(column, _NOTHING) == _NOTHING:
                choices = ", one of " + ", ".join(table[column].choices) if table[column].choices else ""
                text = f"a new row of {row.table} needs the column {column}{choices}"
                self._draft.faults.append(Incomplete(row.path, text))

    def _update(self, row: Row, current: Current) -> None:
        self._declared.add(current.uuid)
        operation = self._draft.change(row.table, row.label, current.uuid)
        for column, value in row.values.items():
            known = self._column(row, column, needed=value not in (None, "", {}))
            if known is None:
                continue
            value = self._checked(row, known, value)
            before = current.values[column]
            if value != before and (column not in row.spelled or value != row.spelled[column](before)):
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
        keys = [child.key for child in children.rows]
        if children.identity.finer:
            from .pairing import tell_apart  # only where it is needed: it takes a while

            tell_apart(children, keys, mine, self.snapshot, self._draft)
        made: list[NewRow] = []
        for key, child in zip(keys, children.rows):
            if child.state == "absent":
                continue
            if key in mine:
                self._update(child, mine[key][0])
            else:
                made += self._new_children([child])
        gone = list(_superfluous(children, keys, mine))
        if gone:
            absent = {child.key: child.path for child in children.rows if child.state == "absent"}
            path = row.paths.get(column.name, row.path)
            for current in gone:
                key = children.identity.of(current.values)
                self._departures.remove(current, label(key), absent.get(key) or f"{path}, purge")
        self._change_children(operation, children, column, before, new=made, gone=gone)

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

    def _new_children(self, rows: list[Row]) -> list[NewRow]:
        made = []
        for row in rows:
            row_id = row.id
            if row.state == "absent":
                continue
            elsewhere = self._other(row)
            if elsewhere is not None:
                self._elsewhere[elsewhere] = row
            if row.table not in self.schema:
                self._lacks(row, f"the table {row.table}", row.since.get(""))
            else:
                name = self._draft.new_name()
                # Another row may refer to one that its name alone tells from all others.
                if row_id in self._children:
                    name = self._new.setdefault(row_id, name)
                self._insert(row, name)
                made.append(name)
        return made

    def _other(self, row: Row) -> Uuid | None:
        """The row of another parent that has the unique name already."""
        if row.id in self.snapshot.elsewhere:
            return self.snapshot.elsewhere[row.id]
        if not self.snapshot.named or not any(with_unique_names([row], self.schema)):
            return None
        return self.snapshot.named.get((row.table, row.key[0]))

    def _refuse_lost(self) -> None:
        """What is made must not be there, and what is named must stay."""
        gone = self._draft.gone
        for uuid, row in self._elsewhere.items():
            if uuid not in gone:
                self._draft.fault(
                    row.path,
                    f"the {noun(row.table)} {row.label} exists already and belongs to another parent; "
                    "names of ports are unique in the whole database: delete it there first, or take another name",
                )
        for uuid, target in self._named if gone else ():
            if uuid in gone:
                self._draft.fault(
                    target.path,
                    f"this task removes the {noun(target.table)} {target.label} ({gone[uuid]}); keep it, or leave it "
                    "out here",
                )

    # -- references -------------------------------------------------------------------------

    def _targets(self, references: References) -> list[tuple[Uuid | NewRow, str]]:
        found = {}
        for target in references.targets:
            uuid = self._target(target)
            if uuid is not None:
                found[uuid] = target.label
        return list(found.items())

    def _target(self, target: Target) -> Uuid | NewRow | None:
        if target.id in self._new:
            return self._new[target.id]
        declared = self._desired.get(target.id)
        current = self._one(target.id, target.label, target.path) if declared is None else self.snapshot.root(target.id)
        if declared is not None and declared.state == "absent":
            self._draft.fault(target.path, f"{target.label} is declared as absent at {declared.path}")
        elif current is None and target.id in self._children:
            return self._new.setdefault(target.id, self._draft.new_name())
        elif current is None:
            self._draft.fault(
                target.path,
                target.missing
                or f"there is no {noun(target.table)} {target.label}; declare it in the same task, or create it first",
            )
        else:
            self._declared.add(current.uuid)
            self._named.append((current.uuid, target))
            return current.uuid
        return None

    def _refer(self, operation: Operation, column: Column, before: Any, references: References) -> None:
        targets = dict(self._targets(references))
        if column.kind != "set":
            wanted = next(iter(targets), None)
            if wanted != self._moved.get(before, before) and (targets or references.purge):
                operation.before[column.name], operation.after[column.name] = before, wanted and targets[wanted]
                operation.guard[column.name] = column.encode(before)
                operation.updates[column.name] = column.encode(wanted)
            return
        before = {self._moved.get(uuid, uuid) for uuid in before} if self._moved else before
        come = [uuid for uuid in targets if uuid not in before]
        gone = [uuid for uuid in before if uuid not in targets] if references.purge else []
        self._draft.change_set(operation, column, gone=gone, come=[(uuid, targets[uuid]) for uuid in come])

    def _clear_referrers(self, row: Row, current: Current) -> None:
        """Take the row out of those that name it and are not declared to."""
        for referrers in row.referrers:
            for holder in self.snapshot.referrers.get((current.uuid, referrers), []):
                key = referrers.identity.of(holder.values)
                declared = self._desired.get((referrers.table, key))
                references = declared and declared.references.get(referrers.column)
                if references and any(target.id == row.id for target in references.targets):
                    continue
                operation = self._draft.change(referrers.table, str(key[0]), holder.uuid)
                self._draft.change_set(
                    operation, self.schema[referrers.table][referrers.column], gone=[current.uuid], come=[]
                )

    # -- checks -----------------------------------------------------------------------------

    def _column(self, row: Row, column: str, *, needed: bool) -> Column | None:
        known = self.schema[row.table].get(column)
        if known is None and needed:
            self._lacks(row, f"the column {column} of {row.table}", row.since.get(column), row.paths.get(column))
        return known

    def _checked(self, row: Row, column: Column, value: Any) -> Any:
        problem = column.problem(value)
        if problem is not None:
            parts = [f"{column.name}:{key}" for key in value] if isinstance(value, dict) else []
            items = value if isinstance(value, frozenset) else [value] if not isinstance(value, dict) else []
            newer = [row.since.get(part) for part in (*parts, *(f"{column.name}={item}" for item in items))]
            path = next((row.paths[part] for part in (column.name, *parts) if part in row.paths), row.path)
            release = "".join(f"needs OVN {since} or later: " for since in newer if since)
            self._draft.fault(path, f"{release}{problem} (column {column.name} of {row.table})")
        return value

    def _lacks(self, row: Row, what: str, since: str | None, path: str | None = None) -> None:
        release = f"needs OVN {since} or later: " if since else ""
        self._draft.fault(
            path or row.path,
            f"{release}the connected server ({self.schema.name} schema {self.schema.version}) lacks {what}",
        )


def _superfluous(
    children: Children, keys: list[tuple[Any, ...]], mine: dict[tuple[Any, ...], list[Current]]
) -> Iterator[Current]:
    """The present children that must go.

    :param keys: of those that are declared
    """
    wanted = {key for key, child in zip(keys, children.rows) if child.state != "absent"}
    unwanted = set(keys) - wanted
    for key, rows in mine.items():
        if key in wanted:
            yield from rows[1:]  # the same thing twice: one is enough
        elif key in unwanted:
            yield from rows
        elif children.purge:
            yield from (current for current in rows if not children.keep(current.values))
