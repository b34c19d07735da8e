# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 172.16.255.62 on the servers' own switch dmz: the failure that the post teaches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import TIMED_OUT, Client, texts
from proof.database import dump
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs

ClientOf = Callable[[str], Client]

URL = "http://172.16.255.62:8000/"
BOTH = {"i am vm1", "i am vm2"}
ADDRESSES = {"vm1": "172.16.255.130", "vm2": "172.16.255.131"}


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    clients = {name: client(name) for name in ("vm1", "vm2")}
    return toggle(lab, central, ["--tags", "lb-switch", "-e", "ovn_lb_switch=dmz"], clients, URL)


class TestToggle(ToggleTests):
    """To the servers' switch."""


def test_load_balancer_is_on_dmz(central: Host) -> None:
    assert attached(dump(central), "lb-internal") == {"Logical_Switch": ["dmz"], "Logical_Router": []}


@pytest.mark.parametrize("name", ["vm3", "vm4"])
def test_l1_14_inside_vm_hangs_every_time(client: ClientOf, name: str) -> None:
    assert set(client(name).get_at_once(URL)) == {(TIMED_OUT, "")}
    # It is not that the servers are dead, or the way to them.
    for vm, address in ADDRESSES.items():
        assert set(client(name).get(f"http://{address}:8000/", count=1)) == {(0, f"i am {vm}")}


@pytest.mark.parametrize("name", ["vm1", "vm2"])
def test_l1_15_dmz_vm_is_answered_by_both_because_ovn_since_20_03_has_hairpin_where_the_post_saw_it_hang(
    client: ClientOf, logs: Logs, name: str
) -> None:
    """In the post a client hung when it was chosen itself; now it then sees the VIP as its client."""
    answers = texts(client(name).get(URL))
    assert set(answers) == BOTH
    for vm in ("vm1", "vm2"):
        seen = "172.16.255.62" if vm == name else ADDRESSES[name]
        assert logs.clients(vm) == [seen] * answers[f"i am {vm}"]
