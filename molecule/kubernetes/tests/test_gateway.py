# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway node, which shares its one address with the gateway router: pods and the world outside."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.capture import packets
from proof.clients import REFUSED, Client, texts
from proof.database import dump, mapping, members, one
from proof.lab import Lab
from proof.wait import eventually
from proof.web import Logs

ClientOf = Callable[[str], Client]

NODE = "kube-node3"
NODE_PORT = "http://172.17.42.33:30080/"


@pytest.fixture(scope="module", autouse=True)
def with_node_port(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


def test_l3_21_bridge_has_the_nic_its_address_and_its_mac(lab: Lab) -> None:
    host = lab.host(NODE)
    assert "eth0" in host.check_output("ovs-vsctl list-ports breth0").split()
    links = {link["ifname"]: link for link in json.loads(host.check_output("ip -j address"))}
    assert [each["local"] for each in links["breth0"]["addr_info"] if each["family"] == "inet"] == ["172.17.42.33"]
    assert [each for each in links["eth0"]["addr_info"] if each["family"] == "inet"] == []
    assert links["breth0"]["address"] == links["eth0"]["address"]
    (route,) = json.loads(host.check_output("ip -j route show 172.17.0.0/16"))
    assert route["dev"] == "breth0"


def test_l3_21_gateway_router(central: Host) -> None:
    tables = dump(central)
    row = one(tables["Logical_Router"], "GR_kube-node3")[1]
    options = mapping(row["options"])
    assert (options["chassis"], options["lb_force_snat_ip"]) == (NODE, "100.64.1.2")
    assert mapping(row["external_ids"])["physical_ip"] == "172.17.42.33"
    ports = [tables["Logical_Router_Port"][uuid] for uuid in members(row["ports"])]
    assert {port["name"]: members(port["networks"]) for port in ports} == {
        "rtoj-GR_kube-node3": ["100.64.1.2/24"],
        "rtoe-GR_kube-node3": ["172.17.42.33/16"],
    }
    routes = [tables["Logical_Router_Static_Route"][uuid] for uuid in members(row["static_routes"])]
    assert {(route["ip_prefix"], route["nexthop"]) for route in routes} == {
        ("192.168.0.0/16", "100.64.1.1"),
        ("0.0.0.0/0", "172.17.0.1"),
    }
    (nat,) = [tables["NAT"][uuid] for uuid in members(row["nat"])]
    assert (nat["type"], nat["logical_ip"], nat["external_ip"]) == ("snat", "192.168.0.0/16", "172.17.42.33")


def test_l3_21_switches_around_it_and_the_default_route_to_it(central: Host) -> None:
    tables = dump(central)
    ports = {row["name"]: row for row in tables["Logical_Switch_Port"].values()}
    for name, peer in (("jtor-GR_kube-node3", "rtoj-GR_kube-node3"), ("etor-GR_kube-node3", "rtoe-GR_kube-node3")):
        assert (ports[name]["type"], mapping(ports[name]["options"])["router-port"]) == ("router", peer)
    router = one(tables["Logical_Router"], "kube-master")[1]
    (route,) = [tables["Logical_Router_Static_Route"][uuid] for uuid in members(router["static_routes"])]
    assert (route["ip_prefix"], route["nexthop"]) == ("0.0.0.0/0", "100.64.1.2")


def test_l3_21_way_outside_is_a_localnet_port_where_the_post_had_patch_ports_of_its_tool(central: Host) -> None:
    (row,) = [row for row in dump(central)["Logical_Switch_Port"].values() if row["name"] == "breth0_kube-node3"]
    assert (row["type"], members(row["addresses"])) == ("localnet", ["unknown"])


@pytest.mark.parametrize(
    ("source", "target", "ttl"),
    [
        ("sshd-2", "100.64.1.2", 253),  # the gateway router, through vxlan
        ("sshd-2", "172.17.42.33", 253),  # its outer side
        ("sshd-2", "172.17.0.1", 62),  # a host outside
        ("sshd-2", "203.0.113.1", 62),  # beyond, by the default route
        ("web-1", "203.0.113.1", 62),
        ("client1", "172.17.42.33", 64),  # the host itself has the address, too
        ("kube-node3", "172.17.0.1", 64),
        ("kube-node3", "172.17.42.30", 64),
    ],
)
def test_l3_21_pings(client: ClientOf, source: str, target: str, ttl: int) -> None:
    replies = client(source).ping(target)
    assert replies.ttls == [ttl] * replies.sent


def test_l3_21_host_outside_sees_the_gateway(lab: Lab, client: ClientOf) -> None:
    with packets(f"{lab.name}-client1", "eth0", "icmp[icmptype] == icmp-echo", 2) as seen:
        client("sshd-2").ping("203.0.113.1")
    for packet in seen:
        assert "172.17.42.33 > 203.0.113.1: ICMP echo request" in packet


def test_l3_21_node_port_from_outside_meets_both_pods(client: ClientOf, logs: Logs) -> None:
    """They see the gateway router, by lb_force_snat_ip, so that answers come back to it."""
    answers = texts(client("client1").get(NODE_PORT))
    assert set(answers) == {"i am sshd-2", "i am web-1"}
    for pod in ("sshd-2", "web-1"):
        assert logs.clients(pod) == ["100.64.1.2"] * answers[f"i am {pod}"]


def test_l3_21_other_ports_of_the_address_are_the_hosts(client: ClientOf) -> None:
    assert {answer.rc for answer in client("client1").get("http://172.17.42.33:30081/", count=3)} == {REFUSED}


def test_lost_flows_are_mended(lab: Lab, client: ClientOf) -> None:
    """Without them the bridge learns the one MAC address now at the host, now at the router: why a first try fails."""
    host = lab.host(NODE)
    host.check_output("ovs-ofctl mod-port breth0 breth0 flood")
    host.check_output("echo actions=NORMAL | ovs-ofctl -O OpenFlow13 replace-flows breth0 -")

    def refused() -> bool:
        """The host was the last to send something, so what is for the router goes to the host."""
        client(NODE).ping("172.17.0.1", count=1)
        return client("client1").get(NODE_PORT, count=1)[0].rc == REFUSED

    eventually(refused, 30, "a request goes astray")
    assert lab.play("site.yml").changed == 1
    assert set(texts(client("client1").get(NODE_PORT))) == {"i am sshd-2", "i am web-1"}
