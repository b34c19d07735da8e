# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who listens on a host, as it tells itself: where nobody listens nobody gets in."""

from __future__ import annotations

from testinfra.host import Host

# The kernel's end of tunnels. Those of the userspace datapath are no sockets.
TUNNELS = {6081}


def tcp(host: Host) -> set[int]:
    """The ports, on whichever address."""
    return _ports(host, "-Hltn")


def udp(host: Host) -> set[int]:
    """The ports, but for those of tunnels."""
    return _ports(host, "-Hlun") - TUNNELS


def _ports(host: Host, options: str) -> set[int]:
    return {int(line.split()[3].rpartition(":")[2]) for line in host.check_output(f"ss {options}").splitlines()}
