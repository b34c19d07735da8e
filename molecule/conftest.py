# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of all scenarios.

The tests of molecule/LAB/tests run on the lab that the scenario made. LAB_NAME takes them to
another one that runs inventories/LAB, for working on them:

    LAB_NAME=primer pytest molecule/primer/tests
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.lab import Lab, Places
from proof.web import Logs

TOLD = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a figure, in a line after all results."""
    return request.config.stash.setdefault(TOLD, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(TOLD, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def lab(request: pytest.FixtureRequest) -> Lab:
    # .../molecule/SCENARIO/tests/test_*.py
    scenario = Path(str(request.session.items[0].path)).parents[1].name
    return Lab(scenario, os.environ.get("LAB_NAME") or f"molecule-{scenario}")


@pytest.fixture(scope="session")
def client(lab: Lab, places: Places) -> Callable[[str], Client]:
    return lambda name: lab.client(name, places.vms)


@pytest.fixture(scope="session")
def central(lab: Lab, places: Places) -> Host:
    return lab.host(places.central)


@pytest.fixture
def logs(lab: Lab, places: Places) -> Logs:
    """What the web servers write during a test."""
    return Logs({vm: lab.host(places.vms[vm]) for vm in places.web_servers})
