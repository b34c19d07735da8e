# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No load balancer at all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import BEFORE_ARP_FAILS, TIMED_OUT, Client
from proof.database import dump
from proof.lab import Lab, Run
from proof.toggle import cleared

ClientOf = Callable[[str], Client]

OFF = ("site.yml", "--tags", "lb-off")


@pytest.mark.parametrize(
    ("mode", "owner"),
    [
        (["--tags", "lb-router"], "logical_router edge1"),
        (["--tags", "lb-switch", "-e", "ovn_lb_switch=dmz"], "logical_switch dmz"),
    ],
    ids=["l1_11_from_the_router", "l1_16_from_dmz"],
)
def test_off_clears_and_destroys(lab: Lab, central: Host, mode: list[str], owner: str) -> None:
    cleared(lab, central, mode, owner)


@pytest.fixture(scope="module")
def off(lab: Lab) -> Run:
    lab.play(*OFF)
    return lab.play(*OFF)


def test_off_again_changes_nothing(off: Run) -> None:
    assert off.changed == 0, off.output


@pytest.mark.usefixtures("off")
@pytest.mark.parametrize(
    ("name", "vip", "alive"),
    [
        ("ubuntu1", "10.127.0.254", "10.127.0.129"),
        ("vm3", "10.127.0.254", "10.127.0.129"),
        ("vm3", "172.16.255.62", "172.16.255.130"),
        ("vm1", "172.16.255.62", "172.16.255.131"),
    ],
)
def test_l1_11_vip_answers_no_more(client: ClientOf, name: str, vip: str, alive: str) -> None:
    assert set(client(name).get_at_once(f"http://{vip}:8000/", patience=BEFORE_ARP_FAILS)) == {(TIMED_OUT, "")}
    assert len(client(name).ping(alive).ttls) == 3


@pytest.mark.usefixtures("off")
def test_what_the_inventory_promises_of_it_holds(lab: Lab) -> None:
    run = lab.play("playbooks/verify.yml")
    assert re.search(r"(\d+) of \1 checks hold", run.output), run.output


def test_l1_17_on_a_distributed_router_it_is_refused(lab: Lab, central: Host) -> None:
    """The replies would not be translated back, so no host is touched."""
    before = dump(central)
    wrong = '{"ovn_load_balancers": {"lb-router": [{"name": "lb", "vips": {"10.127.0.254": ["172.16.255.130"]}, "routers": ["tenant1"]}]}}'
    run = lab.run("site.yml", "-e", wrong)
    assert run.rc != 0
    assert "ovn_load_balancers[lb-router][0].routers[0]: router tenant1 is distributed" in run.words
    assert dump(central) == before
