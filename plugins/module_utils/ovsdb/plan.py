# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From desired rows and a snapshot to the list of operations.

The list is the only source of ``changed``, of the diff and of the transaction, in check
mode as in a real run.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from .errors import Fault, InvalidInput
from .removal import Ownership, Removals
from .rows import OWNER_KEY, Children, References, Row, RowId, Target, children_of, label, targets_of, walk
from .schema import Column, NewRow, Schema, Uuid
from .snapshot import Current, Snapshot, as_set, identity, with_unique_names

_NOTHING = ["set", []]


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
        self.faults: list[Fault] = []
        self.operations: list[Operation] = []
        self._names = count()
        self._new: dict[RowId, NewRow] = {}
        self._desired: dict[RowId, Row] = {}
        self._children: set[RowId] = set()
        self._updates: dict[Uuid, Operation] = {}
        self._deletes: dict[Uuid, Operation] = {}
        self._declared: set[Uuid] = set()
        self._gone: dict[Uuid, str] = {}
        self._notes: dict[str, str | None] = {}

    def plan(self, desired: list[Row]) -> list[Operation]:
        self._desired = {row.id: row for row in desired}
        referred = {target.table for target in targets_of(desired)}
        children = (row for row in walk(children_of(desired)) if row.table in referred)
        self._children = {row.id for row in with_unique_names(children, self.schema) if row.state != "absent"}
        for row in desired:
            if row.state in ("present", "ensured") and self._exists(row) is None:
                self._new[row.id] = self._new_name()
        for row in desired:
            self._root(row)
        for row in desired:
            self._follow(row)
        if self.ownership and self.ownership.prune:
            self._prune(self.ownership)
        self._refuse_held()
        self._let_go_of_the_gone()
        self._note()
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
                self._remove(current, row.label, row.path)
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
            self._note_made(row)

    def _insert(self, row: Row, name: NewRow) -> Operation:
        operation = Operation("insert", row.table, row.label, name)
        self.operations.append(operation)
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
                self._fault(row.path, text)
        table = self.schema[row.table]
        for column in table.required:
            if column not in row.needed and operation.updates.get(column, _NOTHING) == _NOTHING:
                choices = ", one of " + ", ".join(table[column].choices) if table[column].choices else ""
                self._fault(row.path, f"a new row of {row.table} needs the column {column}{choices}")

    def _update(self, row: Row, current: Current) -> None:
        self._declared.add(current.uuid)
        operation = self._change(row.table, row.label, current.uuid)
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
        made: list[NewRow] = []
        for child in children.rows:
            if child.state == "absent":
                continue
            if child.key in mine:
                self._update(child, mine[child.key][0])
            else:
                made += self._new_children([child])
        gone = list(_superfluous(children, mine))
        for current in gone:
            self._remove(current, label(children.identity.of(current.values)), row.paths.get(column.name, row.path))
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
            if row_id in self.snapshot.elsewhere:
                self._fault(
                    row.path,
                    f"the {_noun(row.table)} {row.label} exists already and belongs to another parent; "
                    "names of ports are unique in the whole database: delete it there first, or take another name",
                )
            elif row.table not in self.schema:
                self._lacks(row, f"the table {row.table}", row.since.get(""))
            else:
                name = self._new_name()
                # Another row may refer to one that its name alone tells from all others.
                if row_id in self._children:
                    name = self._new.setdefault(row_id, name)
                self._insert(row, name)
                made.append(name)
        return made

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
        current = self.snapshot.root(target.id)
        if declared is not None and declared.state == "absent":
            self._fault(target.path, f"{target.label} is declared as absent at {declared.path}")
        elif current is None and target.id in self._children:
            return self._new.setdefault(target.id, self._new_name())
        elif current is None:
            self._fault(
                target.path,
                target.missing
                or f"there is no {_noun(target.table)} {target.label}; declare it in the same task, or create it first",
            )
        else:
            self._declared.add(current.uuid)
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

    def _change(self, table: str, name: str, uuid: Uuid) -> Operation:
        """The one operation that changes a row of the server; what removes it serves as well."""
        operation = self._updates.get(uuid) or self._deletes.get(uuid)
        if operation is None:
            operation = self._updates[uuid] = Operation("update", table, name, uuid)
            self.operations.append(operation)
        return operation

    def _clear_referrers(self, row: Row, current: Current) -> None:
        """Take the row out of those that name it and are not declared to."""
        for referrers in row.referrers:
            for holder in self.snapshot.referrers.get((current.uuid, referrers), []):
                key = referrers.identity.of(holder.values)
                declared = self._desired.get((referrers.table, key))
                references = declared and declared.references.get(referrers.column)
                if references and any(target.id == row.id for target in references.targets):
                    continue
                operation = self._change(referrers.table, str(key[0]), holder.uuid)
                self._change_set(
                    operation, self.schema[referrers.table][referrers.column], gone=[current.uuid], come=[]
                )

    # -- removals ---------------------------------------------------------------------------

    def _remove(self, current: Current, name: str, path: str, *, implied: bool = False) -> None:
        """The row goes, and its children with it."""
        if current.uuid in self._gone:
            return
        self._gone[current.uuid] = path
        before = {
            column: value
            for column, value in current.values.items()
            if self.schema[current.table][column].ref_table is None and not (column == "external_ids" and implied)
        }
        operation = Operation("delete", current.table, name, current.uuid, before=before, implied=implied)
        self._deletes[current.uuid] = operation
        self.operations.append(operation)
        for child in sorted(self.removals.families.get(current.uuid, ()), key=self._label):
            self._remove(child, self._label(child), path, implied=True)
        if self.ownership and self.removals.ledger and self.schema[current.table].is_root:
            index = next(iter(self.schema[current.table].indexes), [])
            if "external_ids" not in self.schema[current.table] and all(column in current.values for column in index):
                entry = self.ownership.entry(current.table, [current.values[column] for column in index])
                if entry in self.removals.ledger.values[self.ownership.ledger[1]]:
                    self._notes[entry] = None

    def _label(self, current: Current) -> str:
        known = self.ownership.identities if self.ownership else {}
        return label(identity(self.schema[current.table], known).of(current.values)) or str(current.uuid)

    def _follow(self, row: Row) -> None:
        """Rows that name a child which goes."""
        current = self.snapshot.root(row.id)
        if current is None:
            return
        for followers in row.followers:
            children = {
                str(child.values.get("name")): child.uuid
                for child in (
                    *self.removals.families.get(current.uuid, ()),
                    *(
                        self.snapshot.rows[uuid]
                        for uuid in as_set(current.values.get(followers.child))
                        # those of a row that goes are in its family
                        if uuid in self.snapshot.rows
                    ),
                )
                if child.table == self.schema[row.table][followers.child].ref_table
            }
            for follower in self.removals.followers.get((current.uuid, followers.table), ()):
                declared = self._desired.get((followers.table, followers.identity.of(follower.values)))
                goes = followers.purge or children.get(follower.values[followers.by]) in self._gone
                if goes and declared is None:
                    self._remove(follower, self._label(follower), row.path)

    def _prune(self, ownership: Ownership) -> None:
        """What carries the owner's mark and is not declared."""
        doomed = [each for each in self.removals.owned if each.uuid not in self._declared]
        for current in doomed:
            if self.schema[current.table].is_root:
                self._remove(current, self._label(current), "prune")
                self._guard_mark(current)
                self._refuse_foreign(current, current, ownership)
        for current in doomed:
            if current.uuid not in self._gone and current.uuid in self.removals.parents:
                column, parent = self.removals.parents[current.uuid]
                self._remove(current, self._label(current), "prune")
                self._guard_mark(current)
                self._let_go(parent, column, current)
        for entry, table, key in ownership.entries(self.removals.ledger):
            known = any((each.table, list(self._index_key(each))) == (table, key) for each in self.removals.owned)
            if not known:  # somebody else has removed it
                self._notes[entry] = None

    def _guard_mark(self, current: Current) -> None:
        """It goes only if it still carries what was read."""
        if "external_ids" in current.values:
            column = self.schema[current.table]["external_ids"]
            guard = self._deletes[current.uuid].guard
            guard["external_ids"] = column.encode(current.values["external_ids"])

    def _index_key(self, current: Current) -> Iterator[Any]:
        return (current.values.get(column) for column in next(iter(self.schema[current.table].indexes), []))

    def _refuse_foreign(self, root: Current, current: Current, ownership: Ownership) -> None:
        """Nobody else's row shall go with one of ours."""
        for child in self.removals.families.get(current.uuid, ()):
            marks = child.values.get("external_ids")
            if marks is not None and marks.get(OWNER_KEY) != ownership.owner:
                self._fault(
                    "prune",
                    f"the {_noun(root.table)} {self._label(root)} is no longer declared, but its {_noun(child.table)} "
                    f"{self._label(child)} is not of owner {ownership.owner}; delete that first, or declare the "
                    f"{_noun(root.table)}",
                )
            self._refuse_foreign(root, child, ownership)

    def _let_go(self, parent: Current, column: str, child: Current) -> None:
        operation = self._change(parent.table, self._label(parent), parent.uuid)
        known = self.schema[parent.table][column]
        if known.kind == "set":
            operation.mutations.append([column, "delete", known.encode([child.uuid])])
        else:
            operation.updates[column] = known.encode(None)

    def _refuse_held(self) -> None:
        """A server would refuse to remove what others still refer to."""
        if not self._gone:
            return
        let_go = {
            (operation.uuid, mutation[0], uuid[1])
            for operation in self.operations
            for mutation in operation.mutations
            if mutation[1] == "delete" and mutation[2][0] == "set"
            for uuid in mutation[2][1]
            if isinstance(uuid, list)
        }
        updated = {(operation.uuid, column) for operation in self.operations for column in operation.updates}
        for uuid, path in self._gone.items():
            for column, holder in self.removals.holders.get(uuid, ()):
                if holder.uuid in self._gone:
                    # The server counts references before it collects the children that go by themselves.
                    self._deletes[holder.uuid].implied = False
                elif (holder.uuid, column, uuid) not in let_go and (holder.uuid, column) not in updated:
                    gone = self._deletes[uuid]
                    self._fault(
                        path,
                        f"the {_noun(gone.table)} {gone.label} is still in use by the {_noun(holder.table)} "
                        f"{self._label(holder)} ({column}); take it out there first",
                    )

    def _let_go_of_the_gone(self) -> None:
        """Weak references, which a server may forget to take back from a row that changes in the same transaction."""
        gone: dict[str, list[Uuid]] = {}
        for uuid, operation in self._deletes.items():
            gone.setdefault(operation.table, []).append(uuid)
        if not gone:
            return
        for operation in filter(None, self._updates.values()):
            table = self.schema[operation.table]
            for column, target in table.references.items():
                if target in gone and table[column].kind != "scalar":
                    operation.mutations.append([column, "delete", ["set", [["uuid", uuid] for uuid in gone[target]]]])

    # -- the ledger -------------------------------------------------------------------------

    def _note_made(self, row: Row) -> None:
        """Note whose the new row is, if it cannot say so itself."""
        table = self.schema[row.table]
        if self.ownership and table.is_root and "external_ids" not in table and table.indexes:
            self._notes[self.ownership.entry(row.table, row.key)] = self.ownership.owner

    def _note(self) -> None:
        ledger = self.removals.ledger
        if self.ownership is None or not self._notes:
            return
        table, column = self.ownership.ledger
        notes = {entry: owner for entry, owner in self._notes.items() if owner is not None}
        if ledger is None:  # a new database, on which neither northd nor ovn-nbctl has been yet
            operation = Operation("insert", table, "", self._new_name(), silent=True)
            operation.updates[column] = self.schema[table][column].encode(notes)
            self.operations.append(operation)
            return
        operation = Operation("update", table, "", ledger.uuid, silent=True)
        operation.mutations.append([column, "delete", ["set", list(self._notes)]])
        if notes:
            operation.mutations.append([column, "insert", self.schema[table][column].encode(notes)])
        self.operations.append(operation)

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
            self._fault(path, f"{release}{problem} (column {column.name} of {row.table})")
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
    """A table's name as people say it: ``logical switch port``, ``HA chassis group``."""
    return " ".join(word.lower() if word.istitle() else word for word in table.split("_"))
