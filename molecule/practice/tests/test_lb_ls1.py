# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 10.254.10.10 on the servers' own switch ls1: the failure that the post shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import TIMED_OUT, Client
from proof.database import dump
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle

ClientOf = Callable[[str], Client]

URL = "http://10.254.10.10:8000/"


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host) -> Toggle:
    return toggle(lab, central, ["--tags", "lb-switch", "-e", "ovn_lb_switch=ls1"], {}, URL)


class TestToggle(ToggleTests):
    """To the servers' switch."""


def test_load_balancer_is_on_ls1(central: Host) -> None:
    assert attached(dump(central), "lb-ls2") == {"Logical_Switch": ["ls1"], "Logical_Router": []}


def test_l2_12_vm3_hangs_every_time(client: ClientOf) -> None:
    assert set(client("vm3").get_at_once(URL)) == {(TIMED_OUT, "")}
    # It is not that the servers are dead, or the way to them.
    for vm, address in (("vm1", "192.168.100.10"), ("vm2", "192.168.100.11")):
        assert set(client("vm3").get(f"http://{address}:8000/", count=1)) == {(0, f"i am {vm}")}
