# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""With one central host two ports are open in the whole lab."""

from __future__ import annotations

from proof import listeners
from proof.lab import Lab

# README, "Who may connect": the others are those of a cluster.
DOCUMENTED = {"ubuntu1": {6641, 6642}, "ubuntu2": set(), "ubuntu3": set()}


def test_only_the_documented_ports_listen(lab: Lab) -> None:
    assert {name: listeners.tcp(lab.host(name)) for name in DOCUMENTED} == DOCUMENTED
    assert {name: listeners.udp(lab.host(name)) for name in DOCUMENTED} == {name: set() for name in DOCUMENTED}
