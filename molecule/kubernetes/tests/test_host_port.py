# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ovs_port: an interface of the host itself, made, changed and removed, each of them four times."""

from __future__ import annotations

import json

from testinfra.host import Host

from proof.lab import Lab
from proof.modules import OnHost

NODE = "kube-node2"
PORT = {
    "name": "own0",
    "iface_id": "nobody",
    "mac": "02:00:00:00:09:01",
    "mtu": 1400,
    "addresses": ["10.99.0.2/24"],
    "routes": [{"dest": "10.98.0.0/16", "via": "10.99.0.1"}],
    "wait": False,
}


def look(host: Host) -> str:
    return str(
        host.check_output(
            "ovs-vsctl list-ports br-int; ovs-vsctl --columns=external_ids,mac,mtu_request,type list interface;"
            "ip -br address | sort; ip route; cat /etc/ovs-port/*; ls /etc/systemd/system/*.wants"
        )
    )


def test_life_of_a_port(lab: Lab) -> None:
    node, host = OnHost(lab, NODE), lab.host(NODE)
    before = look(host)
    node.goes_through("ovs_port", PORT, lambda: look(host))
    (link,) = json.loads(host.check_output("ip -j address show dev own0"))
    assert (link["address"], link["mtu"]) == ("02:00:00:00:09:01", 1400)
    (route,) = json.loads(host.check_output("ip -j route show 10.98.0.0/16"))
    assert (route["gateway"], route["dev"]) == ("10.99.0.1", "own0")

    node.goes_through("ovs_port", {**PORT, "mtu": 1300, "addresses": ["10.99.0.3/24"]}, lambda: look(host))
    host.check_output("ip address flush dev own0")
    node.goes_through("ovs_port", PORT, lambda: look(host))

    node.goes_through("ovs_port", {"name": "own0", "state": "absent"}, lambda: look(host))
    assert look(host) == before


def test_what_cannot_be(lab: Lab) -> None:
    node = OnHost(lab, NODE)
    assert node.fails("ovs_port", {**PORT, "name": "br-encap"}) == (
        "name: this host has another interface br-encap; take another name"
    )
    assert node.fails("ovs_port", {**PORT, "bridge": "br-none"}).startswith(
        "bridge: Open vSwitch has no bridge br-none"
    )
    assert node.fails("ovs_port", {**PORT, "mtu": 1}).startswith("mtu: 1 is not between 68 and 65535")
