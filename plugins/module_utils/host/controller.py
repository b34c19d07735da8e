# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""This host's ovn-controller: whether it is connected, and how it reaches the Southbound database."""

from __future__ import annotations

import re

from ..ovsdb.client import Client, Tls
from .command import Run

PID_FILE = "/var/run/ovn/ovn-controller.pid"
_FILES = re.compile(r"^--(private-key|certificate|ca-cert)=(.+)$", re.MULTILINE)
NOT_RUNNING = "ovn-controller does not run on this host; start it with: systemctl start ovn-host"
NOT_CONNECTED = "ovn-controller is not connected to the Southbound database"


def problem(run: Run) -> str | None:
    """``NOT_RUNNING``, ``NOT_CONNECTED``, or nothing."""
    status, out, _err = run(["ovn-appctl", "-t", "ovn-controller", "connection-status"])
    if status != 0:
        return NOT_RUNNING
    return None if out.strip() == "connected" else NOT_CONNECTED


def connect(remotes: list[str], tls: Tls, seconds: float) -> Client:
    """To the Southbound, to any member of a cluster.

    :raises OvsdbError: it cannot be reached
    """
    client = Client(remotes, "OVN_Southbound", timeout=seconds, tls=tls, leader_only=False)
    client.connect()
    return client


def tls_files(switch: Client) -> Tls:
    """The files that ovn-controller was started with, or those of the table SSL, which it takes otherwise.

    :param switch: the host's own Open vSwitch
    """
    given = {option.replace("-", "_"): path for option, path in _FILES.findall(_command())}
    if not given:
        (rows,) = switch.select([{"table": "SSL", "where": [], "columns": list(Tls._fields)}])
        given = rows[0] if rows else {}
    return Tls(**given)


def _command() -> str:
    """The words with which ovn-controller was started, a line each; empty if it does not run."""
    try:
        with open(PID_FILE, encoding="ascii") as file:
            pid = int(file.read())
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read().replace("\0", "\n")
    except (OSError, ValueError):
        return ""
