# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the host's ovn-controller has made itself known, and if not, why."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from typing import NamedTuple

from ..ovsdb.client import Client, Tls
from ..ovsdb.errors import OvsdbError
from . import certificate, controller
from .command import Run, must
from .errors import HostError
from .ovs import external_ids

LOG = "/var/log/ovn/ovn-controller.log"
# Bytes of it that are looked at.
TAIL = 1 << 16
POLL_SECONDS = 0.1
STALE = "clustered database server has stale data"
_BEHIND = re.compile(rf"\|([^|\s]+): {STALE}")
_OF_CONNECTIONS = re.compile(r"\|(ovsdb_cs|reconnect|stream_ssl)\|")
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


class Registered(NamedTuple):
    """:ivar anew: ovn-controller had to be told that the cluster is another one"""

    name: str
    anew: bool


def wait(run: Run, ovs: Client, tls: Tls, seconds: int) -> Registered:
    """Wait until the Southbound database has the chassis.

    :raises HostError: with the reason why it has not
    """
    chassis = Chassis.of(ovs)
    anew = False
    certified = _certified(run, chassis, tls)
    deadline = time.monotonic() + seconds
    southbound: Client | None = None
    while True:
        reason = controller.problem(run)
        if reason is None:
            try:
                if southbound is None:
                    southbound = controller.connect(chassis.remotes, tls, max(1.0, deadline - time.monotonic()))
                    _agree(southbound, chassis, certified)
                reason = _row(southbound, chassis)
            except OvsdbError as exc:
                reason, southbound = str(exc), None
        if reason is None:
            return Registered(chassis.name, anew)
        if reason == controller.NOT_CONNECTED and not anew and is_behind(run, chassis.remotes):
            must(run, ["ovn-appctl", "-t", "ovn-controller", "sb-cluster-state-reset"])
            anew = True
        if time.monotonic() >= deadline:
            if reason == controller.NOT_CONNECTED:
                reason += _why_not_connected(chassis, tls)
            raise HostError(
                f"the chassis {chassis.name} has not registered within {seconds} s: {reason}{_last_words()}"
            )
        time.sleep(POLL_SECONDS)


def _certified(run: Run, chassis: Chassis, tls: Tls) -> str:
    """The name (CN) in the certificate that the chassis shows; empty if it shows none, or it cannot be read."""
    if not tls.certificate or not any(remote.startswith("ssl:") for remote in chassis.remotes):
        return ""
    try:
        shown = certificate.read(run, tls.certificate)
    except (HostError, OSError):
        return ""
    return (shown[0]["name"] or "") if shown else ""


def _agree(southbound: Client, chassis: Chassis, certified: str) -> None:
    """
    :raises HostError: rows of this chassis may be written by others, and not by this host; waiting is of no use
    """
    if certified in ("", chassis.name):
        return
    port = southbound.remote.rpartition(":")[2]
    (listeners,) = southbound.select([{"table": "Connection", "where": [], "columns": ["target", "role"]}])
    roles = [row["role"] for row in listeners if row["target"].split(":")[1] == port and row["role"]]
    if roles:
        raise HostError(
            f"this host's certificate is made out to {certified} (CN), and the chassis is called {chassis.name} (system-id): "
            f"the Southbound database, which has the role {roles[0]} at {southbound.remote}, lets it write the rows of "
            f"{certified} alone; give the host a certificate whose CN is {chassis.name}, or set system_id to {certified}"
        )


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
            "ovn-controller is connected, but has not made its row in the table Chassis; with roles in the Southbound "
            "database, its certificate's name must be its system_id"
        )
    if not any(holders):
        return f"the Southbound database has the chassis without its tunnel address {', '.join(chassis.encap_ips)}"
    return None


def _why_not_connected(chassis: Chassis, tls: Tls) -> str:
    try:
        controller.connect(chassis.remotes, tls, 3).close()
    except OvsdbError as exc:
        return f"; {exc}"
    return f", although {','.join(chassis.remotes)} answers; look at {LOG}"


def is_behind(run: Run, remotes: list[str]) -> bool:
    """Whether ovn-controller finds every server behind what it has seen: a cluster that was lost and made anew counts
    from the beginning, and would be refused for ever.
    """
    if controller.problem(run) != controller.NOT_CONNECTED:
        return False
    # A line for each connection and one for each refusal, and not those of an earlier time.
    said = list(filter(_OF_CONNECTIONS.search, _log()))[-2 * len(remotes) - 1 :]
    return set(remotes) <= set(_BEHIND.findall("\n".join(said)))


def _last_words() -> str:
    """What ovn-controller last said about its connections and its own rows."""
    return "".join(f"\n{line}" for line in list(filter(_TELLING.search, _log()))[-3:])


def _log() -> list[str]:
    """The last lines of it."""
    try:
        with open(LOG, "rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - TAIL))
            return log.read().decode(errors="replace").splitlines()
    except OSError:
        return []
