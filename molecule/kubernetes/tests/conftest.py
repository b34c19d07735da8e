# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kubernetes lab by the names of the post. Expectations stand in the tests, not in the inventory."""

from __future__ import annotations

import pytest

from proof.lab import Places


@pytest.fixture(scope="session")
def places() -> Places:
    return Places(
        central="kube-master",
        vms={"sshd-2": "kube-node1", "web-1": "kube-node2"},
        web_servers=("sshd-2", "web-1"),
    )
