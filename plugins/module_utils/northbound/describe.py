# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read a database back, in the form in which it is declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ..ovsdb import dangling
from ..ovsdb.client import Client
from ..ovsdb.rows import Identity
from ..ovsdb.schema import Column as SchemaColumn
from ..ovsdb.schema import Schema, Table, Uuid
from ..ovsdb.tables import rows
from .load_balancer import backends as split_backends
from .load_balancer import source_of, split_endpoint
from .options import Reference, Show, as_set, is_ours
from .record import Record
from .records import WRITTEN_BY_OVN
from .tables import COLLECTIONS, identities

Rows = dict[Uuid, dict[str, Any]]


# A backend that is always in the rotation.
UNCHECKED = "unchecked"
# What ovn_nb_global declares.
GLOBALS = ("NB_Global", "Connection", "SSL")


class Network(Show):
    """The whole logical network, read in one trip, as a declaration for ``ovn_topology``."""

    def __init__(self, client: Client) -> None:
        self._schema = schema = Schema(client.schema())
        self._shown: set[Uuid] = set()
        wanted: dict[str, set[str]] = defaultdict(set)
        for record in COLLECTIONS.values():
            _columns(record, wanted)
        self._others = [table for table in schema.tables if table not in identities() and table not in GLOBALS]
        for table in self._others:
            wanted[table] = set(schema[table].columns)
        tables = sorted(table for table in wanted if table in schema)
        selects = [
            {"table": table, "where": [], "columns": ["_uuid", *sorted(c for c in wanted[table] if c in schema[table])]}
            for table in tables
        ]
        found = {
            table: {row["_uuid"][1]: row for row in answer} for table, answer in zip(tables, client.select(selects))
        }
        dangling.overlook(found, schema)
        self._rows: dict[str, Rows] = {
            table: {Uuid(uuid): self._decoded(schema[table], Uuid(uuid), row) for uuid, row in there.items()}
            for table, there in found.items()
        }

    @staticmethod
    def _decoded(table: Table, uuid: Uuid, row: dict[str, Any]) -> dict[str, Any]:
        return {name: uuid if name == "_uuid" else table[name].decode(value) for name, value in row.items()}

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
        records = [item for table in self._undeclared() for item in self._records(table)]
        network["records"] = [item for item in records if not wanted or not wanted.isdisjoint(item["key"].values())]
        return network

    # -- rows that no option declares -------------------------------------------------------

    def _undeclared(self) -> list[str]:
        """Tables without options of their own, and those whose rows belong to others that are not there."""
        roots = (table for table in identities() if table in self._schema and self._schema[table].is_root)
        return sorted({*self._others, *roots})

    def _records(self, table: str) -> list[dict[str, Any]]:
        rows = self._rows.get(table, {})
        return sorted(
            (item for uuid, row in rows.items() if uuid not in self._shown and (item := self._record(table, row))),
            key=str,
        )

    def _record(self, table: str, row: dict[str, Any]) -> dict[str, Any] | None:
        """``None`` for a row that could not be told from others."""
        definition = self._schema[table]
        item: dict[str, Any] = {"table": table, "key": {name: row[name] for name in definition.label_columns}}
        if not definition.is_root:
            item["parent"] = next(self._parents(table, row["_uuid"]), None)
        columns = {}
        for name in definition.columns:
            hidden = (
                name in item["key"] or name in WRITTEN_BY_OVN.get(table, ()) or name in self._schema.inside(definition)
            )
            value = None if hidden or name not in row else self._plain(definition[name], row[name])
            if value not in (None, [], {}, "", definition[name].empty):
                columns[name] = value
        if columns:
            item["columns"] = columns
        return item if definition.is_root or item["parent"] else None

    def _parents(self, table: str, uuid: Uuid) -> Iterator[dict[str, Any]]:
        for holder, column in self._schema.holders(table):
            for row in self._rows.get(holder, {}).values():
                if uuid in as_set(row.get(column)):
                    key = {name: row[name] for name in self._schema[holder].label_columns}
                    yield {"table": holder, "key": key, "column": column}

    def _plain(self, column: SchemaColumn, value: Any) -> Any:
        if column.kind == "map":
            return {key: item for key, item in sorted(value.items()) if not is_ours(key)}
        if column.ref_table is None:
            return sorted(value) if column.kind == "set" else value
        identity = Identity(*self._schema[column.ref_table].label_columns)
        shown = sorted(self.reference(column.ref_table, uuid, identity) for uuid in as_set(value))
        return shown if column.kind == "set" else next(iter(shown), None)

    def _declared(self, record: Record, row: dict[str, Any]) -> dict[str, Any]:
        self._shown.add(row["_uuid"])
        declared = {record.key: record.identity.of(row)[0] or str(row["_uuid"])} if record.key else {}
        for option in record.options:
            value = option.get(row, self)
            if not option.is_default(value, row):
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


def backends(northbound: Client, southbound: Client, names: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The backends of every VIP, and what OVN's checks say of them.

    :param names: of load balancers, all if empty
    """
    columns = ["name", "protocol", "vips", "ip_port_mappings", "health_check"]
    tables = {"Load_Balancer": columns, "Load_Balancer_Health_Check": ["_uuid", "vip"]}
    balancers, probes = rows(northbound, tables)
    vips = {probe["_uuid"]: split_endpoint(probe["vip"]) for probe in probes}
    tables = {"Service_Monitor": ["ip", "port", "protocol", "logical_port", "status"]}
    tables.update({"Port_Binding": ["logical_port", "chassis"], "Chassis": ["_uuid", "name"]})
    monitors, bindings, found = rows(southbound, tables)
    chassis = {row["_uuid"]: row["name"] for row in found}
    places = {row["logical_port"]: chassis.get(row["chassis"]) for row in bindings}
    states = {
        (split_endpoint(row["ip"])[0], row["port"], row["protocol"] or "tcp", row["logical_port"]): row["status"]
        for row in monitors
    }
    shown = []
    for row in balancers:
        ports = {split_endpoint(key)[0]: source_of(text)[0] for key, text in row["ip_port_mappings"].items()}
        checked = [vips[uuid] for uuid in row["health_check"]]
        for vip, targets in row["vips"].items():
            for target in split_backends(targets) if not names or row["name"] in names else ():
                address, number = split_endpoint(target)
                port = ports.get(address)
                state = states.get((address, number, row["protocol"] or "tcp", port), UNCHECKED)
                shown.append(
                    {
                        "load_balancer": row["name"],
                        "vip": vip,
                        "backend": target,
                        "port": port,
                        "chassis": places.get(port),
                        "state": (state or "unknown") if split_endpoint(vip) in checked else UNCHECKED,
                    }
                )
    return sorted(shown, key=lambda item: (item["load_balancer"], item["vip"], item["backend"]))


def _sorted(declared: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(declared, key=lambda item: [str(value) for value in item.values()])


def _columns(record: Record, wanted: dict[str, set[str]]) -> None:
    wanted[record.table] |= record.columns
    for option in record.options:
        for nested in option.records:
            _columns(nested, wanted)
        if isinstance(option, Reference):
            wanted[option.table].update(option.identity.columns)
