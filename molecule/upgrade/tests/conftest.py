# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The primer's lab on hosts that are yet to be upgraded."""

from __future__ import annotations

import os

import pytest

from proof.lab import Lab, Places


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab("primer", os.environ.get("LAB_NAME") or "molecule-upgrade")


@pytest.fixture(scope="session")
def places() -> Places:
    return Places(
        central="ubuntu1",
        vms={"vm1": "ubuntu2", "vm2": "ubuntu3", "vm3": "ubuntu2", "vm4": "ubuntu3"},
        web_servers=("vm1", "vm2"),
    )
