# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network that the posts built before the load balancer, and the switch that the last one adds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.capture import packets
from proof.clients import Client
from proof.database import SB, dump, mapping, members, one
from proof.lab import Lab

ClientOf = Callable[[str], Client]

ENCAPS = {"node1": "172.17.42.160", "node2": "172.17.42.161", "node3": "172.17.42.162"}


@pytest.fixture(scope="module", autouse=True)
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


def test_chassis_with_their_tunnel_addresses(central: Host) -> None:
    """The client is none."""
    tables = dump(central, SB)
    found = {
        row["name"]: [tables["Encap"][uuid] for uuid in members(row["encaps"])] for row in tables["Chassis"].values()
    }
    assert {name: [(each["type"], each["ip"]) for each in encaps] for name, encaps in found.items()} == {
        name: [("geneve", ip)] for name, ip in ENCAPS.items()
    }
    assert {mapping(encap["options"])["csum"] for encaps in found.values() for encap in encaps} == {"true"}


def test_ports_are_bound_where_their_vms_are(central: Host) -> None:
    tables = dump(central, SB)
    bound = {
        row["logical_port"]: tables["Chassis"][uuid]["name"]
        for row in tables["Port_Binding"].values()
        for uuid in members(row["chassis"])
    }
    assert bound == {
        "ls1-vm1": "node2",
        "ls1-vm2": "node3",
        "ls2-vm3": "node2",
        "join-gw1": "node1",
        "outside-gw1": "node1",
        "gw1-join": "node1",
        "gw1-outside": "node1",
    }


def test_gateway_has_its_snat_rule(central: Host) -> None:
    lines = central.check_output("ovn-nbctl lr-nat-list gw1").splitlines()[1:]
    assert [line.split() for line in lines] == [["snat", "172.18.1.2", "192.168.100.0/24"]]


@pytest.mark.parametrize(
    ("source", "target", "ttl"),
    [
        ("vm1", "192.168.100.1", 254),  # router1, a router's own 255 once decremented
        ("vm1", "192.168.255.1", 253),  # gw1, inner side
        ("vm1", "172.18.1.2", 253),  # gw1, outer side
        ("vm1", "172.18.1.10", 62),  # the client, behind gw1's SNAT
        ("client1", "172.18.1.2", 254),
        ("client1", "192.168.100.10", 62),  # vm1 itself
        ("vm3", "192.168.100.11", 63),  # through router1 and the overlay
    ],
)
def test_ping(client: ClientOf, source: str, target: str, ttl: int) -> None:
    replies = client(source).ping(target)
    assert replies.ttls == [ttl] * replies.sent


@pytest.mark.parametrize(
    ("source", "target", "at", "seen_as"),
    [("vm1", "172.18.1.10", "client1", "172.18.1.2"), ("client1", "192.168.100.10", "vm1", "172.18.1.10")],
    ids=["the client sees the gateway", "vm1 sees the client"],
)
def test_who_pings_with_ttl_62_also_at_the_client_where_the_post_prints_61(
    lab: Lab, client: ClientOf, source: str, target: str, at: str, seen_as: str
) -> None:
    """Two routers are on the way, whichever way it is."""
    where = client(at)
    container = f"{lab.name}-{where.host.check_output('hostname')}"
    interface = "eth1" if where.namespace is None else at
    client(source).ping(target)  # neighbours are known
    with packets(container, interface, "icmp[icmptype] == icmp-echo", 2, where.namespace) as seen:
        client(source).ping(target)
    for packet in seen:
        assert f"{seen_as} > {target}: ICMP echo request" in packet
        assert re.search(r"\bttl 62\b", packet), packet


def test_gateway_knows_nothing_of_ls2(client: ClientOf) -> None:
    """It has neither a route nor an SNAT rule for it."""
    assert client("vm3").ping("172.18.1.10").ttls == []
    assert client("vm3").ping("192.168.101.1").ttls == [254] * 3


@pytest.mark.parametrize(("vm", "address"), [("vm1", "192.168.100.10"), ("vm2", "192.168.100.11")])
def test_l2_01_web_server_serves_its_line(client: ClientOf, vm: str, address: str) -> None:
    for asking in (vm, "vm3", "client1"):
        assert set(client(asking).get(f"http://{address}:8000/", count=3)) == {(0, f"i am {vm}")}


def test_l2_08_ls2_and_its_ports(central: Host) -> None:
    tables = dump(central)
    switch = one(tables["Logical_Switch"], "ls2")[1]
    ports = {row["name"]: row for row in map(tables["Logical_Switch_Port"].get, members(switch["ports"])) if row}
    assert {name: (row["type"], members(row["addresses"])) for name, row in ports.items()} == {
        "ls2-vm3": ("", ["02:ac:10:ff:00:33"]),
        "ls2-router1": ("router", ["02:ac:10:ff:01:01"]),
        "ls2-vm4": ("", ["02:ac:10:ff:00:44"]),
    }
    assert mapping(ports["ls2-router1"]["options"])["router-port"] == "router1-ls2"


def test_l2_09_vm3_in_its_namespace(client: ClientOf) -> None:
    vm3 = client("vm3")
    (link,) = json.loads(vm3.run("ip -j address show dev vm3").stdout)
    assert link["address"] == "02:ac:10:ff:00:33"
    ipv4 = [(each["local"], each["prefixlen"]) for each in link["addr_info"] if each["family"] == "inet"]
    assert ipv4 == [("192.168.101.10", 24)]
    (default,) = json.loads(vm3.run("ip -j route show default").stdout)
    assert (default["gateway"], default["dev"]) == ("192.168.101.1", "vm3")


def test_l2_08_ls2_joins_the_running_network(lab: Lab, central: Host, client: ClientOf) -> None:
    """As in the post, where it came last: what was there before is not touched."""
    central.check_output("ovn-nbctl --wait=hv ls-del ls2 -- lrp-del router1-ls2")
    assert client("vm3").ping("192.168.101.1").ttls == []
    before = dump(central)
    assert lab.play("site.yml", "--tags", "network").changed == 1
    after = dump(central)
    for table in ("Logical_Switch", "Logical_Switch_Port", "Logical_Router_Port", "NAT", "Logical_Router_Static_Route"):
        assert {uuid: after[table].get(uuid) for uuid in before[table]} == before[table], table
    assert client("vm3").ping("192.168.100.10").ttls == [63] * 3
