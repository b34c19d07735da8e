# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The post's trace from kube-node2 to the pod on kube-node1, and what kube-node1 gets out of the tunnel.

The numbers of switches, routers and ports are those that the post prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from proof.clients import Client
from proof.flows import Hop, hops, port_number
from proof.lab import Lab
from proof.modules import OnHost, Result, connection

ClientOf = Callable[[str], Client]

# As the post has them.
SENT = (
    "in_port=k8s-kube-node2,ip,dl_src=82:ff:e7:83:99:a9,dl_dst=00:00:00:d3:4b:aa,"
    "nw_src=192.168.3.2,nw_dst=192.168.2.3,nw_ttl=32"
)
RECEIVED = "in_port={},tun_id=0x4,tun_metadata0=0x3,dl_src=00:00:00:c0:2e:c7,dl_dst=0a:00:00:00:00:01"


@pytest.fixture(scope="module", autouse=True)
def services(lab: Lab, client: ClientOf) -> None:
    """A ClusterIP; and kube-node2 knows how to reach kube-node1."""
    lab.play("site.yml", "--tags", "lb-switch")
    assert client("kube-node2").ping("192.168.2.3").ttls


@pytest.fixture(scope="module")
def sent(lab: Lab) -> list[Hop]:
    return hops(lab.host("kube-node2"), SENT)[0]


@pytest.fixture(scope="module")
def sent_actions(lab: Lab) -> str:
    return hops(lab.host("kube-node2"), SENT)[1]


@pytest.fixture(scope="module")
def received(lab: Lab) -> list[Hop]:
    host = lab.host("kube-node1")
    return hops(host, RECEIVED.format(port_number(host, "options:remote_ip=172.17.42.32")))[0]


@pytest.fixture(scope="module")
def told(lab: Lab) -> Result:
    """The same by the module, both engines."""
    result = OnHost(lab, "kube-node2")(
        "ovn_trace",
        {
            "from": "k8s-kube-node2",
            "to": "default_sshd-2",
            "ttl": 32,
            "engine": "both",
            **connection(lab, "kube-node2"),
        },
    )
    assert not result.get("failed"), result.get("msg")
    return result


def only(met: list[Hop], beginning: str) -> Hop:
    """The one flow that matches on that."""
    (found,) = [hop for hop in met if hop.match.startswith(beginning)]
    return found


def table_of(told: Result, stage: str, datapath: str) -> int:
    (table,) = {
        row["table"] for row in told["openflow"]["tables"] if (row["stage"], row["datapath"]) == (stage, datapath)
    }
    return int(table)


def test_l3_13_from_kube_node2s_switch_through_the_router_to_kube_node1s(sent: list[Hop], told: Result) -> None:
    keys = [found[1] for hop in sent for action in hop.actions if (found := re.fullmatch(r"set_field:(0x\w+)->metadata", action))]  # fmt: skip
    assert keys == ["0x5", "0x1", "0x4"]
    assert [stop["datapath"] for stop in told["path"]] == ["kube-node2", "kube-master", "kube-node1"]
    assert (told["verdict"], told["outputs"][0]["port"]) == ("delivered", "default_sshd-2")


def test_l3_14_routing_flow_has_another_priority_than_49_because_ovn_counts_prefixes_otherwise_now(
    sent: list[Hop], told: Result
) -> None:
    hop = only(sent, "ip,metadata=0x1,nw_dst=192.168.2.0/24, priority ")
    assert not hop.match.startswith("ip,metadata=0x1,nw_dst=192.168.2.0/24, priority 49,")
    assert {"dec_ttl()", "set_field:00:00:00:c0:2e:c7->eth_src", "set_field:0x3->reg15"} <= set(hop.actions)
    assert hop.table == table_of(told, "lr_in_ip_routing", "kube-master")


def test_l3_15_resolve_flow(sent: list[Hop], told: Result) -> None:
    hop = only(sent, "reg0=0xc0a80203,reg15=0x3,metadata=0x1, priority 100,")
    assert "set_field:0a:00:00:00:00:01->eth_dst" in hop.actions
    assert hop.table == table_of(told, "lr_in_arp_resolve", "kube-master")


def test_l3_16_lookup_and_tunnel(sent: list[Hop], told: Result) -> None:
    lookup = only(sent, "metadata=0x4,dl_dst=0a:00:00:00:00:01, priority 50,")
    assert "set_field:0x3->reg15" in lookup.actions
    assert lookup.table == table_of(told, "ls_in_l2_lkup", "kube-node1")
    remote = only(sent, "reg13=0/0xffff0000,reg15=0x3,metadata=0x4, priority 100,").actions
    assert {"set_field:0x4/0xffffff->tun_id", "set_field:0x3->tun_metadata0"} <= set(remote)
    assert "-> NXM_NX_TUN_METADATA0[16..30] is now 0x1" in remote
    (output,) = told["openflow"]["outputs"]
    assert output["tunnel"] == {"type": "geneve", "remote_ip": "172.17.42.31", "to": "kube-node1", "key": 4}


def test_l3_17_what_goes_onto_the_wire(sent_actions: str, told: Result) -> None:
    """A datapath in the kernel calls the number of the switch tun_id, one in userspace vni."""
    for actions in (sent_actions, told["openflow"]["datapath_actions"]):
        assert "set(eth(src=00:00:00:c0:2e:c7,dst=0a:00:00:00:00:01))" in actions
        assert re.search(r"\b(tun_id|vni)=0x4\b", actions), actions
        assert "dst=172.17.42.31," in actions
        assert "dst=6081," in actions
        assert "{class=0x102,type=0x80,len=4,0x10003}" in actions
    # The post's packet is of no protocol, so its ttl is not shown.
    assert "set(ipv4(ttl=31))" in told["openflow"]["datapath_actions"]


def test_l3_18_connection_tracking_before_the_router_while_a_service_is_there(lab: Lab, sent: list[Hop]) -> None:
    def tracked(met: list[Hop]) -> list[int]:
        router = next(index for index, hop in enumerate(met) if "set_field:0x1->metadata" in hop.actions)
        return [hop.table for hop in met[:router] if any(action.startswith("ct(table=") for action in hop.actions)]

    assert only(sent, "ip,reg0=0x4/0x4,metadata=0x5, priority 110,").table in tracked(sent)
    lab.play("site.yml", "--tags", "lb-off")
    assert tracked(hops(lab.host("kube-node2"), SENT)[0]) == []
    lab.play("site.yml", "--tags", "lb-switch")


def test_l3_19_receiving_node(lab: Lab, received: list[Hop]) -> None:
    first, second, last = received[0], received[1], received[-1]
    assert (first.table, last.table) == (0, 65)
    assert {
        "-> OXM_OF_METADATA[0..23] is now 0x4",
        "-> NXM_NX_REG14[0..14] is now 0",
        "-> NXM_NX_REG15[0..15] is now 0x3",
    } <= set(first.actions)
    assert second.match.startswith("reg15=0x3,metadata=0x4, ")
    assert last.match.startswith("reg15=0x3,metadata=0x4, ")
    pod = port_number(lab.host("kube-node1"), "external_ids:iface-id=default_sshd-2")
    assert f"output:{pod}" in last.actions


def test_l3_19_receiving_node_goes_on_in_another_table_than_33_because_today_there_are_more_stages(
    received: list[Hop],
) -> None:
    assert received[1].table > 33
    assert f"resubmit(,{received[1].table})" in received[0].actions


def test_l3_19_the_module_tells_the_same_of_a_packet_from_the_tunnel(lab: Lab) -> None:
    host = lab.host("kube-node1")
    flow = RECEIVED.format(port_number(host, "options:remote_ip=172.17.42.32")).replace(
        "0x3,dl_src", "0x10003,icmp,nw_src=192.168.3.2,nw_dst=192.168.2.3,nw_ttl=31,icmp_type=8,dl_src"
    )
    got = OnHost(lab, "kube-node1")(
        "ovn_trace", {"microflow": flow, "engine": "openflow", **connection(lab, "kube-node1")}
    )
    assert (got["verdict"], [output["port"] for output in got["outputs"]]) == ("delivered", ["default_sshd-2"]), got
    assert {row["datapath"] for row in got["tables"]} == {"kube-node1"}
