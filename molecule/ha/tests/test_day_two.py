# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Day two of a cluster whose first host is dead: it is told, the others give the backup, and take it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from testinfra.host import Host

from proof.centre import LIMIT, Centre
from proof.database import declared, tunnel_keys
from proof.health import states
from proof.lab import Lab
from proof.wait import eventually

DEAD = "central1"
# To stop ovn-central alone does not wait for them.
UNITS = "ovn-northd ovn-ovsdb-server-nb ovn-ovsdb-server-sb"
# What each member of a cluster has of its own.
OF_A_MEMBER = ("Connection", "status")
NB_DECLARED = ("Logical_Switch", "Logical_Router", "Load_Balancer", "HA_Chassis_Group")


@pytest.fixture(scope="class")
def first_is_dead(lab: Lab, centre: Centre) -> Iterator[None]:
    lab.podman("kill", DEAD)
    yield
    lab.podman("start", DEAD)
    eventually(centre.whole, LIMIT, f"{DEAD} is a member again")


class Backup(NamedTuple):
    folder: Path
    said: str


@pytest.fixture(scope="module")
def backup(lab: Lab, centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Backup:
    """Of what the lab declares, and a switch that somebody has made by hand."""
    host = lab.host(centre.leader())
    centre.nbctl(host, "--wait=sb --may-exist ls-add handmade")
    folder = tmp_path_factory.mktemp("backup") / "kept"
    return Backup(folder, lab.play("playbooks/backup.yml", "-e", f"backup_dir={folder}").words)


@pytest.fixture
def leader(lab: Lab, centre: Centre) -> Host:
    return lab.host(centre.leader())


@pytest.mark.usefixtures("first_is_dead")
class TestFirstHostIsDead:
    def test_it_is_told(self, lab: Lab, leader: Host) -> None:
        run = lab.run("playbooks/status.yml")
        assert run.rc != 0
        assert f"{DEAD}: does not answer" in run.words
        assert f"{DEAD}: OVN_Northbound has been silent for" in run.words
        assert f"{DEAD}: OVN_Southbound has been silent for" in run.words
        assert "2 of 3 members answer, leader central" in run.words
        assert "host1 5 of 5" in run.words

    def test_the_others_give_a_backup(self, backup: Backup) -> None:
        assert f"no answer of {DEAD}" in backup.said
        manifest = json.loads((backup.folder / "manifest.json").read_text())
        assert all(each["cluster_id"] for each in manifest.values())

    def test_a_network_that_was_lost_comes_back(self, lab: Lab, centre: Centre, leader: Host, backup: Backup) -> None:
        before, numbers = declared(leader, OF_A_MEMBER), tunnel_keys(leader)
        for table in NB_DECLARED:
            centre.nbctl(leader, f"--all destroy {table}")
        centre.nbctl(leader, "--wait=sb --may-exist ls-add stranger -- --may-exist lsp-add stranger stranger-1")
        eventually(lambda: len(tunnel_keys(leader)) == 2, LIMIT, "the network is gone")
        lab.play("playbooks/restore.yml", "-e", f"backup={backup.folder}")
        # A member that does not lead any more has it a moment later.
        eventually(lambda: declared(leader, OF_A_MEMBER) == before, LIMIT, "the network is that of before")
        eventually(lambda: tunnel_keys(leader) == numbers, LIMIT, "the tunnel keys are those of before")


def test_a_centre_that_lost_everything_is_made_anew_and_filled(lab: Lab, centre: Centre, backup: Backup) -> None:
    """All databases at once, and then a start of all hosts: a new cluster, and in it also what nobody has declared."""
    host = lab.host(centre.leader())
    before, numbers, clusters = declared(host, OF_A_MEMBER), tunnel_keys(host), centre.are_one()
    # One that still ran would take in the first that starts. OVN's scripts then make members that look for others.
    for command in (f"systemctl stop ovn-central {UNITS}", "rm /var/lib/ovn/*.db", "systemctl start ovn-central"):
        for name in centre.addresses:
            lab.host(name).check_output(command)
    lab.play("site.yml")
    for database, told in centre.are_one().items():
        assert told["central1"].cluster != clusters[database]["central1"].cluster
    lab.play("playbooks/restore.yml", "-e", f"backup={backup.folder}")
    host = lab.host(centre.leader())
    hidden = (*OF_A_MEMBER, "NB_Global")  # which every database makes for itself
    del before["NB_Global"]
    eventually(lambda: declared(host, hidden) == before, LIMIT, "the network is that of before")
    eventually(lambda: tunnel_keys(host) == numbers, LIMIT, "the tunnel keys are those of before")
    centre.nbctl(host, "--if-exists ls-del handmade")


def test_in_the_end_nothing_is_wrong(lab: Lab, centre: Centre) -> None:
    eventually(centre.whole, LIMIT, "all members are there")
    host = lab.host(centre.leader())
    centre.nbctl(host, "--wait=hv sync")
    # Their checks have begun anew.
    eventually(lambda: set(states(host).values()) == {"online"}, LIMIT, "the web servers are online")
    said = lab.play("playbooks/status.yml").words
    assert "nothing is wrong" in said
    assert said.count("3 of 3 members answer, leader central") == 2
    assert "4 of 4 chassis have it" in said
    lab.play("playbooks/verify.yml")
