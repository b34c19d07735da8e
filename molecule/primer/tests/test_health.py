# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The post's dead server is still chosen. With ports and checks it is left out, on the router as on the clients' switch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.health import Server, dies_and_comes_back
from proof.lab import Lab

ClientOf = Callable[[str], Client]
CHECKED = ("-e", "ovn_lb_health_checks=true")


@pytest.mark.parametrize(
    ("mode", "asking", "url"),
    [
        ("lb-router", "ubuntu1", "http://10.127.0.254:8000/"),
        ("lb-switch", "vm3", "http://172.16.255.62:8000/"),
    ],
    ids=["on_the_router", "on_a_switch"],
)
def test_dead_server_is_left_out(
    lab: Lab, central: Host, client: ClientOf, tell: Callable[[str], None], mode: str, asking: str, url: str
) -> None:
    lab.play("site.yml", "--tags", mode, *CHECKED)
    lab.play("playbooks/verify.yml", *CHECKED)
    vm1 = Server(lab.host("ubuntu2"), "vm1", "172.16.255.130", "i am vm1")
    tell(f"web server dies, {mode}: {dies_and_comes_back(central, vm1, client(asking), url)}")


def test_without_checks_all_is_as_it_was(lab: Lab, central: Host) -> None:
    lab.play("site.yml", "--tags", "lb-router")
    assert central.check_output("ovn-nbctl list Load_Balancer_Health_Check; ovn-sbctl list Service_Monitor") == ""
