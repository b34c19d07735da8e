# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about routers, routes, policies and NAT: each with an input that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


def port(name: str = "r-a", number: int = 1, **options: Any) -> dict[str, Any]:
    return {"name": name, "mac": f"02:00:00:00:00:0{number}", "networks": [f"10.0.{number}.1/24"], **options}


def router(*ports: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"routers": [{"name": "r", "ports": list(ports) or [port()], **options}]}


def gateway(name: str, number: int, chassis: str = "one") -> dict[str, Any]:
    return port(name, number, gateway_chassis=[{"chassis_name": chassis}])


def nat(kind: str = "snat", **options: Any) -> dict[str, Any]:
    return {"type": kind, "external_ip": "192.0.2.1", "logical_ip": "10.0.1.5", **options}


def route(prefix: str, nexthop: str | None = None, **options: Any) -> dict[str, Any]:
    return {"ip_prefix": prefix, "nexthop": nexthop, **options}


def policy(**options: Any) -> dict[str, Any]:
    return router(policies=[{"priority": 1, "match": "ip4", "action": "reroute", **options}])


def at_one_switch(*ports: dict[str, Any], vm: str = "02:00:00:00:00:09 10.0.1.9") -> dict[str, Any]:
    """A VM, and for each port a router of its own."""
    return {
        "switches": [{"name": "s", "ports": [{"name": "vm", "addresses": [vm]}]}],
        "routers": [{"name": f"r{index}", "ports": [{**each, "switch": "s"}]} for index, each in enumerate(ports)],
    }


def linked(*routers: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A switch whose port ``s-r`` leads to ``r-a``."""
    up = {"name": "s-r", "type": "router", "router_port": "r-a", **options}
    return {"switches": [{"name": "s", "ports": [up]}], "routers": list(routers)}


SESSION = {"logical_port": "r-a", "dst_ip": "10.0.1.2"}

ERRORS = {
    "the MAC of a peer": (
        {
            "routers": [
                {"name": "r", "ports": [port(peer="q-a")]},
                {"name": "q", "ports": [port("q-a", networks=["10.0.1.2/24"], peer="r-a")]},
            ]
        },
        "routers[0].ports[0].mac: the router ports q-a and r-a have the same MAC 02:00:00:00:00:01; give each its own",
    ),
    "the MAC of another router at the switch": (
        at_one_switch(port(), port("r-b", networks=["10.0.1.2/24"])),
        "routers[1].ports[0].mac: the router ports r-a and r-b have the same MAC 02:00:00:00:00:01; give each its own",
    ),
    "the IP of another router at the switch": (
        at_one_switch(port(), port("r-b", 2, networks=["fd00::2/64", "10.0.1.1/24"])),
        "routers[1].ports[0].networks[1]: the router ports r-a and r-b at switch s have the same IP 10.0.1.1; give each its "
        "own",
    ),
    "a VM with the MAC of the router": (
        at_one_switch(port(), vm="02:00:00:00:00:01"),
        "switches[0].ports[0].addresses[0]: the port vm and the router port r-a have the same MAC 02:00:00:00:00:01; give "
        "each its own",
    ),
    "a VM with the IP of the router": (
        at_one_switch(port(networks=["fd00::1/64"]), vm="02:00:00:00:00:09 fd00:0::1"),
        "switches[0].ports[0].addresses[0]: the port vm and the router port r-a have the same IP fd00::1; give each its own",
    ),
    "the MAC that another's is made to": (
        at_one_switch(port(mac="auto"), port("r-b", mac="0A:58:0a:00:01:01", networks=["10.0.1.2/24"])),
        "routers[1].ports[0].mac: the router ports r-a and r-b have the same MAC 0a:58:0a:00:01:01; give each its own",
    ),
    "a snat rule twice": (
        router(chassis="one", nat=[nat(), nat(external_ip="192.0.2.2")]),
        "routers[0].nat[1]: the NAT rule snat 10.0.1.5 is declared twice, first at routers[0].nat[0]; declare it once",
    ),
    "an outer address twice": (
        router(chassis="one", nat=[nat("dnat_and_snat"), nat("dnat_and_snat", logical_ip="10.0.1.6")]),
        "routers[0].nat[1]: the NAT rule dnat_and_snat 192.0.2.1 is declared twice, first at routers[0].nat[0]; declare it once",
    ),
    "the same MAC": (
        router(port(), port("r-b", 2, mac="02:00:00:00:00:01")),
        "routers[0].ports[1].mac: the router ports r-a and r-b have the same MAC 02:00:00:00:00:01; give each its own",
    ),
    "overlapping networks": (
        router(port(), port("r-b", 2, networks=["10.0.0.9/16"])),
        "routers[0].ports[1].networks: 10.0.0.9/16 of r-b overlaps with 10.0.1.0/24 of r-a on router r; the router could "
        "not tell where to send",
    ),
    "peer of nobody": (
        router(port(peer="q-a")),
        "routers[0].ports[0].peer: there is no router port q-a; correct the name, declare it in the same task, or create "
        "it first",
    ),
    "peer on a switch": (
        {**router(port(peer="vm")), "switches": [{"name": "s", "ports": [{"name": "vm"}]}]},
        "routers[0].ports[0].peer: vm is a port of a switch, a peer is one of a router: let vm lead here by its router_port",
    ),
    "peer and a switch port": (
        linked({"name": "r", "ports": [port(peer="q-a")]}, {"name": "q", "ports": [port("q-a", 2, peer="r-a")]}),
        "routers[0].ports[0].peer: r-a has a peer and the switch port s-r leads to it; one must go",
    ),
    "HA chassis group on a gateway router": (
        router(port(ha_chassis_group="g"), chassis="one"),
        "routers[0].ports[0].ha_chassis_group: router r is bound to chassis one; a port of it cannot have "
        "ha_chassis_group too",
    ),
    "chassis among the options": (
        router(gateway("r-a", 1), options={"chassis": "two"}),
        "routers[0].ports[0].gateway_chassis: router r is bound to chassis two; a port of it cannot have gateway_chassis "
        "too",
    ),
    "two ways to the same chassis": (
        router(port(gateway_chassis=[{"chassis_name": "one"}], ha_chassis_group="g")),
        "routers[0].ports[0].gateway_chassis: OVN ignores it, because r-a has ha_chassis_group too; take one of them away",
    ),
    "BFD on a port of nobody": (
        router(bfd=[{"logical_port": "r-b", "dst_ip": "10.0.1.2"}]),
        "routers[0].bfd[0].logical_port: r-b is no port of router r; its ports are: r-a",
    ),
    "BFD of a route on a port of nobody": (
        router(static_routes=[route("0.0.0.0/0", "10.0.1.2", bfd={**SESSION, "logical_port": "r-b"})]),
        "routers[0].static_routes[0].bfd.logical_port: r-b is no port of router r; its ports are: r-a",
    ),
    "static MAC binding on a port of nobody": (
        router(static_mac_bindings=[{"logical_port": "r-b", "ip": "10.0.1.2", "mac": "02:00:00:00:00:07"}]),
        "routers[0].static_mac_bindings[0].logical_port: r-b is no port of router r; its ports are: r-a",
    ),
    "next hop out of reach": (
        router(static_routes=[route("0.0.0.0/0", "10.9.0.1")]),
        "routers[0].static_routes[0].nexthop: router r cannot reach 10.9.0.1: it is in none of its networks "
        "(10.0.1.0/24); correct it, or set output_port",
    ),
    "discarded by a port": (
        router(static_routes=[route("10.9.0.0/24", "discard", output_port="r-a")]),
        "routers[0].static_routes[0].output_port: means nothing for a route that discards; take it away",
    ),
    "discarded with BFD": (
        router(static_routes=[route("10.9.0.0/24", "discard", bfd=SESSION)]),
        "routers[0].static_routes[0].bfd: means nothing for a route that discards; take it away",
    ),
    "discarded with ECMP": (
        router(static_routes=[route("10.9.0.0/24", "discard", ecmp_symmetric_reply=True)]),
        "routers[0].static_routes[0].ecmp_symmetric_reply: means nothing for a route that discards; take it away",
    ),
    "discarded and routed": (
        router(static_routes=[route("10.9.0.0/24", "discard"), route("10.9.0.1/24", "10.0.1.2")]),
        "routers[0].static_routes[1].nexthop: router r would both discard and route 10.9.0.1/24; one of the routes must go",
    ),
    "rerouted to nowhere": (
        policy(),
        "routers[0].policies[0].nexthops: a policy that reroutes needs nexthops, the addresses to route to",
    ),
    "rerouted to two families": (
        router(
            port(networks=["10.0.1.1/24", "fd00::1/64"]),
            policies=[{"priority": 1, "match": "ip", "action": "reroute", "nexthops": ["10.0.1.2", "fd00::2"]}],
        ),
        "routers[0].policies[0].nexthops[0]: the next hops of a policy are of one IP family",
    ),
    "rerouted out of reach": (
        policy(nexthops=["10.9.0.1"]),
        "routers[0].policies[0].nexthops[0]: router r cannot reach 10.9.0.1: it is in none of its networks "
        "(10.0.1.0/24); correct it, or set output_port",
    ),
    "dropped to a next hop": (
        policy(action="drop", nexthops=["10.0.1.2"]),
        "routers[0].policies[0].nexthops: nexthops is for the action reroute alone, not for drop",
    ),
    "jump to nowhere": (
        policy(action="jump"),
        "routers[0].policies[0].jump_chain: a policy that jumps needs jump_chain, the chain to go on with",
    ),
    "jump without jumping": (
        policy(nexthops=["10.0.1.2"], jump_chain="other"),
        "routers[0].policies[0].jump_chain: jump_chain is for the action jump alone, not for reroute",
    ),
    "BFD of another next hop": (
        policy(nexthops=["10.0.1.2"], bfd_sessions=[{**SESSION, "dst_ip": "10.0.1.3"}]),
        "routers[0].policies[0].bfd_sessions[0].dst_ip: 10.0.1.3 is none of the policy's next hops, whose state BFD would "
        "tell",
    ),
    "BFD of an allow": (
        policy(action="allow", bfd_sessions=[SESSION]),
        "routers[0].policies[0].bfd_sessions: bfd_sessions is for the action reroute alone, not for allow",
    ),
    "NAT of two families": (
        router(chassis="one", nat=[nat(logical_ip="fd00::1")]),
        "routers[0].nat[0].logical_ip: fd00::1 is not of the same IP family as 192.0.2.1",
    ),
    "NAT for a port of nobody": (
        router(chassis="one", nat=[nat("dnat_and_snat", logical_port="vm", external_mac="02:00:00:00:00:07")]),
        "routers[0].nat[0].logical_port: there is no switch port vm; correct the name, declare it in the same task, or "
        "create it first",
    ),
    "external_mac alone": (
        router(chassis="one", nat=[nat("dnat_and_snat", external_mac="02:00:00:00:00:07")]),
        "routers[0].nat[0].external_mac: logical_port and external_mac go together: set both, or neither",
    ),
    "NAT for some and not for some": (
        router(chassis="one", nat=[nat(allowed_ext_ips="a", exempted_ext_ips="b")]),
        "routers[0].nat[0].exempted_ext_ips: allowed_ext_ips and exempted_ext_ips exclude each other, OVN ignores a rule "
        "with both; take one away",
    ),
    "NAT at one of several gateway ports": (
        router(gateway("r-a", 1), gateway("r-b", 2), nat=[nat()]),
        "routers[0].nat[0].gateway_port: router r has several gateway ports, and 192.0.2.1 is in a network of none: name "
        "one of r-a, r-b",
    ),
    "NAT at a port that is no gateway": (
        router(gateway("r-a", 1), port("r-b", 2), nat=[nat(gateway_port="r-b")]),
        "routers[0].nat[0].gateway_port: r-b is no gateway port of router r; these are: r-a",
    ),
    "stateless and stateful": (
        router(
            chassis="one",
            nat=[nat("dnat_and_snat", stateless=True), nat("dnat", logical_ip="10.0.1.6", external_port_range="80")],
        ),
        "routers[0].nat[1].external_ip: 192.0.2.1 is translated both with and without state; make all of its rules "
        "stateless, or none",
    ),
}

WARNINGS = {
    "a network of one": (
        router(port(networks=["10.0.1.1/32"])),
        "routers[0].ports[0].networks[0]: 10.0.1.1/32 is a network of one address: r-a reaches no neighbour in it; write "
        "the prefix length of its network",
    ),
    "dnat_force_snat_ip of a distributed router": (
        router(dnat_force_snat_ip="10.0.1.1"),
        "routers[0].dnat_force_snat_ip: has no effect: router r is bound to no chassis",
    ),
    "next hop of the other family": (
        router(static_routes=[route("fd00::/64", "10.0.1.2")]),
        "routers[0].static_routes[0].nexthop: 10.0.1.2 is not of the same IP family as fd00::/64: OVN routes so from 24.09 "
        "on, and with dynamic_neigh_routers of the router not set to true",
    ),
}

FINE = {
    "one MAC and one IP on two routers that do not meet": {
        "switches": [{"name": "s"}, {"name": "t"}],
        "routers": [
            {"name": "r", "ports": [port(switch="s")]},
            {"name": "q", "ports": [port("q-a", switch="t")]},
            {"name": "p", "ports": [port("p-a", mac="auto")]},
            {"name": "o", "ports": [port("o-a", mac="auto")]},
        ],
    },
    "a port to a router with the addresses of that": linked(
        {"name": "r", "ports": [port()]}, addresses=["02:00:00:00:00:01 10.0.1.1"]
    ),
    "peers": {
        "routers": [{"name": "r", "ports": [port(peer="q-a")]}, {"name": "q", "ports": [port("q-a", 2, peer="r-a")]}]
    },
    "a route by a port": router(
        static_routes=[route("0.0.0.0/0", "10.9.0.1", output_port="r-a"), route("10.9.0.0/24", output_port="r-a")]
    ),
    "discarded in another table": router(
        static_routes=[route("10.9.0.0/24", "discard"), route("10.9.0.0/24", "10.0.1.2", route_table="other")]
    ),
    "a policy with BFD": policy(nexthops=["10.0.1.2"], bfd_sessions=[SESSION]),
    "NAT at the port in whose network it is": router(
        gateway("r-a", 1), gateway("r-b", 2), nat=[nat(external_ip="10.0.2.9")]
    ),
    "NAT at a port of an HA chassis group": router(port(ha_chassis_group="g"), nat=[nat()]),
    "chassis among the options, for NAT": router(options={"chassis": "one"}, nat=[nat()]),
    "NAT for a port": {
        **router(chassis="one", nat=[nat("dnat_and_snat", logical_port="vm", external_mac="02:00:00:00:00:07")]),
        "switches": [{"name": "s", "ports": [{"name": "vm"}]}],
    },
    "a port to the outside for each": router(
        gateway("r-a", 1),
        gateway("r-b", 2),
        nat=[nat(gateway_port="r-b"), nat(logical_ip="10.0.1.6", gateway_port="r-a")],
    ),
}


@pytest.mark.parametrize(("declared", "message"), ERRORS.values(), ids=ERRORS)
def test_error(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_task(declared)
    assert [*map(str, checked.faults + checked.errors)] == [message]


@pytest.mark.parametrize(("declared", "message"), WARNINGS.values(), ids=WARNINGS)
def test_warning(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_task(declared)
    assert checked.faults + checked.errors == []
    assert [*map(str, checked.warnings)] == [message]


@pytest.mark.parametrize("declared", FINE.values(), ids=FINE)
def test_nothing_to_say(as_task: Judge, declared: dict[str, Any]) -> None:
    checked = as_task(declared)
    assert checked.faults + checked.errors + checked.warnings == []
