# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of a logical flow, alone as ovn-trace prints them and all together as the database has them."""

from __future__ import annotations

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.trace import actions

RESET = "reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; };"
ERROR = "icmp4_error {eth.dst = eth.src; icmp4.type = 3; /* Destination Unreachable */ };"
NEIGHBOUR = "nd_na_router { eth.src = 02:00:00:00:00:01; outport = inport; flags.loopback = 1; output; };"
ASKING = "arp { eth.dst = ff:ff:ff:ff:ff:ff; arp.spa = reg1; arp.tpa = reg0; arp.op = 1; output; };"
BALANCE = 'reg0[1] = 0; ct_lb_mark(backends=10.0.2.10:80,[fd00::1]:80; hash_fields="ip_src");'


@pytest.mark.parametrize(
    ("text", "answers", "refuses", "asks"),
    [
        ("icmp4.type = 0", True, False, False),
        ("ip4.dst <-> ip4.src; ip.ttl = 255; icmp4.type = 0; flags.loopback = 1; next;", True, False, False),
        ("eth.dst = eth.src; arp.op = 2; /* ARP reply */ output;", True, False, False),
        ("udp.src = 67", True, False, False),
        ("udp.src = 6745", False, False, False),
        ("reg0 = 1; udp.src = 530;", False, False, False),
        (NEIGHBOUR, True, False, False),
        (RESET, False, True, False),
        ("icmp4 {", False, True, False),
        (ASKING, False, False, True),
        ("xnd_ns {", False, False, False),
        (BALANCE, False, False, False),
        ("drop;", False, False, False),
    ],
)
def test_meaning(text: str, answers: bool, refuses: bool, asks: bool) -> None:
    assert (actions.answers(text), actions.refuses(text), actions.asks(text)) == (answers, refuses, asks)


def test_an_error_is_no_answer() -> None:
    assert actions.refuses(ERROR)
    assert not actions.answers(ERROR)


@pytest.mark.parametrize(
    ("text", "backends"),
    [
        (BALANCE, ("10.0.2.10:80", "[fd00::1]:80")),
        ("ct_lb(backends=10.0.2.10)", ("10.0.2.10",)),
        ("ct_lb_mark;", ()),
        ("next;", ()),
    ],
)
def test_backends(text: str, backends: tuple[str, ...]) -> None:
    assert actions.backends(text) == backends
