# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host's own OVN settings: options of a task, and keys of ``Open_vSwitch:external_ids``."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from ..ovsdb.errors import Fault
from .files import File

# Open vSwitch's start script takes the name from here, over what the database says.
SYSTEM_ID_FILE = "/etc/openvswitch/system-id.conf"

# Options that become one key each, as text.
KEYS = {
    "system_id": "system-id",
    "remote": "ovn-remote",
    "encap_type": "ovn-encap-type",
    "encap_ip": "ovn-encap-ip",
    "hostname": "hostname",
    "monitor_all": "ovn-monitor-all",
    "datapath_type": "ovn-bridge-datapath-type",
}
MAPPINGS_KEY = "ovn-bridge-mappings"
ENCAP_TYPES = ("geneve", "vxlan")
# A chassis that leaves OVN keeps its name: the name is Open vSwitch's, too.
KEPT = ("system-id", "hostname")


def faults(params: dict[str, Any], host_addresses: set[str]) -> list[Fault]:
    """Everything that is wrong with the options."""
    found = [
        Fault(f"remote[{index}]", f"{remote!r} is no connection method; write tcp:IP:PORT, ssl:IP:PORT or unix:PATH")
        for index, remote in enumerate(params["remote"] or [])
        if not re.fullmatch(r"(tcp|ssl):(\[[^\]\s]+\]|[^:\s]+):\d+|unix:\S+", remote)
    ]
    for index, address in enumerate(params["encap_ip"] or []):
        found += _encap_faults(f"encap_ip[{index}]", address, host_addresses)
    for network, bridge in (params["bridge_mappings"] or {}).items():
        path = f"bridge_mappings[{network}]"
        found += network_faults(path, network)
        if bridge is not None and not (isinstance(bridge, str) and re.fullmatch(r"[^:,/\s]{1,15}", bridge)):
            found.append(
                Fault(
                    path, f"{bridge!r} is no name of a bridge; it has 1 to 15 characters, none of them : , / or a space"
                )
            )
    own = {*KEYS.values(), MAPPINGS_KEY}
    for key in (params["external_ids"] or {}).keys() & own:
        option = next((name for name, known in KEYS.items() if known == key), "bridge_mappings")
        found.append(Fault(f"external_ids[{key}]", f"has an option of its own: use {option}"))
    if params["system_id"] is not None and not re.fullmatch(r"\S+", params["system_id"]):
        found.append(Fault("system_id", f"{params['system_id']!r} must be one word"))
    return found


def network_faults(path: str, network: str) -> list[Fault]:
    if network and not re.search(r"[:,\s]", network):
        return []
    return [Fault(path, "a network's name must not be empty nor hold a colon, a comma or a space")]


def _encap_faults(path: str, address: str, host_addresses: set[str]) -> list[Fault]:
    try:
        ip = str(ipaddress.ip_address(address))
    except ValueError:
        return [Fault(path, f"{address!r} is no IP address; write one that this host has, without a prefix length")]
    if ip in host_addresses:
        return []
    return [
        Fault(
            path,
            f"{address} is on no interface of this host, so tunnels could not start there; "
            f"give the host this address first, or choose from {', '.join(sorted(host_addresses)) or 'none'}",
        )
    ]


def external_ids(params: dict[str, Any], datapath_type: str | None, mappings_now: str) -> dict[str, str | None]:
    """The keys that the options speak of; ``None`` takes a key away."""
    if params["state"] == "absent":
        mine = {key: None for key in (*KEYS.values(), MAPPINGS_KEY) if key not in KEPT}
        return {**mine, **dict.fromkeys(params["external_ids"] or {})}
    values = {**params, "datapath_type": datapath_type}
    keys: dict[str, str | None] = {
        key: _text(values[option]) for option, key in KEYS.items() if values[option] is not None
    }
    if datapath_type == "system":  # OVN's own default: the key is only needed to say otherwise
        keys[KEYS["datapath_type"]] = None
    if params["bridge_mappings"]:
        keys[MAPPINGS_KEY] = merge_mappings(mappings_now, params["bridge_mappings"]) or None
    for key, value in (params["external_ids"] or {}).items():
        keys[key] = None if value is None else _text(value)
    return keys


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)


def split_mappings(text: str) -> dict[str, str]:
    """The bridge of each network in ``ovn-bridge-mappings``."""
    return {network: bridge for network, _colon, bridge in (item.partition(":") for item in text.split(",") if item)}


def merge_mappings(text: str, changes: dict[str, str | None]) -> str:
    """``ovn-bridge-mappings`` with the changes; what stays keeps its place."""
    mappings: dict[str, str | None] = {**split_mappings(text), **changes}
    return ",".join(f"{network}:{bridge}" for network, bridge in mappings.items() if bridge is not None)


def system_id_file(params: dict[str, Any], path: str = SYSTEM_ID_FILE) -> File | None:
    if params["state"] == "absent" or params["system_id"] is None:
        return None
    return File(path, f"{params['system_id']}\n")
