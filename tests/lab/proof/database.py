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
# What OVN itself writes into the Northbound.
COUNTS = ("nb_cfg", "sb_cfg", "hv_cfg", "nb_cfg_timestamp", "sb_cfg_timestamp", "hv_cfg_timestamp", "up")


def dump(central: Host, database: str = NB) -> dict[str, dict[str, Row]]:
    """For each table its rows by UUID, without their versions, which every touch of a row changes."""
    told = central.check_output(f"ovsdb-client --no-leader-only dump -f json {database}")
    tables = [json.loads(line) for line in told.splitlines()]
    found = {}
    for table in tables:
        rows = [dict(zip(table["headings"], values)) for values in table["data"]]
        name = table["caption"].split()[0]
        found[name] = {
            row["_uuid"][1]: {k: v for k, v in row.items() if k not in ("_uuid", "_version")} for row in rows
        }
    return found


def without_load_balancers(tables: dict[str, dict[str, Row]]) -> dict[str, dict[str, Row]]:
    """What a toggle may not touch: all but the balancers and their checks, where they are, and the count of changes."""
    touched = ("Load_Balancer", "Load_Balancer_Health_Check", "NB_Global")
    left = {name: rows for name, rows in tables.items() if name not in touched}
    for owner in ("Logical_Switch", "Logical_Router"):
        left[owner] = {
            uuid: {column: value for column, value in row.items() if column != "load_balancer"}
            for uuid, row in left[owner].items()
        }
    return left


def declared(central: Host, but: tuple[str, ...] = ()) -> dict[str, dict[str, Row]]:
    """The Northbound as somebody has declared it, without what OVN itself writes.

    :param but: more columns, and tables, that are left out
    """
    hidden = {*COUNTS, *but}
    return {
        name: {
            uuid: {column: value for column, value in row.items() if column not in hidden} for uuid, row in rows.items()
        }
        for name, rows in dump(central).items()
        if name not in hidden
    }


def tunnel_keys(central: Host) -> dict[str, int]:
    """Of each port and each network, by their names."""
    tables = dump(central, SB)
    return {
        **{row["logical_port"]: row["tunnel_key"] for row in tables["Port_Binding"].values()},
        **{mapping(row["external_ids"])["name"]: row["tunnel_key"] for row in tables["Datapath_Binding"].values()},
    }


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
