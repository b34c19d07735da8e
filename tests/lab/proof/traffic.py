# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steady web requests of a client while something happens, and what became of each of them.

with flowing(client("client1"), URL) as traffic:
    ...  # something dies
    eventually(lambda: traffic.answered_since(moment) > 20, 30, "somebody answers again")
print(traffic.story)
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from proof.clients import Client
from proof.wait import eventually

# Seconds between requests, and those for which one waits for its answer: what comes later was lost.
EVERY, PATIENCE = 0.1, 1.0
# The same where it is about what is lost, not how soon: on a machine that does much else an answer may be slow.
PATIENT = 4.0

# Runs where the client is. Each request has a connection and a thread of its own, so that one that hangs
# delays no other. A line for each: when it was sent, how long it took, whether it was answered, and by whom or why not.
PROGRAM = """
import signal, sys, threading, time, urllib.request
url, every, patience = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
over = threading.Event()
signal.signal(signal.SIGTERM, lambda *_ignored: over.set())
def ask():
    sent = time.time()
    try:
        said, rc = urllib.request.urlopen(url, timeout=patience).read().decode().strip(), 0
    except Exception as exc:
        said, rc = repr(exc), 1
    sys.stdout.write("%f %f %d %s\\n" % (sent, time.time() - sent, rc, said))
    sys.stdout.flush()
turn = time.monotonic()
while not over.is_set():
    threading.Thread(target=ask).start()
    turn += every
    over.wait(max(0, turn - time.monotonic()))
"""


class Request(NamedTuple):
    """:ivar sent: second of the clock, as ``time.time()`` tells it
    :ivar text: the answer, or the reason why there is none
    """

    sent: float
    seconds: float
    answered: bool
    text: str

    @property
    def end(self) -> float:
        return self.sent + self.seconds


@dataclass
class Traffic:
    client: Client
    log: str
    requests: list[Request] = field(default_factory=list)

    def look(self) -> list[Request]:
        """The requests that have ended so far, in the order in which they were sent."""
        lines = self.client.run(f"cat {self.log}").stdout.splitlines()
        parts = [line.split(" ", 3) for line in lines]
        self.requests = sorted(Request(float(sent), float(took), rc == "0", text) for sent, took, rc, text in parts)
        return self.requests

    def answered_since(self, moment: float) -> int:
        """How many requests in a row, up to the last one, were sent after a moment and answered."""
        count = 0
        for request in reversed(self.look()):
            if request.sent < moment or not request.answered:
                break
            count += 1
        return count

    @property
    def lost(self) -> list[Request]:
        return [request for request in self.requests if not request.answered]

    @property
    def gap(self) -> float:
        """The longest time without an answer, from one to the next."""
        ends = sorted(request.end for request in self.requests if request.answered)
        return max((later - earlier for earlier, later in zip(ends, ends[1:])), default=0.0)

    @property
    def story(self) -> str:
        return f"{len(self.lost)} of {len(self.requests)} requests lost, longest gap {self.gap:.1f} s"


@contextmanager
def flowing(client: Client, url: str, every: float = EVERY, patience: float = PATIENCE) -> Iterator[Traffic]:
    """Requests from the beginning of the block to its end, when all of them are in ``requests``. The first is answered."""
    log = f"/run/traffic-{time.time_ns()}.log"
    program = f"python3 -c {shlex.quote(PROGRAM)} {url} {every} {patience}"
    # In a session of its own, with nothing of ours open: it lives on when this command returns.
    pid = int(client.run(f"setsid {program} >{log} 2>&1 </dev/null & echo $!").stdout)
    traffic = Traffic(client, log)
    try:
        eventually(lambda: traffic.answered_since(0), 10, f"{url} answers")
        yield traffic
    finally:
        client.run(f"kill {pid}")
        eventually(lambda: client.run(f"test -e /proc/{pid}").rc, 10 + patience, "the requests under way end")
        traffic.look()
        client.run(f"rm {log}")
