# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody has changed on the hosts by hand is found, shown and mended, and nothing else is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from proof.clients import Client
from proof.lab import Lab

ClientOf = Callable[[str], Client]

URL = "http://10.127.0.254:8000/"
# Each would break the lab in a way of its own.
DAMAGE = {
    "ubuntu1": [
        # the provider bridge loses its address, and the NIC has it back
        "ip address delete 10.127.0.130/24 dev br-eth1",
        "ip address add 10.127.0.130/24 dev eth1",
        "ovs-vsctl remove Open_vSwitch . external_ids ovn-bridge-mappings",
    ],
    "ubuntu2": [
        "ip -n vm1 address flush dev vm1",
        "ip -n vm3 link set dev vm3 mtu 1300",
        "ip netns exec vm3 ethtool -K vm3 tx on",
        "systemctl stop netns-web@vm1",
        "systemctl disable openvswitch-switch",
    ],
    "ubuntu3": [
        "ovs-vsctl del-port vm2",
        "ip netns delete vm4",
        "ovs-vsctl set Open_vSwitch . external_ids:ovn-encap-type=vxlan",
        "systemctl stop ovn-controller ovn-host",
    ],
}


@pytest.fixture
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


@pytest.mark.usefixtures("on_router")
def test_damage_is_mended(lab: Lab, client: ClientOf) -> None:
    for name, commands in DAMAGE.items():
        for command in commands:
            lab.host(name).check_output(command)

    planned = lab.play("site.yml", "--check", "--diff")
    assert planned.changed > 0
    for shown in ("10.127.0.130/24 on br-eth1", "mtu: 1300", "ovn-encap-type = geneve", "web server of vm1"):
        assert shown in planned.output
    assert not lab.host("ubuntu2").service("netns-web@vm1").is_running, "check mode has mended it"

    lab.play("site.yml")
    for name in ("ubuntu1", "ubuntu2", "ubuntu3", "vm3", "vm4"):
        assert set(Counter(client(name).get(URL))) == {(0, "i am vm1"), (0, "i am vm2")}, name
    again = lab.play("site.yml")
    assert again.changed == 0, again.output
