# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The primer lab by the names of the posts. Expectations stand in the tests, not in the inventory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.lab import Lab
from proof.web import Logs

VMS = {"vm1": "ubuntu2", "vm2": "ubuntu3", "vm3": "ubuntu2", "vm4": "ubuntu3"}
WEB_SERVERS = ("vm1", "vm2")

ClientOf = Callable[[str], Client]


@pytest.fixture(scope="session")
def client(lab: Lab) -> ClientOf:
    return lambda name: lab.client(name, VMS)


@pytest.fixture(scope="session")
def central(lab: Lab) -> Host:
    return lab.host("ubuntu1")


@pytest.fixture
def logs(lab: Lab) -> Logs:
    """What the web servers write during a test."""
    return Logs({vm: lab.host(VMS[vm]) for vm in WEB_SERVERS})
