# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules on the Python that hosts have: Debian's own, with nothing of PyPI. All other tests run them on the venv's."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lifecycle import StartLife
from support.modules import ModuleRunner
from test_ovn_topology import live

PYTHON = "/usr/bin/python3"


@pytest.fixture
def run_module(folder: Path) -> ModuleRunner:
    return ModuleRunner(folder / "debian", PYTHON)


@pytest.mark.releases
def test_life_of_a_network(life: StartLife) -> None:
    live(life("ovn_topology"))


def test_a_server_that_is_not_there(run_module: ModuleRunner, folder: Path) -> None:
    message = run_module.fails("ovn_switch", {"name": "dmz", "nb_connection": f"unix:{folder}/nowhere.sock"})
    assert "there is no such socket" in message
