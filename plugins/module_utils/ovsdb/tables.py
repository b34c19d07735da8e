# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tables of a database, for those that only look."""

from __future__ import annotations

from typing import Any

from .client import Client
from .schema import Schema, Uuid


def rows(client: Client, tables: dict[str, list[str]]) -> list[list[dict[str, Any]]]:
    """All rows of some tables as they are at one moment, with Python's values.

    :param tables: for each, the columns to read
    """
    schema = Schema(client.schema())
    answers = client.select([{"table": table, "where": [], "columns": columns} for table, columns in tables.items()])
    return [
        [
            {
                name: Uuid(value[1]) if name == "_uuid" else schema[table][name].decode(value)
                for name, value in row.items()
            }
            for row in found
        ]
        for table, found in zip(tables, answers)
    ]
