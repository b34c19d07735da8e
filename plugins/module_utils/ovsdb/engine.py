# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reach the desired state: read, plan, commit, read back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from .client import Client
from .errors import Conflict, ConnectionLost, Fault, InvalidInput, NotThere, OvsdbError, TransactionFailed
from .operation import Operation
from .ownership import Ownership
from .plan import Planner
from .removal import RemovalReader
from .render import Renderer
from .rows import Row, merge
from .schema import Schema, Table, Uuid
from .snapshot import Reader
from .transaction import stands, transaction

# So often a task says again what somebody else has changed behind its back.
ATTEMPTS = 3
_READ_BACK = (
    "the transaction was committed, but reading back shows a difference: something else changed the same rows, "
    "or the server dropped a value"
)


class Outcome:
    """What was done, or in check mode would be.

    * operations: as dictionaries, see the modules' ``RETURN``
    * extra: results of the operations that the caller added to the transaction
    """

    def __init__(self, renderer: Renderer | None = None) -> None:
        self.changed = renderer is not None
        self.extra: list[dict[str, Any]] = []
        self.renderer = renderer

    @cached_property
    def operations(self) -> list[dict[str, Any]]:
        return self.renderer.operations() if self.renderer else []

    @cached_property
    def diff(self) -> dict[str, str]:
        """``before`` and ``after`` as text."""
        return self.renderer.diff() if self.renderer else {}


def apply(
    client: Client,
    desired: list[Row],
    *,
    ownership: Ownership | None = None,
    check_mode: bool = False,
    extra: Callable[[], list[dict[str, Any]]] = list,
) -> Outcome:
    """Bring the database to the desired state in one transaction.

    Whoever changes the same rows at the same time, or breaks the connection, makes this
    read again and plan anew, until the client's time is over.

    :param desired: a row that is named twice is an error, a patch to a row is merged into it
    :param ownership: whose rows are made, and whether others of the owner go
    :param extra: makes operations that are added to a transaction that changes something
    :raises OvsdbError: with a sentence for the user
    """
    desired = merge(desired)
    attempts = _Attempts(client)
    while True:
        try:
            schema = Schema(client.schema())
            attempts.operations, outcome = _plan(client, schema, desired, ownership)
            if not attempts.operations or check_mode:
                # Nothing left to do after a transaction without an answer: it was done.
                return outcome if attempts.operations else attempts.written or outcome
            written = attempts.written = attempts.written or outcome
            additions = extra()
            requests = transaction(attempts.operations) + additions
            # The server needs as long for a large transaction as we do to tell of it.
            results = client.transact(requests, meanwhile=partial(getattr, written, "operations"))
            written.extra = results[len(requests) - len(additions) : len(requests)]
            _read_back(client, schema, desired, ownership, attempts.operations, results)
            return written
        except OvsdbError as exc:
            attempts.survive(exc)


class _Attempts:
    """What became of the attempts so far, and whether another one makes sense.

    :param written: what was, or may have been, committed
    :param operations: of the attempt at hand
    """

    def __init__(self, client: Client) -> None:
        self.written: Outcome | None = None
        self.operations: list[Operation] = []
        self._client = client
        self._deadline = time.monotonic() + client.timeout
        self._refused: list[Operation] | None = None
        self._impossible: list[Fault] | None = None
        self._undone = 0

    def survive(self, exc: OvsdbError) -> None:
        """:raises OvsdbError: the same, if it is of no use to go on"""
        if time.monotonic() >= self._deadline or self._is_final(exc):
            raise exc
        if isinstance(exc, ConnectionLost):
            self._client.connect(retry=True, deadline=self._deadline)
        else:
            # Two writers that met once shall not meet again at once.
            time.sleep(random.uniform(0.001, 0.02))

    def _is_final(self, exc: OvsdbError) -> bool:
        if isinstance(exc, NotThere):
            self._undone += 1
            return self._undone == ATTEMPTS
        if isinstance(exc, InvalidInput):
            # The trips of a reading are no one moment: a run beside us may have committed
            # between two of them. What is wrong twice is wrong.
            before, self._impossible = self._impossible, exc.faults
            return before == exc.faults
        if isinstance(exc, (Conflict, TransactionFailed)) and not self._undone:
            self.written = None
        if isinstance(exc, TransactionFailed):
            # It can be a race for a unique name: then the next plan is another one.
            refused, self._refused = self._refused, self.operations
            return refused is not None and _same(refused, self.operations)
        return not isinstance(exc, (Conflict, ConnectionLost))


def _plan(
    client: Client, schema: Schema, desired: list[Row], ownership: Ownership | None
) -> tuple[list[Operation], Outcome]:
    reader = Reader(client, schema, ownership.identities if ownership else None)
    snapshot = reader.read(desired)
    removals = RemovalReader(reader, snapshot, ownership).read(desired)
    operations = Planner(schema, snapshot, removals, ownership).plan(desired)
    if not operations:
        return [], Outcome()
    renderer = Renderer(operations, snapshot, reader)
    return operations, Outcome(renderer)


def _read_back(
    client: Client,
    schema: Schema,
    desired: list[Row],
    ownership: Ownership | None,
    operations: list[Operation],
    results: list[dict[str, Any]],
) -> None:
    """Look whether the database has what was committed.

    New rows are compared by the server, which is quicker than to read and plan once more. A
    row that refers to none is there, as it was sent, if its parent has it.
    """
    inserts = [operation for operation in operations if operation.action == "insert"]
    uuids = (Uuid(each["uuid"][1]) for each in results if "uuid" in each)
    made: dict[str, Uuid] = {operation.uuid: uuid for operation, uuid in zip(inserts, uuids)}
    looked_for = [operation for operation in inserts if _can_differ(operation, schema[operation.table])]
    try:
        if looked_for:
            client.transact([stands(operation, made) for operation in looked_for])
    except Conflict as exc:
        raise NotThere(f"{_READ_BACK}: {exc}") from exc
    if not (ownership and ownership.prune):
        new = {(operation.table, operation.label) for operation in inserts}
        # Other rows let go of what is not declared in these tables.
        looked_at = {each.table for row in desired for each in row.followers}
        looked_at |= {each.table for row in desired for each in row.referrers}
        desired = [row for row in desired if row.table in looked_at or (row.table, row.label) not in new]
    rest, outcome = _plan(client, schema, desired, ownership)
    if rest:
        raise NotThere(f"{_READ_BACK}:\n{outcome.diff['before']}---\n{outcome.diff['after']}")


def _can_differ(operation: Operation, table: Table) -> bool:
    """Rows that nobody refers to vanish at the commit, and so do references to rows that have gone."""
    return table.is_root or not table.references.keys().isdisjoint(operation.updates)


def _same(one: list[Operation], other: list[Operation]) -> bool:
    return [(op.action, op.table, op.label, op.updates, op.mutations) for op in one] == [
        (op.action, op.table, op.label, op.updates, op.mutations) for op in other
    ]
