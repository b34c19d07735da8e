# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The practice lab by the names of the posts. Expectations stand in the tests, not in the inventory."""

from __future__ import annotations

import pytest

from proof.lab import Places


@pytest.fixture(scope="session")
def places() -> Places:
    return Places(
        central="node1",
        vms={"vm1": "node2", "vm2": "node3", "vm3": "node2"},
        web_servers=("vm1", "vm2"),
    )
