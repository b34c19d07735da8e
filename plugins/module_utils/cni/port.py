# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The container's port of Open vSwitch. It is told by the container's id, and no other is touched."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..host.next_cfg import POLL_SECONDS, announce, followed
from ..ovsdb.client import Client
from .annotation import Annotation
from .errors import NETWORK, TRY_AGAIN_LATER, CniError
from .request import Request

OWNER = "container_id"
PATIENCE = 20.0


def settings(client: Client) -> dict[str, str]:
    """The host's own ``external_ids``."""
    (rows,) = client.select([{"table": "Open_vSwitch", "where": [], "columns": ["external_ids"]}])
    return dict(rows[0]["external_ids"][1]) if rows else {}


def bridge(client: Client, name: str) -> dict[str, Any]:
    """
    :raises CniError: there is none of that name
    """
    columns = ["_uuid", "datapath_type"]
    (rows,) = client.select([{"table": "Bridge", "where": [["name", "==", name]], "columns": columns}])
    if not rows:
        raise CniError(NETWORK, f"Open vSwitch has no bridge {name}", "ovn-controller makes br-int when it starts")
    return rows[0]


def external_ids(client: Client, interface: str) -> dict[str, str] | None:
    """Those of an interface, or nothing if there is none of that name."""
    where = [["name", "==", interface]]
    (rows,) = client.select([{"table": "Interface", "where": where, "columns": ["external_ids"]}])
    return dict(rows[0]["external_ids"][1]) if rows else None


def plug_in(client: Client, request: Request, annotation: Annotation) -> None:
    """Make the port, and return when OVN has it in its flows."""
    ids = {
        "attached_mac": annotation.mac,
        "iface-id": request.port,
        "ip_address": annotation.address,
        OWNER: request.container_id,
    }
    interface = {"name": request.outer, "external_ids": ["map", sorted(map(list, ids.items()))]}
    port = {"name": request.outer, "interfaces": ["named-uuid", "interface"]}
    client.transact(
        [
            {"op": "insert", "table": "Interface", "uuid-name": "interface", "row": interface},
            {"op": "insert", "table": "Port", "uuid-name": "port", "row": port},
            {
                "op": "mutate",
                "table": "Bridge",
                "where": [["name", "==", request.bridge]],
                "mutations": [["ports", "insert", ["named-uuid", "port"]]],
            },
            announce()[0],
        ]
    )
    if request.bridge == settings(client).get("ovn-bridge", "br-int"):
        _wait(
            lambda: (external_ids(client, request.outer) or {}).get("ovn-installed") == "true",
            f"OVN has not taken the logical port {request.port} into its flows within {PATIENCE:g} s",
            "does ovn-controller run here, and is the port not bound to another chassis?",
        )


def unplug(client: Client, request: Request) -> None:
    """Take the port away, if it is there and the container's."""
    if (external_ids(client, request.outer) or {}).get(OWNER) != request.container_id:
        return
    (ports,) = client.select([{"table": "Port", "where": [["name", "==", request.outer]], "columns": ["_uuid"]}])
    results = client.transact(
        [
            {
                "op": "mutate",
                "table": "Bridge",
                "where": [["ports", "includes", ["set", [row["_uuid"] for row in ports]]]],
                "mutations": [["ports", "delete", ["set", [row["_uuid"] for row in ports]]]],
            },
            *announce(),
        ]
    )
    if not followed(client, results, PATIENCE):
        raise CniError(TRY_AGAIN_LATER, f"ovs-vswitchd has not let go of {request.outer}", "is it running?")


def _wait(look: Callable[[], bool], problem: str, details: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        if time.monotonic() >= deadline:
            raise CniError(TRY_AGAIN_LATER, problem, details)
        time.sleep(POLL_SECONDS)
