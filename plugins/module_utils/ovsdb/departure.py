# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes, and what that means for the rows that stay.

A plan in which nothing goes does without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from .operation import Draft, Operation, noun
from .ownership import Ledger, Ownership
from .removal import Removals
from .rows import OWNER_KEY, Row, RowId
from .schema import NewRow, Uuid
from .snapshot import Current, Snapshot, as_set


class Departures:
    """The part of a plan that removes rows.

    :param desired: the declared root rows
    :param declared: rows of the server that the task declares, or refers to
    """

    def __init__(
        self,
        draft: Draft,
        snapshot: Snapshot,
        removals: Removals,
        ledger: Ledger | None,
        desired: Mapping[RowId, Row],
        declared: Collection[Uuid],
    ) -> None:
        self._draft = draft
        self._schema = draft.schema
        self._snapshot = snapshot
        self._removals = removals
        self._ledger = ledger
        self._desired = desired
        self._declared = declared

    def stand_in(self, name: Callable[[RowId], NewRow]) -> dict[Uuid, NewRow]:
        """Who refers to a row that moves refers to the one in its place.

        :param name: names the rows that are made
        """
        moved = {}
        for uuid, row_id in self._removals.moving.items():
            moved[uuid] = new = name(row_id)
            for column, holder in self._removals.referrers[uuid]:
                operation = self._draft.change(holder.table, self._draft.label(holder), holder.uuid)
                known = self._schema[holder.table][column]
                if known.kind == "set":
                    operation.mutations.append([column, "insert", known.encode([new])])
                else:
                    operation.updates[column], operation.guard[column] = known.encode(new), known.encode(uuid)
        return moved

    def remove(self, current: Current, name: str, path: str, *, implied: bool = False) -> None:
        """The row goes, and its children with it.

        :param path: what takes it away
        """
        if current.uuid in self._draft.gone:
            return
        self._draft.gone[current.uuid] = path
        before = {
            column: value
            for column, value in current.values.items()
            if self._schema[current.table][column].ref_table is None and not (column == "external_ids" and implied)
        }
        operation = Operation("delete", current.table, name, current.uuid, before=before, implied=implied)
        self._draft.deletes[current.uuid] = operation
        self._draft.operations.append(operation)
        for child in sorted(self._removals.families.get(current.uuid, ()), key=self._draft.label):
            self.remove(child, self._draft.label(child), f"{path}, with the {noun(current.table)} {name}", implied=True)
        if self._ledger:
            self._ledger.removed(current)

    def finish(self, ownership: Ownership | None) -> None:
        """When everything that is declared has been planned: what goes besides, and what must not go."""
        for row in self._desired.values():
            self._follow(row)
        if ownership and ownership.prune:
            self._prune(ownership)
        self._refuse_held()
        self._let_go_of_the_gone()

    def _follow(self, row: Row) -> None:
        """Rows that name a child which goes."""
        current = self._snapshot.root(row.id)
        if current is None:
            return
        for followers in row.followers:
            children = {
                str(child.values.get("name")): child.uuid
                for child in (
                    *self._removals.families.get(current.uuid, ()),
                    *(
                        self._snapshot.rows[uuid]
                        for uuid in as_set(current.values.get(followers.child))
                        # those of a row that goes are in its family
                        if uuid in self._snapshot.rows
                    ),
                )
                if child.table == self._schema[row.table][followers.child].ref_table
            }
            for follower in self._removals.followers.get((current.uuid, followers.table), ()):
                declared = self._desired.get((followers.table, followers.identity.of(follower.values)))
                child = children.get(follower.values[followers.by])
                goes = followers.purge or (child in self._draft.gone and child not in self._removals.moving)
                if goes and declared is None:
                    self.remove(follower, self._draft.label(follower), row.path)

    # -- prune ------------------------------------------------------------------------------

    def _prune(self, ownership: Ownership) -> None:
        """What carries the owner's mark and is not declared."""
        doomed = [each for each in self._removals.owned if each.uuid not in self._declared]
        for current in doomed:
            if self._schema[current.table].is_root:
                self.remove(current, self._draft.label(current), "prune")
                self._guard_mark(current)
                self._refuse_foreign(current, current, ownership)
        for current in doomed:
            if current.uuid not in self._draft.gone and current.uuid in self._removals.parents:
                column, parent = self._removals.parents[current.uuid]
                self.remove(current, self._draft.label(current), "prune")
                self._guard_mark(current)
                self._let_go(parent, column, current)
        for entry, table, key in ownership.entries(self._removals.ledger, self._schema):
            known = any((each.table, list(self._index_key(each))) == (table, key) for each in self._removals.owned)
            if not known and self._ledger:
                self._ledger.stale(entry)

    def _guard_mark(self, current: Current) -> None:
        """It goes only if it still carries what was read."""
        if "external_ids" in current.values:
            column = self._schema[current.table]["external_ids"]
            guard = self._draft.deletes[current.uuid].guard
            guard["external_ids"] = column.encode(current.values["external_ids"])

    def _index_key(self, current: Current) -> Iterator[Any]:
        return (current.values.get(column) for column in next(iter(self._schema[current.table].indexes), []))

    def _refuse_foreign(self, root: Current, current: Current, ownership: Ownership) -> None:
        """Nobody else's row shall go with one of ours."""
        for child in self._removals.families.get(current.uuid, ()):
            marks = child.values.get("external_ids")
            if marks is not None and marks.get(OWNER_KEY) != ownership.owner:
                self._draft.fault(
                    "prune",
                    f"the {noun(root.table)} {self._draft.label(root)} is no longer declared, but its "
                    f"{noun(child.table)} {self._draft.label(child)} is not of owner {ownership.owner}; delete that "
                    f"first, or declare the {noun(root.table)}",
                )
            self._refuse_foreign(root, child, ownership)

    def _let_go(self, parent: Current, column: str, child: Current) -> None:
        operation = self._draft.change(parent.table, self._draft.label(parent), parent.uuid)
        known = self._schema[parent.table][column]
        if known.kind == "set":
            operation.mutations.append([column, "delete", known.encode([child.uuid])])
        else:
            operation.updates[column] = known.encode(None)

    # -- those that refer to what goes --------------------------------------------------------

    def _refuse_held(self) -> None:
        """A server would refuse to remove what others still refer to."""
        let_go = {
            (operation.uuid, mutation[0], uuid[1])
            for operation in self._draft.operations
            for mutation in operation.mutations
            if mutation[1] == "delete" and mutation[2][0] == "set"
            for uuid in mutation[2][1]
            if isinstance(uuid, list)
        }
        updated = {(operation.uuid, column) for operation in self._draft.operations for column in operation.updates}
        for uuid, path in self._draft.gone.items():
            for column, holder in self._removals.holders.get(uuid, ()):
                if holder.uuid in self._draft.gone:
                    # The server counts references before it collects the children that go by themselves.
                    self._draft.deletes[holder.uuid].implied = False
                elif (holder.uuid, column, uuid) not in let_go and (holder.uuid, column) not in updated:
                    gone = self._draft.deletes[uuid]
                    self._draft.fault(
                        path,
                        f"the {noun(gone.table)} {gone.label} is still in use by the {noun(holder.table)} "
                        f"{self._draft.label(holder)} ({column}); take it out there first",
                    )

    def _let_go_of_the_gone(self) -> None:
        """Weak references, which a server may forget to take back from a row that changes in the same transaction."""
        gone: dict[str, list[Uuid]] = {}
        for uuid, operation in self._draft.deletes.items():
            gone.setdefault(operation.table, []).append(uuid)
        for operation in filter(None, self._draft.updates.values()):
            table = self._schema[operation.table]
            for column, target in table.references.items():
                if target in gone and table[column].kind != "scalar":
                    operation.mutations.append([column, "delete", ["set", [["uuid", uuid] for uuid in gone[target]]]])
