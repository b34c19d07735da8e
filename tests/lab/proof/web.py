# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access logs of the web servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from testinfra.host import Host

REQUEST = re.compile(r'(\S+) - - \[.*\] "GET / HTTP/1.1" 200\b')


class Logs:
    """What the servers wrote since a moment."""

    def __init__(self, servers: dict[str, Host]) -> None:
        self._servers = servers
        self._begin = {vm: self._size(vm) for vm in servers}

    def clients(self, vm: str) -> list[str]:
        """The client of each request."""
        command = f"tail -c +{self._begin[vm] + 1} {path(vm)}"
        lines = self._servers[vm].check_output(command).splitlines()
        matches = [REQUEST.match(line) for line in lines]
        assert all(matches), f"{vm} logged more than successful requests: {lines}"
        return [match[1] for match in matches if match]

    def _size(self, vm: str) -> int:
        return int(self._servers[vm].check_output(f"stat -c %s {path(vm)}"))


def path(vm: str) -> str:
    return f"/var/log/netns-web/{vm}.log"


@contextmanager
def stopped(server: Host, vm: str) -> Iterator[None]:
    """The web server of a VM, not running for a while."""
    server.check_output(f"systemctl stop netns-web@{vm}")
    try:
        yield
    finally:
        # It is of type notify: it listens when this returns.
        server.check_output(f"systemctl start netns-web@{vm}")
