# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks: a host, or a VM in its network namespace. With curl and ping, as a person would."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from testinfra.backend.base import CommandResult
from testinfra.host import Host

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.odds import requests_for

# To meet both of two servers.
ENOUGH = requests_for(2)
# curl's exit codes
REFUSED, TIMED_OUT = 7, 28
# Where nobody answers ARP, Linux gives up after 3 s and curl calls that "could not connect"
# as well: who must see it hang looks away before.
BEFORE_ARP_FAILS = 2


class Answer(NamedTuple):
    """:ivar rc: of curl, 0 for an answer"""

    rc: int
    text: str


class Pings(NamedTuple):
    """:ivar ttls: of each reply"""

    sent: int
    ttls: list[int]


@dataclass(frozen=True)
class Client:
    host: Host
    namespace: str | None = None

    def run(self, command: str) -> CommandResult:
        """Run a command of the shell where the client is."""
        if self.namespace:
            command = f"ip netns exec {self.namespace} sh -c {shlex.quote(command)}"
        return self.host.run(command)

    def get(self, url: str, count: int = ENOUGH, patience: int = 3) -> list[Answer]:
        """Ask so many times, each on a connection of its own; less often where it hangs, which takes long and is told."""
        one = f'text=$(curl -sm {patience} {url}); rc=$?; echo "$rc $text"'
        loop = f"hung=; for i in $(seq {count}); do {one}; [ $rc != {TIMED_OUT} ] || hung=x$hung; [ ${{#hung}} -lt 3 ] || break; done"
        answers = [line.partition(" ") for line in self.run(loop).stdout.splitlines()]
        return [Answer(int(rc), text) for rc, _blank, text in answers]

    def get_at_once(self, url: str, count: int = ENOUGH, patience: int = 3) -> list[Answer]:
        """Ask so many times at the same time: what hangs takes no longer than one that hangs."""
        one = f'{{ text=$(curl -sm {patience} {url}); echo "$? $text"; }}'
        answers = [
            line.partition(" ")
            for line in self.run(f"for i in $(seq {count}); do {one} & done; wait").stdout.splitlines()
        ]
        return [Answer(int(rc), text) for rc, _blank, text in answers]

    def get_on_one_connection(self, url: str, count: int) -> tuple[list[str], int]:
        """Ask so many times on one connection; the answers, and how many connections it took."""
        asked = self.run(f"curl -sSm 10 -w 'connections %{{num_connects}}\\n' {' '.join([url] * count)}")
        assert asked.rc == 0, asked.stderr
        connections = sum(map(int, re.findall(r"connections (\d+)$", asked.stdout, re.MULTILINE)))
        return re.sub(r"connections \d+\n", "", asked.stdout).split("\n")[:-1], connections

    def ping(self, address: str, count: int = 3) -> Pings:
        replies = self.run(
            f"ping -nq -c {count} -i 0.2 -W 2 {address} >/dev/null; ping -n -c {count} -i 0.2 -W 2 {address}"
        )
        return Pings(count, [int(ttl) for ttl in re.findall(r"bytes from .* ttl=(\d+)", replies.stdout)])


def texts(answers: list[Answer]) -> Counter[str]:
    """How often each server answered; whoever wants this wants no failure among them."""
    failed = Counter(answer.rc for answer in answers if answer.rc)
    assert not failed, f"curl failed, by exit code: {dict(failed)}"
    return Counter(answer.text for answer in answers)
