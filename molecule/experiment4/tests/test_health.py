# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The post's dead server is still chosen. With ports and checks it is left out."""

from __future__ import annotations

from collections.abc import Callable

from testinfra.host import Host

from proof.clients import Client
from proof.health import Server, dies_and_comes_back
from proof.lab import Lab

ClientOf = Callable[[str], Client]
CHECKED = ("-e", "ovn_lb_health_checks=true")


def test_dead_server_is_left_out(lab: Lab, central: Host, client: ClientOf, tell: Callable[[str], None]) -> None:
    lab.play("site.yml", "--tags", "lb-switch", *CHECKED)
    lab.play("playbooks/verify.yml", *CHECKED)
    vm1 = Server(lab.host("hp-dl380pg8-15"), "vm1", "172.16.255.130", "i am vm1")
    tell(f"web server dies: {dies_and_comes_back(central, vm1, client('vm3'), 'http://172.16.255.62:8000/')}")
