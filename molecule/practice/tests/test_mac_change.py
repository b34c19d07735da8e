# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The post's incident: vm3 has another MAC address, and its gateway goes on sending to the old one.

A router of the post's OVN did not learn from ARP requests, today's do. So vm3 is told its gateway's MAC address here,
and what OVN has learned since is put back to the old one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.database import SB, dump
from proof.lab import Lab
from proof.modules import OnHost
from proof.wait import eventually

ClientOf = Callable[[str], Client]

VM3, GATEWAY = "192.168.101.10", "192.168.101.1"
OLD, NEW, ROUTER = "02:ac:10:ff:00:13", "02:ac:10:ff:00:33", "02:ac:10:ff:01:01"
STALE = f"router1-ls2: {VM3} is bound to {OLD}, but ls2-vm3 has {NEW}"
ADDRESSES = {"ls2-vm3": [VM3]}


def bound(central: Host) -> str | None:
    """The MAC address that router1 has for vm3."""
    rows = dump(central, SB)["MAC_Binding"].values()
    return next((row["mac"] for row in rows if (row["logical_port"], row["ip"]) == ("router1-ls2", VM3)), None)


def match(central: Host) -> str:
    """Of router1's flow for vm3, as the post writes it: the address, and the keys that OVN gave port and router."""
    tables = dump(central, SB)
    port = next(row for row in tables["Port_Binding"].values() if row["logical_port"] == "router1-ls2")
    router = tables["Datapath_Binding"][port["datapath"][1]]
    return f"table=66,reg0=0xc0a8650a,reg15={port['tunnel_key']:#x},metadata={router['tunnel_key']:#x}"


def give_mac(central: Host, vm3: Client, mac: str) -> None:
    """To vm3's port and to vm3, as in the post."""
    settings = " -- ".join(f"lsp-set-{what} ls2-vm3 {mac}" for what in ("addresses", "port-security"))
    central.check_output(f"ovn-nbctl --wait=hv {settings}")
    assert vm3.run(f"ip link set vm3 address {mac}").rc == 0


@pytest.fixture
def vm3(client: ClientOf) -> Client:
    return client("vm3")


@pytest.fixture
def node2(lab: Lab) -> Host:
    return lab.host("node2")


@pytest.fixture(autouse=True)
def incident(lab: Lab, central: Host, node2: Host, vm3: Client) -> Iterator[None]:
    give_mac(central, vm3, OLD)
    assert vm3.ping(GATEWAY).ttls
    eventually(lambda: bound(central) == OLD, 10, "router1 learns vm3's first MAC address")
    give_mac(central, vm3, NEW)
    assert vm3.run(f"ip neigh replace {GATEWAY} lladdr {ROUTER} dev vm3 nud permanent").rc == 0
    row = central.check_output(f"ovn-sbctl --bare --columns _uuid find MAC_Binding logical_port=router1-ls2 ip={VM3}")
    central.check_output(f"""ovn-sbctl set MAC_Binding {row} 'mac="{OLD}"'""")
    eventually(lambda: eth_dst(node2, match(central)) == OLD, 10, "node2 has the flow for the old MAC address")
    yield
    vm3.run(f"ip neigh del {GATEWAY} dev vm3")
    lab.play("playbooks/heal.yml")


def eth_dst(node2: Host, flow: str) -> str | None:
    """The MAC address that a flow gives to packets."""
    shown = node2.check_output(f"ovs-ofctl dump-flows br-int {flow}")
    found = re.search(r"(?:mod_dl_dst|set_field):([0-9a-f:]{17})", shown)
    return found[1] if found else None


def test_l2_18_old_mac_is_in_the_way(central: Host, node2: Host, vm3: Client) -> None:
    assert vm3.ping(GATEWAY).ttls == []
    port = node2.check_output("ovs-vsctl --bare --columns ofport find Interface external_ids:iface-id=ls2-vm3")
    packet = f"in_port={port},icmp,icmp_type=8,dl_src={NEW},dl_dst={ROUTER},nw_src={VM3},nw_dst={GATEWAY},nw_ttl=64"
    trace = node2.check_output(f"ovs-appctl ofproto/trace br-int {packet}")
    keys = match(central).replace("table=66,", "")
    assert re.search(rf"^\s+66\. {keys}, .*\n\s+set_field:{OLD}->eth_dst$", trace, re.MULTILINE), trace
    assert trace.endswith("Datapath actions: drop"), trace


def test_it_is_named_and_mended(lab: Lab, central: Host, vm3: Client) -> None:
    shown = lab.play("playbooks/heal.yml", "--check")
    assert STALE in shown.output
    done = OnHost(lab, "node1").goes_through("ovn_mac_binding", {"addresses": ADDRESSES}, lambda: bound(central))
    assert [each["text"] for each in done["stale"]] == [STALE]
    replies = vm3.ping(GATEWAY)
    assert replies.ttls == [254] * replies.sent
    assert bound(central) == NEW
    assert vm3.ping("192.168.100.10").ttls == [63] * 3


def test_l2_21_to_destroy_the_row_is_enough(central: Host, vm3: Client) -> None:
    """What the module does, by hand."""
    row = central.check_output(f"ovn-sbctl --bare --columns _uuid find MAC_Binding logical_port=router1-ls2 ip={VM3}")
    central.check_output(f"ovn-sbctl destroy MAC_Binding {row}")
    assert vm3.ping(GATEWAY).ttls == [254] * 3
    assert bound(central) == NEW


def test_l2_20_posts_own_repair_mends_one_host_alone(central: Host, node2: Host, vm3: Client) -> None:
    """The flow is by hand: OVN knows nothing of it, and goes on with the old MAC address elsewhere."""
    flow = match(central)
    node2.check_output(f"ovs-ofctl del-flows br-int {flow}")
    node2.check_output(f"ovs-ofctl add-flow br-int {flow},actions=mod_dl_dst:{NEW}")
    try:
        assert vm3.ping(GATEWAY).ttls == [254] * 3
        assert bound(central) == OLD
    finally:
        node2.check_output(f"ovs-ofctl del-flows br-int {flow}")
