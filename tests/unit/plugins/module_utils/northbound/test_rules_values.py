# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single values of every table that cannot be right: each with its place and what would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


def port(**options: Any) -> dict[str, Any]:
    return {"switches": [{"name": "s", "ports": [{"name": "p", **options}]}]}


def rule(collection: str, **options: Any) -> dict[str, Any]:
    match = {"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop", "dscp": 1}
    known = {key: match[key] for key in match if key != ("dscp" if collection == "acls" else "action")}
    return {"switches": [{"name": "s", collection: [{**known, **options}]}]}


def router_port(**options: Any) -> dict[str, Any]:
    mine = {"name": "r-a", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"], **options}
    return {"routers": [{"name": "r", "ports": [mine]}]}


def inside(collection: str, **options: Any) -> dict[str, Any]:
    mine = {"name": "r-a", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"]}
    return {"routers": [{"name": "r", "chassis": "one", "ports": [mine], collection: [options]}]}


def nat(**options: Any) -> dict[str, Any]:
    return inside("nat", **{"type": "dnat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.5", **options})


def balancer(**options: Any) -> dict[str, Any]:
    return {"load_balancers": [{"name": "web", "vips": {"10.9.0.9:80": []}, **options}]}


ROUTE = {"ip_prefix": "10.9.0.0/24", "nexthop": "10.0.0.2"}
SESSION = {"logical_port": "r-a", "dst_ip": "10.0.0.2"}
BINDING = {"logical_port": "r-a", "ip": "10.0.0.2", "mac": "02:00:00:00:00:07"}
MAC = "is not a MAC address, write six hexadecimal pairs such as 02:ac:10:ff:01:30"
IP = "is not an IP address, write for example 172.16.255.130"
PAIR = "is not one IPv4 address, one IPv6 address, or both with a space between"

VALUES = [
    # What has an option of its own, written into the map.
    (
        {"switches": [{"name": "s", "other_config": {"subnet": "garbage"}}]},
        "switches[0].other_config.subnet: 'garbage' is not an IPv4 network, write for example 172.16.255.128/26 (switch s)",
    ),
    (
        {"switches": [{"name": "s", "other_config": {"exclude_ips": "10.0.0.1  10.0.0.x"}}]},
        "switches[0].other_config.exclude_ips: '10.0.0.x' is neither an IPv4 address nor a range, write for example 10.0.0.2 "
        "or 10.0.0.2..10.0.0.9 (switch s)",
    ),
    (
        balancer(options={"affinity_timeout": 99999}),
        "load_balancers[0].options.affinity_timeout: 99999 is not between 0 and 65535 (load balancer web)",
    ),
    (
        balancer(options={"affinity_timeout": "1e3"}),
        "load_balancers[0].options.affinity_timeout: '1e3' is no number (load balancer web)",
    ),
    (
        balancer(options={"hairpin_snat_ip": "junk"}),
        f"load_balancers[0].options.hairpin_snat_ip: 'junk' {PAIR} (load balancer web)",
    ),
    (
        balancer(options={"neighbor_responder": "foo"}),
        "load_balancers[0].options.neighbor_responder: 'foo' is none of these: reachable, all, none (load balancer web)",
    ),
    (
        balancer(options={"reject": "yes"}),
        "load_balancers[0].options.reject: 'yes' is neither true nor false (load balancer web)",
    ),
    (
        balancer(reject=True, options={"reject": "false"}),
        "load_balancers[0].options.reject: 'false' contradicts the option reject, which is True; write one of the two "
        "(load balancer web)",
    ),
    (
        balancer(address_family="ipv4", options={"address-family": None}),
        "load_balancers[0].options.address-family: None contradicts the option address_family, which is 'ipv4'; write one "
        "of the two (load balancer web)",
    ),
    (
        port(options={"nat-addresses": "junk"}),
        "switches[0].ports[0].options.nat-addresses: 'junk' is neither router nor a MAC with its addresses; write router, "
        "or 'MAC IP...' (port p)",
    ),
    (port(tag=0), "switches[0].ports[0].tag: 0 is not between 1 and 4095 (port p)"),
    (
        port(tag_request=4096, parent_name="p"),
        "switches[0].ports[0].tag_request: 4096 is not between 0 and 4095 (port p)",
    ),
    (port(virtual_ip="x"), f"switches[0].ports[0].virtual_ip: 'x' {IP} (port p)"),
    (rule("acls", priority=32768), "switches[0].acls[0].priority: 32768 is not between 0 and 32767"),
    (rule("acls", tier=4), "switches[0].acls[0].tier: 4 is not between 0 and 3"),
    (rule("acls", label=2**32), "switches[0].acls[0].label: 4294967296 is not between 0 and 4294967295"),
    (rule("acls", name="x" * 64), f"switches[0].acls[0].name: '{'x' * 64}' has 64 characters, the most are 63"),
    (rule("qos_rules", priority=-1), "switches[0].qos_rules[0].priority: -1 is not between 0 and 32767"),
    (rule("qos_rules", dscp=64), "switches[0].qos_rules[0].dscp: 64 is not between 0 and 63"),
    (rule("qos_rules", mark=0), "switches[0].qos_rules[0].mark: 0 is not between 1 and 4294967295"),
    (rule("qos_rules", rate=0), "switches[0].qos_rules[0].rate: 0 is not between 1 and 4294967295"),
    (rule("qos_rules", rate=1, burst=0), "switches[0].qos_rules[0].burst: 0 is not between 1 and 4294967295"),
    (router_port(mac="x"), f"routers[0].ports[0].mac: 'x' {MAC} (port r-a)"),
    (
        router_port(networks=["10.0.0.1"]),
        "routers[0].ports[0].networks[0]: '10.0.0.1' is not an address with its prefix length, write for example "
        "172.16.255.129/26 (port r-a)",
    ),
    (
        router_port(gateway_chassis=[{"chassis_name": "one", "priority": 32768}]),
        "routers[0].ports[0].gateway_chassis[0].priority: 32768 is not between 0 and 32767",
    ),
    (
        inside("static_routes", **{**ROUTE, "ip_prefix": "10.9.0.0/33"}),
        "routers[0].static_routes[0].ip_prefix: '10.9.0.0/33' is neither a network nor an address, write for example "
        "172.16.255.128/25",
    ),
    (
        inside("policies", priority=40000, match="ip4", action="drop"),
        "routers[0].policies[0].priority: 40000 is not between 0 and 32767",
    ),
    (
        inside("policies", priority=1, match="ip4", action="reroute", nexthops=["x"]),
        f"routers[0].policies[0].nexthops[0]: 'x' {IP}",
    ),
    (nat(external_ip="10.0.0.0/24"), f"routers[0].nat[0].external_ip: '10.0.0.0/24' {IP}"),
    (nat(priority=32768, match="ip4"), "routers[0].nat[0].priority: 32768 is not between 0 and 32767"),
    (
        nat(external_port_range="90-80"),
        "routers[0].nat[0].external_port_range: '90-80' is not a port or a range of ports, write N or N-M with 0 < N < M "
        "< 65536",
    ),
    (
        nat(type="dnat_and_snat", external_mac="x", logical_port="vm"),
        f"routers[0].nat[0].external_mac: 'x' {MAC}",
    ),
    (inside("bfd", **{**SESSION, "dst_ip": "x"}), f"routers[0].bfd[0].dst_ip: 'x' {IP}"),
    (inside("bfd", **SESSION, min_tx=0), "routers[0].bfd[0].min_tx: 0 is less than 1"),
    (inside("static_mac_bindings", **{**BINDING, "ip": "x"}), f"routers[0].static_mac_bindings[0].ip: 'x' {IP}"),
    (inside("static_mac_bindings", **{**BINDING, "mac": "x"}), f"routers[0].static_mac_bindings[0].mac: 'x' {MAC}"),
    (
        {"routers": [{"name": "r", "lb_force_snat_ip": "x"}]},
        f"routers[0].lb_force_snat_ip: 'x' {PAIR}; or write router_ip (router r)",
    ),
    (
        balancer(affinity_timeout=65536),
        "load_balancers[0].affinity_timeout: 65536 is not between 0 and 65535 (load balancer web)",
    ),
    (
        balancer(hairpin_snat_ip="10.0.0.1 10.0.0.2"),
        f"load_balancers[0].hairpin_snat_ip: '10.0.0.1 10.0.0.2' {PAIR} (load balancer web)",
    ),
    (
        {"switches": [{"name": "s", "exclude_ips": ["10.0.0.9..10.0.0.2"]}]},
        "switches[0].exclude_ips[0]: '10.0.0.9..10.0.0.2' is neither an IPv4 address nor a range, write for example "
        "10.0.0.2 or 10.0.0.2..10.0.0.9 (switch s)",
    ),
    (
        {"switches": [{"name": "s", "ipv6_prefix": "fd00::/48"}]},
        "switches[0].ipv6_prefix: 'fd00::/48' is not an IPv6 prefix of 64 bits, write for example fd00:10::/64 (switch s)",
    ),
    (
        {"ha_chassis_groups": [{"name": "g", "ha_chassis": [{"chassis_name": "one", "priority": -1}]}]},
        "ha_chassis_groups[0].ha_chassis[0].priority: -1 is not between 0 and 32767",
    ),
    (
        {"meters": [{"name": "m", "unit": "kbps", "bands": [{"rate": 0}]}]},
        "meters[0].bands[0].rate: 0 is not between 1 and 4294967295",
    ),
]


@pytest.mark.parametrize(
    ("declared", "message"), VALUES, ids=[message.partition(": ")[0] for _value, message in VALUES]
)
def test_one_value(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    assert message in [*map(str, as_task(declared).faults)]


@pytest.mark.parametrize("options", [{"reject": "True"}, {"affinity_timeout": 7}, {"neighbor_responder": None}])
def test_what_the_map_may_say(as_inventory: Judge, options: dict[str, Any]) -> None:
    assert as_inventory(balancer(options=options, affinity_timeout=options.get("affinity_timeout"))).faults == []
