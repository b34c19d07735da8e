# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All rows of a database, or of some of its tables, as they were at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..ovsdb.client import Client

# For each table, its rows by UUID, with the values in JSON's form.
Rows = dict[str, dict[str, dict[str, Any]]]


def lasting(json_schema: dict[str, Any]) -> dict[str, list[str]]:
    """For each table, the columns that a server keeps: others are of the moment, such as whether a client is connected."""
    return {
        table: [name for name, column in content["columns"].items() if not column.get("ephemeral")]
        for table, content in json_schema["tables"].items()
    }


def read(client: Client, tables: Iterable[str] | None = None) -> Rows:
    """The rows in one transaction, so that what refers to each other fits together."""
    columns = lasting(client.schema())
    chosen = list(columns if tables is None else tables)
    answers = client.select([{"table": name, "where": [], "columns": ["_uuid", *columns[name]]} for name in chosen])
    return {name: {row.pop("_uuid")[1]: row for row in rows} for name, rows in zip(chosen, answers)}
