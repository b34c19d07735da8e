# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 172.16.255.62 on the clients' switch inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import ENOUGH, REFUSED, TIMED_OUT, Client, texts
from proof.database import dump
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs

ClientOf = Callable[[str], Client]

URL = "http://172.16.255.62:8000/"


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    clients = {name: client(name) for name in ("vm3", "vm4")}
    return toggle(lab, central, ["--tags", "lb-switch"], clients, URL)


class TestToggle(ToggleTests):
    """To the clients' switch."""


def test_load_balancer_is_on_inside(central: Host) -> None:
    assert attached(dump(central), "lb-internal") == {"Logical_Switch": ["inside"], "Logical_Router": []}


@pytest.mark.parametrize(("name", "address"), [("vm3", "172.16.255.194"), ("vm4", "172.16.255.195")])
def test_l4_07_inside_vm_is_answered_by_both(client: ClientOf, logs: Logs, name: str, address: str) -> None:
    """The servers see the client itself."""
    answers = texts(client(name).get(URL))
    assert set(answers) == {"i am vm1", "i am vm2"}
    for vm in ("vm1", "vm2"):
        assert logs.clients(vm) == [address] * answers[f"i am {vm}"]


def test_l4_06_without_their_routes_the_servers_answer_over_the_other_nic_and_nobody_hears_it(client: ClientOf) -> None:
    route = "172.16.255.192/26 via 172.16.255.129 dev {} onlink"
    try:
        for vm in ("vm1", "vm2"):
            assert client(vm).run(f"ip route del {route.format(vm)}").rc == 0
        assert set(client("vm3").get_at_once(URL, count=ENOUGH)) == {(TIMED_OUT, "")}
    finally:
        for vm in ("vm1", "vm2"):
            assert client(vm).run(f"ip route replace {route.format(vm)}").rc == 0
    assert set(texts(client("vm3").get(URL))) == {"i am vm1", "i am vm2"}


@pytest.mark.parametrize(("name", "alive"), [("vm1", "172.16.255.131"), ("vm2", "172.16.255.130")])
def test_l4_08_servers_have_no_access(client: ClientOf, name: str, alive: str) -> None:
    """Their requests leave by the other NIC, where the host may refuse them or not."""
    assert {(answer.rc in (REFUSED, TIMED_OUT), answer.text) for answer in client(name).get_at_once(URL)} == {
        (True, "")
    }
    assert {answer.rc for answer in client(name).get(f"http://{alive}:8000/", count=3)} == {0}
