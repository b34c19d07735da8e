# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of site.yml killed at any moment, and two at once: one more run reaches what is declared."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import pytest
from testinfra.host import Host

from proof.clients import Client, texts
from proof.lab import Lab
from proof.modules import OnHost

ClientOf = Callable[[str], Client]
Tell = Callable[[str], None]

URL = "http://10.127.0.254:8000/"
# One in each tenth of a run.
KILLS = 10
# By hand, on what each play of site.yml makes: what a run that is killed has begun to mend.
DAMAGE = {
    "ubuntu1": [
        "ovs-vsctl remove Open_vSwitch . external_ids ovn-bridge-mappings",
        "ovn-nbctl lr-nat-del edge1 -- ls-del inside -- --all destroy Load_Balancer",
    ],
    "ubuntu2": ["ip netns delete vm3", "systemctl stop netns-web@vm1"],
    "ubuntu3": ["ovs-vsctl del-port vm2", "ovs-vsctl set Open_vSwitch . external_ids:ovn-encap-type=vxlan"],
}
# Of the first two plays, where a run is killed in these: keys and certificates, databases and how they are reached.
MORE = (
    ("ubuntu1", "rm -r /etc/ovn/pki/ca"),
    ("ubuntu1", "rm /etc/default/ovn-central"),
    ("ubuntu1", "ovn-nbctl del-connection; ovn-sbctl del-connection"),
    ("ubuntu1", "systemctl disable --now ovn-central"),
    ("ubuntu3", "rm /etc/ovn/pki/cert.pem /etc/ovn/pki/key.pem"),
)


@pytest.fixture(scope="module", autouse=True)
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


def damage(lab: Lab, *more: tuple[str, str]) -> None:
    for host, commands in DAMAGE.items():
        # A run that was killed may have left some of it as it is.
        lab.host(host).run("; ".join([*commands, *(command for where, command in more if where == host)]))


def state(lab: Lab, central: Host) -> dict[str, Any]:
    """The whole Northbound without UUIDs, and what the chassis are told."""
    found = OnHost(lab, "ubuntu1")("ovn_info", {"timeout": 30})
    assert not found.get("failed"), found.get("msg")
    chassis = {host: lab.host(host).check_output("ovs-vsctl get Open_vSwitch . external_ids") for host in DAMAGE}
    return {"network": found["network"], **chassis}


def answered(client: ClientOf) -> None:
    """By all that was damaged."""
    for name in ("ubuntu1", "vm3"):
        assert set(texts(client(name).get(URL))) == {"i am vm1", "i am vm2"}


def test_run_killed_at_random_moments(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    declared = state(lab, central)
    seed = int(os.environ.get("FAULT_SEED") or time.time())
    chance = random.Random(seed)
    damage(lab)
    start = time.monotonic()
    tasks = lab.play("site.yml").output.count("\nTASK [")
    length = time.monotonic() - start
    moments, seconds = [], []
    for kill in chance.sample(range(KILLS), KILLS):
        # By its tasks, since no two runs take equally long: some time after one of them has begun.
        moment = (kill + chance.random()) / KILLS * tasks
        more = chance.sample(MORE, 1 if moment < tasks / 2 else 0)
        damage(lab, *more)
        with lab.started("site.yml") as lines:
            begun = sum(1 for _line in islice((line for line in lines if line.startswith("TASK [")), int(moment)))
            time.sleep(moment % 1 * length / tasks)  # which is what is tried here
        moments.append(begun)
        start = time.monotonic()
        run = lab.play("site.yml")
        seconds.append(time.monotonic() - start)
        told = f"seed {seed}, after {more}, killed in task {begun} of {tasks}: {run.output}"
        assert state(lab, central) == declared, told
        answered(client)
    tell(
        f"site.yml with {length:.1f} s of work in {tasks} tasks, killed in task {', '.join(map(str, moments))}: one more "
        f"run reached the declared state each time, in {min(seconds):.1f} to {max(seconds):.1f} s (FAULT_SEED={seed})"
    )


def test_two_runs_at_once(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    """Both mend the same. Either may meet the other's work half done and say so; nothing is made twice, or lost."""
    declared = state(lab, central)
    damage(lab)
    with ThreadPoolExecutor(2) as both:
        runs = list(both.map(lab.run, ["site.yml"] * 2))
    outputs = "\n".join(run.output for run in runs)
    assert "Traceback" not in outputs
    lab.play("site.yml")
    assert state(lab, central) == declared, outputs
    again = lab.play("site.yml")
    assert again.changed == 0, again.output
    answered(client)
    well = sum(run.rc == 0 for run in runs)
    tell(f"two runs of site.yml at once: {well} of 2 ended well, and one more left nothing to do")


def test_nothing_is_left_to_do(lab: Lab) -> None:
    lab.play("playbooks/verify.yml")
