# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of OVS' datapaths this host can use."""

from __future__ import annotations

from .command import Run

SYSTEM, NETDEV = "system", "netdev"


def resolve(run: Run, wanted: str) -> str:
    """``auto`` becomes the kernel's datapath where the kernel has it, else the userspace one.

    The column ``datapath_types`` of the database is no help: it names the kernel's datapath
    whether the kernel has it or not. Debian's OVS loads the kernel module when it starts.
    """
    if wanted != "auto":
        return wanted
    status, _out, _err = run(["ovs-dpctl", "dump-dps"])
    return SYSTEM if status == 0 else NETDEV
