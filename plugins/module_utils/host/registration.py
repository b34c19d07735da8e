# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the host's ovn-controller has made itself known, and if not, why."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from ..ovsdb.client import Client, Tls
from ..ovsdb.errors import OvsdbError
from .command import Run
from .errors import HostError
from .ovs import external_ids

LOG = "/var/log/ovn/ovn-controller.log"
POLL_SECONDS = 0.1
_TELLING = re.compile(r"\|(main|chassis|encaps|jsonrpc|ovsdb_idl|reconnect|stream_ssl)\|(WARN|ERR)\|")


@dataclass(frozen=True)
class Chassis:
    """The host as it calls itself in ``Open_vSwitch:external_ids``."""

    name: str
    remotes: list[str]
    encap_ips: list[str]

    @classmethod
    def of(cls, ovs: Client) -> Chassis:
        """
        :raises HostError: a setting that every chassis needs is missing
        """
        ids = external_ids(ovs)
        needed = {
            "system-id": "system_id",
            "ovn-remote": "remote",
            "ovn-encap-type": "encap_type",
            "ovn-encap-ip": "encap_ip",
        }
        missing = [f"{option} (external_ids:{key})" for key, option in needed.items() if not ids.get(key)]
        if missing:
            raise HostError(f"this host cannot become a chassis, it has no {', '.join(missing)}")
        return cls(ids["system-id"], ids["ovn-remote"].split(","), ids["ovn-encap-ip"].split(","))


def wait(run: Run, ovs: Client, tls: Tls, seconds: int) -> str:
    """Wait until the Southbound database has the chassis, and return its name.

    :raises HostError: with the reason why it has not
    """
    chassis = Chassis.of(ovs)
    deadline = time.monotonic() + seconds
    southbound: Client | None = None
    while True:
        reason = _controller(run)
        if reason is None:
            try:
                southbound = southbound or _southbound(chassis, tls, max(1.0, deadline - time.monotonic()))
                reason = _row(southbound, chassis)
            except OvsdbError as exc:
                reason, southbound = str(exc), None
        if reason is None:
            return chassis.name
        if time.monotonic() >= deadline:
            if reason == NOT_CONNECTED:
                reason += _why_not_connected(chassis, tls)
            raise HostError(
                f"the chassis {chassis.name} has not registered within {seconds} s: {reason}{_last_words()}"
            )
        time.sleep(POLL_SECONDS)


NOT_RUNNING = "ovn-controller does not run on this host; start it with: systemctl start ovn-host"
NOT_CONNECTED = "ovn-controller is not connected to the Southbound database"


def _controller(run: Run) -> str | None:
    status, out, _err = run(["ovn-appctl", "-t", "ovn-controller", "connection-status"])
    if status != 0:
        return NOT_RUNNING
    return None if out.strip() == "connected" else NOT_CONNECTED


def _southbound(chassis: Chassis, tls: Tls, seconds: float) -> Client:
    client = Client(chassis.remotes, "OVN_Southbound", timeout=seconds, tls=tls, leader_only=False)
    client.connect()
    return client


def _row(southbound: Client, chassis: Chassis) -> str | None:
    """Why there is no row of this chassis with these tunnel addresses."""
    mine, *holders = southbound.select(
        [
            {"table": "Chassis", "where": [["name", "==", chassis.name]], "columns": ["name"]},
            *(
                {"table": "Encap", "where": [["ip", "==", ip]], "columns": ["ip", "chassis_name"]}
                for ip in chassis.encap_ips
            ),
        ]
    )
    others = [row for rows in holders for row in rows if row["chassis_name"] != chassis.name]
    if others:
        return (
            f"the tunnel address {others[0]['ip']} belongs to the chassis {others[0]['chassis_name']}; "
            f"give this host another encap_ip, or remove a chassis that is gone: ovn-sbctl chassis-del {others[0]['chassis_name']}"
        )
    if not mine:
        return (
            "ovn-controller is connected, but may not make its row in the table Chassis; with roles in the Southbound "
            "database, its certificate's name must be its system_id"
        )
    if not any(holders):
        return f"the Southbound database has the chassis without its tunnel address {', '.join(chassis.encap_ips)}"
    return None


def _why_not_connected(chassis: Chassis, tls: Tls) -> str:
    try:
        _southbound(chassis, tls, 3).close()
    except OvsdbError as exc:
        return f"; {exc}"
    return f", although {','.join(chassis.remotes)} answers; look at {LOG}"


def _last_words() -> str:
    """What ovn-controller last said about its connections and its own rows."""
    try:
        with open(LOG, encoding="utf-8", errors="replace") as log:
            said = [line.strip() for line in log if _TELLING.search(line)]
    except OSError:
        return ""
    return "".join(f"\n{line}" for line in said[-3:])
