# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that is killed leaves none of its forks behind."""

from __future__ import annotations

import subprocess
import sys

from proof.lab import kill_all_of, state_and_parent
from proof.wait import eventually

# Like Ansible and its forks, of which one has started a program; each waits for what never comes.
FORKS = """
import os, subprocess, time
def fork():
    if os.fork() == 0:
        os.setsid()
        program = subprocess.Popen(["sleep", "600"])
        os.write(1, f"{os.getpid()} {program.pid}\\n".encode())  # at once: the other one writes, too
        program.wait()
fork()
fork()
time.sleep(600)
"""


def test_all_that_a_process_has_started_ends_with_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", FORKS], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    started = [pid for _fork in range(2) for pid in process.stdout.readline().split()]
    assert len(set(started)) == 4
    kill_all_of(process.pid)
    assert process.wait(10) == -9
    process.stdout.close()
    # Whoever inherits them takes note of their end.
    eventually(lambda: all(state_and_parent(pid)[0] in ("gone", "Z") for pid in started), 10, "all are gone")
