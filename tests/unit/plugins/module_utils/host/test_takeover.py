# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bridge takes over from its NIC."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.iproute import Address, Link
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.takeover import (
    Takeover,
    carried,
    gather,
    restore_commands,
)

DEFAULT_ROUTE = {"dst": "default", "gateway": "10.0.0.1", "dev": "eth1", "family": "-4"}


def link(name: str, *cidrs: str) -> Link:
    return Link(name, "02:00:00:00:00:01", 1500, True, addresses=[Address(cidr) for cidr in cidrs])


def text(takeover: Takeover, suffix: str) -> str:
    return next(file.text or "" for file in takeover.files() if file.path.endswith(suffix))


def test_the_commands_of_the_move() -> None:
    takeover = Takeover(
        "br-eth1", "eth1", "system", ["10.0.0.2/24", "2001:db8::2/64"], ["0.0.0.0/0 via 10.0.0.1 dev br-eth1"]
    )
    assert text(takeover, ".ip").splitlines()[1:] == [
        "address flush dev eth1 scope global",
        "link set dev eth1 up",
        "link set dev br-eth1 up",
        "address replace 10.0.0.2/24 dev br-eth1 broadcast +",
        "address replace 2001:db8::2/64 dev br-eth1 nodad",
        "route replace 0.0.0.0/0 via 10.0.0.1 dev br-eth1",
    ]


def test_a_bridge_without_nic_flushes_nothing() -> None:
    takeover = Takeover("br-x", None, "system", ["10.0.0.2/24"])
    assert "flush" not in text(takeover, ".ip")
    assert takeover.settings() == {}


def test_in_userspace_the_kernel_has_to_ignore_the_nic() -> None:
    assert Takeover("br-eth1", "eth1", "system").settings() == {"net/ipv6/conf/eth1/disable_ipv6": "1"}
    assert Takeover("br-eth1", "eth1", "netdev").settings() == {
        "net/ipv6/conf/eth1/disable_ipv6": "1",
        "net/ipv4/conf/eth1/rp_filter": "1",
        "net/ipv4/conf/eth1/arp_ignore": "8",
    }


def test_settings_reach_a_nic_with_a_dot_in_its_name() -> None:
    assert "-net/ipv6/conf/eth1.100/disable_ipv6 = 1" in text(Takeover("br-v", "eth1.100", "system"), ".sysctl")


def test_the_unit_runs_after_whatever_configures_the_nic() -> None:
    unit = text(Takeover("br-eth1", "eth1", "system"), ".service")
    after = next(line for line in unit.splitlines() if line.startswith("After="))
    for tool in ("networking.service", "systemd-networkd.service", "NetworkManager.service", "ifup@eth1.service"):
        assert tool in after
    assert "Before=ovn-controller.service" in unit
    assert "PartOf=networking.service systemd-networkd.service NetworkManager.service" in unit


def test_host_and_router_share_an_address() -> None:
    takeover = Takeover("br-ex", "eth0", "netdev", ["10.0.0.2/24", "2001:db8::2/64"], share={"tcp": [80], "udp": [53]})
    assert text(takeover, ".flows").splitlines()[1:] == [
        "priority=100,in_port=LOCAL,actions=output:eth0",
        "priority=90,in_port=eth0,tcp,nw_dst=10.0.0.2,tp_dst=80,actions=FLOOD",
        "priority=90,in_port=eth0,udp,nw_dst=10.0.0.2,tp_dst=53,actions=FLOOD",
        "priority=80,in_port=eth0,ip,nw_dst=10.0.0.2,actions=ct(zone=64000,table=1)",
        "priority=60,ip,nw_src=10.0.0.2,actions=ct(commit,zone=64000),output:eth0",
        "priority=70,in_port=eth0,actions=LOCAL,FLOOD",
        "priority=50,actions=output:eth0",
        "table=1,priority=20,ct_state=+trk+est,actions=FLOOD",
        "table=1,priority=20,ct_state=+trk+rel,actions=FLOOD",
        "table=1,priority=10,actions=LOCAL",
    ]
    unit = text(takeover, ".service")
    assert "ExecStart=ovs-ofctl -O OpenFlow13 replace-flows br-ex /etc/ovs-bridge/br-ex.flows\n" in unit
    assert "PartOf=networking.service systemd-networkd.service NetworkManager.service ovs-vswitchd.service\n" in unit


def test_a_bridge_of_its_own_has_no_flows() -> None:
    takeover = Takeover("br-ex", "eth0", "netdev", ["10.0.0.2/24"])
    assert text(takeover, ".flows") == ""
    assert "ovs-ofctl" not in text(takeover, ".service")


def test_an_earlier_run_is_read_back() -> None:
    takeover = Takeover("br-eth1", "eth1", "system", ["10.0.0.2/24"], ["0.0.0.0/0 via 10.0.0.1 dev br-eth1"])
    assert carried(text(takeover, ".ip")) == (takeover.addresses, takeover.routes)
    assert carried(None) == ([], [])


def test_the_first_time_everything_comes_from_the_nic() -> None:
    found = gather("br-eth1", "eth1", None, {"eth1": link("eth1", "10.0.0.2/24")}, [DEFAULT_ROUTE], None)
    assert found == (["10.0.0.2/24"], ["0.0.0.0/0 via 10.0.0.1 dev br-eth1"])


def test_a_bridge_that_somebody_made_by_hand_keeps_what_it_has() -> None:
    links = {"eth1": link("eth1"), "br-eth1": link("br-eth1", "10.0.0.2/24")}
    found = gather("br-eth1", "eth1", None, links, [{**DEFAULT_ROUTE, "dev": "br-eth1"}], None)
    assert found == (["10.0.0.2/24"], ["0.0.0.0/0 via 10.0.0.1 dev br-eth1"])


def test_what_was_lost_since_comes_from_the_file() -> None:
    before = text(
        Takeover("br-eth1", "eth1", "system", ["10.0.0.2/24"], ["192.0.2.0/24 via 10.0.0.1 dev br-eth1"]), ".ip"
    )
    links = {"eth1": link("eth1"), "br-eth1": link("br-eth1")}
    assert gather("br-eth1", "eth1", None, links, [], before) == (
        ["10.0.0.2/24"],
        ["192.0.2.0/24 via 10.0.0.1 dev br-eth1"],
    )


def test_routes_that_somebody_adds_later_are_not_ours() -> None:
    before = text(Takeover("br-eth1", "eth1", "system"), ".ip")
    links = {"eth1": link("eth1"), "br-eth1": link("br-eth1")}
    later = {**DEFAULT_ROUTE, "dev": "br-eth1", "dst": "198.51.100.0/24"}
    assert gather("br-eth1", "eth1", None, links, [later], before)[1] == []


@pytest.mark.parametrize("wanted", [["192.0.2.2/24"], []])
def test_declared_addresses_are_the_only_ones(wanted: list[str]) -> None:
    links: dict[str, Any] = {"eth1": link("eth1", "10.0.0.2/24")}
    assert gather("br-eth1", "eth1", wanted, links, [], None)[0] == wanted


def test_the_way_back() -> None:
    commands = restore_commands("eth1", link("eth1", "10.0.0.2/24"), ["0.0.0.0/0 via 10.0.0.1 dev eth1"])
    assert commands.splitlines() == [
        "link set dev eth1 up",
        "address replace 10.0.0.2/24 dev eth1 broadcast +",
        "route replace 0.0.0.0/0 via 10.0.0.1 dev eth1",
    ]
