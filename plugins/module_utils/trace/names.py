# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose flow, port and chassis it is: joined from the databases, never from the text of a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..ovsdb.client import Client
from .rows import Query, Row, read

# A trace and a cookie know this many digits of a row's UUID.
DIGITS = 8
# What flows are made from, and what tells one from another for a reader.
MAKERS = {
    "ACL": ("name", "direction", "priority", "match", "action"),
    "Load_Balancer": ("name",),
    "Logical_Router_Policy": ("priority", "match", "action"),
    "Logical_Router_Port": ("name",),
    "Logical_Router_Static_Route": ("ip_prefix", "nexthop"),
    "Logical_Switch_Port": ("name",),
    "NAT": ("type", "external_ip", "logical_ip"),
    "QoS": ("direction", "priority", "match"),
}
# The best first, as OVN chooses between what two chassis have in common.
TUNNELS = ("geneve", "stt", "vxlan")


@dataclass(frozen=True)
class Maker:
    """A row of the Northbound database that a flow was made from."""

    table: str
    uuid: str
    columns: Row

    @property
    def name(self) -> str:
        columns = self.columns
        if columns.get("name"):
            return str(columns["name"])
        if self.table == "Logical_Router_Static_Route":
            return f"{columns['ip_prefix']} via {columns['nexthop'] or 'nobody'}"
        if self.table == "NAT":
            return f"{columns['type']} {columns['external_ip']} for {columns['logical_ip']}"
        if "match" in columns:
            words = [columns.get("direction"), columns["priority"], columns["match"]]
            action = f": {columns['action']}" if "action" in columns else ""
            return " ".join(str(word) for word in words if word is not None) + action
        return self.uuid

    def shown(self) -> dict[str, Any]:
        return {"table": self.table, "uuid": self.uuid, "name": self.name}


class Names:
    """
    :param flows: the columns of ``Logical_Flow`` that are needed beside ``external_ids``
    """

    def __init__(self, nb: Client, sb: Client, *flows: str) -> None:
        self._sb = sb
        self._makers: dict[str, Maker] = {}
        tables = list(MAKERS)
        for table, rows in zip(tables, read(nb, *(Query(table, MAKERS[table]) for table in tables))):
            for row in rows:
                self._makers[row["_uuid"][:DIGITS]] = Maker(table, row["_uuid"], row)
        chassis, encaps, logical = read(
            sb,
            Query("Chassis", ("name", "hostname", "encaps")),
            Query("Encap", ("type", "ip")),
            Query("Logical_Flow", ("external_ids", *flows)),
        )
        self.flows = {row["_uuid"][:DIGITS]: row for row in logical}
        self.chassis = {row["_uuid"]: row for row in chassis}
        self.encaps = {row["_uuid"]: row for row in encaps}
        self._bound: dict[str, str] = {}

    def maker(self, flow: str) -> Maker | None:
        """What a logical flow, by the first digits of its UUID, was made from."""
        hint = self.flows.get(flow, {}).get("external_ids", {}).get("stage-hint", "")
        return self._makers.get(hint)

    def bind(self, ports: Iterable[str]) -> None:
        """Look where these ports are, all in one trip."""
        missing = sorted(set(ports) - self._bound.keys() - {""})
        queries = (Query("Port_Binding", ("chassis",), (["logical_port", "==", port],)) for port in missing)
        for port, rows in zip(missing, read(self._sb, *queries)):
            self._bound[port] = self.chassis.get(str(rows[0]["chassis"]), {}).get("name", "") if rows else ""

    def chassis_of(self, port: str) -> str:
        """The name of the chassis that has a port, empty if none has."""
        self.bind([port])
        return self._bound.get(port, "")

    def hostname(self, chassis: str) -> str:
        return next((str(row["hostname"]) for row in self.chassis.values() if row["name"] == chassis), "")

    def tunnel(self, one: str, other: str) -> str | None:
        """The kind of tunnel between two chassis."""
        kinds = [
            {self.encaps[uuid]["type"] for uuid in row["encaps"]}
            for row in self.chassis.values()
            if row["name"] in (one, other)
        ]
        common = set.intersection(*kinds) if len(kinds) == 2 else set()
        return next((kind for kind in TUNNELS if kind in common), None)

    def by_tunnel(self, remote_ip: str) -> str:
        """The name of the chassis whose tunnels end at the address."""
        at = {uuid for uuid, row in self.encaps.items() if row["ip"] == remote_ip}
        return next((str(row["name"]) for row in self.chassis.values() if at & set(row["encaps"])), "")
