# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the databases tell of the network as it is: tunnels, where ports are bound, whether backends answer."""

from __future__ import annotations

from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.errors import OvsdbError
from .outcome import Outcome

OVS_SOCKET = "unix:/var/run/openvswitch/db.sock"
SB_SOCKET = "unix:/var/run/ovn/ovnsb_db.sock"
# Seconds for each answer of a database.
PATIENCE = 5.0
TUNNELS = ("geneve", "vxlan")
# Of a backend that is checked and has once been asked.
STATES = ("online", "offline", "error")


def tunnel(address: str, ovs_connection: str) -> Outcome:
    """The type of this host's tunnel to an address."""
    interfaces = _rows([ovs_connection], "Open_vSwitch", "Interface", ["type", "options", "error"])
    if isinstance(interfaces, Outcome):
        return interfaces
    found = [row for row in interfaces if dict(row["options"][1]).get("remote_ip") == address]
    # An optional text is a set where it is lacking.
    errors = [row["error"] for row in found if isinstance(row["error"], str)]
    types = sorted({row["type"] for row in found if row["type"] in TUNNELS})
    if errors or not types:
        return Outcome(errors[0] if errors else "no tunnel", True)
    return Outcome(" and ".join(types), False)


def binding(port: str, sb_connection: list[str]) -> Outcome:
    """The name of the chassis that a logical port is bound to."""
    wanted = [["logical_port", "==", port]]
    bindings = _rows(sb_connection, "OVN_Southbound", "Port_Binding", ["chassis"], wanted)
    if isinstance(bindings, Outcome):
        return bindings
    if not bindings:
        return Outcome("there is no such port", True)
    kind, uuid = bindings[0]["chassis"]
    if kind != "uuid":
        return Outcome("bound nowhere", True)
    chassis = _rows(sb_connection, "OVN_Southbound", "Chassis", ["name"], [["_uuid", "==", ["uuid", uuid]]])
    if isinstance(chassis, Outcome):
        return chassis
    return Outcome(chassis[0]["name"], False) if chassis else Outcome("bound nowhere", True)


def health(backend: str, sb_connection: list[str]) -> Outcome:
    """What OVN's checks of a backend, ``IP:PORT``, say."""
    address, _colon, port = backend.rpartition(":")
    wanted = [["ip", "==", address.strip("[]")], ["port", "==", int(port)]]
    found = _rows(sb_connection, "OVN_Southbound", "Service_Monitor", ["status"], wanted)
    if isinstance(found, Outcome):
        return found
    # An optional text is a set where it is lacking.
    states = sorted({row["status"] if isinstance(row["status"], str) else "unknown" for row in found})
    return Outcome(" and ".join(states), "unknown" in states) if states else Outcome("unchecked", True)


def _rows(
    remotes: list[str], database: str, table: str, columns: list[str], where: list[Any] | None = None
) -> list[dict[str, Any]] | Outcome:
    """Rows of a table, or why there are none to see. Any member of a cluster will do."""
    try:
        client = Client(remotes, database, timeout=PATIENCE, leader_only=False)
        client.connect()
        try:
            return client.select([{"table": table, "where": where or [], "columns": columns}])[0]
        finally:
            client.close()
    except OvsdbError as exc:
        return Outcome(str(exc), True)
