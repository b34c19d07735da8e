# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules on the Python that hosts have: Debian's own, with its python3-openvswitch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader
from test_ovn_topology import network


@pytest.fixture
def on_debian(folder: Path) -> ModuleRunner:
    return ModuleRunner(folder / "debian", "/usr/bin/python3")


def test_a_network_is_made_and_made_again(on_debian: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    task = {**to_nb, **network()}
    planned = on_debian("ovn_topology", task, check=True)
    done = on_debian("ovn_topology", task)
    assert (done["changed"], done["operations"]) == (True, planned["operations"])
    assert on_debian("ovn_topology", task)["changed"] is False


def test_a_server_that_is_not_there(on_debian: ModuleRunner, folder: Path) -> None:
    message = on_debian.fails("ovn_switch", {"name": "dmz", "nb_connection": f"unix:{folder}/nowhere.sock"})
    assert "there is no such socket" in message
