# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services: load balancers on the switches of all nodes, and on the gateway router."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import TIMED_OUT, Client, texts
from proof.database import dump, mapping, members
from proof.lab import Lab
from proof.toggle import attached
from proof.web import Logs

ClientOf = Callable[[str], Client]

CLUSTER_IP = "http://192.168.200.10:8800/"
NODE_PORT = "http://172.17.42.33:30080/"
BOTH = {"i am sshd-2", "i am web-1"}
SWITCHES = ["kube-master", "kube-node1", "kube-node2"]


class TestClusterIpAlone:
    @pytest.fixture(scope="class", autouse=True)
    @staticmethod
    def toggled(lab: Lab) -> None:
        lab.play("site.yml", "--tags", "lb-switch")

    @pytest.mark.parametrize("protocol", ["tcp", "udp"])
    def test_l3_22_balancers_of_each_protocol_are_on_every_node(self, central: Host, protocol: str) -> None:
        tables = dump(central)
        assert attached(tables, f"cluster-{protocol}") == {"Logical_Switch": SWITCHES, "Logical_Router": []}
        (row,) = [row for row in tables["Load_Balancer"].values() if row["name"] == f"cluster-{protocol}"]
        assert mapping(row["external_ids"])[f"k8s-cluster-lb-{protocol}"] == "yes"
        backends = {"192.168.200.10:8800": "192.168.2.3:8800,192.168.3.3:8800"}
        assert mapping(row["vips"]) == (backends if protocol == "tcp" else {})

    @pytest.mark.parametrize(
        ("source", "seen_as"),
        [
            ("kube-master", "192.168.1.2"),
            ("kube-node1", "192.168.2.2"),
            ("kube-node2", "192.168.3.2"),
        ],
    )
    def test_l3_22_every_node_meets_both_pods(self, client: ClientOf, logs: Logs, source: str, seen_as: str) -> None:
        answers = texts(client(source).get(CLUSTER_IP))
        assert set(answers) == BOTH
        for pod in ("sshd-2", "web-1"):
            assert logs.clients(pod) == [seen_as] * answers[f"i am {pod}"]

    def test_pod_meets_both_also_itself(self, client: ClientOf) -> None:
        assert set(texts(client("sshd-2").get(CLUSTER_IP))) == BOTH

    def test_no_node_port(self, client: ClientOf) -> None:
        """The port is the router's, which has nobody there; the address answers."""
        assert set(client("client1").get_at_once(NODE_PORT)) == {(TIMED_OUT, "")}
        assert client("client1").ping("172.17.42.33").ttls == [64] * 3

    def test_what_the_inventory_promises_holds(self, lab: Lab) -> None:
        lab.play("playbooks/verify.yml")


class TestNone:
    @pytest.fixture(scope="class", autouse=True)
    @staticmethod
    def toggled(lab: Lab) -> None:
        lab.play("site.yml", "--tags", "lb-off")

    def test_no_cluster_ip(self, central: Host, client: ClientOf) -> None:
        """The pods themselves answer."""
        assert central.check_output("ovn-nbctl lb-list") == ""
        assert set(client("kube-node2").get_at_once(CLUSTER_IP)) == {(TIMED_OUT, "")}
        for pod, address in (("sshd-2", "192.168.2.3"), ("web-1", "192.168.3.3")):
            assert set(client("kube-node2").get(f"http://{address}:8800/", count=3)) == {(0, f"i am {pod}")}

    def test_what_the_inventory_promises_without_services_holds(self, lab: Lab) -> None:
        lab.play("playbooks/verify.yml")


class TestBoth:
    @pytest.fixture(scope="class", autouse=True)
    @staticmethod
    def toggled(lab: Lab) -> None:
        lab.play("site.yml", "--tags", "lb-router")

    def test_balancers_of_the_gateway(self, central: Host) -> None:
        for name in ("gw-tcp", "gw-udp"):
            assert attached(dump(central), name) == {"Logical_Switch": [], "Logical_Router": ["GR_kube-node3"]}

    def test_balancers_have_name_and_protocol_because_northd_since_25_03_aborts_at_one_without(
        self, central: Host
    ) -> None:
        """The post's tool makes them of external_ids alone."""
        rows = dump(central)["Load_Balancer"].values()
        assert len(rows) == 4
        assert all(row["name"] and members(row["protocol"]) for row in rows)
        assert central.check_output("systemctl show --property=NRestarts --value ovn-northd") == "0"
        assert central.check_output("ovn-appctl -t ovn-northd status") == "Status: active"

    def test_what_the_inventory_promises_holds(self, lab: Lab) -> None:
        lab.play("playbooks/verify.yml")
