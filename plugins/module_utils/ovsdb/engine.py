# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reach the desired state: read, plan, commit, read back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .client import Client
from .errors import Conflict, ConnectionLost, Fault, InvalidInput, OvsdbError, TransactionFailed
from .plan import Operation, Planner
from .removal import Ownership, RemovalReader
from .render import Renderer
from .rows import Row, merge
from .schema import Schema, Uuid
from .snapshot import Reader
from .transaction import stands, transaction

_READ_BACK = (
    "the transaction was committed, but reading back shows a difference: something else changed the same rows, "
    "or the server dropped a value"
)


@dataclass
class Outcome:
    """What was done, or in check mode would be.

    :param operations: as dictionaries, see the modules' ``RETURN``
    :param extra: results of the operations that the caller added to the transaction
    """

    changed: bool = False
    operations: list[dict[str, Any]] = field(default_factory=list)
    extra: list[dict[str, Any]] = field(default_factory=list)
    renderer: Renderer | None = None

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
    deadline = time.monotonic() + client.timeout
    unanswered: Outcome | None = None
    refused: list[Operation] | None = None
    impossible: list[Fault] | None = None
    while True:
        operations: list[Operation] = []
        try:
            schema = Schema(client.schema())
            operations, outcome = _plan(client, schema, desired, ownership)
            if not operations or check_mode:
                # Nothing left to do after a transaction without an answer: it was done.
                return unanswered if unanswered and not operations else outcome
            unanswered = outcome
            additions = extra()
            requests = transaction(operations) + additions
            results = client.transact(requests)
            outcome.extra = results[len(requests) - len(additions) : len(requests)]
            _read_back(client, schema, desired, ownership, operations, results)
            return outcome
        except Conflict:
            if time.monotonic() >= deadline:
                raise
            unanswered = None
        except TransactionFailed:
            # It can be a race for a unique name: then the next plan is another one.
            if time.monotonic() >= deadline or (refused is not None and _same(refused, operations)):
                raise
            refused, unanswered = operations, None
        except InvalidInput as exc:
            # The trips of a reading are no one moment: a run beside us may have committed
            # between two of them. What is wrong twice is wrong.
            if exc.faults == impossible:
                raise
            impossible = exc.faults
        except ConnectionLost:
            if time.monotonic() >= deadline:
                raise
            client.connect(retry=True)
            continue
        # Two writers that met once shall not meet again at once.
        time.sleep(random.uniform(0.001, 0.02))


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
    return operations, Outcome(True, renderer.operations(), renderer=renderer)


def _read_back(
    client: Client,
    schema: Schema,
    desired: list[Row],
    ownership: Ownership | None,
    operations: list[Operation],
    results: list[dict[str, Any]],
) -> None:
    """Look whether the database has what was committed.

    New rows are compared by the server, which is quicker than to read and plan once more.
    """
    inserts = [operation for operation in operations if operation.action == "insert"]
    uuids = (Uuid(each["uuid"][1]) for each in results if "uuid" in each)
    made = {str(operation.uuid): uuid for operation, uuid in zip(inserts, uuids)}
    try:
        if made:
            client.transact([stands(operation, made) for operation in inserts])
    except Conflict as exc:
        raise OvsdbError(f"{_READ_BACK}: {exc}") from exc
    if not (ownership and ownership.prune):
        new = {(operation.table, operation.label) for operation in inserts}
        desired = [row for row in desired if (row.table, row.label) not in new]
    rest, outcome = _plan(client, schema, desired, ownership)
    if rest:
        raise OvsdbError(f"{_READ_BACK}:\n{outcome.diff['before']}---\n{outcome.diff['after']}")


def _same(one: list[Operation], other: list[Operation]) -> bool:
    return [(op.action, op.table, op.label, op.updates, op.mutations) for op in one] == [
        (op.action, op.table, op.label, op.updates, op.mutations) for op in other
    ]
