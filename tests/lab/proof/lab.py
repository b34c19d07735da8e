# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running lab: its hosts, its clients, and the playbooks that act on it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from testinfra.host import Host

from proof.clients import Client
from proof.entry import enter
from proof.wait import eventually

ROOT = Path(__file__).resolve().parents[3]
# A playbook on a machine that does much else; what takes longer hangs.
PATIENCE = 600


@dataclass(frozen=True)
class Run:
    """What became of a playbook."""

    rc: int
    output: str

    @cached_property
    def words(self) -> str:
        """The output on one line: Ansible breaks sentences."""
        return " ".join(self.output.split())

    @cached_property
    def changed(self) -> int:
        """Changed tasks of all hosts, from the recap at the end."""
        return sum(map(int, re.findall(r"\bchanged=(\d+)", self.output.rpartition("PLAY RECAP")[2])))


@dataclass(frozen=True)
class Places:
    """The hosts that a scenario's tests speak of.

    :ivar vms: the host of each VM
    """

    central: str
    vms: dict[str, str]
    web_servers: tuple[str, ...]


@dataclass(frozen=True)
class Lab:
    """:ivar inventory: folder under inventories/
    :ivar name: the lab_name, with which its containers begin
    """

    inventory: str
    name: str

    def host(self, name: str) -> Host:
        return enter(f"{self.name}-{name}")

    def podman(self, action: str, name: str) -> None:
        """Kill a host, as a power cut does, or start it."""
        subprocess.run(["podman", action, f"{self.name}-{name}"], check=True, capture_output=True, timeout=PATIENCE)

    def client(self, name: str, vms: dict[str, str]) -> Client:
        """A VM in its namespace, or a host as it is."""
        return Client(self.host(vms[name]), name) if name in vms else Client(self.host(name))

    def run(self, playbook: str, *options: str) -> Run:
        """Run a playbook to its end, whatever that is."""
        return self.finish("ansible-playbook", *options, playbook)

    def finish(self, program: str, *words: str, **variables: str) -> Run:
        """Run one of Ansible's programs to its end.

        :param variables: more of its environment
        """
        done = subprocess.run(
            [program, *self._chosen, *words],
            cwd=ROOT,
            env={**environment(), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Run(done.returncode, done.stdout)

    def play(self, playbook: str, *options: str) -> Run:
        """Run a playbook that must succeed."""
        run = self.run(playbook, *options)
        assert run.rc == 0, run.output
        return run

    @contextmanager
    def started(self, playbook: str, *options: str) -> Iterator[Iterator[str]]:
        """Start a playbook, give its lines as they come, and kill it and its forks at the end of the block.

        A module that a host has begun by then goes on there, as it would behind a connection that breaks.
        """
        process = subprocess.Popen(
            ["ansible-playbook", *self._chosen, *options, playbook],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        try:
            yield iter(process.stdout)
        finally:
            if process.poll() is None:
                kill_all_of(process.pid)
            process.stdout.close()
            process.wait(PATIENCE)

    @property
    def _chosen(self) -> list[str]:
        return ["-i", f"inventories/{self.inventory}", "-e", f"lab_name={self.name}"]


def kill_all_of(pid: int) -> None:
    """Kill a process that has not been waited for, and all that it has started: Ansible's forks have sessions of their own."""
    # One that stands still starts no more, and what it has started keeps its number.
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: state_and_parent(str(pid))[0] in "TZ", 10, f"process {pid} stands still")
    for process in filter(str.isdigit, os.listdir("/proc")):
        if state_and_parent(process)[1] == str(pid):
            kill_all_of(int(process))
    os.kill(pid, signal.SIGKILL)


def state_and_parent(process: str) -> tuple[str, str]:
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return "gone", ""  # somebody else's
    return state, parent


def environment() -> dict[str, str]:
    """As a user's shell would have it: the clone's ansible.cfg, not molecule's settings; text without colours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    home = {name: os.environ[name] for name in ("ANSIBLE_HOME",) if name in os.environ}
    return {**inherited, **home, "ANSIBLE_NOCOLOR": "1"}
