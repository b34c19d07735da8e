# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A packet in the languages of the two tools, and names with ports behind them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.network import split_port
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.packet import Packet

PING = Packet("a", "left", "02:00:00:00:00:01", "192.0.2.1", "02:00:00:00:00:02", "192.0.2.2", "icmp")
SIX = replace(PING, src_ip="fd00::1", dst_ip="fd00::2")
ETHERNET = 'inport == "a" && eth.src == 02:00:00:00:00:01 && eth.dst == 02:00:00:00:00:02'
FRAME = "in_port=tap,dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:02"


@pytest.mark.parametrize(
    ("packet", "microflow", "flow"),
    [
        (
            PING,
            "ip4.src == 192.0.2.1 && ip4.dst == 192.0.2.2 && ip.ttl == 64 && icmp4.type == 8 && icmp4.code == 0",
            f"icmp,{FRAME},nw_src=192.0.2.1,nw_dst=192.0.2.2,nw_ttl=64,dp_hash=0x1,icmp_type=8,icmp_code=0",
        ),
        (
            SIX,
            "ip6.src == fd00::1 && ip6.dst == fd00::2 && ip.ttl == 64 && icmp6.type == 128 && icmp6.code == 0",
            f"icmp6,{FRAME},ipv6_src=fd00::1,ipv6_dst=fd00::2,nw_ttl=64,dp_hash=0x1,icmpv6_type=128,icmpv6_code=0",
        ),
        (
            replace(PING, protocol="tcp", src_port=40000, port=80, ttl=2),
            "ip4.src == 192.0.2.1 && ip4.dst == 192.0.2.2 && ip.ttl == 2 && tcp.src == 40000 && tcp.dst == 80",
            f"tcp,{FRAME},nw_src=192.0.2.1,nw_dst=192.0.2.2,nw_ttl=2,dp_hash=0x1,tcp_src=40000,tcp_dst=80",
        ),
        (
            replace(SIX, protocol="udp", src_port=40000, port=53),
            "ip6.src == fd00::1 && ip6.dst == fd00::2 && ip.ttl == 64 && udp.src == 40000 && udp.dst == 53",
            f"udp6,{FRAME},ipv6_src=fd00::1,ipv6_dst=fd00::2,nw_ttl=64,dp_hash=0x1,udp_src=40000,udp_dst=53",
        ),
    ],
)
def test_languages(packet: Packet, microflow: str, flow: str) -> None:
    assert packet.microflow() == f"{ETHERNET} && {microflow}"
    assert packet.flow("tap", 1) == flow


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("192.0.2.1", ("192.0.2.1", None)),
        ("192.0.2.1:80", ("192.0.2.1", 80)),
        ("vm1:80", ("vm1", 80)),
        ("vm1", ("vm1", None)),
        ("fd00::1", ("fd00::1", None)),
        ("fd00::80", ("fd00::80", None)),
        ("[fd00::1]:80", ("fd00::1", 80)),
        ("[fd00::1]", ("fd00::1", None)),
        ("left:a", ("left:a", None)),
    ],
)
def test_a_port_behind_a_name(text: str, parts: tuple[str, int | None]) -> None:
    assert split_port(text) == parts
