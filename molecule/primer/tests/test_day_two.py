# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Day two with standalone databases: how the network is, a backup that brings it back, and what a case file holds."""

from __future__ import annotations

import json
import shutil
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from testinfra.host import Host

from proof.database import declared, tunnel_keys
from proof.lab import Lab

KEY = "-----BEGIN PRIVATE KEY-----"


@pytest.fixture
def dead_host(tmp_path: Path) -> str:
    """A second inventory, with a host that nobody has."""
    file = tmp_path / "more.yml"
    host = {"ansible_host": "nowhere", "ansible_connection": "containers.podman.podman", "ovn_encap_ip": "10.127.0.99"}
    file.write_text(json.dumps({"compute": {"hosts": {"ubuntu9": host}}}))
    return str(file)


@pytest.fixture(scope="module")
def backup(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "kept"
    lab.play("playbooks/backup.yml", "-e", f"backup_dir={folder}")
    return folder


@pytest.fixture
def faults(central: Host) -> Iterator[None]:
    """northd does not run, and somebody has left a chassis behind."""
    central.check_output("systemctl stop ovn-northd; ovn-sbctl chassis-add gone geneve 10.127.0.98")
    yield
    central.check_output("ovn-sbctl chassis-del gone; systemctl start ovn-northd")


@pytest.mark.usefixtures("faults")
def test_what_is_wrong_is_told_with_host_and_remedy(lab: Lab, dead_host: str) -> None:
    run = lab.run("playbooks/status.yml", "-i", dead_host)
    assert run.rc != 0
    for sentence in (
        "ubuntu1: service ovn-northd is inactive; start it with: systemctl start ovn-northd",
        "network: no northd is active, so no change comes into effect",
        "network: chassis gone (host ) is no host of the inventory; remove it with: ovn-sbctl chassis-del gone",
        "ubuntu9: does not answer",
    ):
        assert sentence in run.words
    # The others are shown all the same.
    assert "ubuntu3 5 of 5" in run.words


def test_a_network_that_was_lost_comes_back(lab: Lab, central: Host, backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in backup.iterdir()} == {
        "manifest.json": 0o600,
        "northbound.db": 0o600,
        "southbound.db": 0o600,
    }
    before, numbers = declared(central), tunnel_keys(central)
    for table in ("Logical_Switch", "Logical_Router", "Load_Balancer", "DHCP_Options"):
        central.check_output(f"ovn-nbctl --all destroy {table}")
    central.check_output("ovn-nbctl --wait=hv ls-add stranger -- lsp-add stranger stranger-1")
    assert tunnel_keys(central) == {"stranger": 1, "stranger-1": 1}
    planned = lab.play("playbooks/restore.yml", "-e", f"backup={backup}", "--check")
    assert planned.changed > 0
    assert tunnel_keys(central) == {"stranger": 1, "stranger-1": 1}
    lab.play("playbooks/restore.yml", "-e", f"backup={backup}")
    assert declared(central) == before
    assert tunnel_keys(central) == numbers
    assert central.check_output("ovn-appctl -t ovn-northd is-paused") == "false"
    lab.play("playbooks/verify.yml")


def test_a_damaged_backup_changes_nothing(lab: Lab, central: Host, backup: Path, tmp_path: Path) -> None:
    before = declared(central)
    damaged = Path(shutil.copytree(backup, tmp_path / "damaged"))
    file = damaged / "northbound.db"
    file.write_bytes(file.read_bytes()[:-100])
    run = lab.run("playbooks/restore.yml", "-e", f"backup={damaged}")
    assert run.rc != 0
    assert "src: northbound.db has the SHA-256 sum" in run.words
    assert declared(central) == before
    assert central.check_output("ls -d /tmp/ansible.* || :") == ""


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Say which backup: ansible-playbook playbooks/restore.yml -e backup=FOLDER. In ./backups there are:"),
        (["-e", "backup=/nowhere"], "backup: /nowhere is no backup, it has no manifest.json"),
    ],
)
def test_a_backup_has_to_be_named(lab: Lab, options: list[str], sentence: str) -> None:
    run = lab.run("playbooks/restore.yml", *options)
    assert run.rc != 0
    assert sentence in run.words


@pytest.mark.parametrize(
    ("playbook", "sentence"),
    [
        ("backup", "nothing was kept, since none of ubuntu1 answers"),
        ("restore", "nothing was restored, since none of ubuntu1 answers"),
        ("collect_logs", "nothing was collected, since none of ubuntu1, ubuntu2, ubuntu3 answers"),
        ("status", "ubuntu1: does not answer"),
    ],
)
def test_where_nobody_answers_nothing_is_done(
    lab: Lab, backup: Path, tmp_path: Path, playbook: str, sentence: str
) -> None:
    nobody = Lab(lab.inventory, f"{lab.name}-gone")
    folders = ("-e", f"backup_dir={tmp_path}/kept", "-e", f"logs_dir={tmp_path}/case", "-e", f"backup={backup}")
    run = nobody.run(f"playbooks/{playbook}.yml", *folders)
    assert run.rc != 0
    assert sentence in run.words


@pytest.fixture
def careless_log(lab: Lab) -> Iterator[None]:
    host = lab.host("ubuntu2")
    host.check_output(f"echo '{KEY}' >/var/log/ovn/careless.log")
    yield
    host.check_output("rm /var/log/ovn/careless.log")


@pytest.mark.usefixtures("careless_log")
def test_a_case_file_of_each_host_has_no_keys(lab: Lab, dead_host: str, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    output = lab.play("playbooks/collect_logs.yml", "-i", dead_host, "-e", f"logs_dir={folder}").output
    assert "nothing of ubuntu9: it does not answer" in output
    files = {name: folder / f"{name}.tar.gz" for name in ("ubuntu1", "ubuntu2", "ubuntu3")}
    assert sorted(folder.iterdir()) == sorted(files.values())
    for name, file in files.items():
        assert str(file) in output
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with tarfile.open(file) as archive:
            held = {
                each.name: stream.read().decode(errors="replace")
                for each in archive.getmembers()
                if (stream := archive.extractfile(each))
            }
        assert not [each for each, text in held.items() if "PRIVATE KEY" in text]
        assert not [each for each in held if each.endswith(("key.pem", "careless.log"))]
        assert "cookie=" in held["./openvswitch/br-int/flows.txt"]
        assert "ovn-controller" in held["./journal.txt"]
        assert ("./OVN_Northbound/show.txt" in held) is (name == "ubuntu1")
        assert lab.host(name).check_output("ls -d /tmp/ovn-logs* || :") == ""


def test_nothing_is_wrong_in_the_end(lab: Lab, central: Host) -> None:
    """After all of the above; a chassis takes a moment to have what northd has missed."""
    central.check_output("ovn-nbctl --wait=hv sync")
    said = lab.play("playbooks/status.yml").words
    assert "nothing is wrong" in said
    assert "ubuntu1 9 of 9 ovn" in said
    assert "nb standalone, sb standalone active" in said
    assert "3 of 3 chassis have it" in said
