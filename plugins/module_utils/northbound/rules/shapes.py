# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the rules must know of the tables' records to put a declaration over a database."""

from __future__ import annotations

from typing import Any

from ..options import Build, ChildList, Key, Map, Option
from ..record import Record
from ..router_port import ROUTER_PORT
from ..switch_port import SWITCH_PORT
from ..tables import COLLECTIONS

TABLES = {collection: record.table for collection, record in COLLECTIONS.items()}
PORTS = {"Logical_Switch": "Logical_Switch_Port", "Logical_Router": "Logical_Router_Port"}
RECORDS = {record.table: record for record in (*COLLECTIONS.values(), SWITCH_PORT, ROUTER_PORT)}


def option(table: str, name: str) -> Option:
    return next(option for option in RECORDS[table].options if option.name == name)


def is_child(table: str, name: str) -> bool:
    return isinstance(option(table, name), ChildList)


def child(table: str, name: str) -> Record:
    """What the rows of a collection are."""
    (record,) = option(table, name).records
    return record


def key(record: Record, given: dict[str, Any]) -> Any:
    """What tells a declared object from others of its collection; ``None`` while it is faulty."""
    if record.key:
        return (given.get(record.key),)
    row = record.row(given, "", Build())
    return row and row.key


def under(record: Record, given: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """The declared values, and under them what the database has."""
    if not before:
        return given
    merged = dict(before)
    for option in record.options:
        value = given.get(option.name)
        if value is None:
            continue
        if isinstance(option, Map):
            merged[option.name] = {
                name: item for name, item in {**(before.get(option.name) or {}), **value}.items() if item is not None
            }
            # A key that was written without its own option.
            keys = (other for other in record.options if isinstance(other, Key) and other.columns == option.columns)
            for other in keys:
                if other.map_key in value and given.get(other.name) is None:
                    merged.pop(other.name, None)
        elif isinstance(option, ChildList) and option.name not in (given.get("purge") or ()):
            mine = {key(option.record, item) for item in value}
            others = (item for item in before.get(option.name) or () if key(option.record, item) not in mine)
            merged[option.name] = [*value, *others]
        else:
            merged[option.name] = value
    return {**merged, **{name: value for name, value in given.items() if name not in merged}}
