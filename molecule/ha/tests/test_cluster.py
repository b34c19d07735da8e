# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The central hosts are one cluster, whoever of them dies, leaves, or loses what it had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from testinfra.host import Host

from proof.lab import Lab
from proof.wait import eventually

CENTRAL = {"central1": "10.130.0.11", "central2": "10.130.0.12", "central3": "10.130.0.13"}
CHASSIS = {"gw1", "gw2", "host1", "host2"}
DATABASES = {"OVN_Northbound": ("ovnnb_db", 6643), "OVN_Southbound": ("ovnsb_db", 6644)}
# Seconds for an election, or for a member that starts to find the others.
ELECTION = 30


@dataclass(frozen=True)
class View:
    """What one member says of its cluster."""

    cluster: str
    server: str
    leads: bool
    members: dict[str, str]  # addresses by identities

    @property
    def addresses(self) -> list[str]:
        return sorted(self.members.values())


def view(host: Host, database: str) -> View | None:
    """None if it is in no cluster, or out of touch."""
    told = host.run(f"ovn-appctl -T 5 -t /var/run/ovn/{DATABASES[database][0]}.ctl cluster/status {database}").stdout
    if "Status: cluster member" not in told or "Leader: unknown" in told:
        return None
    cluster, server = (re.findall(rf"{what} ID: .*\((.*)\)", told)[0] for what in ("Cluster", "Server"))
    return View(
        cluster, server, "Role: leader" in told, dict(re.findall(r"^ +(\w+) \(\w+ at (.*?)\)", told, re.MULTILINE))
    )


def views(lab: Lab, *hosts: str) -> dict[str, dict[str, View]]:
    """For each database what each of the hosts says of it; nothing of those that say nothing."""
    asked = [(database, host, view(lab.host(host), database)) for database in DATABASES for host in hosts or CENTRAL]
    return {database: {host: told for name, host, told in asked if name == database and told} for database in DATABASES}


def are_one(lab: Lab, *hosts: str) -> dict[str, dict[str, View]]:
    """What the hosts say when they, and nobody else, are one cluster with one leader."""
    wanted = hosts or tuple(CENTRAL)

    def look() -> dict[str, dict[str, View]]:
        found = views(lab, *wanted)
        for database, told in found.items():
            addresses = [f"ssl:{CENTRAL[host]}:{DATABASES[database][1]}" for host in wanted]
            is_one = len({each.cluster for each in told.values()}) == 1
            all_agree = all(each.addresses == sorted(addresses) for each in told.values())
            one_leads = [each.leads for each in told.values()].count(True) == 1
            if len(told) < len(wanted) or not (is_one and all_agree and one_leads):
                return {}
        return found

    return eventually(look, ELECTION, f"{', '.join(wanted)} are one cluster")


def leader(lab: Lab, database: str = "OVN_Northbound") -> str:
    return next(host for host, each in are_one(lab)[database].items() if each.leads)


def registered(host: Host) -> set[str]:
    command = "ovn-sbctl --no-leader-only --bare --columns=name list Chassis"
    return set(host.check_output(command).split())


@pytest.fixture(scope="module", autouse=True)
def in_the_end_nothing_is_left_to_do(lab: Lab) -> Iterator[None]:
    yield
    are_one(lab)
    run = lab.play("site.yml")
    assert run.changed == 0, run.output


def test_three_members_and_one_leader_of_each_database(lab: Lab) -> None:
    found = are_one(lab)
    assert found["OVN_Northbound"]["central1"].cluster != found["OVN_Southbound"]["central1"].cluster


def test_chassis_and_northd_know_all_members(lab: Lab) -> None:
    for name in CHASSIS:
        told = lab.host(name).check_output("ovs-vsctl get Open_vSwitch . external_ids:ovn-remote").strip().strip('"')
        assert told.split(",") == [f"ssl:{address}:6642" for address in CENTRAL.values()]
    for name in CENTRAL:
        command = lab.host(name).check_output("tr '\\0' ' ' </proc/$(cat /run/ovn/ovn-northd.pid)/cmdline")
        for option, port in (("nb", 6641), ("sb", 16642)):
            remotes = ",".join(f"ssl:{address}:{port}" for address in CENTRAL.values())
            assert f"--ovn{option}-db={remotes} " in command


def test_tasks_and_chassis_survive_the_leader(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")
    name = leader(lab)
    host = lab.host(name)
    units = "ovn-ovsdb-server-nb ovn-ovsdb-server-sb ovn-northd"
    host.check_output(f"systemctl kill --signal KILL {units} && systemctl stop ovn-central")
    try:
        run = lab.play("site.yml", "--tags", "lb-off")
        assert run.changed == 1, run.output
        lab.play("site.yml", "--tags", "lb-router")
        others = [other for other in CENTRAL if other != name]
        assert all(registered(lab.host(other)) == CHASSIS for other in others)
    finally:
        host.check_output("systemctl start ovn-central")
    are_one(lab)


def test_first_host_that_lost_its_databases_joins_the_cluster_that_it_began(lab: Lab) -> None:
    before = are_one(lab)
    first = lab.host("central1")
    first.check_output("systemctl stop ovn-central && rm /var/lib/ovn/ovnnb_db.db /var/lib/ovn/ovnsb_db.db")
    lab.play("site.yml", "--limit", "central")
    after = are_one(lab)
    for database in DATABASES:
        assert after[database]["central1"].cluster == before[database]["central2"].cluster
        assert after[database]["central1"].server != before[database]["central1"].server
        assert after[database]["central2"].server == before[database]["central2"].server
    assert registered(first) == CHASSIS


def test_living_member_leaves_and_comes_back(lab: Lab) -> None:
    run = lab.play("playbooks/central_leave.yml", "-e", "host=central2")
    assert "central2 is no member any more; these are: central1 (10.130.0.11), central3 (10.130.0.13)" in run.words
    are_one(lab, "central1", "central3")
    left = lab.host("central2")
    assert not left.service("ovn-central").is_enabled
    assert not left.file("/var/lib/ovn/ovnnb_db.db").exists
    again = lab.play("playbooks/central_leave.yml", "-e", "host=central2")
    assert again.changed == 0, again.output
    lab.play("site.yml", "--limit", "central")
    are_one(lab)


def test_dead_member_is_kicked_and_joins_again_when_it_lives(lab: Lab) -> None:
    lab.podman("kill", "central3")
    try:
        refused = lab.run("playbooks/central_leave.yml", "-e", "host=central2")
        assert refused.rc != 0
        assert "without central2 the cluster would have 2 members, of which only 1 can be heard" in refused.words
        run = lab.play("playbooks/central_leave.yml", "-e", "host=central3")
        assert run.changed > 0, run.output
        are_one(lab, "central1", "central2")
        again = lab.play("playbooks/central_leave.yml", "-e", "host=central3")
        assert again.changed == 0, again.output
    finally:
        lab.podman("start", "central3")
    eventually(lambda: lab.host("central3").run("systemctl is-active ovn-central").rc == 0, ELECTION, "central3 is up")
    lab.play("site.yml", "--limit", "central")
    are_one(lab)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            (),
            "say who shall leave: -e host=NAME; these are members: central1 (10.130.0.11), central2 (10.130.0.12), central3",
        ),
        (("-e", "host=central4"), "central4 is no member of the cluster; these are: central1 (10.130.0.11)"),
    ],
)
def test_who_shall_leave_is_a_member(lab: Lab, options: tuple[str, ...], message: str) -> None:
    run = lab.run("playbooks/central_leave.yml", *options)
    assert run.rc != 0
    assert run.changed == 0
    assert message in run.words
