# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fault while a client asks, a module writes and a plain loop of ovn-nbctl writes; and what each of them lost.

with watch("a gateway dies", writer="central2") as watched:
    watched.happens(lambda: ...)
    watched.recovers(lambda: ...)
"""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from testinfra.host import Host

from proof.centre import LIMIT, Centre
from proof.clients import Client
from proof.lab import PATIENCE, Lab
from proof.modules import OnHost, connection
from proof.traffic import PATIENT, Traffic, flowing
from proof.wait import eventually

# In place of this there is the name of the row that a writer makes.
ROW = "ROW_TO_WRITE"
# Seconds between the beginnings of two writes, if the first has ended by then.
EVERY = 0.3
# What a machine that does much else explains by itself: so many seconds without an answer, and this part of them lost.
STANDSTILL, SOME = 10.0, 0.1
# Characters of what a module says that fails: its message comes first.
SAID = 500

# Runs on a central host: one write after the other, never the same twice. Lines are those of proof.traffic.
PROGRAM = """
import signal, subprocess, sys, threading, time
prefix, every, place, command = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4]
over = threading.Event()
signal.signal(signal.SIGTERM, lambda *_ignored: over.set())
number = 0
while not over.is_set():
    number += 1
    name = "%s%05d" % (prefix, number)
    sent = time.time()
    done = subprocess.run(
        command.replace(place, name), shell=True, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    took = time.time() - sent
    sys.stdout.write("%f %f %d %s %s\\n" % (sent, took, done.returncode, name, " ".join(done.stdout.split())))
    sys.stdout.flush()
    over.wait(max(0, every - took))
"""


@dataclass
class Watched:
    """What was seen of one fault.

    :ivar moment: when it happened
    :ivar recovery: seconds until all was well again
    """

    fault: str
    asked: Traffic
    module: Traffic
    loop: Traffic
    moment: float = 0.0
    recovery: float = 0.0
    result: str = ""

    def happens(self, harm: Callable[[], object]) -> None:
        self.moment = time.time()
        harm()

    def recovers(self, well: Callable[[], object], what: str = "all is well again") -> None:
        """Also client and module have to do so, with some successes in a row."""
        eventually(well, LIMIT, what)
        self.recovery = time.time() - self.moment
        eventually(lambda: self.asked.answered_since(self.moment) > 10, LIMIT, "the client is answered")
        eventually(self.writes, LIMIT, "the module writes")

    def writes(self) -> bool:
        """Whether the module has written since then."""
        return self.module.answered_since(self.moment) > 0

    @property
    def is_unnoticed(self) -> bool:
        """Whether the client has lost nothing but what a busy machine explains."""
        return self.asked.gap < STANDSTILL and len(self.asked.lost) <= SOME * len(self.asked.requests)

    @property
    def next_write(self) -> float:
        """Seconds from the fault to the end of the first write of a module that began after it."""
        ends = [request.end for request in self.module.requests if request.answered and request.sent >= self.moment]
        return min(ends, default=float("nan")) - self.moment

    def row(self) -> list[str]:
        return [
            self.fault,
            str(len(self.asked.requests)),
            str(len(self.asked.lost)),
            f"{self.asked.gap:.1f}",
            f"{len(self.module.lost)} of {len(self.module.requests)}",
            f"{self.next_write:.1f}",
            f"{len(self.loop.lost)} of {len(self.loop.requests)}",
            f"{self.loop.gap:.1f}",
            f"{self.recovery:.1f}",
            self.result,
        ]


@dataclass
class Figures:
    """What the tests measured, for the end of the run."""

    seed: int
    watched: list[Watched] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def judge(self, *, passed: bool) -> None:
        """The test of these faults has ended, with all that it asserts."""
        for each in self.watched:
            each.result = each.result or ("survived" if passed else "FAILED")

    def lines(self) -> list[str]:
        if not self.watched:
            return []
        survived = sum(each.result == "survived" for each in self.watched)
        table = [HEAD, *(each.row() for each in self.watched)]
        widths = [max(len(row[column]) for row in table) for column in range(len(HEAD))]
        shown = ["  ".join(word.ljust(width) for word, width in zip(row, widths)).rstrip() for row in table]
        return [*shown, *self.notes, f"{survived} of {len(self.watched)} faults survived; seed {self.seed}"]


HEAD = [
    *("fault", "asked", "lost", "gap s", "module failed", "next write s"),
    *("ovn-nbctl failed", "gap s", "recovery s", "result"),
]


@dataclass
class Watch:
    """Makes ``Watched``, one for each fault."""

    centre: Centre
    client: Client
    url: str
    figures: Figures
    number: int = 0

    @contextmanager
    def __call__(self, fault: str, writer: str, client: Client | None = None, url: str = "") -> Iterator[Watched]:
        """
        :param writer: the central host on which the module and the loop run
        :param client: who asks, and whom, if it is another than usual
        """
        self.number += 1
        host, number = self.centre.lab.host(writer), self.number
        module = ready(self.centre.lab, writer, "ovn_lb", {"name": ROW, "protocol": "tcp"})
        names = {"module": f"module_{number}_", "loop": f"loop_{number}_"}
        with ExitStack() as stack:
            watched = Watched(
                fault,
                stack.enter_context(flowing(client or self.client, url or self.url, patience=PATIENT)),
                stack.enter_context(writing(host, names["module"], module)),
                stack.enter_context(
                    writing(
                        host, names["loop"], f"{self.centre.ovn_nbctl} create Load_Balancer name={ROW} protocol=tcp"
                    )
                ),
            )
            try:
                yield watched
                stack.close()
                self.nothing_is_lost(host, watched, *names.values())
            finally:
                stack.close()
                self.figures.watched.append(watched)
                self.figures.notes += [
                    f"{fault}: a module that began {request.sent - watched.moment:.1f} s after it, and failed "
                    f"{request.seconds:.1f} s later, said {request.text[:SAID]}"
                    for request in watched.module.lost
                ]

    def nothing_is_lost(self, host: Host, watched: Watched, *prefixes: str) -> None:
        """Every row whose writer was told that it is there is there, once; then all of them go."""
        columns = "--format=csv --no-headings --columns=_uuid,name"
        listed = self.centre.nbctl(host, f"{columns} list Load_Balancer").splitlines()
        rows = dict(line.split(",") for line in listed)
        found = Counter(name for name in rows.values() if name.startswith(prefixes))
        told = [
            request.text.split()[0]
            for traffic in (watched.module, watched.loop)
            for request in traffic.requests
            if request.answered
        ]
        mine = [uuid for uuid, name in rows.items() if name in found]
        self.centre.nbctl(host, f"--if-exists destroy Load_Balancer {' '.join(mine)}")
        assert [name for name in told if name not in found] == []
        # The loop makes a row each time; a module that tries again looks first.
        assert [name for name, times in found.items() if times > 1 and name.startswith(prefixes[0])] == []


@contextmanager
def writing(host: Host, prefix: str, command: str) -> Iterator[Traffic]:
    """Writes from the beginning of the block to its end. The first is there when the block begins."""
    log = f"/run/{prefix}{time.time_ns()}.log"
    words = [PROGRAM, prefix, str(EVERY), ROW, command]
    pid = int(
        host.check_output(f"setsid python3 -c {' '.join(map(shlex.quote, words))} >{log} 2>&1 </dev/null & echo $!")
    )
    traffic = Traffic(Client(host), log)
    try:
        eventually(lambda: traffic.answered_since(0), 20, f"{prefix} writes")
        yield traffic
    finally:
        host.run(f"kill {pid}")
        eventually(lambda: host.run(f"test -e /proc/{pid}").rc, PATIENCE, "the write under way ends")
        traffic.look()
        host.run(f"rm {log}")


def ready(lab: Lab, host: str, module: str, arguments: dict[str, Any]) -> str:
    """A command of the host's shell that runs the module, connected as the inventory says."""
    return OnHost(lab, host).command(module, {**arguments, **connection(lab, host)})


def kill(host: Host, pid_file: str) -> None:
    """A process, as if it had crashed: systemd starts it again."""
    host.check_output(f"kill -KILL $(cat /run/{pid_file})")


@contextmanager
def cut(*ends: tuple[Host, str]) -> Iterator[None]:
    """No packet from one host to the other, either way, also none of a tunnel.

    The switch in userspace sends without asking the kernel's routes; its own bridge then drops what it sends.

    :param ends: each of the two hosts with its address
    """
    (one, one_address), (other, other_address) = ends
    sides = [(one, other_address), (other, one_address)]
    for host, far in sides:
        rules = f"'priority=9,ip,nw_src={far},actions=drop' 'priority=9,ip,nw_dst={far},actions=drop'"
        flows = f"for rule in {rules}; do ovs-ofctl add-flow br-encap $rule; done"
        host.check_output(f"ip route add blackhole {far}/32; if ovs-vsctl br-exists br-encap; then {flows}; fi")
    try:
        yield
    finally:
        for host, far in sides:
            flows = f"for way in src dst; do ovs-ofctl del-flows br-encap ip,nw_$way={far}; done"
            host.check_output(f"ip route del blackhole {far}/32; if ovs-vsctl br-exists br-encap; then {flows}; fi")
