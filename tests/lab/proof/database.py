# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases as they are, read by OVN's own tools on the central host."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

Row = dict[str, Any]
NB = "unix:/var/run/ovn/ovnnb_db.sock OVN_Northbound"
SB = "unix:/var/run/ovn/ovnsb_db.sock OVN_Southbound"


def dump(central: Host, database: str = NB) -> dict[str, dict[str, Row]]:
    """For each table its rows by UUID, without their versions, which every touch of a row changes."""
    tables = [json.loads(line) for line in central.check_output(f"ovsdb-client dump -f json {database}").splitlines()]
    found = {}
    for table in tables:
        rows = [dict(zip(table["headings"], values)) for values in table["data"]]
        name = table["caption"].split()[0]
        found[name] = {
            row["_uuid"][1]: {k: v for k, v in row.items() if k not in ("_uuid", "_version")} for row in rows
        }
    return found


def without_load_balancers(tables: dict[str, dict[str, Row]]) -> dict[str, dict[str, Row]]:
    """What a toggle may not touch: all but the balancers, where they are attached, and the count of changes."""
    left = {name: rows for name, rows in tables.items() if name not in ("Load_Balancer", "NB_Global")}
    for owner in ("Logical_Switch", "Logical_Router"):
        left[owner] = {
            uuid: {column: value for column, value in row.items() if column != "load_balancer"}
            for uuid, row in left[owner].items()
        }
    return left


def one(rows: dict[str, Row], name: str) -> tuple[str, Row]:
    """The only row of that name, with its UUID."""
    (found,) = [(uuid, row) for uuid, row in rows.items() if row["name"] == name]
    return found


def members(value: Any) -> list[Any]:
    """A set column as a list; UUIDs as plain text."""
    items = value[1] if isinstance(value, list) and value[0] == "set" else [value]
    return [item[1] if isinstance(item, list) and item[0] == "uuid" else item for item in items]


def mapping(value: Any) -> dict[str, str]:
    return dict(value[1])
