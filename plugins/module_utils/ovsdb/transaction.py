# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From operations to one guarded OVSDB transaction."""

from __future__ import annotations

from typing import Any

from .operation import Operation
from .schema import NewRow, Uuid


def transaction(operations: list[Operation]) -> list[dict[str, Any]]:
    """The JSON operations, guards first.

    Names of switches, routers and load balancers are not unique in the schema: a ``wait``
    for their absence keeps a second writer from making another. A row that is changed must
    still be what it was when it was read. A guard that does not hold fails the whole.
    """
    guards: list[dict[str, Any]] = []
    writes: list[dict[str, Any]] = []
    for operation in operations:
        if operation.implied:
            continue
        if operation.absent_key is not None:
            guards.append(_wait(operation.table, operation.absent_key, ["_uuid"], []))
        if operation.action == "insert":
            row = operation.updates
            writes.append({"op": "insert", "table": operation.table, "uuid-name": operation.uuid, "row": row})
            continue
        where = [["_uuid", "==", ["uuid", operation.uuid]]]
        if operation.action == "delete":
            # A child goes when its parent lets go of it: the parent's own operation does that.
            if operation.guard:
                guards.append(_wait(operation.table, where, list(operation.guard), [operation.guard]))
            writes.append({"op": "delete", "table": operation.table, "where": where})
            continue
        expected = {"_uuid": ["uuid", operation.uuid], **operation.guard}
        guards.append(_wait(operation.table, where, list(expected), [expected]))
        if operation.updates:
            writes.append({"op": "update", "table": operation.table, "where": where, "row": operation.updates})
        if operation.mutations:
            writes.append({"op": "mutate", "table": operation.table, "where": where, "mutations": operation.mutations})
    return guards + writes


def stands(operation: Operation, made: dict[str, Uuid]) -> dict[str, Any]:
    """A question to the server: is the row there as it was inserted?

    :param made: the UUIDs of the transaction's new rows
    """
    uuid = ["uuid", made[operation.uuid]]
    row = {column: _resolved(value, made) for column, value in operation.updates.items()}
    return _wait(operation.table, [["_uuid", "==", uuid]], ["_uuid", *row], [{"_uuid": uuid, **row}])


def _resolved(value: Any, made: dict[str, Uuid]) -> Any:
    """References to rows of the transaction as references to rows of the server."""
    if not isinstance(value, list) or value[0] == "map":
        return value
    if value[0] == "named-uuid":
        return ["uuid", made[value[1]]]
    return ["set", [_resolved(item, made) for item in value[1]]] if value[0] == "set" else value


def _wait(table: str, where: list[Any], columns: list[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"op": "wait", "table": table, "timeout": 0, "where": where, "columns": columns, "until": "==", "rows": rows}


def names(operations: list[Operation]) -> dict[str, str]:
    """Labels of the rows that the transaction makes."""
    return {operation.uuid: operation.label for operation in operations if isinstance(operation.uuid, NewRow)}
