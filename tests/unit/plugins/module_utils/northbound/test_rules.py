# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of a network are to each other: each rule with an input that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


def balancer(**options: Any) -> dict[str, Any]:
    return {"load_balancers": [{"name": "web", **options}]}


def router(**options: Any) -> dict[str, Any]:
    ports = [{"name": "r-a", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"]}]
    return {"routers": [{"name": "r", "ports": ports, **options}]}


def switch(*ports: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"switches": [{"name": "s", "ports": list(ports), **options}]}


def leading_to(port: str) -> dict[str, Any]:
    """A router with a port for a switch to lead to."""
    return {
        "routers": [{"name": "q", "ports": [{"name": port, "mac": "02:00:00:00:00:09", "networks": ["10.9.9.1/24"]}]}]
    }


def nat(kind: str = "snat", **options: Any) -> dict[str, Any]:
    rule = {"type": kind, "external_ip": "192.0.2.1", "logical_ip": "10.0.0.5", **options}
    return router(chassis="one", nat=[rule])


ERRORS = [
    # load balancers
    (
        balancer(vips={"10.0.0.300": ["10.0.0.1"]}),
        "load_balancers[0].vips[10.0.0.300]: the VIP '10.0.0.300' is neither an IP address nor IP:PORT (IPv6: [IP]:PORT)",
    ),
    (
        balancer(vips={"fd00::10:80": ["[fd00::1]:80"]}),
        "load_balancers[0].vips[fd00::10:80]: ambiguous IPv6 VIP fd00::10:80: write [fd00::10]:80 for a VIP with a port",
    ),
    (
        balancer(vips={"10.0.0.9:80": ["10.0.0.1"]}),
        "load_balancers[0].vips[10.0.0.9:80]: the VIP 10.0.0.9:80 has a port but its backend 10.0.0.1 has none; "
        "write 10.0.0.1:80",
    ),
    (
        balancer(vips={"10.0.0.9": ["10.0.0.1:80"]}),
        "load_balancers[0].vips[10.0.0.9]: the backend 10.0.0.1:80 has a port but its VIP 10.0.0.9 has none; "
        "write 10.0.0.9:PORT or 10.0.0.1",
    ),
    (
        balancer(vips={"10.0.0.9": ["fd00::1"]}),
        "load_balancers[0].vips[10.0.0.9]: the backend fd00::1 is not of the same IP family as the VIP 10.0.0.9",
    ),
    (
        balancer(vips={"10.0.0.9:0": []}),
        "load_balancers[0].vips[10.0.0.9:0]: the port of the VIP '10.0.0.9:0' is not between 1 and 65535",
    ),
    (
        balancer(vips={"10.0.0.9:80": ["10.0.0.1:70000"]}),
        "load_balancers[0].vips[10.0.0.9:80]: the backend '10.0.0.1:70000' is neither an IP address nor IP:PORT with a "
        "port of 1 to 65535",
    ),
    (
        {
            **router(chassis="one"),
            "load_balancers": [
                {"name": "one", "vips": {"10.9.0.9": []}, "routers": ["r"]},
                {"name": "two", "vips": {"10.9.0.9": []}, "routers": ["r"]},
            ],
        },
        "load_balancers[1].vips[10.9.0.9]: the VIP 10.9.0.9 is served by one on r already; which of the two wins is undefined",
    ),
    (
        {**router(), **balancer(vips={"10.9.0.9": []}, routers=["r"])},
        "load_balancers[0].routers[0]: router r is distributed and has no gateway port: replies would not be translated "
        "back; attach web to the clients' switches, or give r a chassis",
    ),
    # routers
    (
        router(nat=[{"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.0/24"}]),
        "routers[0].nat: router r has no place to do NAT and would ignore the rules: set chassis, or gateway_chassis of "
        "one of its ports",
    ),
    (
        nat("dnat", logical_ip="10.0.0.0/24"),
        "routers[0].nat[0].logical_ip: dnat leads to one address, not to the network 10.0.0.0/24",
    ),
    (
        {**nat("dnat_and_snat", logical_port="vm"), **switch({"name": "vm"})},
        "routers[0].nat[0].logical_port: logical_port and external_mac go together: set both, or neither",
    ),
    (nat("snat", stateless=True), "routers[0].nat[0].stateless: is for dnat_and_snat alone, not for snat"),
    (nat("snat", add_route=True), "routers[0].nat[0].add_route: is not for snat"),
    (nat("snat", priority=5), "routers[0].nat[0].priority: has no meaning without match"),
    (
        router(static_routes=[{"ip_prefix": "10.9.0.0/24", "nexthop": "10.0.0.300"}]),
        "routers[0].static_routes[0].nexthop: '10.0.0.300' is neither an IP address nor 'discard'; only with output_port "
        "may it be empty",
    ),
    (
        router(static_routes=[{"ip_prefix": "10.9.0.0/24", "nexthop": "10.0.0.2", "output_port": "r-b"}]),
        "routers[0].static_routes[0].output_port: r-b is no port of router r; its ports are: r-a",
    ),
    (
        {
            "routers": [
                {"name": "r", "ports": [{"name": "r-a", "peer": "q-a"}]},
                {"name": "q", "ports": [{"name": "q-a", "peer": "q-b"}, {"name": "q-b", "peer": "q-a"}]},
            ]
        },
        "routers[0].ports[0].peer: q-a must name r-a as its peer in return",
    ),
    (
        {
            "routers": [
                {"name": "r", "chassis": "one", "ports": [{"name": "a", "gateway_chassis": [{"chassis_name": "two"}]}]}
            ]
        },
        "routers[0].ports[0].gateway_chassis: router r is bound to chassis one; a port of it cannot have gateway_chassis too",
    ),
    # switches
    (
        switch({"name": "net", "type": "localnet"}),
        "switches[0].ports[0].network_name: the localnet port net needs the name of its physical network",
    ),
    (
        switch({"name": "up", "type": "router"}),
        "switches[0].ports[0].router_port: the port up of type router needs the name of its router port",
    ),
    (
        {**switch({"name": "up", "type": "localport", "router_port": "q-a"}), **leading_to("q-a")},
        "switches[0].ports[0].type: the port up has a router_port, so its type must be router, not 'localport'",
    ),
    (
        switch({"name": "box", "parent_name": "vm"}, {"name": "vm"}),
        "switches[0].ports[0].parent_name: the port box has a parent: set tag_request too (0 lets OVN choose)",
    ),
    (
        {
            **switch(
                {"name": "one", "type": "router", "router_port": "r-a"},
                {"name": "two", "type": "router", "router_port": "r-a"},
            ),
            **leading_to("r-a"),
        },
        "switches[0].ports[1].router_port: one and two both lead to the router port r-a; one must go",
    ),
    (
        {"switches": [{"name": "s", "ports": [{"name": "p"}]}, {"name": "t", "ports": [{"name": "p"}]}]},
        "switches[1].ports[0].name: p is a port of s already; names of ports are unique in the whole database",
    ),
    (
        {"dhcp_options": [{"name": "d", "cidr": "10.0.0.0/24", "options": {"server_id": "10.0.0.1", "lease_time": 9}}]},
        "dhcp_options[0].options: the DHCP options d lack server_mac, without which OVN answers nobody",
    ),
    (
        {"dhcp_options": [{"name": "d", "cidr": "fd00::/64", "options": {"server_id": "fd00::1"}}]},
        "dhcp_options[0].options.server_id: 'fd00::1' is not a MAC address, write six hexadecimal pairs such as "
        "02:ac:10:ff:01:30",
    ),
]

WARNINGS = [
    (
        balancer(protocol="udp", vips={"10.0.0.9": []}),
        "load_balancers[0].protocol: OVN ignores it for a VIP without a port: 10.0.0.9 balances every protocol",
    ),
    (
        balancer(vips={"10.0.0.9": ["10.0.0.1", "10.0.0.1", "10.0.0.2"]}),
        "load_balancers[0].vips[10.0.0.9]: the backend 10.0.0.1 is named 2 times and gets that share of the connections",
    ),
    (
        {**switch(subnet="10.0.0.0/24"), **balancer(vips={"10.0.0.9": []}, switches=["s"])},
        "load_balancers[0].switches[0]: the VIP 10.0.0.9 is inside 10.0.0.0/24, the subnet of s: nobody answers ARP for it",
    ),
    (
        switch({"name": "p", "addresses": ["02:00:00:00:00:01 10.9.0.1"]}, subnet="10.0.0.0/24"),
        "switches[0].ports[0].addresses[0]: 10.9.0.1 is outside the subnet 10.0.0.0/24 of switch s",
    ),
    (
        router(lb_force_snat_ip="router_ip"),
        "routers[0].lb_force_snat_ip: has no effect: router r is bound to no chassis",
    ),
]


def _ids(cases: list[tuple[dict[str, Any], str]]) -> list[str]:
    return [message.partition(": ")[2][:40] for _declared, message in cases]


@pytest.mark.parametrize(("declared", "message"), ERRORS, ids=_ids(ERRORS))
def test_an_error_with_its_place_and_remedy(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_task(declared)
    assert [*map(str, checked.faults + checked.errors)] == [message]


@pytest.mark.parametrize(("declared", "message"), WARNINGS, ids=_ids(WARNINGS))
def test_a_warning_keeps_nothing_from_running(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_task(declared)
    assert checked.faults + checked.errors == []
    assert [*map(str, checked.warnings)] == [message]
