# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packets on an interface of a host or VM."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = 20


@contextmanager
def packets(container: str, interface: str, what: str, count: int, namespace: str | None = None) -> Iterator[list[str]]:
    """The first packets that match, a line for each; complete when the block has ended.

    tcpdump listens when the block begins. It ends by itself, at the latest after LIMIT seconds.
    """
    inside = ["ip", "netns", "exec", namespace] if namespace else []
    dump = ["timeout", str(LIMIT), "tcpdump", "-nntel", "-v", "-i", interface, "-c", str(count), what]
    lines: list[str] = []
    with subprocess.Popen(
        ["podman", "exec", container, *inside, *dump],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "listening on" in line:
                break
        else:
            raise AssertionError(f"tcpdump did not begin: {''.join(said)}")
        yield lines
        # A packet's details stand on indented lines under its first.
        for line in process.stdout:
            if line[:1].isspace() and lines:
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line.strip())
