# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether ovs-vswitchd has taken over what was written to its database."""

from __future__ import annotations

import time
from typing import Any

from ..ovsdb.client import Client

POLL_SECONDS = 0.02


def announce() -> list[dict[str, Any]]:
    """Added, as its end, to a transaction that shall be waited for."""
    return [
        {"op": "mutate", "table": "Open_vSwitch", "where": [], "mutations": [["next_cfg", "+=", 1]]},
        {"op": "select", "table": "Open_vSwitch", "where": [], "columns": ["next_cfg"]},
    ]


def followed(client: Client, results: list[dict[str, Any]], seconds: float) -> bool:
    """Wait for ovs-vswitchd; false if it takes longer.

    :param results: those of the transaction
    """
    number = results[-1]["rows"][0]["next_cfg"]
    deadline = time.monotonic() + seconds
    while True:
        (rows,) = client.select([{"table": "Open_vSwitch", "where": [], "columns": ["cur_cfg"]}])
        if rows[0]["cur_cfg"] >= number:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
