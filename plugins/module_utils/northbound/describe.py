# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read a database back, in the form in which it is declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.rows import Identity
from ..ovsdb.schema import Schema, Uuid
from .options import Reference, Show
from .record import Record
from .topology import COLLECTIONS

Rows = dict[Uuid, dict[str, Any]]


class Network(Show):
    """The whole logical network, read in one trip, as a declaration for ``ovn_topology``."""

    def __init__(self, client: Client) -> None:
        schema = Schema(client.schema())
        wanted: dict[str, set[str]] = defaultdict(set)
        for record in COLLECTIONS.values():
            _columns(record, wanted)
        tables = sorted(table for table in wanted if table in schema)
        selects = [
            {"table": table, "where": [], "columns": ["_uuid", *sorted(c for c in wanted[table] if c in schema[table])]}
            for table in tables
        ]
        self._rows: dict[str, Rows] = {}
        for table, found in zip(tables, client.select(selects)):
            decoded = (
                {name: value if name == "_uuid" else schema[table][name].decode(value) for name, value in row.items()}
                for row in found
            )
            self._rows[table] = {Uuid(row["_uuid"][1]): {**row, "_uuid": Uuid(row["_uuid"][1])} for row in decoded}

    def declared(self, names: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
        """The collections of ``ovn_topology``.

        :param names: of objects to show, all of them if empty
        """
        wanted = set(names)
        network = {}
        for collection, record in COLLECTIONS.items():
            objects = [self._declared(record, row) for row in self._rows.get(record.table, {}).values()]
            network[collection] = sorted(
                (item for item in objects if not wanted or item[record.key] in wanted),
                key=lambda item: str(item[record.key]),
            )
        return network

    def _declared(self, record: Record, row: dict[str, Any]) -> dict[str, Any]:
        declared = {record.key: record.identity.of(row)[0] or str(row["_uuid"])} if record.key else {}
        for option in record.options:
            value = option.get(row, self)
            if value not in (None, [], {}, ""):
                declared[option.name] = value
        return declared

    # -- what options ask for ---------------------------------------------------------------

    def reference(self, table: str, uuid: Any, identity: Identity) -> Any:
        row = self._rows.get(table, {}).get(uuid)
        return (identity.of(row)[0] if row else None) or str(uuid)

    def children(self, record: Record, uuids: Iterable[Any]) -> list[dict[str, Any]]:
        rows = self._rows.get(record.table, {})
        return _sorted(self._declared(record, rows[uuid]) for uuid in uuids)

    def followers(self, record: Record, column: str, names: Iterable[str]) -> list[dict[str, Any]]:
        wanted = set(names)
        rows = self._rows.get(record.table, {}).values()
        return _sorted(self._declared(record, row) for row in rows if row[column] in wanted)

    def names(self, table: str, uuids: Iterable[Any]) -> list[str]:
        rows = self._rows.get(table, {})
        return [rows[uuid]["name"] for uuid in uuids]

    def referrers(self, table: str, column: str, uuid: Any, identity: Identity) -> list[str]:
        return sorted(
            identity.of(row)[0] or str(row["_uuid"])
            for row in self._rows.get(table, {}).values()
            if uuid in row.get(column, ())
        )


def chassis(southbound: Client) -> list[dict[str, Any]]:
    """The chassis that have registered, with their tunnel end points."""
    found, encaps = southbound.select(
        [
            {"table": "Chassis", "where": [], "columns": ["_uuid", "name", "hostname", "encaps"]},
            {"table": "Encap", "where": [], "columns": ["_uuid", "type", "ip"]},
        ]
    )
    schema = Schema(southbound.schema())
    by_uuid = {row["_uuid"][1]: {"type": row["type"], "ip": row["ip"]} for row in encaps}
    shown = [
        {
            "name": row["name"],
            "hostname": row["hostname"],
            "encaps": sorted(
                (by_uuid[uuid] for uuid in schema["Chassis"]["encaps"].decode(row["encaps"])),
                key=lambda encap: (encap["ip"], encap["type"]),
            ),
        }
        for row in found
    ]
    return sorted(shown, key=lambda item: item["name"])


def bindings(southbound: Client) -> list[dict[str, Any]]:
    """Where each port of the network is."""
    ports, found = southbound.select(
        [
            {"table": "Port_Binding", "where": [], "columns": ["logical_port", "type", "chassis", "mac"]},
            {"table": "Chassis", "where": [], "columns": ["_uuid", "name"]},
        ]
    )
    names = {row["_uuid"][1]: row["name"] for row in found}
    decode = Schema(southbound.schema())["Port_Binding"]
    shown = [
        {
            "port": row["logical_port"],
            "type": row["type"],
            "chassis": names.get(decode["chassis"].decode(row["chassis"])),
            "mac": sorted(decode["mac"].decode(row["mac"])),
        }
        for row in ports
    ]
    return sorted(shown, key=lambda item: item["port"])


def _sorted(declared: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(declared, key=lambda item: [str(value) for value in item.values()])


def _columns(record: Record, wanted: dict[str, set[str]]) -> None:
    wanted[record.table] |= record.columns
    for option in record.options:
        for nested in option.records:
            _columns(nested, wanted)
        if isinstance(option, Reference):
            wanted[option.table].update(option.identity.columns)
