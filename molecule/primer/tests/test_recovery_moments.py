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
from typing import Any

import pytest
from testinfra.host import Host

from proof.clients import Client, texts
from proof.lab import Lab
from proof.modules import OnHost

ClientOf = Callable[[str], Client]
Tell = Callable[[str], None]

URL = "http://10.127.0.254:8000/"
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


@pytest.fixture(scope="module", autouse=True)
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


def damage(lab: Lab) -> None:
    for host, commands in DAMAGE.items():
        for command in commands:
            # A run that was killed may have left some of it as it is.
            lab.host(host).run(command)


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


def test_run_killed_at_ten_random_moments(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    declared = state(lab, central)
    seed = int(os.environ.get("FAULT_SEED") or time.time())
    chance = random.Random(seed)
    damage(lab)
    start = time.monotonic()
    lab.play("site.yml")
    length = time.monotonic() - start
    moments = [chance.uniform(0.5, length) for _kill in range(KILLS)]
    seconds = []
    for moment in moments:
        damage(lab)
        with lab.started("site.yml"):
            time.sleep(moment)  # which is what is tried here
        start = time.monotonic()
        run = lab.play("site.yml")
        seconds.append(time.monotonic() - start)
        assert state(lab, central) == declared, f"seed {seed}, killed after {moment:.2f} s: {run.output}"
        answered(client)
    tell(
        f"site.yml with {length:.1f} s of work, killed after {', '.join(f'{moment:.1f}' for moment in moments)} s: one more "
        f"run reached the declared state each time, in {min(seconds):.1f} to {max(seconds):.1f} s (FAULT_SEED={seed})"
    )


def test_two_runs_at_once(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    """Both mend the same. One may meet the other's work half done and say so; nothing is made twice, or lost."""
    declared = state(lab, central)
    damage(lab)
    with ThreadPoolExecutor(2) as both:
        runs = list(both.map(lab.run, ["site.yml"] * 2))
    outputs = "\n".join(run.output for run in runs)
    assert "Traceback" not in outputs
    assert any(run.rc == 0 for run in runs), outputs
    lab.play("site.yml")
    assert state(lab, central) == declared, outputs
    again = lab.play("site.yml")
    assert again.changed == 0, again.output
    answered(client)
    well = sum(run.rc == 0 for run in runs)
    tell(f"two runs of site.yml at once: {well} of 2 ended well, and one more left nothing to do")


def test_nothing_is_left_to_do(lab: Lab) -> None:
    lab.play("playbooks/verify.yml")
