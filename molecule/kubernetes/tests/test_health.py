# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pod of a service dies: ClusterIP and NodePort leave it out, without anybody who watches pods."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.health import Server, dies_and_comes_back
from proof.lab import Lab

ClientOf = Callable[[str], Client]


@pytest.fixture(scope="module", autouse=True)
def both(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


@pytest.mark.parametrize(
    ("asking", "url"),
    [("kube-node1", "http://192.168.200.10:8800/"), ("client1", "http://172.17.42.33:30080/")],
    ids=["cluster_ip", "node_port"],
)
def test_dead_pod_is_left_out(
    lab: Lab, central: Host, client: ClientOf, tell: Callable[[str], None], asking: str, url: str
) -> None:
    web1 = Server(lab.host("kube-node2"), "web-1", "192.168.3.3", "i am web-1")
    tell(f"pod web-1 dies, {url}: {dies_and_comes_back(central, web1, client(asking), url)}")
