# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network that the earlier posts of the series built, and the ways that the VMs' packets take."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.capture import packets
from proof.clients import Client
from proof.database import SB, dump, members
from proof.lab import Lab

ClientOf = Callable[[str], Client]

OUTSIDE = "dell-per730-42"


def test_chassis_with_their_tunnel_addresses(central: Host) -> None:
    tables = dump(central, SB)
    found = {
        row["name"]: [(tables["Encap"][uuid]["type"], tables["Encap"][uuid]["ip"]) for uuid in members(row["encaps"])]
        for row in tables["Chassis"].values()
    }
    assert found == {
        "hp-dl388g8-22": [("geneve", "177.1.1.1")],
        "hp-dl380pg8-15": [("geneve", "177.1.1.2")],
        "dell-per730-42": [("geneve", "177.1.1.3")],
    }


def test_ports_are_bound_as_the_posts_show(central: Host) -> None:
    tables = dump(central, SB)
    bound: dict[str, list[str]] = {}
    for row in tables["Port_Binding"].values():
        for uuid in members(row["chassis"]):
            bound.setdefault(tables["Chassis"][uuid]["name"], []).append(row["logical_port"])
    assert {host: sorted(ports) for host, ports in bound.items()} == {
        "hp-dl388g8-22": ["edge1-outside", "edge1-transit", "outside-edge1", "transit-edge1"],
        "hp-dl380pg8-15": ["dmz-vm1", "dmz-vm2"],
        "dell-per730-42": ["inside-vm3", "inside-vm4"],
    }


@pytest.mark.parametrize(
    ("target", "ttl"),
    [
        ("172.16.255.129", 254),  # tenant1, a router's own 255 once decremented
        ("172.16.255.131", 64),  # vm2 on the same switch and host
        ("172.16.255.194", 63),  # vm3, through tenant1 and the overlay
        ("172.16.255.195", 63),  # vm4
        ("172.16.255.1", 253),  # edge1, inner side
        ("10.127.0.129", 253),  # edge1, outer side
        ("10.127.0.133", 62),  # the client outside, behind edge1's SNAT
    ],
)
def test_ping_from_vm1(client: ClientOf, target: str, ttl: int) -> None:
    replies = client("vm1").ping(target)
    assert replies.ttls == [ttl] * replies.sent


def test_the_client_outside_sees_edge1(lab: Lab, client: ClientOf) -> None:
    mac = client(OUTSIDE).host.check_output("cat /sys/class/net/eth1/address")
    with packets(f"{lab.name}-{OUTSIDE}", "eth1", "icmp", 2) as seen:
        client("vm1").ping("10.127.0.133")
    request, reply = seen
    assert request.startswith(f"02:0a:7f:00:01:29 > {mac}, ")
    assert "10.127.0.129 > 10.127.0.133: ICMP echo request" in request
    assert reply.startswith(f"{mac} > 02:0a:7f:00:01:29, ")
    assert "10.127.0.133 > 10.127.0.129: ICMP echo reply" in reply


@pytest.mark.parametrize("vm", ["vm1", "vm2", "vm3", "vm4"])
def test_default_route_of_a_vm_does_not_lead_into_the_logical_network(client: ClientOf, vm: str) -> None:
    """As with a NIC of libvirt's own network beside that of OVN; the router of DHCP stands behind it."""
    assert client(vm).run("ip route get 192.0.2.1").stdout.startswith("192.0.2.1 via 192.168.122.1 dev host0 ")
    defaults = client(vm).run("ip -4 route show default").stdout.splitlines()
    assert [line.partition(" metric ")[2].partition(" ")[0] for line in defaults] == ["", "100"]
    assert client(vm).ping("192.168.122.1").ttls == [64] * 3


def test_damage_of_the_second_nic_is_mended(lab: Lab, client: ClientOf) -> None:
    client("vm3").run("ip route del default dev host0")
    client("vm4").host.check_output("ip link del vm4-host")
    assert lab.play("site.yml").changed > 0
    for vm in ("vm3", "vm4"):
        assert client(vm).ping("192.168.122.1").ttls == [64] * 3
        assert client(vm).run("ip route get 192.0.2.1").stdout.startswith("192.0.2.1 via 192.168.122.1 dev host0 ")
