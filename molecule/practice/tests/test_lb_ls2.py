# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The load balancer 10.254.10.10 on the client's switch ls2."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import BEFORE_ARP_FAILS, TIMED_OUT, Client, texts
from proof.database import dump, one
from proof.lab import Lab
from proof.toggle import Toggle, ToggleTests, attached, toggle
from proof.web import Logs

ClientOf = Callable[[str], Client]

URL = "http://10.254.10.10:8000/"


@pytest.fixture(scope="module", autouse=True)
def toggled(lab: Lab, central: Host, client: ClientOf) -> Toggle:
    return toggle(lab, central, ["--tags", "lb-switch"], {"vm3": client("vm3")}, URL)


class TestToggle(ToggleTests):
    """To the client's switch."""


def test_l2_10_switch_has_the_load_balancer(central: Host) -> None:
    tables = dump(central)
    uuid, _row = one(tables["Load_Balancer"], "lb-ls2")
    assert central.check_output("ovn-nbctl get logical_switch ls2 load_balancer") == f"[{uuid}]"
    assert attached(tables, "lb-ls2") == {"Logical_Switch": ["ls2"], "Logical_Router": []}


def test_l2_10_listed_without_a_protocol_because_ovn_since_23_03_names_none_for_a_vip_without_a_port(
    central: Host,
) -> None:
    uuid, _row = one(dump(central)["Load_Balancer"], "lb-ls2")
    (line,) = central.check_output("ovn-nbctl ls-lb-list ls2").splitlines()[1:]
    assert line.split() == [uuid, "lb-ls2", "10.254.10.10", "192.168.100.10,192.168.100.11"]


def test_l2_11_vm3_is_answered_by_both(client: ClientOf, logs: Logs) -> None:
    """The servers see vm3 itself."""
    answers = texts(client("vm3").get(URL))
    assert set(answers) == {"i am vm1", "i am vm2"}
    for vm in ("vm1", "vm2"):
        assert logs.clients(vm) == ["192.168.101.10"] * answers[f"i am {vm}"]


def test_l2_07_vip_of_the_router_is_gone(client: ClientOf) -> None:
    answers = client("client1").get_at_once("http://172.18.1.254:8000/", patience=BEFORE_ARP_FAILS)
    assert set(answers) == {(TIMED_OUT, "")}
