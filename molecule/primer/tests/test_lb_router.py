# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 10.127.0.254 on the gateway router edge1."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import ENOUGH, REFUSED, TIMED_OUT, Client, texts
from proof.database import dump, mapping, members, one
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs, stopped

ClientOf = Callable[[str], Client]

URL = "http://10.127.0.254:8000/"
BOTH = {"i am vm1", "i am vm2"}
# What the web servers see of each client; VMs are hidden behind edge1 ("proxy mode").
SEEN_AS = {
    "ubuntu1": "10.127.0.130",
    "ubuntu2": "10.127.0.131",
    "ubuntu3": "10.127.0.132",
    "vm1": "10.127.0.129",
    "vm2": "10.127.0.129",
    "vm3": "10.127.0.129",
    "vm4": "10.127.0.129",
}


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    clients = {name: client(name) for name in ("ubuntu1", "ubuntu2", "ubuntu3", "vm3", "vm4")}
    return toggle(lab, central, ["--tags", "lb-router"], clients, URL)


class TestToggle(ToggleTests):
    """To the router."""


def test_l1_02_load_balancer_has_its_vip(central: Host) -> None:
    """As the post's create wrote it; only that it has a name here."""
    uuid, row = one(dump(central)["Load_Balancer"], "lb-edge")
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uuid)
    assert mapping(row["vips"]) == {"10.127.0.254": "172.16.255.130,172.16.255.131"}
    assert members(row["protocol"]) == []


def test_l1_03_router_has_the_load_balancer_and_nobody_else(central: Host) -> None:
    tables = dump(central)
    uuid, _row = one(tables["Load_Balancer"], "lb-edge")
    assert members(one(tables["Logical_Router"], "edge1")[1]["load_balancer"]) == [uuid]
    assert attached(tables, "lb-edge") == {"Logical_Switch": [], "Logical_Router": ["edge1"]}
    assert central.check_output("ovn-nbctl get logical_router edge1 load_balancer") == f"[{uuid}]"


@pytest.mark.parametrize("name", ["ubuntu1", "ubuntu2", "ubuntu3"])
def test_l1_04_host_is_answered_by_both(client: ClientOf, name: str) -> None:
    assert set(texts(client(name).get(URL))) == BOTH


def test_l1_05_and_06_stopped_server_is_still_chosen_until_it_is_back(lab: Lab, client: ClientOf) -> None:
    """There is no health check: half of the connections are refused."""
    asking = client("ubuntu1")
    with stopped(lab.host("ubuntu2"), "vm1"):
        outcomes = set(asking.get(URL))
    assert outcomes == {(REFUSED, ""), (0, "i am vm2")}
    assert set(texts(asking.get(URL))) == BOTH


@pytest.mark.parametrize("name", ["vm3", "vm4"])
def test_l1_07_inside_vm_is_answered_by_both(client: ClientOf, name: str) -> None:
    assert set(texts(client(name).get(URL))) == BOTH


@pytest.mark.parametrize("name", sorted(SEEN_AS))
def test_l1_08_09_10_17_servers_see(client: ClientOf, logs: Logs, name: str) -> None:
    """Hosts as they are (L1-08, L1-10), VMs as edge1 (L1-09): read in the servers' access logs.

    A gateway router serves everybody (L1-17, whose other side is in the tests of the switches).
    """
    answers = texts(client(name).get(URL))
    assert set(answers) == BOTH
    for vm in ("vm1", "vm2"):
        assert logs.clients(vm) == [SEEN_AS[name]] * answers[f"i am {vm}"]


def test_l1_18_connection_keeps_its_server(client: ClientOf, logs: Logs) -> None:
    """Many requests on one connection; enough connections to meet both servers."""
    asking, requests = client("ubuntu1"), 4
    servers = []
    for _connection in range(ENOUGH):
        answers, connections = asking.get_on_one_connection(URL, requests)
        assert (connections, len(answers), len(set(answers))) == (1, requests, 1)
        servers.append(answers[0])
    assert set(servers) == BOTH
    for vm in ("vm1", "vm2"):
        assert len(logs.clients(vm)) == requests * servers.count(f"i am {vm}")


def test_vip_of_the_switch_hangs(client: ClientOf) -> None:
    """It belongs to another mode."""
    assert {answer.rc for answer in client("vm3").get_at_once("http://172.16.255.62:8000/", count=3)} == {TIMED_OUT}
