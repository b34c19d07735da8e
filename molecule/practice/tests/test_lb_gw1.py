# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 172.18.1.254 on the gateway router gw1."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import REFUSED, Client, texts
from proof.database import dump, mapping, members, one
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs, stopped

ClientOf = Callable[[str], Client]

URL = "http://172.18.1.254:8000/"
BOTH = {"i am vm1", "i am vm2"}
BACKENDS = "192.168.100.10,192.168.100.11"


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    return toggle(lab, central, ["--tags", "lb-router"], {"client1": client("client1")}, URL)


class TestToggle(ToggleTests):
    """To the router."""


def test_l2_02_load_balancer_has_its_vip_and_a_name_and_an_owner_where_the_post_gave_none(central: Host) -> None:
    (row,) = dump(central)["Load_Balancer"].values()
    assert mapping(row["vips"]) == {"172.18.1.254": BACKENDS}
    assert members(row["protocol"]) == []
    assert row["name"] == "lb-gw"
    assert set(mapping(row["external_ids"])) == {"ansible-ovn-owner"}


@pytest.mark.parametrize("command", ["lb-list", "lr-lb-list gw1"], ids=["l2_03", "l2_04"])
def test_listed_without_a_protocol_because_ovn_since_23_03_names_none_for_a_vip_without_a_port(
    central: Host, command: str
) -> None:
    """The post's OVN printed tcp/udp there."""
    uuid, _row = one(dump(central)["Load_Balancer"], "lb-gw")
    head, line = central.check_output(f"ovn-nbctl {command}").splitlines()
    assert head.split()[:3] == ["UUID", "LB", "PROTO"]
    assert line.split() == [uuid, "lb-gw", "172.18.1.254", BACKENDS]


def test_l2_04_router_has_the_load_balancer_and_nobody_else(central: Host) -> None:
    assert attached(dump(central), "lb-gw") == {"Logical_Switch": [], "Logical_Router": ["gw1"]}


def test_l2_05_client_outside_is_answered_by_both(client: ClientOf, logs: Logs) -> None:
    """The servers see the client itself."""
    answers = texts(client("client1").get(URL))
    assert set(answers) == BOTH
    for vm in ("vm1", "vm2"):
        assert logs.clients(vm) == ["172.18.1.10"] * answers[f"i am {vm}"]


def test_l2_05_client_needs_no_route_to_the_servers(client: ClientOf) -> None:
    """Only the pings to the VMs' own addresses do."""
    asking = client("client1")
    route = "192.168.0.0/16 via 172.18.1.2 dev eth1"
    assert asking.run(f"ip route del {route}").rc == 0
    try:
        assert set(texts(asking.get(URL))) == BOTH
        assert asking.ping("192.168.100.10").ttls == []
    finally:
        assert asking.run(f"ip route add {route}").rc == 0


def test_l2_06_stopped_server_is_still_chosen_until_it_is_back(lab: Lab, client: ClientOf) -> None:
    """There is no health check: some connections are refused."""
    asking = client("client1")
    with stopped(lab.host("node2"), "vm1"):
        outcomes = set(asking.get(URL))
    assert outcomes == {(REFUSED, ""), (0, "i am vm2")}
    assert set(texts(asking.get(URL))) == BOTH
