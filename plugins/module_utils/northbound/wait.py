# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wait until what was written is live: ``nb_cfg`` on its way from the Northbound to the chassis."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.errors import Conflict, ConnectionLost, OvsdbError
from ..plain import plain

NB_CFG = {"table": "NB_Global", "where": [], "columns": ["nb_cfg", "sb_cfg", "hv_cfg"]}


@plain
class Wait:
    """How long a task waits, and for whom.

    :param until: ``none``, ``sb`` (northd has translated it) or ``hv`` (the chassis have it)
    :param timeout: seconds
    :param chassis: these must have registered, and have it, too
    :param southbound: connects to the Southbound database
    :param spent: seconds of the timeout that have passed already
    """

    until: str
    timeout: float
    southbound: Callable[[], Client]
    chassis: Sequence[str] = ()
    spent: float = 0.0

    def operations(self) -> list[dict[str, Any]]:
        """Added to the transaction that shall be waited for."""
        if self.until == "none":
            return []
        bump = {"op": "mutate", "table": "NB_Global", "where": [], "mutations": [["nb_cfg", "+=", 1]]}
        return [bump, {"op": "select", **NB_CFG}]

    def wait(self, northbound: Client, committed: list[dict[str, Any]]) -> int | None:
        """Return the ``nb_cfg`` that is live.

        :param committed: results of :meth:`operations`; empty if there was nothing to write,
            then what was there already is waited for
        :raises OvsdbError: the time is over; says who lags
        """
        if self.until == "none":
            return None
        started = time.monotonic()
        try:
            return self._wait(northbound, committed, started + max(0.0, self.timeout - self.spent))
        finally:
            self.spent += time.monotonic() - started

    def _wait(self, northbound: Client, committed: list[dict[str, Any]], deadline: float) -> int:
        rows = committed[-1]["rows"] if committed else _numbers(northbound)
        if not rows:
            raise OvsdbError("NB_Global has no row, so ovn-northd has never run: start it (systemctl start ovn-northd)")
        nb_cfg: int = rows[0]["nb_cfg"]
        column = "hv_cfg" if self.until == "hv" and not self.chassis else "sb_cfg"
        behind = _wait_for("NB_Global", [[column, "<", nb_cfg]], column, [])
        if not self._comes(northbound, [behind], deadline):
            raise OvsdbError(self._who_lags(northbound, nb_cfg))
        if self.until == "hv" and self.chassis:
            southbound = self.southbound()
            ready = [
                _wait_for("Chassis_Private", [["name", "==", name], ["nb_cfg", ">=", nb_cfg]], "name", [{"name": name}])
                for name in self.chassis
            ]
            if not self._comes(southbound, ready, deadline):
                raise OvsdbError(self._lagging_chassis(southbound, nb_cfg))
        return nb_cfg

    def _comes(self, client: Client, operations: list[dict[str, Any]], deadline: float) -> bool:
        while True:
            left = max(0.0, deadline - time.monotonic())
            timed = [{**operation, "timeout": int(left * 1000)} for operation in operations]
            try:
                client.transact(timed, timeout=left + client.timeout)
            except Conflict:
                return False
            except ConnectionLost:  # whoever takes over has what was committed
                if not left:
                    raise
                client.connect(retry=True)
            else:
                return True

    def _who_lags(self, northbound: Client, nb_cfg: int) -> str:
        (row,) = _numbers(northbound)
        if row["sb_cfg"] < nb_cfg:
            return (
                f"written, but ovn-northd has not translated it within {self.timeout:g} s (nb_cfg {nb_cfg}, sb_cfg "
                f"{row['sb_cfg']}): see 'systemctl status ovn-northd' and its log on the central nodes"
            )
        try:
            return self._lagging_chassis(self.southbound(), nb_cfg)
        except OvsdbError as exc:
            return (
                f"written, but not every chassis has it within {self.timeout:g} s (nb_cfg {nb_cfg}, hv_cfg "
                f"{row['hv_cfg']}); which one lags is not known: {exc}"
            )

    def _lagging_chassis(self, southbound: Client, nb_cfg: int) -> str:
        (rows,) = southbound.select([{"table": "Chassis_Private", "where": [], "columns": ["name", "nb_cfg"]}])
        have = {row["name"]: row["nb_cfg"] for row in rows}
        missing = [name for name in self.chassis if name not in have]
        behind = [f"{name} (nb_cfg {have[name]})" for name in sorted(have) if have[name] < nb_cfg]
        parts = []
        if missing:
            parts.append(
                f"chassis {', '.join(missing)} never registered: is ovn-controller running there, with the right "
                "ovn-remote and system-id?"
            )
        if behind:
            parts.append(
                f"chassis {', '.join(behind)} lag behind nb_cfg {nb_cfg}: see 'systemctl status ovn-controller' there, "
                "or delete a chassis that is gone (ovn-sbctl chassis-del)"
            )
        return f"written, but not live on every chassis within {self.timeout:g} s: " + "; ".join(parts)


def _numbers(northbound: Client) -> list[dict[str, Any]]:
    return northbound.select([NB_CFG])[0]


def _wait_for(table: str, where: list[Any], column: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"op": "wait", "table": table, "where": where, "columns": [column], "until": "==", "rows": rows}
