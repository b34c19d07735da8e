# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The traces of the post: vm3's packets through router1, and the load balancer as OVS's own NAT."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.database import SB, dump, mapping
from proof.flows import hops, port_number
from proof.lab import Lab
from proof.modules import OnHost, Result, connection

ClientOf = Callable[[str], Client]

VM3, GATEWAY, VIP = "192.168.101.10", "192.168.101.1", "10.254.10.10"
BACKENDS = ["192.168.100.10", "192.168.100.11"]
# The ports have MACs alone.
ADDRESSES = {"ls1-vm1": ["192.168.100.10/24"], "ls1-vm2": ["192.168.100.11/24"], "ls2-vm3": ["192.168.101.10/24"]}
# As the post has it, but for the number of vm3's interface.
POST = "in_port={},icmp,icmp_type=0x8,dl_src=02:ac:10:ff:00:33,dl_dst=02:ac:10:ff:01:01,nw_src=192.168.101.10,nw_dst={}"


@pytest.fixture(scope="module", autouse=True)
def lb_off(lab: Lab, client: ClientOf) -> None:
    """The routers know only the hosts that have sent something."""
    lab.play("site.yml", "--tags", "lb-off")
    for name, gateway in {"vm1": "192.168.100.1", "vm2": "192.168.100.1", "vm3": GATEWAY}.items():
        # Who knows the router's MAC address does not ask for it, and the router learns from who asks.
        assert client(name).run("ip neighbour flush all").rc == 0
        assert client(name).ping(gateway).ttls
    for address in BACKENDS:
        assert client("vm3").ping(address).ttls


@pytest.fixture
def on_switch(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-switch")


@pytest.fixture
def node2(lab: Lab) -> Host:
    return lab.host("node2")


@pytest.fixture
def vm3_port(node2: Host) -> int:
    return port_number(node2, "external_ids:iface-id=ls2-vm3")


def follow(lab: Lab, **options: object) -> Result:
    """By the module, on node2, which has vm1 and vm3."""
    known = {"addresses": ADDRESSES, **connection(lab, "node2")}
    result = OnHost(lab, "node2")("ovn_trace", {**options, **known})
    assert not result.get("failed"), result.get("msg")
    return result


def key(central: Host, datapath: str) -> int:
    """The number that the flows of a switch or router match on."""
    rows = dump(central, SB)["Datapath_Binding"].values()
    (number,) = [row["tunnel_key"] for row in rows if mapping(row["external_ids"])["name"] == datapath]
    return int(number)


def port_key(central: Host, port: str) -> str:
    """The number of a port within its switch or router, as flows have it; a port that is made anew gets another."""
    (number,) = [row["tunnel_key"] for row in dump(central, SB)["Port_Binding"].values() if row["logical_port"] == port]
    return f"{int(number):#x}"


def test_l2_14_reply_of_the_gateway_gets_vm3s_mac_from_table_66(
    lab: Lab, central: Host, node2: Host, vm3_port: int
) -> None:
    flow = POST.format(vm3_port, GATEWAY)
    met, actions = hops(node2, flow)
    (binding,) = [hop for hop in met if hop.table == 66]
    to_ls2 = port_key(central, "router1-ls2")
    assert binding.match.startswith(f"reg0=0xc0a8650a,reg15={to_ls2},metadata={key(central, 'router1'):#x}, ")
    assert "set_field:02:ac:10:ff:00:33->eth_dst" in binding.actions
    assert "eth(src=02:ac:10:ff:01:01,dst=02:ac:10:ff:00:33)" in actions
    assert "ipv4(src=192.168.101.1,dst=192.168.101.10,ttl=254)" in actions
    assert "icmp(type=0," in actions

    told = follow(lab, microflow=flow, engine="openflow")
    assert (told["verdict"], [output["port"] for output in told["outputs"]]) == ("replied", ["ls2-vm3"])
    logical = follow(lab, **{"from": "ls2-vm3", "to": GATEWAY})
    assert f"ip4.src == {VM3}" in logical["microflow"]
    assert (logical["verdict"], logical["outputs"][0]["port"]) == ("replied", "ls2-vm3")


def test_l2_15_vm3_to_vm1_comes_out_with_router1s_mac_and_one_ttl_less(lab: Lab, node2: Host, vm3_port: int) -> None:
    flow = POST.format(vm3_port, "192.168.100.10,nw_ttl=32")
    _met, actions = hops(node2, flow)
    assert "eth(src=02:ac:10:ff:00:01,dst=02:ac:10:ff:00:11)" in actions
    assert "ipv4(ttl=31)" in actions

    told = follow(lab, microflow=flow, engine="openflow")
    (output,) = told["outputs"]
    assert (told["verdict"], output["port"], output["interface"]) == ("delivered", "ls1-vm1", "vm1")
    logical = follow(lab, **{"from": "ls2-vm3", "to": "ls1-vm1", "ttl": 32})
    assert (logical["verdict"], logical["outputs"][0]["port"]) == ("delivered", "ls1-vm1")
    assert [stop["datapath"] for stop in logical["path"]] == ["ls2", "router1", "ls1"]
    assert logical["next_hops"] == [{"router": "router1", "address": "192.168.100.10"}]


@pytest.mark.parametrize(
    ("target", "verdict", "line"),
    [
        (GATEWAY, "replied", "router1"),
        ("vm1", "delivered", "ls1      delivered to ls1-vm1 on node2"),
        ("vm2:8000", "delivered", "ls1      delivered to ls1-vm2 on node3"),
    ],
)
def test_playbook_knows_the_addresses_that_the_vms_alone_have(lab: Lab, target: str, verdict: str, line: str) -> None:
    told = lab.play("playbooks/trace.yml", "-e", "from=vm3", "-e", f"to={target}").output
    assert f"vm3 to {target}: {verdict}" in told
    assert line in told


@pytest.mark.usefixtures("on_switch")
def test_l2_16_l2_17_load_balancer_is_ovs_nat_in_a_group_whose_table_is_not_17_because_today_there_are_more_stages(
    lab: Lab, central: Host, node2: Host
) -> None:
    told = [
        follow(
            lab,
            **{"from": "ls2-vm3", "to": f"{VIP}:8000", "engine": "openflow", "dp_hash": number},
        )
        for number in range(1, 5)
    ]
    assert {address for way in told for address in way["lb"][0]["chosen"]} == set(BACKENDS)
    (table,) = {entry["table"] for entry in told[0]["tables"] if entry["stage"] == "ls_in_lb"}
    assert table != 17
    assert {(way["verdict"], way["lb"][0]["name"], way["lb"][0]["datapath"]) for way in told} == {
        ("delivered", "lb-ls2", "ls2"),
        ("forwarded", "lb-ls2", "ls2"),
    }

    match = f"priority=110,ct_state=+new+trk,ip,metadata={key(central, 'ls2'):#x},nw_dst={VIP} "
    flows = node2.check_output(f"ovs-ofctl dump-flows br-int table={table}").splitlines()
    (flow,) = [line for line in flows if match in line]
    group = re.search(r"\bgroup:(\d+)$", flow)
    assert group, flow
    buckets = node2.check_output(f"ovs-ofctl -O OpenFlow15 dump-groups br-int {group[1]}")
    assert re.findall(r"actions=ct\(commit,.*?nat\(dst=([\d.]+)\)", buckets) == BACKENDS


def test_l2_16_ofproto_trace_as_in_the_post_ends_at_the_group_because_today_it_hashes(
    lab: Lab, node2: Host, vm3_port: int, on_switch: None
) -> None:
    """Which is why the module gives a hash along."""
    flow = POST.format(vm3_port, f"{VIP},nw_ttl=64").replace("icmp,icmp_type=0x8", "tcp,tp_src=40000,tp_dst=8000")
    met, actions = hops(node2, flow)
    assert "-> no live bucket" in met[-1].actions
    assert actions.startswith("hash(l4(0)),recirc(")


def test_l2_19_table_66_has_those_who_have_sent_something_and_no_row_for_nobody_where_the_post_had_one(
    central: Host, node2: Host
) -> None:
    """reg0 is the address, reg15 router1's port."""
    to_ls1, to_ls2 = (port_key(central, port) for port in ("router1-ls1", "router1-ls2"))
    shown = node2.check_output(f"ovs-ofctl dump-flows br-int table=66,metadata={key(central, 'router1'):#x}")
    rows = re.findall(r"reg0=(0x[0-9a-f]+),reg15=(0x[0-9a-f]+),metadata=\S+ actions=mod_dl_dst:([0-9a-f:]{17})", shown)
    assert {row for row in rows if row[1] in (to_ls1, to_ls2)} == {
        ("0xc0a8640a", to_ls1, "02:ac:10:ff:00:11"),
        ("0xc0a8640b", to_ls1, "02:ac:10:ff:00:22"),
        ("0xc0a8650a", to_ls2, "02:ac:10:ff:00:33"),
    }
    assert "00:00:00:00:00:00" not in shown
