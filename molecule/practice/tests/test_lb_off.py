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
    [("lb-router", "logical_router gw1"), ("lb-switch", "logical_switch ls2")],
    ids=["l2_07_from_the_router", "l2_13_from_ls2"],
)
def test_off_clears_and_destroys(lab: Lab, central: Host, mode: str, owner: str) -> None:
    cleared(lab, central, ["--tags", mode], owner)
    assert central.check_output("ovn-nbctl lr-lb-list gw1; ovn-nbctl ls-lb-list ls2") == ""


def test_what_the_inventory_promises_without_it_holds(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-off")
    lab.play("playbooks/verify.yml")
