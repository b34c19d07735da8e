# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of a database as Python has them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..ovsdb.client import Client
from ..ovsdb.schema import Schema

Row = dict[str, Any]


class Query(NamedTuple):
    """:ivar where: conditions as OVSDB takes them, all of which must hold"""

    table: str
    columns: tuple[str, ...]
    where: tuple[list[Any], ...] = ()


def read(client: Client, *queries: Query) -> list[list[Row]]:
    """The rows of each query, all read in one trip. Columns that the server lacks are left out."""
    schema = Schema(client.schema())
    selects = [
        {
            "table": query.table,
            "where": list(query.where),
            "columns": ["_uuid", *(name for name in query.columns if name in schema[query.table])],
        }
        for query in queries
    ]
    return [
        [{name: _decode(schema, query.table, name, value) for name, value in row.items()} for row in rows]
        for query, rows in zip(queries, client.select(selects))
    ]


def _decode(schema: Schema, table: str, column: str, value: Any) -> Any:
    return str(value[1]) if column == "_uuid" else schema[table][column].decode(value)
