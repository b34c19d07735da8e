# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster whose leader is killed again and again: how long until a module has written, and what ovn-nbctl loses.

Both know all three servers. A module is started once, at the moment of the leader's death. ovn-nbctl
has no patience of its own: it is started again and again until it has written, and its failures are counted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from support.cluster import Cluster, cluster
from support.modules import ModuleRunner
from support.programs import program
from support.reader import Reader

DATABASE = "OVN_Northbound"
# The servers' election timer is a second: a follower notices after one to two, and is elected.
LIMIT = 10.0


@dataclass
class Nbctl:
    """Commands one after the other, until one has written."""

    cluster: Cluster
    failed: int = 0
    seconds: float = 0.0

    def write(self, name: str) -> None:
        command = [program("ovn-nbctl"), "--timeout=10", f"--db={','.join(self.cluster.remotes)}", "ls-add", name]
        started = time.perf_counter()
        while subprocess.run(command, check=False, capture_output=True).returncode:
            self.failed += 1
        self.seconds = time.perf_counter() - started


def write(run: ModuleRunner, nb: Cluster, name: str) -> float:
    """Seconds of a module that makes a switch. It must not fail."""
    started = time.perf_counter()
    result = run("ovn_switch", {"name": name, "nb_connection": nb.remotes})
    if not result.get("changed"):
        raise RuntimeError(f"{name} was not written: {json.dumps(result)[:2000]}")
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often the leader dies (default: 5)")
    rounds = parser.parse_args().rounds
    folder = Path(tempfile.mkdtemp(prefix="ovnlab-"))
    found: list[tuple[float, float, Nbctl]] = []
    try:
        run = ModuleRunner(folder / "modules")
        with cluster(folder, DATABASE) as nb:
            print(f"{'':9} {'leader lives':>14} {'leader killed':>14}   ovn-nbctl: {'failed':>6} {'written after':>14}")
            for number in range(rounds):
                before = write(run, nb, f"before{number}")
                leader, other = nb.leader, Nbctl(nb)
                thread = threading.Thread(target=other.write, args=(f"nbctl{number}",))
                leader.stop(signal.SIGKILL)
                thread.start()
                after = write(run, nb, f"after{number}")
                thread.join()
                found.append((before, after, other))
                print(
                    f"round {number + 1:3} {before:12.2f} s {after:12.2f} s {other.failed:20} {other.seconds:12.2f} s",
                    flush=True,
                )
                leader.start()
                nb.settled()
            names = Counter(row["name"] for row in Reader(nb.leader).rows("Logical_Switch"))
    finally:
        shutil.rmtree(folder)
    wanted = [f"{side}{number}" for side in ("before", "after", "nbctl") for number in range(rounds)]
    slowest = max(after for _before, after, _other in found)
    print(
        f"a module wrote {median(after for _before, after, _other in found):.2f} s after the leader's death (median; "
        f"slowest {slowest:.2f} s, limit {LIMIT:.0f} s), and {median(before for before, _after, _other in found):.2f} s "
        f"after its own start while there was a leader; none failed\n"
        f"ovn-nbctl failed {sum(other.failed for _before, _after, other in found)} times in {rounds} rounds, and wrote "
        f"{median(other.seconds for _before, _after, other in found):.2f} s after the leader's death"
    )
    if names != Counter(wanted):
        print(f"rows are missing or doubled: {names - Counter(wanted)} {Counter(wanted) - names}")
        return 1
    return 0 if slowest <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
