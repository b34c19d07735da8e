# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/validate.yml on the inventories, and on broken ones: what it says, and that it asks no host."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.programs import ROOT

from proof import guide

INVENTORIES = sorted(path.parent.name for path in ROOT.glob("inventories/*/hosts.yml"))
Change = Callable[[Path], None]


class Played:
    """A playbook that has ended.

    :ivar asked: the hosts to which Ansible tried to connect
    """

    def __init__(self, playbook: str, inventory: Path, folder: Path, *options: str) -> None:
        """Run it with an ssh that notes who is to be asked, for every host, also for localhost."""
        noted = folder / "asked"
        ssh = folder / "ssh"
        ssh.write_text(f'#!/bin/sh\necho "$@" >> {noted}\nexit 255\n')
        ssh.chmod(0o755)
        instead = [
            "-e",
            "ansible_connection=ssh",
            "-e",
            f"ansible_ssh_executable={ssh}",
            "-e",
            "ansible_host=192.0.2.1",
        ]
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory), *instead, *options]
        done = subprocess.run(
            [*command, f"playbooks/{playbook}"],
            cwd=ROOT,
            env={**os.environ, "ANSIBLE_NOCOLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        self.rc, self.output = done.returncode, done.stdout + done.stderr
        self.asked = noted.read_text() if noted.exists() else ""


def broken(folder: Path, lab: str, changes: dict[str, Callable[[Any], None]]) -> Path:
    """A copy of an inventory, in which some files have other contents."""
    copy = folder / lab
    shutil.copytree(ROOT / "inventories" / lab, copy)
    for name, change in changes.items():
        path = copy / name
        content = yaml.safe_load(path.read_text())
        change(content)
        path.write_text(yaml.safe_dump(content, sort_keys=False))
    return copy


@pytest.mark.parametrize("lab", INVENTORIES)
def test_the_inventories_make_sense(lab: str, folder: Path) -> None:
    played = Played("validate.yml", ROOT / "inventories" / lab, folder)
    assert played.rc == 0, played.output
    assert "fit together" in " ".join(played.output.split())
    assert "WARNING" not in played.output
    assert played.asked == ""


def test_what_was_checked_is_said(folder: Path) -> None:
    checks = len(yaml.safe_load((ROOT / "inventories/primer/group_vars/all/checks.yml").read_text())["ovn_checks"])
    played = Played("validate.yml", ROOT / "inventories/primer", folder)
    expected = f"3 hosts, 4 switches, 2 routers, 2 load balancers in 2 modes, 4 VMs and {checks} checks fit together"
    assert expected in " ".join(played.output.split())


def mistype_a_variable(content: dict[str, Any]) -> None:
    content["ovn_load_balancer"] = content.pop("ovn_load_balancers")


def move_vm1(content: dict[str, Any]) -> None:
    content["ovn_vms"][0]["host"] = "ubuntu9"


def ask_nobody(content: dict[str, Any]) -> None:
    content["ovn_checks"].append({"from": "vm9", "ping": "172.16.255.130"})


@pytest.mark.parametrize(
    ("playbook", "options"),
    [
        ("validate.yml", []),
        ("validate.yml", ["--limit", "ubuntu2"]),
        ("lab_up.yml", []),
        ("site.yml", []),
        ("site.yml", ["--limit", "central"]),
        ("site.yml", ["--tags", "network"]),
        ("site.yml", ["--tags", "lb-switch"]),
    ],
)
def test_all_faults_at_once_before_a_host_is_asked(playbook: str, options: list[str], folder: Path) -> None:
    inventory = broken(
        folder,
        "primer",
        {
            "group_vars/all/load_balancers.yml": mistype_a_variable,
            "group_vars/all/vms.yml": move_vm1,
            "group_vars/all/checks.yml": ask_nobody,
        },
    )
    played = Played(playbook, inventory, folder, "--check", *options)
    last = len(yaml.safe_load((inventory / "group_vars/all/checks.yml").read_text())["ovn_checks"]) - 1
    assert played.rc == 2, played.output
    for fault in (
        "- variable ovn_load_balancer: nothing reads it; did you mean ovn_load_balancers?",
        "- ovn_vms[0].host: VM vm1 is on ubuntu9, which is no host of group compute; these are: ubuntu1, ubuntu2, ubuntu3",
        f"- ovn_checks[{last}].from: vm9 is neither a VM (vm1, vm2, vm3, vm4) nor a host (ubuntu1, ubuntu2, ubuntu3)",
    ):
        assert fault in played.output
    assert played.asked == ""


def test_the_lab_of_the_guide(folder: Path) -> None:
    """docs/new_lab.md: its files, and what it says of them."""
    files = guide.files()
    assert len(files) == 5
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    played = Played("validate.yml", folder / "inventories/cafe", folder)
    [said] = re.findall(r"msg: (.*?fit\s+together)", guide.GUIDE, re.DOTALL)
    assert " ".join(said.split()) in " ".join(played.output.split())

    vms = folder / "inventories/cafe/group_vars/all/vms.yml"
    vms.write_text(vms.read_text().replace("beta, web", "betta, web"))
    [fault] = re.findall(r"^ovn_vms\[1\].*", guide.GUIDE, re.MULTILINE)
    assert fault in Played("validate.yml", folder / "inventories/cafe", folder).output


@pytest.mark.parametrize("options", [[], ["--tags", "network"], ["--tags", "lb-switch"]])
def test_a_good_inventory_leads_to_its_hosts(options: list[str], folder: Path) -> None:
    """What the others do not see would be seen."""
    played = Played("site.yml", ROOT / "inventories/primer", folder, "--check", *options)
    assert played.rc == 4, played.output
    assert "192.0.2.1" in played.asked


def test_no_inventory_at_all_is_a_fault(folder: Path) -> None:
    played = Played("validate.yml", folder / "nowhere", folder)
    assert played.rc == 2, played.output
    assert "- group central: has no hosts, so no node runs the databases; put at least one into it" in played.output


@pytest.mark.parametrize(
    ("playbook", "options", "said"),
    [
        ("site.yml", ["--tags", "lb-off"], "nothing was changed, since none of central1, central2, central3 answers"),
        ("site.yml", ["--tags", "network"], "nothing was changed, since none of central1, central2, central3 answers"),
        ("heal.yml", [], "nothing was healed, since none of central1, central2, central3 answers"),
        (
            "trace.yml",
            ["-e", "from=vm1", "-e", "to=vm2"],
            "nothing was traced, since none of central1, central2, central3 answers",
        ),
    ],
)
def test_that_nobody_is_there_is_said(playbook: str, options: list[str], said: str, folder: Path) -> None:
    played = Played(playbook, ROOT / "inventories/ha", folder, *options)
    assert played.rc == 2, played.output
    assert f"{said}; start one of them" in " ".join(played.output.split())


@pytest.mark.parametrize("lab", ["primer", "ha"])
def test_what_a_trace_asks_for_is_of_this_lab(lab: str, folder: Path) -> None:
    vms = yaml.safe_load((ROOT / f"inventories/{lab}/group_vars/all/vms.yml").read_text(encoding="utf-8"))["ovn_vms"]
    played = Played("trace.yml", ROOT / "inventories" / lab, folder)
    assert played.rc == 2, played.output
    example = f"playbooks/trace.yml -e from={vms[0]['name']} -e to={vms[-1]['name']}"
    assert f"Say from whom and to whom: ansible-playbook {example}" in " ".join(played.output.split())
