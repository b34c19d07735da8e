# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network that the posts built before the load balancer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.capture import packets
from proof.clients import Client
from proof.database import SB, dump, members, one
from proof.lab import Lab

ClientOf = Callable[[str], Client]


@pytest.mark.parametrize(
    ("name", "encap_ip"), [("ubuntu1", "10.127.0.2"), ("ubuntu2", "10.127.0.3"), ("ubuntu3", "10.127.0.4")]
)
def test_chassis_with_its_tunnel_address(central: Host, name: str, encap_ip: str) -> None:
    tables = dump(central, SB)
    _uuid, chassis = one(tables["Chassis"], name)
    (encap,) = [tables["Encap"][uuid] for uuid in members(chassis["encaps"])]
    assert (encap["type"], encap["ip"]) == ("geneve", encap_ip)


def test_there_are_three_chassis(central: Host) -> None:
    assert len(dump(central, SB)["Chassis"]) == 3


@pytest.mark.parametrize(
    ("port", "host"),
    [
        ("dmz-vm1", "ubuntu2"),
        ("inside-vm3", "ubuntu2"),
        ("dmz-vm2", "ubuntu3"),
        ("inside-vm4", "ubuntu3"),
        ("transit-edge1", "ubuntu1"),
        ("outside-edge1", "ubuntu1"),
        ("edge1-transit", "ubuntu1"),
        ("edge1-outside", "ubuntu1"),
    ],
)
def test_port_is_bound_to_its_host(central: Host, port: str, host: str) -> None:
    tables = dump(central, SB)
    (binding,) = [row for row in tables["Port_Binding"].values() if row["logical_port"] == port]
    assert [tables["Chassis"][uuid]["name"] for uuid in members(binding["chassis"])] == [host]


@pytest.mark.parametrize(
    ("source", "target", "ttl"),
    [
        ("vm1", "172.16.255.129", 254),  # tenant1, a router's own 255 once decremented
        ("vm1", "172.16.255.131", 64),  # vm2 on the same switch, through the overlay
        ("vm1", "172.16.255.194", 63),  # vm3 on the same host, through tenant1
        ("vm1", "172.16.255.195", 63),  # vm4, through tenant1 and the overlay
        ("vm1", "172.16.255.1", 253),  # edge1, inner side
        ("vm1", "10.127.0.129", 253),  # edge1, outer side
        ("vm1", "10.127.0.130", 62),  # ubuntu1, behind edge1's SNAT
        ("ubuntu1", "10.127.0.129", 254),
    ],
)
def test_ping(client: ClientOf, source: str, target: str, ttl: int) -> None:
    replies = client(source).ping(target)
    assert replies.ttls == [ttl] * replies.sent


LEASES = [
    ("vm1", "172.16.255.130", "172.16.255.129", "02:ac:10:ff:01:29"),
    ("vm2", "172.16.255.131", "172.16.255.129", "02:ac:10:ff:01:29"),
    ("vm3", "172.16.255.194", "172.16.255.193", "02:ac:10:ff:01:93"),
    ("vm4", "172.16.255.195", "172.16.255.193", "02:ac:10:ff:01:93"),
]


@pytest.mark.parametrize(("vm", "address", "router", "server_mac"), LEASES)
def test_dhcp_lease(lab: Lab, client: ClientOf, vm: str, address: str, router: str, server_mac: str) -> None:
    """OVN's answer to a client that asks anew, and the frame that brought it."""
    asking = client(vm)
    show = "/run/show-lease"
    asking.host.check_output(f"printf '#!/bin/sh\\nenv\\n' >{show}-{vm} && chmod 755 {show}-{vm}")
    container = f"{lab.name}-{asking.host.check_output('hostname')}"
    # The second answer is the ACK; the first is the offer.
    with packets(container, vm, "udp and src port 67", 2, namespace=vm) as answers:
        lease = asking.run(f"udhcpc -n -q -f -t 5 -T 2 -i {vm} -s {show}-{vm}")
    assert lease.rc == 0, lease.stderr
    told = dict(line.split("=", 1) for line in lease.stdout.splitlines() if "=" in line)
    assert {key: told[key] for key in ("ip", "subnet", "router", "serverid", "lease")} == {
        "ip": address,
        "subnet": "255.255.255.192",
        "router": router,
        "serverid": router,
        "lease": "3600",
    }
    assert [line.split()[0] for line in answers] == [server_mac] * 2, answers


@pytest.mark.parametrize(("vm", "address", "router", "server_mac"), LEASES)
def test_vm_lives_by_its_lease(client: ClientOf, vm: str, address: str, router: str, server_mac: str) -> None:
    asking = client(vm)
    assert f" {address}/26 " in asking.run(f"ip -4 -oneline address show dev {vm}").stdout
    assert f"default via {router} " in asking.run("ip -4 route").stdout
    mac = "02:ac:10:ff:01:" + {"130": "30", "131": "31", "194": "94", "195": "95"}[address.rpartition(".")[2]]
    assert f" {mac} " in asking.run(f"ip link show dev {vm}").stdout


@pytest.mark.parametrize("vm", ["vm1", "vm2"])
def test_l1_01_web_server_serves_its_line(client: ClientOf, vm: str) -> None:
    address = {"vm1": "172.16.255.130", "vm2": "172.16.255.131"}[vm]
    for asking in (vm, "vm3"):
        assert set(client(asking).get(f"http://{address}:8000/", count=3)) == {(0, f"i am {vm}")}
