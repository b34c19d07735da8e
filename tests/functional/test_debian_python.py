# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules on the Python that hosts have: Debian's own, with the python-ovs of each suite and its release of OVN.

All other tests run them on PyPI's python-ovs.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.lifecycle import StartLife
from support.modules import ModuleRunner
from support.programs import MACHINE, RELEASES, bindings, release_of
from test_ovn_topology import live

PYTHON = "/usr/bin/python3"


@pytest.fixture(params=RELEASES.values(), ids=lambda suite: suite.name)
def suite(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def release(suite: Path) -> str:
    return release_of(suite)


@pytest.fixture
def run_module(folder: Path, suite: Path) -> ModuleRunner:
    # The machine's own python-ovs is installed; its C code does not fit the Python of the other suites' packages.
    others = () if suite == MACHINE else (bindings(suite),)
    return ModuleRunner(folder / "debian", PYTHON, *others)


def test_life_of_a_network(life: StartLife) -> None:
    live(life("ovn_topology"))


def test_a_server_that_is_not_there(run_module: ModuleRunner, folder: Path) -> None:
    message = run_module.fails("ovn_switch", {"name": "dmz", "nb_connection": f"unix:{folder}/nowhere.sock"})
    assert "there is no such socket" in message


def test_it_was_this_python_ovs(run_module: ModuleRunner, suite: Path) -> None:
    shown = subprocess.check_output(
        [PYTHON, "-c", "import ovs; print(ovs.__file__)"], env=run_module.interpreter.environment(), text=True
    )
    expected = Path("/usr/lib/python3/dist-packages") if suite == MACHINE else bindings(suite)
    assert Path(shown.strip()).parent.parent == expected
