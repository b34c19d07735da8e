# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""References to rows that are gone.

A server may keep some until it starts anew; OVN's own clients do not show them.
"""

from __future__ import annotations

from typing import Any

from .schema import Schema


def overlook(rows: dict[str, dict[str, dict[str, Any]]], schema: Schema) -> None:
    """Take them out of what was read.

    :param rows: for each table all its rows by UUID, with the values in JSON's form
    """
    for table, found in rows.items():
        for column, target in schema[table].references.items():
            if target not in rows:
                continue
            for row in found.values():
                value = row.get(column, ["set", []])
                members = value[1] if value[0] == "set" else [value]
                living = [member for member in members if member[1] in rows[target]]
                if len(living) < len(members):
                    row[column] = living[0] if len(living) == 1 else ["set", living]
