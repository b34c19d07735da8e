# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The central hosts are one cluster, whoever of them dies, leaves, or loses what it had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from testinfra.host import Host

from proof.centre import DATABASES, LIMIT, Centre
from proof.lab import Lab
from proof.wait import eventually

CHASSIS = {"gw1", "gw2", "host1", "host2"}


def registered(host: Host) -> set[str]:
    command = "ovn-sbctl --no-leader-only --bare --columns=name list Chassis"
    return set(host.check_output(command).split())


@pytest.fixture(scope="module", autouse=True)
def in_the_end_nothing_is_left_to_do(lab: Lab, centre: Centre) -> Iterator[None]:
    yield
    centre.are_one()
    run = lab.play("site.yml")
    assert run.changed == 0, run.output


def test_three_members_and_one_leader_of_each_database(centre: Centre) -> None:
    found = centre.are_one()
    assert found["OVN_Northbound"]["central1"].cluster != found["OVN_Southbound"]["central1"].cluster


def test_chassis_and_northd_know_all_members(lab: Lab, centre: Centre) -> None:
    for name in CHASSIS:
        told = lab.host(name).check_output("ovs-vsctl get Open_vSwitch . external_ids:ovn-remote").strip().strip('"')
        assert told.split(",") == [f"ssl:{address}:6642" for address in centre.addresses.values()]
    for name in centre.addresses:
        command = lab.host(name).check_output("tr '\\0' ' ' </proc/$(cat /run/ovn/ovn-northd.pid)/cmdline")
        for option, port in (("nb", 6641), ("sb", 16642)):
            remotes = ",".join(f"ssl:{address}:{port}" for address in centre.addresses.values())
            assert f"--ovn{option}-db={remotes} " in command


def test_tasks_and_chassis_survive_the_leader(lab: Lab, centre: Centre) -> None:
    lab.play("site.yml", "--tags", "lb-router")
    name = centre.leader()
    host = lab.host(name)
    units = "ovn-ovsdb-server-nb ovn-ovsdb-server-sb ovn-northd"
    host.check_output(f"systemctl kill --signal KILL {units} && systemctl stop ovn-central")
    try:
        run = lab.play("site.yml", "--tags", "lb-off")
        assert run.changed == 1, run.output
        lab.play("site.yml", "--tags", "lb-router")
        assert all(registered(lab.host(other)) == CHASSIS for other in centre.others(name))
    finally:
        host.check_output("systemctl start ovn-central")
    centre.are_one()


def test_first_host_that_lost_its_databases_joins_the_cluster_that_it_began(lab: Lab, centre: Centre) -> None:
    before = centre.are_one()
    first = lab.host("central1")
    first.check_output("systemctl stop ovn-central && rm /var/lib/ovn/ovnnb_db.db /var/lib/ovn/ovnsb_db.db")
    lab.play("site.yml", "--limit", "central")
    after = centre.are_one()
    for database in DATABASES:
        assert after[database]["central1"].cluster == before[database]["central2"].cluster
        assert after[database]["central1"].server != before[database]["central1"].server
        assert after[database]["central2"].server == before[database]["central2"].server
    assert registered(first) == CHASSIS


def test_living_member_leaves_and_comes_back(lab: Lab, centre: Centre) -> None:
    run = lab.play("playbooks/central_leave.yml", "-e", "host=central2")
    assert "central2 is no member any more; these are: central1 (10.130.0.11), central3 (10.130.0.13)" in run.words
    centre.are_one("central1", "central3")
    left = lab.host("central2")
    assert not left.service("ovn-central").is_enabled
    assert not left.file("/var/lib/ovn/ovnnb_db.db").exists
    again = lab.play("playbooks/central_leave.yml", "-e", "host=central2")
    assert again.changed == 0, again.output
    lab.play("site.yml", "--limit", "central")
    centre.are_one()


def test_dead_member_is_kicked_and_joins_again_when_it_lives(lab: Lab, centre: Centre) -> None:
    lab.podman("kill", "central3")
    try:
        # If it led, there is nobody for a moment who could be asked.
        refused = eventually(
            lambda: (
                (run := lab.run("playbooks/central_leave.yml", "-e", "host=central2"))
                and "in touch with a leader" not in run.words
                and run
            ),
            LIMIT,
            "the others have a leader",
        )
        assert refused.rc != 0
        assert "without central2 the cluster would have 2 members, of which only 1 can be heard" in refused.words
        run = lab.play("playbooks/central_leave.yml", "-e", "host=central3")
        assert run.changed > 0, run.output
        centre.are_one("central1", "central2")
        again = lab.play("playbooks/central_leave.yml", "-e", "host=central3")
        assert again.changed == 0, again.output
    finally:
        lab.podman("start", "central3")
    eventually(lambda: lab.host("central3").run("systemctl is-active ovn-central").succeeded, LIMIT, "central3 is up")
    lab.play("site.yml", "--limit", "central")
    centre.are_one()


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
