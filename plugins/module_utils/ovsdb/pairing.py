# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which row is meant, where a reference to another row tells those of one key apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .operation import Draft
from .rows import Children, Row
from .schema import Uuid
from .snapshot import Current, Snapshot


def tell_apart(
    children: Children,
    keys: list[tuple[Any, ...]],
    mine: dict[tuple[Any, ...], list[Current]],
    snapshot: Snapshot,
    draft: Draft,
) -> None:
    """Give longer keys to rows of one key that refer to different rows, and to what is declared of them.

    A declaration that names none means the row that refers to none, or else the only one that is left.

    :param keys: of the declared children, one by one
    :param mine: the present children by their keys
    """
    column = children.identity.finer
    told: dict[tuple[Any, ...], list[tuple[int, Uuid | str | None]]] = {}
    for index, key in enumerate(keys):
        if key in mine:
            told.setdefault(key, []).append((index, _referred(children.rows[index], column, snapshot)))
    for key, declared in told.items():
        left: dict[Uuid | str | None, list[Current]] = {}
        for current in mine.pop(key):
            left.setdefault(current.values.get(column), []).append(current)
        mine.update({(*key, uuid): rows for uuid, rows in left.items()})
        unmet = [each for each in declared if each[1] not in left]
        for index, uuid in declared:
            keys[index] = (*key, uuid)
            left.pop(uuid, None)
        # What has referred to none so far may be told to now.
        for index, uuid in unmet:
            if uuid is not None and children.rows[index].state != "absent" and left.pop(None, []):
                keys[index] = (*key, None)
        for index in (index for index, uuid in unmet if uuid is None and left):
            if len(left) > 1:
                _refuse(children.rows[index], column, left.values(), draft)
            else:
                keys[index] = (*key, left.popitem()[0])


def _referred(row: Row, column: str, snapshot: Snapshot) -> Uuid | str | None:
    """The row of the server that a declaration refers to; an empty text if that is not there."""
    references = row.references.get(column)
    if references is None or not references.targets:
        return None
    current = snapshot.root(references.targets[0].id)
    return current.uuid if current else ""


def _refuse(row: Row, column: str, rows: Iterable[list[Current]], draft: Draft) -> None:
    uuids = sorted(current.uuid for each in rows for current in each)
    draft.fault(
        row.path,
        f"there are {len(uuids)} rows of {row.table} here that are {row.label}, which {column} tells apart: give it, "
        f"too (UUIDs {', '.join(uuids)})",
    )
