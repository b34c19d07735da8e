# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 10.127.0.254 on the gateway router edge1."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import ENOUGH, REFUSED, TIMED_OUT, Client, texts
from proof.database import dump, mapping, one
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs, stopped

ClientOf = Callable[[str], Client]

URL = "http://10.127.0.254:8000/"
OUTSIDE = "dell-per730-42"


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    return toggle(lab, central, ["--tags", "lb-router"], {OUTSIDE: client(OUTSIDE)}, URL)


class TestToggle(ToggleTests):
    """To the router."""


def test_l4_02_router_has_the_load_balancer(central: Host) -> None:
    tables = dump(central)
    uuid, row = one(tables["Load_Balancer"], "lb-edge")
    assert mapping(row["vips"]) == {"10.127.0.254": "172.16.255.130,172.16.255.131"}
    assert central.check_output("ovn-nbctl get logical_router edge1 load_balancer") == f"[{uuid}]"
    assert attached(tables, "lb-edge") == {"Logical_Switch": [], "Logical_Router": ["edge1"]}


def test_l4_03_client_outside_is_answered_by_both(client: ClientOf, logs: Logs) -> None:
    """In which shares is chance; the servers see the client itself."""
    answers = texts(client(OUTSIDE).get(URL))
    assert set(answers) == {"i am vm1", "i am vm2"}
    for vm in ("vm1", "vm2"):
        assert logs.clients(vm) == ["10.127.0.133"] * answers[f"i am {vm}"]


def test_l4_01_without_its_route_a_server_answers_over_the_other_nic_and_nobody_hears_it(client: ClientOf) -> None:
    route = "10.127.0.0/16 via 172.16.255.129 dev vm1 onlink"
    assert client("vm1").run(f"ip route del {route}").rc == 0
    try:
        answers = client(OUTSIDE).get_at_once(URL, count=ENOUGH)
    finally:
        assert client("vm1").run(f"ip route add {route}").rc == 0
    assert set(answers) == {(TIMED_OUT, ""), (0, "i am vm2")}
    assert set(texts(client(OUTSIDE).get(URL))) == {"i am vm1", "i am vm2"}


@pytest.mark.parametrize(("vm", "other"), [("vm1", "vm2"), ("vm2", "vm1")])
def test_l4_04_stopped_server_is_still_chosen(lab: Lab, client: ClientOf, vm: str, other: str) -> None:
    """There is no health check: some connections are refused."""
    with stopped(lab.host("hp-dl380pg8-15"), vm):
        outcomes = set(client(OUTSIDE).get(URL))
    assert outcomes == {(REFUSED, ""), (0, f"i am {other}")}
