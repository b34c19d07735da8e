# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No load balancer at all."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from proof.lab import Lab
from proof.toggle import cleared


@pytest.mark.parametrize(
    ("mode", "owner"),
    [
        (["--tags", "lb-router"], "logical_router edge1"),
        (["--tags", "lb-switch", "-e", "ovn_lb_switch=dmz"], "logical_switch dmz"),
    ],
    ids=["l4_05_from_the_router", "l4_10_from_dmz"],
)
def test_off_clears_and_destroys(lab: Lab, central: Host, mode: list[str], owner: str) -> None:
    cleared(lab, central, mode, owner)


def test_what_the_inventory_promises_without_it_holds(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-off")
    lab.play("playbooks/verify.yml")
