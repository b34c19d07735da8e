# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes, their switches and the router between them: what master-init and minion-init of the post make."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.database import dump, mapping, members, one
from proof.lab import Lab
from proof.wait import eventually

ClientOf = Callable[[str], Client]
Ports = dict[str, tuple[str, list[str], str | None]]

NODES = {
    "kube-master": ("172.17.42.30", "192.168.1", "ae:31:fa:c7:81:fc"),
    "kube-node1": ("172.17.42.31", "192.168.2", "ba:2c:06:32:14:78"),
    "kube-node2": ("172.17.42.32", "192.168.3", "82:ff:e7:83:99:a9"),
}
GATEWAY = "kube-node3"
# The post prints them in capitals.
MACS = {"kube-master": "00:00:00:b5:f1:57", "kube-node1": "00:00:00:c0:2e:c7", "kube-node2": "00:00:00:d3:4b:aa"}
POD = "a2f5796e82e9286"


def switch_ports(central: Host, switch: str) -> Ports:
    tables = dump(central)
    rows = [tables["Logical_Switch_Port"][uuid] for uuid in members(one(tables["Logical_Switch"], switch)[1]["ports"])]
    """Type, addresses, and the router's port that it leads to."""
    return {
        row["name"]: (row["type"], members(row["addresses"]), mapping(row["options"]).get("router-port"))
        for row in rows
    }


def interfaces(host: Host) -> dict[str, dict[str, Any]]:
    """The interfaces of Open vSwitch with those columns that tests speak of."""
    found = json.loads(
        host.check_output("ovs-vsctl -f json --columns=name,type,options,external_ids,mtu list interface")
    )
    return {row["name"]: row for row in (dict(zip(found["headings"], values)) for values in found["data"])}


def tunnels(host: Host) -> dict[str, dict[str, Any]]:
    """By where they lead."""
    return {
        mapping(row["options"])["remote_ip"]: row
        for row in interfaces(host).values()
        if row["type"] in ("geneve", "vxlan")
    }


@pytest.mark.parametrize("node", NODES)
def test_l3_01_node_offers_both_kinds_of_tunnel_because_ovn_since_21_12_makes_one_only_if_both_ends_offer_it(
    lab: Lab, node: str
) -> None:
    """The post has geneve alone here and vxlan alone at the gateway."""
    ids = settings(lab.host(node))
    assert ids["ovn-encap-type"] == "geneve,vxlan"
    assert ids["ovn-encap-ip"] == NODES[node][0]


def test_l3_01_gateway_offers_vxlan(lab: Lab) -> None:
    ids = settings(lab.host(GATEWAY))
    assert (ids["ovn-encap-type"], ids["ovn-encap-ip"]) == ("vxlan", "172.17.42.33")


@pytest.mark.parametrize("node", [*NODES, GATEWAY])
def test_l3_01_where_the_databases_are_by_tls_where_the_post_has_plain_tcp(lab: Lab, node: str) -> None:
    """Plain TCP lets everybody on the network of the hosts rewrite it; with ovn_tls=false it is as in the post."""
    ids = settings(lab.host(node))
    assert ids["ovn-remote"] == "ssl:172.17.42.30:6642"
    assert ids["ovn-nb"] == "ssl:172.17.42.30:6641"
    assert ids["system-id"] == lab.host(node).check_output("cat /etc/openvswitch/system-id.conf")


def settings(host: Host) -> dict[str, str]:
    return mapping(
        json.loads(host.check_output("ovs-vsctl -f json --columns=external_ids list open_vswitch"))["data"][0][0]
    )


def test_l3_02_databases_listen_for_tls_and_in_the_southbound_a_chassis_has_its_role(central: Host) -> None:
    """In the post they are ptcp:, open to everybody."""
    assert central.check_output("ovn-nbctl get-connection") == "pssl:6641"
    assert central.check_output("ovn-sbctl get-connection") == 'read-write role="ovn-controller" pssl:6642'
    for port in (6641, 6642):
        assert central.check_output(f"ss -Hltn sport = :{port}")


@pytest.mark.parametrize("node", [*NODES, GATEWAY])
def test_l3_03_address_of_an_api_server_is_kept_where_no_api_server_is(lab: Lab, node: str) -> None:
    wanted = "127.0.0.1:8080" if node == "kube-master" else "172.17.42.30:8080"
    assert settings(lab.host(node))["k8s-api-server"] == wanted


@pytest.mark.parametrize("node", NODES)
def test_l3_04_l3_05_switch_of_each_node(central: Host, node: str) -> None:
    _encap, network, mac = NODES[node]
    found = switch_ports(central, node)
    pods = {name: found.pop(name) for name in list(found) if name.startswith("default_")}
    assert found == {
        f"stor-{node}": ("router", [MACS[node]], f"rtos-{node}"),
        f"k8s-{node}": ("", [f"{mac} {network}.2"], None),
    }
    assert bool(pods) is (node != "kube-master")
    row = one(dump(central)["Logical_Switch"], node)[1]
    assert mapping(row["other_config"])["subnet"] == f"{network}.0/24"
    assert mapping(row["external_ids"])["gateway_ip"] == f"{network}.1/24"


def test_l3_04_l3_05_router_between_them(central: Host) -> None:
    tables = dump(central)
    row = one(tables["Logical_Router"], "kube-master")[1]
    assert mapping(row["external_ids"])["k8s-cluster-router"] == "yes"
    rows = [tables["Logical_Router_Port"][uuid] for uuid in members(row["ports"])]
    assert {each["name"]: (each["mac"], members(each["networks"])) for each in rows} == {
        **{f"rtos-{node}": (MACS[node], [f"{NODES[node][1]}.1/24"]) for node in NODES},
        "rtoj-kube-master": ("00:00:00:1a:e4:98", ["100.64.1.1/24"]),
    }
    join = switch_ports(central, "join")
    assert join["jtor-kube-master"] == ("router", ["00:00:00:1a:e4:98"], "rtoj-kube-master")


@pytest.mark.parametrize("node", NODES)
def test_l3_06_node_is_itself_at_a_port(lab: Lab, node: str) -> None:
    host = lab.host(node)
    name, (_encap, network, mac) = f"k8s-{node}", NODES[node]
    row = interfaces(host)[name]
    assert (row["type"], row["mtu"], mapping(row["external_ids"])["iface-id"]) == ("internal", 1400, name)
    (link,) = json.loads(host.check_output(f"ip -j address show dev {name}"))
    assert (link["address"], link["mtu"]) == (mac, 1400)
    assert [each["local"] for each in link["addr_info"] if each["family"] == "inet"] == [f"{network}.2"]
    (route,) = json.loads(host.check_output("ip -j route show 192.168.0.0/16"))
    assert (route["gateway"], route["dev"]) == (f"{network}.1", name)


def test_l3_07_mac_of_a_port_that_is_plain_dynamic_is_made_of_prefix_and_address_where_ovn_2_8_counted(
    central: Host,
) -> None:
    """The seed's MAC comes out if it is declared, with or without an address."""
    central.check_output("ovn-nbctl --wait=sb lsp-add kube-node1 plain -- lsp-set-addresses plain dynamic")
    try:
        mac, address = json.loads(
            central.check_output("ovn-nbctl get logical_switch_port plain dynamic_addresses")
        ).split()
        number = int(address.rpartition(".")[2])
        assert address.startswith("192.168.2.")
        assert mac.endswith(f":a8:02:{number + 1:02x}")
    finally:
        central.check_output("ovn-nbctl lsp-del plain")


def test_l3_09_pod_from_inside(client: ClientOf) -> None:
    pod = client("sshd-2")
    (link,) = json.loads(pod.run("ip -j address show dev eth0").stdout)
    assert (link["address"], link["mtu"]) == ("0a:00:00:00:00:01", 1400)
    ipv4 = [(each["local"], each["prefixlen"]) for each in link["addr_info"] if each["family"] == "inet"]
    assert ipv4 == [("192.168.2.3", 24)]
    (default,) = json.loads(pod.run("ip -j route show default").stdout)
    assert (default["gateway"], default["dev"]) == ("192.168.2.1", "eth0")


@pytest.mark.parametrize(("source", "ttl"), [("kube-node2", 63), ("kube-node1", 64), ("kube-master", 63)])
def test_l3_10_pod_answers_every_node(client: ClientOf, source: str, ttl: int) -> None:
    replies = client(source).ping("192.168.2.3", count=2)
    assert replies.ttls == [ttl, ttl]


def test_l3_11_tunnels_of_kube_node1(lab: Lab) -> None:
    host = lab.host("kube-node1")
    assert host.check_output("ovs-vsctl get bridge br-int fail_mode") == "secure"
    found = tunnels(host)
    assert {ip: row["type"] for ip, row in found.items()} == {
        "172.17.42.30": "geneve",
        "172.17.42.32": "geneve",
        "172.17.42.33": "vxlan",
    }
    for row in found.values():
        options = mapping(row["options"])
        assert (options["csum"], options["key"]) == ("true", "flow")
    ports = set(host.check_output("ovs-vsctl list-ports br-int").split())
    assert ports == {"k8s-kube-node1", POD, *(row["name"] for row in found.values())}


def test_l3_11_name_of_a_tunnel_is_made_of_the_chassis_here_of_the_inventory_where_the_post_had_uuids(lab: Lab) -> None:
    """Its first six characters, and a number where they are alike."""
    found = tunnels(lab.host("kube-node1"))
    assert found["172.17.42.30"]["name"] == "ovn-kube-m-0"
    assert {found[f"172.17.42.{number}"]["name"] for number in (32, 33)} == {"ovn-kube-n-0", "ovn-kube-n-1"}


def test_l3_11_with_one_kind_each_as_in_the_post_there_is_no_tunnel_since_ovn_21_12(lab: Lab) -> None:
    host = lab.host("kube-node1")
    host.check_output("ovs-vsctl set open_vswitch . external_ids:ovn-encap-type=geneve")
    try:
        eventually(lambda: set(tunnels(host)) == {"172.17.42.30", "172.17.42.32"}, 20, "no tunnel to the gateway")
    finally:
        host.check_output("ovs-vsctl set open_vswitch . external_ids:ovn-encap-type=geneve,vxlan")
    eventually(lambda: len(tunnels(host)) == 3, 20, "the tunnel to the gateway")


def test_one_vxlan_chassis_leaves_4095_datapaths(central: Host) -> None:
    assert mapping(next(iter(dump(central)["NB_Global"].values()))["options"])["max_tunid"] == "4095"


def test_l3_12_interface_of_the_pod_has_15_digits_of_the_container_where_the_post_speaks_of_16(lab: Lab) -> None:
    row = interfaces(lab.host("kube-node1"))[POD]
    assert mapping(row["external_ids"])["iface-id"] == "default_sshd-2"
    assert len(row["name"]) == 15


def test_l3_20_port_of_a_pod_is_made_by_a_run_of_site_where_the_post_has_a_daemon(lab: Lab, central: Host) -> None:
    """There is no API server that a watcher could ask."""
    for node in NODES:
        assert lab.host(node).run("pgrep -f ovn-k8s-watche[r]").rc == 1
    central.check_output("ovn-nbctl lsp-del default_cni-1")
    assert lab.play("site.yml", "--tags", "network").changed == 1
    rows = {row["name"]: row for row in dump(central)["Logical_Switch_Port"].values()}
    port = rows["default_cni-1"]
    assert members(port["addresses"]) == ["0a:00:00:00:00:03 dynamic"]
    assert mapping(port["external_ids"]).items() >= {("namespace", "default"), ("pod", "true")}
