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
from pathlib import Path

import pytest

from proof.lab import Lab


@pytest.fixture(scope="session")
def lab(request: pytest.FixtureRequest) -> Lab:
    # .../molecule/SCENARIO/tests/test_*.py
    scenario = Path(str(request.session.items[0].path)).parents[1].name
    return Lab(scenario, os.environ.get("LAB_NAME") or f"molecule-{scenario}")
