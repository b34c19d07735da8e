# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys of maps that a server is too old for.

A schema does not know the keys that OVN reads of ``options``. But the columns that it lacks
tell of a release that the server is older than, and so of keys that it would ignore.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ovsdb.errors import Fault
from ..ovsdb.rows import Row, walk
from ..ovsdb.schema import Schema
from .record import Record
from .tables import COLLECTIONS


def ignored_keys(rows: Iterable[Row], schema: Schema) -> list[Fault]:
    """Declared keys that came with a release which the server surely is older than."""
    keys = [
        (row, key, since) for row in walk(rows) for key, since in row.since.items() if _is_declared(row, key, schema)
    ]
    if not keys:
        return []
    release, lacking = min(_missing(schema), default=("", ""))
    return [
        Fault(
            row.paths.get(key, row.path),
            f"needs OVN {since} or later: the connected server ({schema.name} schema {schema.version}) is older, "
            f"for it lacks {lacking}, and would ignore the key",
        )
        for row, key, since in keys
        if release and since >= release
    ]


def _is_declared(row: Row, key: str, schema: Schema) -> bool:
    """Whether a key is given that the schema knows nothing of."""
    column, _colon, name = key.partition(":")
    known = row.table in schema and column in schema[row.table] and schema[row.table][column]
    return bool(name and known and not known.choices and row.merges.get(column, {}).get(name) is not None)


def _missing(schema: Schema) -> Iterator[tuple[str, str]]:
    """Columns that the server lacks, with the release that brought them."""
    todo: list[Record] = list(COLLECTIONS.values())
    seen = set()
    while todo:
        record = todo.pop()
        if record.table in seen:
            continue
        seen.add(record.table)
        for option in record.options:
            todo += option.records
            if option.since and record.table in schema:
                lacking = (column for column in option.columns if column not in schema[record.table])
                yield from ((option.since, f"the column {column} of {record.table}") for column in lacking)
