# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide docs/new_lab.md from its files to its end, beside a second lab that has the same names and addresses."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from proof import guide
from proof.clients import REFUSED, Client, texts
from proof.entry import enter
from proof.lab import PATIENCE, ROOT, environment
from proof.machine import Belongings, belongings, images
from proof.web import stopped

NAME = os.environ.get("LAB_NAME") or "molecule-new-lab"
BESIDE = f"beside-{NAME}"
MENU = {"soup of the day", "bread and butter"}
VIP, TABLES_VIP = "http://10.61.0.100/", "http://10.62.9.9/"
AGAIN = f"ARGS='-e lab_name={BESIDE}'"


@dataclass(frozen=True)
class Clone:
    """A user's clone: everything of this one but the inventories. The guide's lab has the test's name."""

    folder: Path

    def start(self, command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", "-c", command.replace("exec cafe-", f"exec {NAME}-")],
            cwd=self.folder,
            env={**environment(), "KEEP_IMAGE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> str:
        """What a command printed that must succeed."""
        return ended(self.start(command))

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


def ended(process: subprocess.Popen[str]) -> str:
    output, _none = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output
    return output


def is_command(line: str) -> bool:
    return line.startswith(("make ", ".venv/", "podman "))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    clone = Clone(tmp_path_factory.mktemp("clone"))
    for path in ROOT.iterdir():
        if path.name != "inventories":
            (clone.folder / path.name).symlink_to(path)
    for name, content in guide.files().items():
        path = clone.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    clone.change("inventories/cafe/hosts.yml", "lab_name: cafe", f"lab_name: {NAME}")
    return clone


@dataclass(frozen=True)
class Labs:
    """Both labs, as they were made: what ``make lab`` printed, and what each has on the machine."""

    told: str
    told_beside: str
    first: Belongings
    second: Belongings
    images: set[str]


@pytest.fixture(scope="module")
def labs(clone: Clone) -> Iterator[Labs]:
    (make,) = [line for line in guide.blocks("Make it")[0] if is_command(line)]
    both = clone.start(make), clone.start(f"{make} {AGAIN}")
    told = [ended(process) for process in both]
    yield Labs(*told, belongings(NAME), belongings(BESIDE), images())
    # Also after a test that failed; of a lab that is gone there is nothing to remove.
    for name in (NAME, BESIDE):
        clone.run(f"sh roles/lab_hosts/files/remove.sh {name} --keep-image")


def client(lab: str, host: str, namespace: str | None = None) -> Client:
    return Client(enter(f"{lab}-{host}"), namespace)


def table(lines: list[str]) -> list[str]:
    """Without how often each server answered, which is left to chance, and without Ansible's margin."""
    return [re.sub(r" x \d+", "", " ".join(line.split())) for line in lines]


def test_both_labs_print_the_table_of_the_guide(labs: Labs) -> None:
    (wanted,) = [block for block in guide.blocks("Make it") if block[0].startswith("from ")]
    for told in (labs.told, labs.told_beside):
        lines = table(told.splitlines())
        assert [line for line in table(wanted) if line not in lines] == [], told


def test_guest_asks_by_the_command_of_the_guide(labs: Labs, clone: Clone) -> None:
    (command,) = [line for line in guide.blocks("Make it")[-1] if is_command(line)]
    assert clone.run(command).strip() in MENU


def test_each_lab_has_its_own_servers(labs: Labs) -> None:
    """Their names, addresses and MACs are the same."""
    with stopped(enter(f"{BESIDE}-alpha"), "soup"):
        assert set(texts(client(NAME, "guest").get(VIP))) == MENU
        assert set(client(BESIDE, "guest").get(VIP)) == {(REFUSED, ""), (0, "bread and butter")}
    assert set(texts(client(BESIDE, "guest").get(VIP))) == MENU


def test_changes_of_the_guide(labs: Labs, clone: Clone) -> None:
    """The other balancer, then one more VM; the lab beside notices nothing."""
    toggle, after = (list(filter(is_command, block)) for block in guide.blocks("Change it"))
    _told, checked, answer = map(clone.run, toggle)
    assert "6 of 6 checks hold; 1 more wait for another place of the load balancer" in " ".join(checked.split())
    assert answer.strip() in MENU
    assert set(texts(client(NAME, "beta", "table1").get(TABLES_VIP))) == MENU

    port, vm = guide.blocks("Change it", "yaml")
    first = next(
        line for line in guide.files()["inventories/cafe/group_vars/all/network.yml"].splitlines() if "table1" in line
    )
    clone.change("inventories/cafe/group_vars/all/network.yml", first, f"{first}\n{port[0]}")
    clone.change("inventories/cafe/group_vars/all/vms.yml", "host: beta}\n", f"host: beta}}\n{vm[0]}\n")
    planned, _done, pinged = map(clone.run, after)
    assert "table2" in planned
    assert "ttl=64" in pinged
    assert set(texts(client(NAME, "guest").get(VIP))) == MENU
    assert client(BESIDE, "alpha").run("ip netns list | grep table2").rc == 1


def test_one_is_taken_down_and_the_other_answers(labs: Labs, clone: Clone) -> None:
    assert labs.first.left()
    (down,) = [line for line in guide.blocks("Put it away")[0] if is_command(line)]
    clone.run(down)
    assert labs.first.left() == []
    assert set(texts(client(BESIDE, "guest").get(VIP))) == MENU
    assert " 0% packet loss" in client(BESIDE, "beta", "table1").run("ping -c 3 -i 0.2 10.62.1.10").stdout


def test_then_the_other_and_nothing_is_left_but_the_image(labs: Labs, clone: Clone) -> None:
    clone.run(f"make lab-down LAB=cafe {AGAIN}")
    assert labs.second.left() == []
    assert images() >= labs.images
