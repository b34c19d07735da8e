# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that are killed, hosts that reboot: afterwards the lab is what it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from proof.clients import Client
from proof.lab import Lab
from proof.wait import eventually

ClientOf = Callable[[str], Client]

URL = "http://10.127.0.254:8000/"
# Seconds from the command that reboots a host until everything answers, on a machine that does much else.
REBOOT = 180


def all_is_well(client: ClientOf, *names: str) -> bool:
    """Every client is answered by both servers, and by nobody and nothing else."""
    return all(set(Counter(client(name).get(URL))) == {(0, "i am vm1"), (0, "i am vm2")} for name in names)


@pytest.fixture(scope="module", autouse=True)
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


def test_site_that_was_killed_is_mended_by_the_next_run(lab: Lab) -> None:
    """From new hosts, killed while chassis, gateway and VMs are made, each time by a further run."""
    lab.play("playbooks/lab_down.yml", "-e", "lab_hosts_keep_image=true")
    lab.play("playbooks/lab_up.yml")
    for place in ("PLAY [Chassis]", "PLAY [Gateways]", "TASK [ovnlab.ovn.web_vm :"):
        with lab.started("site.yml") as lines:
            reach(lines, place)
            for _task in range(2):
                reach(lines, "TASK [")
    lab.play("site.yml")


@pytest.mark.parametrize("name", ["ubuntu2", "ubuntu1"], ids=["host of vm1 and vm3", "central and gateway"])
def test_rebooted_host_comes_back_by_itself(lab: Lab, client: ClientOf, name: str) -> None:
    lab.podman("restart", name)
    eventually(
        lambda: all_is_well(client, "ubuntu1", "ubuntu3", "vm3", "vm4"),
        REBOOT,
        f"both servers answer after {name} rebooted",
    )


def test_nothing_is_left_to_do(lab: Lab) -> None:
    """Neither after the reboots nor by the runs that were killed."""
    lab.play("playbooks/verify.yml")
    run = lab.play("site.yml")
    assert run.changed == 0, run.output


def reach(lines: Iterator[str], beginning: str) -> None:
    for line in lines:
        if line.startswith(beginning):
            return
    raise AssertionError(f"the playbook ended without {beginning}")
