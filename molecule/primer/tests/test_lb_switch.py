# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 172.16.255.62 on the clients' switch inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import BEFORE_ARP_FAILS, ENOUGH, TIMED_OUT, Client, texts
from proof.database import dump, mapping, members, one
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs

ClientOf = Callable[[str], Client]

URL = "http://172.16.255.62:8000/"
BOTH = {"i am vm1", "i am vm2"}


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    clients = {name: client(name) for name in ("vm3", "vm4")}
    return toggle(lab, central, ["--tags", "lb-switch"], clients, URL)


class TestToggle(ToggleTests):
    """To the clients' switch."""


def test_l1_12_switch_has_the_load_balancer_and_the_router_no_more(central: Host) -> None:
    tables = dump(central)
    uuid, row = one(tables["Load_Balancer"], "lb-internal")
    assert mapping(row["vips"]) == {"172.16.255.62": "172.16.255.130,172.16.255.131"}
    assert attached(tables, "lb-internal") == {"Logical_Switch": ["inside"], "Logical_Router": []}
    assert central.check_output("ovn-nbctl get logical_switch inside load_balancer") == f"[{uuid}]"
    assert len(tables["Load_Balancer"]) == 1
    assert members(one(tables["Logical_Router"], "edge1")[1]["load_balancer"]) == []


@pytest.mark.parametrize("name", ["vm3", "vm4"])
def test_l1_12_inside_vm_is_answered_by_both(client: ClientOf, name: str) -> None:
    assert set(texts(client(name).get(URL))) == BOTH


@pytest.mark.parametrize(("name", "address"), [("vm3", "172.16.255.194"), ("vm4", "172.16.255.195")])
def test_l1_13_servers_see_the_client_itself(client: ClientOf, logs: Logs, name: str, address: str) -> None:
    answers = texts(client(name).get(URL))
    for vm in ("vm1", "vm2"):
        assert logs.clients(vm) == [address] * answers[f"i am {vm}"]


def test_l1_17_only_clients_of_the_switch_are_served(client: ClientOf) -> None:
    """vm1 is on dmz: its request goes to edge1, which has no route to the VIP."""
    assert set(client("vm1").get_at_once(URL, count=ENOUGH)) == {(TIMED_OUT, "")}
    assert client("vm1").ping("172.16.255.194").ttls == [63] * 3


def test_l1_11_vip_of_the_router_is_gone(client: ClientOf) -> None:
    answers = client("ubuntu1").get_at_once("http://10.127.0.254:8000/", patience=BEFORE_ARP_FAILS)
    assert set(answers) == {(TIMED_OUT, "")}
