# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the central hosts: what VMs notice of them, what a module does, and what a loop of ovn-nbctl loses."""

from __future__ import annotations

import json
import random
import shlex
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from testinfra.host import Host

from proof.centre import LIMIT, Centre
from proof.faults import Watch, cut, kill, ready
from proof.lab import Lab
from proof.modules import OnHost, connection
from proof.wait import eventually

pytestmark = pytest.mark.usefixtures("on_router", "as_before")

# Ten switches with a hundred ports each: more than a thousand rows, in one task.
ROWS = {
    f"bulk{switch}": [f"bulk{switch}-{port}" for port in range(100)] for switch in range(10)
}  # fmt: skip
# What is done so often, and each time leads where it shall by chance alone, does so once.
ATTEMPTS = 20
BULK: dict[str, Any] = {
    "switches": [{"name": name, "ports": [{"name": port} for port in ports]} for name, ports in ROWS.items()]
}


def bulk(host: Host, centre: Centre) -> Counter[str]:
    """How often each name of the bulk is there."""
    found: Counter[str] = Counter()
    for table in ("Logical_Switch", "Logical_Switch_Port"):
        names = centre.nbctl(host, f"--format=csv --no-headings --columns=name list {table}").split()
        found.update(name for name in names if name.startswith("bulk"))
    return found


def remove_bulk(host: Host, centre: Centre) -> None:
    switches = sorted(name for name in bulk(host, centre) if name in ROWS)
    if switches:
        centre.nbctl(host, " -- ".join(f"--if-exists ls-del {name}" for name in switches))


@pytest.fixture
def no_bulk(lab: Lab, centre: Centre) -> Iterator[None]:
    yield
    remove_bulk(lab.host(centre.leader()), centre)


@pytest.mark.usefixtures("no_bulk")
def test_leader_killed_while_a_thousand_rows_are_applied(
    lab: Lab, centre: Centre, watch: Watch, chance: random.Random
) -> None:
    """All rows or none are there afterwards, none twice, and one more run finds or brings all of them."""
    writer = centre.others(centre.leader())[0]
    host = lab.host(writer)
    apply = ready(lab, writer, "ovn_topology", BULK)
    is_running = "test -e /proc/$(cat /run/apply.pid)"
    with watch("leader killed in 1,000 rows", writer) as watched:
        for _attempt in range(ATTEMPTS):
            leader = centre.leader()
            host.check_output(f"sh -c {shlex.quote(apply)} >/run/apply.log 2>&1 </dev/null & echo $! >/run/apply.pid")
            time.sleep(chance.uniform(0.2, 1.0))  # the moment is what is tried here
            watched.happens(lambda leader=leader: kill(lab.host(leader), "ovn/ovnnb_db.pid"))
            if host.run(is_running).succeeded:
                break
            # It had ended before.
            eventually(centre.whole, LIMIT, "all members are there")
            remove_bulk(host, centre)
        else:
            pytest.fail(f"{ATTEMPTS} times the rows were applied before the leader was killed")
        eventually(lambda: host.run(is_running).failed, LIMIT, "the apply ends")
        said = json.loads(host.check_output("cat /run/apply.log"))
        found = bulk(host, centre)
        assert set(found.values()) <= {1}
        assert len(found) in ((0, 1010) if said.get("failed") else (1010,)), said.get("msg")
        watched.recovers(centre.whole)
    again = OnHost(lab, writer)("ovn_topology", {**BULK, **connection(lab, writer)})
    assert again["changed"] is (not found)
    assert set(bulk(host, centre).values()) == {1}


def test_leaders_host_loses_power(lab: Lab, centre: Centre, watch: Watch) -> None:
    leader = centre.leader()
    with watch("leader's host dead, then on again", centre.others(leader)[0]) as watched:
        watched.happens(lambda: lab.podman("kill", leader))
        eventually(watched.writes, LIMIT, "the module writes without it")
        lab.podman("start", leader)
        watched.recovers(centre.whole)


def test_active_northd_killed(lab: Lab, centre: Centre, watch: Watch) -> None:
    active = next(name for name in centre.addresses if "active" in northd(lab.host(name)))
    writer = centre.others(active)[0]
    with watch("active northd killed", writer) as watched:
        watched.happens(lambda: kill(lab.host(active), "ovn/ovn-northd.pid"))
        sync = f"{centre.ovn_nbctl} --timeout=5 --wait=hv sync"
        watched.recovers(lambda: lab.host(writer).run(sync).rc == 0, "changes arrive on every chassis")
    assert watched.is_unnoticed
    assert watched.module.lost == []


def northd(host: Host) -> str:
    return str(host.check_output("ovn-appctl -t /run/ovn/ovn-northd.$(cat /run/ovn/ovn-northd.pid).ctl status"))


def test_chassis_cut_off_from_the_centre(lab: Lab, centre: Centre, watch: Watch) -> None:
    """What it knows it goes on doing; what has changed arrives afterwards."""
    host1 = lab.host("host1")
    sync = f"{centre.ovn_nbctl} --timeout=2 --wait=hv sync"
    with watch("host1 cut off from the centre", "central2") as watched:
        with ExitStack() as cuts:
            for name, address in centre.addresses.items():
                cuts.enter_context(cut((host1, "10.130.0.21"), (lab.host(name), address)))
            watched.happens(lambda: None)
            status = "ovn-appctl -t ovn-controller connection-status"
            eventually(lambda: host1.check_output(status) == "not connected", LIMIT, "ovn-controller has noticed")
            assert lab.host("central2").run(sync).rc != 0
        watched.recovers(lambda: lab.host("central2").run(sync).rc == 0, "changes arrive on every chassis")
    assert watched.is_unnoticed
    assert watched.module.lost == []


def test_disk_of_a_central_host_full(lab: Lab, centre: Centre, watch: Watch) -> None:
    """The member that cannot write drops out; with space and a new start it is back."""
    name = "central3"
    host = lab.host(name)
    with small_disk(host):
        eventually(centre.whole, LIMIT, "all members are there")
        for _attempt in range(ATTEMPTS):
            if (leader := centre.leader()) == name:
                break
            lab.host(leader).check_output("systemctl restart ovn-ovsdb-server-nb")
            eventually(centre.whole, LIMIT, "all members are there")
        else:
            pytest.fail(f"{name} has not become the leader, {ATTEMPTS} times")
        with watch("leader's disk full", "central2") as watched:
            watched.happens(lambda: host.run("cat /dev/zero >/var/lib/ovn/filler"))
            eventually(lambda: centre.leader() != name, LIMIT, "another leads")
            eventually(watched.writes, LIMIT, "the module writes")
            host.check_output("rm /var/lib/ovn/filler; systemctl restart ovn-central")
            watched.recovers(centre.whole)


@contextmanager
def small_disk(host: Host) -> Iterator[None]:
    """For the databases, with a megabyte to spare."""
    units = "ovn-central ovn-northd ovn-ovsdb-server-nb ovn-ovsdb-server-sb"
    move = (
        f"set -e; systemctl stop {units}; cp -a /var/lib/ovn /run/databases; {{}};"
        f"cp -a /run/databases/. /var/lib/ovn; rm -r /run/databases; systemctl start {units}"
    )
    mount = "mount -t tmpfs -o size=$(($(du -sk /run/databases | cut -f1) + 1024))k tmpfs /var/lib/ovn"
    host.check_output(move.format(mount))
    try:
        yield
    finally:
        host.check_output(move.format("umount /var/lib/ovn"))
