# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backends whose health checks shall come from another address.

ovn-controller goes on asking from the address with which it began, whatever the database says since; but OVN answers ARP
for the new address alone, so the answers get lost as soon as the backend asks. It begins anew only where it has seen
that the check is gone. So these backends lose their mapping first, and get it back when their chassis have seen that.
In between, the load balancer notes what it has lost: who runs the task again waits for the chassis, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.engine import apply
from ..ovsdb.errors import OvsdbError
from ..ovsdb.ownership import Ownership
from ..ovsdb.rows import STOPPED_KEY, Row
from ..ovsdb.schema import Schema
from ..ovsdb.snapshot import KEYS_BY_NAME
from .load_balancer import LOAD_BALANCER, source_of, split_endpoint
from .options import NAME, Build
from .wait import Wait


class Moved:
    """Checks that must stop before a task is done.

    * balancers: declarations without the mappings that go
    * notes: for each load balancer, backends that have stopped with their ports, and those among them that do not go on
    * backends: for each switch port, the backend behind it
    """

    def __init__(self) -> None:
        self.balancers: list[dict[str, Any]] = []
        self.notes: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        self.backends: dict[str, str] = {}

    def stop(
        self,
        northbound: Client,
        connect: Callable[[], Client],
        ownership: Ownership,
        task: Wait,
    ) -> None:
        """:param connect: to the Southbound database
        :param task: what the task itself waits for, within the same time
        :raises OvsdbError: a chassis has not seen it in time
        """
        southbound = connect()
        chassis = _chassis(southbound, self.backends)
        # A port that is nowhere is checked by nobody.
        wait = Wait("hv" if chassis else "sb", task.timeout, lambda: southbound, chassis, task.spent)
        build = Build(ownership.owner)
        rows = [row for item in self.balancers if (row := LOAD_BALANCER.row(item, "", build))]
        rows += [_note(name, stopped) for name, (stopped, _rest) in self.notes.items()]
        try:
            wait.wait(northbound, apply(northbound, rows, ownership=ownership, extra=wait.operations).extra)
        except OvsdbError as exc:
            raise OvsdbError(
                f"checks of {', '.join(self.backends.values())} come from another address only after they have stopped: "
                f"{exc}. Nothing checks these backends until the task is run again"
            ) from exc
        task.spent = wait.spent

    def going_on(self) -> list[Row]:
        """What makes the notes true when the mappings are there again."""
        return [_note(name, rest) for name, (_stopped, rest) in self.notes.items()]


def _note(name: str, stopped: dict[str, str]) -> Row:
    note = json.dumps(stopped, sort_keys=True) if stopped else None
    return Row("Load_Balancer", NAME, (name,), state="existing", merges={"external_ids": {STOPPED_KEY: note}})


def _noted(external_ids: dict[str, str]) -> dict[str, str]:
    try:
        noted = json.loads(external_ids.get(STOPPED_KEY, "{}"))
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}


def find(northbound: Client, balancers: Iterable[dict[str, Any]]) -> Moved:
    """What must stop, of the declared load balancers."""
    wanted = {
        item["name"]: item["ip_port_mappings"]
        for item in balancers
        if item.get("ip_port_mappings") and item.get("state") != "absent"
    }
    moved = Moved()
    if not wanted:
        return moved
    columns = Schema(northbound.schema())["Load_Balancer"]
    shown = ["name", "ip_port_mappings", "health_check", "external_ids"]
    if not all(column in columns for column in shown):  # the engine says so
        return moved
    conditions: list[list[Any]] = [[["name", "==", name]] for name in wanted] if len(wanted) <= KEYS_BY_NAME else [[]]
    selects = [{"table": "Load_Balancer", "where": where, "columns": shown} for where in conditions]
    for row in (row for rows in northbound.select(selects) for row in rows if row["name"] in wanted):
        mappings = columns["ip_port_mappings"].decode(row["ip_port_mappings"])
        if not columns["health_check"].decode(row["health_check"]):
            continue
        new = {split_endpoint(str(key))[0]: source_of(str(text)) for key, text in wanted[row["name"]].items()}
        there = {split_endpoint(key)[0] for key in mappings}
        noted = _noted(columns["external_ids"].decode(row["external_ids"]))
        # A run before this one may have taken these, and not have seen them stop.
        gone = {
            key: port
            for key, port in noted.items()
            if (backend := split_endpoint(key)[0]) in new and backend not in there and new[backend][0] == port
        }
        for key, text in mappings.items():
            backend, (port, source) = split_endpoint(key)[0], source_of(text)
            # Behind another port it is another check.
            if backend in new and new[backend][0] == port and new[backend][1] != source:
                gone[key] = port
        if gone:
            rest = {key: text for key, text in mappings.items() if key not in gone}
            moved.balancers.append({"name": row["name"], "ip_port_mappings": rest})
            others = {key: port for key, port in noted.items() if key not in gone}
            moved.notes[row["name"]] = {**others, **gone}, others
            moved.backends.update({port: key for key, port in gone.items()})
    return moved


def _chassis(southbound: Client, ports: Iterable[str]) -> list[str]:
    """Where the ports are."""
    selects = [
        {"table": "Port_Binding", "where": [["logical_port", "==", port]], "columns": ["chassis"]} for port in ports
    ]
    bound = [row["chassis"] for rows in southbound.select(selects) for row in rows if row["chassis"][0] == "uuid"]
    found = southbound.select(
        [{"table": "Chassis", "where": [["_uuid", "==", uuid]], "columns": ["name"]} for uuid in bound]
    )
    return sorted({row["name"] for rows in found for row in rows})
