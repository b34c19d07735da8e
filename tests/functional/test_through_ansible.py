# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules as Ansible itself packs and runs them, from the clone and from an installed collection."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.processes import OvsdbServer
from support.programs import ROOT
from support.reader import Reader


def ansible(name: str) -> str:
    """Return the path of an Ansible command of the environment that runs the tests."""
    return str(Path(sys.executable).parent / name)


def play(connection: str) -> list[dict[str, object]]:
    """A play that sets the connection once, for all modules of the action group."""
    network = {
        "switches": [{"name": "inside", "ports": [{"name": "inside-vm3"}]}],
        "load_balancers": [{"name": "web", "vips": {"172.16.255.62": ["172.16.255.130"]}, "switches": ["inside"]}],
    }
    names = "found.network.switches | map(attribute='name') == ['inside']"
    return [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "module_defaults": {"group/ovnlab.ovn.ovn": {"nb_connection": connection}},
            "tasks": [
                {"ovnlab.ovn.ovn_topology": network},
                {"ovnlab.ovn.ovn_info": {}, "register": "found"},
                {"ansible.builtin.assert": {"that": [names]}, "when": "not ansible_check_mode"},
            ],
        }
    ]


def run_play(folder: Path, connection: str, collections: Path, *options: str) -> str:
    book = folder / "play.yml"
    book.write_text(yaml.safe_dump(play(connection)))
    settings = folder / "ansible.cfg"
    settings.write_text("[defaults]\n")
    done = subprocess.run(
        [ansible("ansible-playbook"), "--inventory=localhost,", "--connection=local", *options, str(book)],
        cwd=folder,
        env={
            **os.environ,
            "ANSIBLE_CONFIG": str(settings),
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(session_folder: Path) -> Path:
    """The collection built from the clone and installed, as a user gets it."""
    folder = session_folder / "installed"
    source = folder / "source"
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    environment = {**os.environ, "ANSIBLE_HOME": str(folder / "home"), "ANSIBLE_COLLECTIONS_PATH": str(folder)}

    def galaxy(*words: str) -> None:
        subprocess.run([ansible("ansible-galaxy"), "collection", *words], check=True, env=environment, cwd=folder)

    galaxy("build", "--output-path", str(folder), str(source))
    [built] = folder.glob("ovnlab-ovn-*.tar.gz")
    galaxy("install", "--no-deps", "--offline", "--collections-path", str(folder), str(built))
    return folder


def test_from_the_clone(folder: Path, northbound: OvsdbServer, nb: Reader) -> None:
    collections = ROOT / "collections"
    before = nb.snapshot()
    planned = run_play(folder, northbound.connection, collections, "--check", "--diff")
    assert nb.snapshot() == before
    assert "+Logical_Switch inside" in planned
    assert "changed=1" in run_play(folder, northbound.connection, collections)
    assert nb.row("Logical_Switch")["load_balancer"] == [nb.row("Load_Balancer")["_uuid"]]
    assert "changed=0" in run_play(folder, northbound.connection, collections)


def test_from_an_installed_collection(folder: Path, northbound: OvsdbServer, nb: Reader, installed: Path) -> None:
    assert "changed=1" in run_play(folder, northbound.connection, installed)
    assert nb.row("Logical_Switch", name="inside")


def test_a_built_collection_has_what_users_need_and_no_more(installed: Path) -> None:
    root = installed / "ansible_collections" / "ovnlab" / "ovn"
    present = {path.name for path in root.iterdir()}
    assert {"plugins", "roles", "playbooks", "meta", "README.md", "LICENSE"} <= present
    assert not {".venv", ".cache", ".git", "collections"} & present
