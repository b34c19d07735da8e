# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs, cables and hosts that die while requests run: how many of these are lost, and for how long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proof.clients import Client
from proof.faults import Watch, cut, kill
from proof.lab import Lab
from proof.traffic import PATIENT, flowing

pytestmark = pytest.mark.usefixtures("on_router", "as_before")

ClientOf = Callable[[str], Client]

ADDRESSES = {"host1": "10.130.0.21", "host2": "10.130.0.22"}
WRITER = "central2"
# Seconds without an answer that a program may cost that is started again by itself; it is about that, not how soon.
GAP = 30


@pytest.mark.parametrize(
    ("host", "pid_file"),
    [
        ("host1", "ovn/ovn-controller.pid"),
        ("gw1", "ovn/ovn-controller.pid"),
        ("host1", "openvswitch/ovs-vswitchd.pid"),
        ("gw1", "openvswitch/ovs-vswitchd.pid"),
    ],
    ids=lambda value: str(value).rpartition("/")[2],
)
def test_program_killed(lab: Lab, watch: Watch, host: str, pid_file: str) -> None:
    """systemd starts it again."""
    there = lab.host(host)
    before = there.check_output(f"cat /run/{pid_file}")
    with watch(f"{pid_file.rpartition('/')[2][:-4]} of {host} killed", WRITER) as watched:
        watched.happens(lambda: kill(there, pid_file))
        watched.recovers(lambda: there.run(f"cat /run/{pid_file}").stdout.strip() not in ("", before))
    assert watched.asked.gap < GAP
    assert watched.module.lost == []


def test_two_chassis_cannot_reach_each_other(lab: Lab, client: ClientOf, watch: Watch) -> None:
    """Their VMs do not, either; a client outside notices nothing."""
    one, other = ((lab.host(name), address) for name, address in ADDRESSES.items())
    with watch("host1 and host2 cut", WRITER, client("user1"), "http://10.131.1.12:8000/") as watched:
        with flowing(client("client1"), "http://203.0.113.80:8000/", patience=PATIENT) as outside, cut(one, other):
            watched.happens(lambda: client("user1").ping("10.131.1.12", count=5))
        assert outside.gap < GAP
        watched.recovers(lambda: client("user1").ping("10.131.1.12").ttls)
    assert watched.asked.lost != []
    assert watched.module.lost == []


def test_host_rebooted(lab: Lab, watch: Watch) -> None:
    """With one of the two servers on it. What a host that dies for good costs is in test_health and test_gateway."""
    with watch("host1 rebooted", WRITER) as watched:
        watched.happens(lambda: lab.podman("restart", "host1"))
        connected = "ovn-appctl -T 5 -t ovn-controller connection-status"
        watched.recovers(
            lambda: lab.host("host1").run(connected).stdout.strip() == "connected", "it is a chassis again"
        )
    assert watched.module.lost == []
