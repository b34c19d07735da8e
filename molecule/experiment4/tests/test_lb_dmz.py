# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 172.16.255.62 on the servers' own switch dmz: the failure that the post shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import REFUSED, TIMED_OUT, Client, texts
from proof.database import dump
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle

ClientOf = Callable[[str], Client]

URL = "http://172.16.255.62:8000/"


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host) -> Toggle:
    return toggle(lab, central, ["--tags", "lb-switch", "-e", "ovn_lb_switch=dmz"], {}, URL)


class TestToggle(ToggleTests):
    """To the servers' switch."""


def test_load_balancer_is_on_dmz(central: Host) -> None:
    assert attached(dump(central), "lb-internal") == {"Logical_Switch": ["dmz"], "Logical_Router": []}


@pytest.mark.parametrize("name", ["vm1", "vm2", "vm3", "vm4"])
def test_l4_09_no_vm_has_access(client: ClientOf, name: str) -> None:
    assert {(answer.rc in (REFUSED, TIMED_OUT), answer.text) for answer in client(name).get_at_once(URL)} == {
        (True, "")
    }
    # It is not that the servers are dead, or the way to them.
    alive = "172.16.255.131" if name == "vm1" else "172.16.255.130"
    assert {answer.rc for answer in client(name).get(f"http://{alive}:8000/", count=3)} == {0}


@pytest.mark.parametrize("name", ["vm1", "vm2"])
def test_l4_09_with_a_route_into_the_network_a_server_is_answered_because_ovn_since_20_03_has_hairpin(
    client: ClientOf, name: str
) -> None:
    """So it is the VMs' routes that keep the servers from the VIP, not where the load balancer is."""
    route = f"172.16.255.62 via 172.16.255.129 dev {name}"
    assert client(name).run(f"ip route add {route}").rc == 0
    try:
        assert set(texts(client(name).get(URL))) == {"i am vm1", "i am vm2"}
    finally:
        assert client(name).run(f"ip route del {route}").rc == 0
