# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host's own Open vSwitch: its database, and whether ovs-vswitchd has followed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.engine import Outcome, apply
from ..ovsdb.errors import ConnectFailed
from ..ovsdb.rows import Children, Identity, Row
from .errors import HostError
from .next_cfg import announce, followed

SOCKET = "unix:/var/run/openvswitch/db.sock"
DATABASE = "Open_vSwitch"
BY_NAME = Identity("name")


def arguments() -> dict[str, Any]:
    """Options of every module that talks to the host's Open vSwitch."""
    return {
        "ovs_connection": {"type": "str", "default": SOCKET},
        "timeout": {"type": "int", "default": 30},
    }


def connect(params: dict[str, Any]) -> Client:
    """
    :raises ConnectFailed: with the remedy
    """
    client = Client([params["ovs_connection"]], DATABASE, timeout=params["timeout"])
    try:
        client.connect()
    except ConnectFailed as exc:
        raise ConnectFailed(f"{exc} (start it with: systemctl start openvswitch-switch)") from exc
    external_ids(client)  # nothing can be done to a switch that was never there
    return client


def external_ids(client: Client) -> dict[str, str]:
    """What the host says of itself.

    :raises HostError: Open vSwitch has never been started on this host
    """
    rows = client.select([{"table": "Open_vSwitch", "where": [], "columns": ["external_ids"]}])[0]
    if not rows:
        raise HostError(
            "the database of Open vSwitch is empty, ovs-vswitchd has never run here; "
            "start it with: systemctl start openvswitch-switch"
        )
    return json_map(rows[0]["external_ids"])


def switch_row(*, bridges: Iterable[Row] = (), external_ids: dict[str, str | None] | None = None) -> Row:
    """The one row that the database has about the host, with the bridges that are spoken of."""
    children = {"bridges": Children(BY_NAME, list(bridges))} if bridges else {}
    merges = {"external_ids": external_ids} if external_ids else {}
    return Row("Open_vSwitch", Identity(), (), name="Open vSwitch", children=children, merges=merges)


def json_map(value: Any) -> dict[str, str]:
    """A map column of a row as JSON."""
    return dict(value[1])


def commit(client: Client, rows: list[Row], *, check_mode: bool, also: Iterable[dict[str, Any]] = ()) -> Outcome:
    """Apply the rows and wait until ovs-vswitchd has taken the change over.

    :param also: more operations, for a transaction that changes something
    """
    outcome = apply(client, rows, check_mode=check_mode, extra=lambda: [*also, *announce()])
    if outcome.extra and not followed(client, outcome.extra, client.timeout):
        raise HostError(
            f"the change is in the database, but ovs-vswitchd has not taken it over within {client.timeout} s: "
            "look at systemctl status ovs-vswitchd and at /var/log/openvswitch/ovs-vswitchd.log"
        )
    return outcome
