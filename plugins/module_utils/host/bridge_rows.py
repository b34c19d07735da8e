# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An OVS bridge as rows of the host's database."""

from __future__ import annotations

from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.rows import Children, Row
from .chassis import MAPPINGS_KEY, merge_mappings, split_mappings
from .ovs import BY_NAME, json_map, switch_row


def bridge_row(
    params: dict[str, Any], nic: str | None, mac: str | None, datapath_type: str | None, mappings: str
) -> Row:
    """The row of the module's options, inside that of the host.

    :param mappings: ``ovn-bridge-mappings`` as it is
    """
    name = params["name"]
    ids = _mappings(params, mappings)
    if params["state"] == "absent":
        return switch_row(bridges=[Row("Bridge", BY_NAME, (name,), path="name", state="absent")], external_ids=ids)
    values = {"datapath_type": datapath_type, "fail_mode": params["fail_mode"]}
    other_config = {**({"hwaddr": mac} if mac else {}), **(params["other_config"] or {})}
    ports = [port_row(name, path="name", values={"type": "internal"})]
    if nic:
        ports.append(port_row(nic, path="nic"))
    row = Row(
        "Bridge",
        BY_NAME,
        (name,),
        path="name",
        values={"name": name, **{column: value for column, value in values.items() if value is not None}},
        merges={
            column: _texts(keys)
            for column, keys in (("other_config", other_config), ("external_ids", params["external_ids"]))
            if keys
        },
        children={"ports": Children(BY_NAME, ports)},
    )
    return switch_row(bridges=[row], external_ids=ids)


def _mappings(params: dict[str, Any], mappings: str) -> dict[str, str | None]:
    """The bridge's network, which is the last thing to come and the first to go."""
    changes: dict[str, str | None] = {params["network"]: params["name"]} if params["network"] else {}
    if params["state"] == "absent":
        changes = {network: None for network, bridge in split_mappings(mappings).items() if bridge == params["name"]}
    return {MAPPINGS_KEY: merge_mappings(mappings, changes) or None} if changes else {}


def port_row(
    name: str,
    *,
    path: str = "",
    state: str = "present",
    values: dict[str, Any] | None = None,
    external_ids: dict[str, str | None] | None = None,
) -> Row:
    """A port with its one interface, both of the same name."""
    interface = Row(
        "Interface",
        BY_NAME,
        (name,),
        path=path,
        values={"name": name, **(values or {})},
        merges={"external_ids": external_ids} if external_ids else {},
    )
    if state == "absent":
        return Row("Port", BY_NAME, (name,), path=path, state=state)
    children = {"interfaces": Children(BY_NAME, [interface])}
    return Row("Port", BY_NAME, (name,), path=path, values={"name": name}, children=children)


def undo_row(name: str, nic: str | None, *, had_bridge: bool) -> Row:
    """What takes a bridge away again, or only the NIC out of it."""
    if not had_bridge:
        return switch_row(bridges=[Row("Bridge", BY_NAME, (name,), state="absent")])
    ports = [port_row(nic, state="absent")] if nic else []
    return switch_row(bridges=[Row("Bridge", BY_NAME, (name,), children={"ports": Children(BY_NAME, ports)})])


def _texts(keys: dict[str, Any]) -> dict[str, str | None]:
    return {key: None if value is None else _text(value) for key, value in keys.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Switch:
    """The bridges and ports that the host's Open vSwitch has."""

    def __init__(self, client: Client) -> None:
        bridges, ports, interfaces = client.select(
            [
                {"table": "Bridge", "where": [], "columns": ["name", "ports", "datapath_type", "fail_mode"]},
                {"table": "Port", "where": [], "columns": ["_uuid", "name"]},
                {"table": "Interface", "where": [], "columns": ["name", "type", "error", "external_ids"]},
            ]
        )
        port_names = {row["_uuid"][1]: row["name"] for row in ports}
        self.bridges = {row["name"]: row for row in bridges}
        self.ports = {
            row["name"]: [port_names[uuid] for uuid in _uuids(row["ports"]) if uuid in port_names] for row in bridges
        }
        self.interfaces = {row["name"]: row for row in interfaces}

    def bridge_of(self, port: str) -> str | None:
        return next((name for name, ports in self.ports.items() if port in ports and port != name), None)

    def nics(self, bridge: str) -> list[str]:
        """The ports of a bridge that are interfaces of the host."""
        return [
            name for name in self.ports.get(bridge, []) if self.interfaces.get(name, {}).get("type") in ("", "system")
        ]

    def error(self, interface: str) -> str:
        """What is wrong with an interface, in ovs-vswitchd's words."""
        error = self.interfaces.get(interface, {}).get("error", "")
        return error if isinstance(error, str) else ""

    def external_ids(self, interface: str) -> dict[str, str]:
        row = self.interfaces.get(interface)
        return json_map(row["external_ids"]) if row else {}


def _uuids(value: Any) -> list[str]:
    return [item[1] for item in value[1]] if value[0] == "set" else [value[1]]
