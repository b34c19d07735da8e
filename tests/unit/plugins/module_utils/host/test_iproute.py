# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links and routes out of what ``ip -j`` prints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import iproute

STATIC = {"family": "inet", "local": "10.127.0.130", "prefixlen": 24, "scope": "global"}
LINK_LOCAL = {"family": "inet6", "local": "fe80::1", "prefixlen": 64, "scope": "link"}
ADVERTISED = {
    "family": "inet6",
    "local": "2001:db8::5054:ff:fe12:3456",
    "prefixlen": 64,
    "scope": "global",
    "dynamic": True,
    "mngtmpaddr": True,
}
LEASED = {**STATIC, "local": "10.0.0.7", "dynamic": True}


def answering(answers: dict[str, Any]) -> Any:
    """A host on which each command, by its words, prints something."""

    def run(argv: list[str], *, data: str | None = None) -> tuple[int, str, str]:
        return 0, json.dumps(answers[" ".join(argv)]), ""

    return run


def test_a_link() -> None:
    link = iproute.parse_link(
        {
            "ifname": "eth1",
            "flags": ["BROADCAST", "UP"],
            "mtu": 1500,
            "address": "02:AB:00:00:00:01",
            "master": "bond0",
            "promiscuity": 1,
            "linkinfo": {"info_kind": "veth"},
            "addr_info": [STATIC, LINK_LOCAL],
        }
    )
    assert (link.name, link.mac, link.mtu, link.up) == ("eth1", "02:ab:00:00:00:01", 1500, True)
    assert (link.kind, link.master, link.promiscuity) == ("veth", "bond0", 1)
    assert link.cidrs == ["10.127.0.130/24"]


@pytest.mark.parametrize(
    ("address", "counts"), [(STATIC, True), (LEASED, True), (LINK_LOCAL, False), (ADVERTISED, False)]
)
def test_addresses_that_an_interface_gets_by_itself_do_not_count(address: dict[str, Any], counts: bool) -> None:
    assert iproute.is_set_by_somebody(address) is counts


def test_a_lease_is_told_from_a_fixed_address() -> None:
    link = iproute.parse_link({"ifname": "eth0", "addr_info": [STATIC, LEASED]})
    assert [address.leased for address in link.addresses] == [False, True]


def test_no_namespace_at_all() -> None:
    assert iproute.namespaces(lambda argv, data=None: (0, "", "")) == set()


def test_routes_of_both_families_without_those_of_the_kernel() -> None:
    run = answering(
        {
            "ip -j -4 route show table all": [
                {"dst": "default", "gateway": "10.0.0.1", "dev": "eth0"},
                {"dst": "10.0.0.0/24", "dev": "eth0", "protocol": "kernel"},
                {"dst": "10.0.0.2", "dev": "eth0", "type": "local", "table": "local"},
            ],
            "ip -j -6 route show table all": [
                {"dst": "default", "gateway": "fe80::1", "dev": "eth0", "protocol": "ra"},
                {"dst": "2001:db8::/32", "gateway": "fe80::2", "dev": "eth0", "protocol": "static"},
            ],
        }
    )
    found = iproute.routes(run)
    assert [(route["dst"], route["family"]) for route in found] == [("default", "-4"), ("2001:db8::/32", "-6")]


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ({"dst": "default", "gateway": "10.0.0.1", "dev": "eth1"}, "0.0.0.0/0 via 10.0.0.1 dev br-eth1"),
        (
            {"dst": "default", "gateway": "2001:db8::1", "dev": "eth1", "family": "-6", "metric": 1024},
            "::/0 metric 1024 via 2001:db8::1 dev br-eth1",
        ),
        (
            {"dst": "192.0.2.0/24", "gateway": "10.0.0.9", "dev": "eth1", "table": "77", "prefsrc": "10.0.0.2"},
            "192.0.2.0/24 table 77 src 10.0.0.2 via 10.0.0.9 dev br-eth1",
        ),
        (
            {"dst": "192.0.2.1", "dev": "eth1", "scope": "link", "protocol": "static", "metric": 5},
            "192.0.2.1 proto static scope link metric 5 dev br-eth1",
        ),
        (
            {"dst": "192.0.2.0/24", "gateway": "172.16.0.1", "dev": "eth1", "flags": ["onlink"]},
            "192.0.2.0/24 via 172.16.0.1 dev br-eth1 onlink",
        ),
        (
            {"dst": "192.0.2.0/24", "via": {"family": "inet6", "host": "fe80::1"}, "dev": "eth1"},
            "192.0.2.0/24 via inet6 fe80::1 dev br-eth1",
        ),
        (
            {"dst": "192.0.2.0/24", "gateway": "10.0.0.1", "dev": "eth1", "metrics": [{"mtu": 1400}]},
            "192.0.2.0/24 mtu 1400 via 10.0.0.1 dev br-eth1",
        ),
        (
            {
                "dst": "192.0.2.0/24",
                "nexthops": [
                    {"gateway": "10.0.0.1", "dev": "eth1", "weight": 2},
                    {"gateway": "10.9.0.1", "dev": "eth7", "weight": 1},
                ],
            },
            "192.0.2.0/24 nexthop via 10.0.0.1 dev br-eth1 weight 2 nexthop via 10.9.0.1 dev eth7 weight 1",
        ),
    ],
)
def test_a_route_over_another_interface(route: dict[str, Any], words: str) -> None:
    assert " ".join(iproute.route_words({"family": "-4", **route}, "eth1", "br-eth1")) == words


def test_one_of_several_hops_is_enough() -> None:
    route = {"dst": "192.0.2.0/24", "nexthops": [{"dev": "eth7"}, {"dev": "eth1"}]}
    assert iproute.goes_over(route, "eth1")
    assert not iproute.goes_over(route, "eth2")
