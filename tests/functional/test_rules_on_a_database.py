# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that declares a part is judged with the rest, which the database has."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader

VM, OTHER = "02:00:00:00:00:05", "02:00:00:00:00:06"
HINT = "correct the name, declare it in the same task, or create it first"
LEASE = {"server_id": "10.0.0.1", "server_mac": "02:00:00:00:00:01", "lease_time": 60}

# ``r`` is distributed, ``edge`` is on a chassis, ``wan`` has two gateway ports.
NETWORK = {
    "switches": [
        {
            "name": "s",
            "subnet": "10.0.0.0/24",
            "ports": [
                {"name": "vm", "addresses": [f"{VM} 10.0.0.5"], "dhcpv4_options": "pool"},
                {"name": "up", "type": "router", "router_port": "r-s"},
                {"name": "net", "type": "localnet", "network_name": "physical"},
            ],
            "acls": [{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop"}],
        },
        {"name": "far"},
    ],
    "routers": [
        {
            "name": "r",
            "ports": [
                {"name": "r-s", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"]},
                {"name": "r-q", "mac": "02:00:00:00:00:02", "networks": ["10.0.9.1/24"], "peer": "q-r"},
            ],
            "static_routes": [{"ip_prefix": "10.7.0.0/24", "nexthop": "discard"}],
            "policies": [{"priority": 1, "match": "ip4", "action": "drop"}],
        },
        {
            "name": "q",
            "ports": [{"name": "q-r", "mac": "02:00:00:00:00:03", "networks": ["10.0.9.2/24"], "peer": "r-q"}],
        },
        {
            "name": "edge",
            "chassis": "one",
            "ports": [{"name": "edge-out", "mac": "02:00:00:00:00:11", "networks": ["192.0.2.1/24"]}],
            "nat": [{"type": "dnat_and_snat", "external_ip": "192.0.2.9", "logical_ip": "10.0.0.5"}],
        },
        {
            "name": "wan",
            "ports": [
                {
                    "name": f"wan-{chassis}",
                    "mac": f"02:00:00:00:01:0{i}",
                    "networks": [f"198.51.10{i}.1/24"],
                    "gateway_chassis": [{"chassis_name": chassis}],
                }
                for i, chassis in enumerate(("one", "two"))
            ],
        },
    ],
    "load_balancers": [
        {"name": "web", "vips": {"10.8.0.9:80": ["10.0.0.5:80"]}, "switches": ["far"], "reject": True},
        {"name": "out", "vips": {"192.0.2.80:80": ["10.0.0.5:80"]}, "routers": ["edge"]},
    ],
    "dhcp_options": [{"name": "pool", "cidr": "10.0.0.0/24", "options": LEASE}],
    "port_groups": [{"name": "web"}],
    "address_sets": [{"name": "apps_ip4", "addresses": ["10.0.0.5"]}],
}

Task = tuple[str, dict[str, Any]]


def warnings(result: dict[str, Any]) -> list[str]:
    """The texts, which newer releases of Ansible wrap."""
    found = result.get("warnings", [])
    return [warning if isinstance(warning, str) else warning["event"]["msg"] for warning in found]


def switch(*ports: dict[str, Any], name: str = "s", **options: Any) -> Task:
    return "ovn_switch", {"name": name, "ports": list(ports), **options}


def router(name: str, **options: Any) -> Task:
    return "ovn_router", {"name": name, **options}


def balancer(name: str, **options: Any) -> Task:
    return "ovn_lb", {"name": name, **options}


def nat(kind: str = "snat", **options: Any) -> dict[str, Any]:
    return {"type": kind, "external_ip": "192.0.2.7", "logical_ip": "10.0.0.6", **options}


ERRORS = {
    "MAC of another port": (
        switch({"name": "new", "addresses": [VM]}),
        f"ports[0].addresses[0]: the ports vm and new of switch s have the same MAC {VM}; give each its own",
    ),
    "IP of another port": (
        switch({"name": "new", "addresses": [f"{OTHER} 10.0.0.5"]}),
        "ports[0].addresses[0]: the ports vm and new of switch s have the same IP 10.0.0.5; give each its own",
    ),
    "MAC of the router": (
        switch({"name": "new", "addresses": ["02:00:00:00:00:01"]}),
        "ports[0].addresses[0]: the port new and the router port r-s have the same MAC 02:00:00:00:00:01; give each its own",
    ),
    "IP of the router": (
        switch({"name": "new", "addresses": [f"{OTHER} 10.0.0.1"]}),
        "ports[0].addresses[0]: the port new and the router port r-s have the same IP 10.0.0.1; give each its own",
    ),
    "IP of a VM": (
        router("wan", ports=[{"name": "wan-s", "mac": OTHER, "networks": ["10.0.0.5/24"], "switch": "s"}]),
        "ports[0].networks[0]: the port vm and the router port wan-s have the same IP 10.0.0.5; give each its own",
    ),
    "parents in a circle": (
        switch(
            {"name": "vm", "parent_name": "in", "tag_request": 5}, {"name": "in", "parent_name": "vm", "tag_request": 6}
        ),
        "ports[0].parent_name: the port vm is in in, and that in vm again; one of them must have no parent",
    ),
    "MAC of another router port": (
        router("r", ports=[{"name": "r-t", "mac": "02:00:00:00:00:01", "networks": ["10.0.8.1/24"]}]),
        "ports[0].mac: the router ports r-s and r-t have the same MAC 02:00:00:00:00:01; give each its own",
    ),
    "network of another router port": (
        router("r", ports=[{"name": "r-t", "mac": OTHER, "networks": ["10.0.0.9/28"]}]),
        "ports[0].networks: 10.0.0.9/28 of r-t overlaps with 10.0.0.0/24 of r-s on router r; the router could not tell "
        "where to send",
    ),
    "dynamic without a pool": (
        switch({"name": "new", "addresses": ["dynamic"]}, name="far"),
        "ports[0].addresses[0]: 'dynamic' needs an address pool: set subnet or ipv6_prefix of switch far",
    ),
    "type of a port that leads to a router": (
        switch({"name": "up", "type": "localport"}),
        "ports[0].type: the port up has a router_port, so its type must be router, not 'localport'",
    ),
    "router port of nobody": (
        switch({"name": "new", "type": "router", "router_port": "r-x"}),
        f"ports[0].router_port: there is no router port r-x for new to lead to; {HINT}",
    ),
    "router port that another port leads to": (
        switch({"name": "new", "type": "router", "router_port": "r-s"}, name="far"),
        "ports[0].router_port: up and new both lead to the router port r-s; one must go",
    ),
    "router port with a peer": (
        switch({"name": "new", "type": "router", "router_port": "r-q"}, name="far"),
        "ports[0].router_port: r-q has a peer and the switch port new leads to it; one must go",
    ),
    "a switch for a router port that has one": (
        router("r", ports=[{"name": "r-s", "switch": "far"}]),
        "ports[0].switch: up and far-r-s both lead to the router port r-s; one must go",
    ),
    "parent of nobody": (
        switch({"name": "new", "parent_name": "wm", "tag_request": 0}),
        "ports[0].parent_name: there is no port wm, the parent of new",
    ),
    "parent without a tag": (
        switch({"name": "vm", "parent_name": "net"}),
        "ports[0].parent_name: the port vm has a parent: set tag_request too (0 lets OVN choose)",
    ),
    "forwarding group": (
        switch(
            forwarding_groups=[{"name": "f", "vip": "10.0.0.9", "vmac": OTHER, "child_port": ["vm", "wm"]}],
        ),
        "forwarding_groups[0].child_port[1]: wm is no port of switch s; its ports are: net, up, vm",
    ),
    "meter of an ACL": (
        switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "meter": "m"}]),
        f"acls[0].meter: there is no meter m; {HINT}",
    ),
    "label of an ACL that drops": (
        switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "label": 7}]),
        "acls[0].label: a label is for the actions allow and allow-related, not for drop",
    ),
    "set of a match": (
        switch(acls=[{"direction": "to-lport", "priority": 2, "match": "ip4.src == $new", "action": "drop"}]),
        f"acls[0].match: $new: there is no address set new, and OVN would ignore the match; {HINT}",
    ),
    "group of a match": (
        (
            "ovn_acl",
            {"port_group": "web", "acls": [{"direction": "to-lport", "priority": 2, "match": "outport == @new"}]},
        ),
        f"acls[0].match: @new: there is no port group new, and OVN would ignore the match; {HINT}",
    ),
    "a reject that this release loses": (
        switch(acls=[{"direction": "to-lport", "priority": 2, "match": "ip4 || ip6", "action": "reject"}]),
        "acls[0].match: OVN before 23.06 loses a reject ACL with || outside of parentheses; put it into ( )",
    ),
    "meter of copp": (("ovn_copp", {"name": "c", "meters": {"arp": "m"}}), f"meters.arp: there is no meter m; {HINT}"),
    "peer of nobody": (
        router("r", ports=[{"name": "r-s", "peer": "x"}]),
        "2 faults in the input, nothing was changed:\n"
        f"- ports[0].peer: there is no router port x; {HINT}\n"
        "- ports[0].peer: r-s has a peer and the switch port up leads to it; one must go",
    ),
    "peer on a switch": (
        router("edge", ports=[{"name": "edge-out", "peer": "vm"}]),
        "ports[0].peer: vm is a port of a switch, a peer is one of a router: let vm lead here by its router_port",
    ),
    "peer of another": (
        router("edge", ports=[{"name": "edge-out", "peer": "q-r"}]),
        "ports[0].peer: q-r must name edge-out as its peer in return",
    ),
    "gateway port of a gateway router": (
        router("edge", ports=[{"name": "edge-out", "gateway_chassis": [{"chassis_name": "two"}]}]),
        "ports[0].gateway_chassis: router edge is bound to chassis one; a port of it cannot have gateway_chassis too",
    ),
    "chassis of a router with gateway ports": (
        router("wan", chassis="three"),
        "chassis: router wan is bound to chassis three; a port of it cannot have gateway_chassis too",
    ),
    "next hop": (
        router("r", static_routes=[{"ip_prefix": "0.0.0.0/0", "nexthop": "10.1.0.1"}]),
        "static_routes[0].nexthop: router r cannot reach 10.1.0.1: it is in none of its networks (10.0.0.0/24, "
        "10.0.9.0/24); correct it, or set output_port",
    ),
    "output port": (
        router("r", static_routes=[{"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.9", "output_port": "q-r"}]),
        "static_routes[0].output_port: q-r is no port of router r; its ports are: r-q, r-s",
    ),
    "routed although discarded": (
        router("r", static_routes=[{"ip_prefix": "10.7.0.0/24", "nexthop": "10.0.0.9"}]),
        "static_routes[0].nexthop: router r would both discard and route 10.7.0.0/24; one of the routes must go",
    ),
    "next hop of a policy that drops": (
        router("r", policies=[{"priority": 1, "match": "ip4", "nexthops": ["10.0.0.9"]}]),
        "policies[0].nexthops: nexthops is for the action reroute alone, not for drop",
    ),
    "BFD": (
        router("r", bfd=[{"logical_port": "q-r", "dst_ip": "10.0.9.2"}]),
        "bfd[0].logical_port: q-r is no port of router r; its ports are: r-q, r-s",
    ),
    "static MAC binding": (
        router("r", static_mac_bindings=[{"logical_port": "q-r", "ip": "10.0.9.2", "mac": OTHER}]),
        "static_mac_bindings[0].logical_port: q-r is no port of router r; its ports are: r-q, r-s",
    ),
    "NAT without a place": (
        router("r", nat=[nat()]),
        "nat: router r has no place to do NAT and would ignore the rules: set chassis, or gateway_chassis of one of its "
        "ports",
    ),
    "NAT at which gateway port": (
        router("wan", nat=[nat()]),
        "nat[0].gateway_port: router wan has several gateway ports, and 192.0.2.7 is in a network of none: name one of "
        "wan-one, wan-two",
    ),
    "NAT for a port of nobody": (
        router("edge", nat=[nat("dnat_and_snat", logical_port="wm", external_mac=OTHER)]),
        f"nat[0].logical_port: there is no switch port wm; {HINT}",
    ),
    "NAT for a port without its MAC": (
        router("edge", nat=[nat("dnat_and_snat", external_ip="192.0.2.9", logical_ip="10.0.0.5", logical_port="vm")]),
        "nat[0].logical_port: logical_port and external_mac go together: set both, or neither",
    ),
    "stateless beside stateful": (
        router("edge", nat=[nat("dnat_and_snat", external_ip="192.0.2.9", external_port_range="80", stateless=True)]),
        "nat[0].external_ip: 192.0.2.9 is translated both with and without state; make all of its rules stateless, or "
        "none",
    ),
    "load balancer on a distributed router": (
        balancer("new", vips={"10.0.0.80": []}, routers=["r"]),
        "routers[0]: router r is distributed and has no gateway port: replies would not be translated back; attach new "
        "to the clients' switches, or give r a chassis",
    ),
    "load balancer on a distributed router, from its side": (
        router("r", load_balancers=["out"]),
        "load_balancers[0]: router r is distributed and has no gateway port: replies would not be translated back; attach "
        "out to the clients' switches, or give r a chassis",
    ),
    "event beside reject": (
        balancer("web", event=True),
        "event: load balancer web can either reject connections or make events of them; take event or reject",
    ),
    "health check of another VIP": (
        balancer("web", health_checks=[{"vip": "10.8.0.9:81"}]),
        "health_checks[0].vip: 10.8.0.9:81 is no VIP of load balancer web, so nothing would be checked; its VIPs are: "
        "10.8.0.9:80",
    ),
    "health check without mappings": (
        balancer("web", health_checks=[{"vip": "10.8.0.9:80"}]),
        "ip_port_mappings: the backend 10.0.0.5 has no entry and would not be checked; write 10.0.0.5: PORT:SOURCE_IP",
    ),
    "mapping to a port of nobody": (
        balancer("web", ip_port_mappings={"10.0.0.5": "wm:10.0.0.99"}),
        f"ip_port_mappings[10.0.0.5]: there is no switch port wm, behind which the backend 10.0.0.5 would be; {HINT}",
    ),
    "checks from a VM": (
        balancer("web", ip_port_mappings={"10.0.0.5": "vm:10.0.0.5"}),
        "ip_port_mappings[10.0.0.5]: 10.0.0.5 is the address of the port vm: checks need one that nobody uses",
    ),
    "checks from a router": (
        balancer("web", ip_port_mappings={"10.0.0.5": "vm:10.0.0.1"}),
        "ip_port_mappings[10.0.0.5]: 10.0.0.1 is the address of the router port r-s: checks need one that nobody uses, "
        "before OVN 26.03",
    ),
    "checks from a pool": (
        balancer("web", ip_port_mappings={"10.0.0.5": "vm:10.0.0.99"}),
        "ip_port_mappings[10.0.0.5]: 10.0.0.99 is in the pool 10.0.0.0/24 of its switch, from which OVN gives addresses "
        "to ports; name it in exclude_ips of the switch",
    ),
    "DHCP options of the other family": (
        ("ovn_dhcp_options", {"name": "pool", "options": {"server_id": None}}),
        "options: the DHCP options pool lack server_id, without which OVN answers nobody",
    ),
    "address set of a port group": (
        ("ovn_address_set", {"name": "web_ip6", "addresses": []}),
        "name: OVN makes an address set web_ip6 for the port group web: its control plane would stop; take another name",
    ),
    "port group of an address set": (
        ("ovn_port_group", {"name": "apps"}),
        "name: there is an address set apps_ip4, and OVN makes one of the same name for a port group apps: its control "
        "plane would stop; take another name",
    ),
}

WARNINGS = {
    "address outside of the subnet": (
        switch({"name": "new", "addresses": [f"{OTHER} 10.5.0.5"]}),
        "ports[0].addresses[0]: 10.5.0.5 is outside the subnet 10.0.0.0/24 of switch s",
    ),
    "address outside of the DHCP pool": (
        switch({"name": "new", "addresses": [f"{OTHER} 10.5.0.5"], "dhcpv4_options": "pool"}, name="far"),
        "ports[0].dhcpv4_options: 10.5.0.5 of new is outside 10.0.0.0/24, it will get no DHCP answer",
    ),
    "VIP in the subnet": (
        balancer("new", vips={"10.0.0.80": []}, switches=["s"]),
        "switches[0]: the VIP 10.0.0.80 is inside 10.0.0.0/24, the subnet of s: nobody answers ARP for it",
    ),
    "VIP of another load balancer": (
        balancer("new", vips={"10.8.0.9:80": []}, switches=["far"]),
        "vips[10.8.0.9:80]: the VIP 10.8.0.9:80 is served by web on far already; which of the two wins is undefined",
    ),
    "VIP of a NAT rule": (
        balancer("new", vips={"192.0.2.9:80": []}, routers=["edge"]),
        "routers[0]: the VIP 192.0.2.9:80 is also the external_ip of a NAT rule of router edge",
    ),
    "VIP out of sight": (
        balancer("new", vips={"10.8.0.8:80": []}, routers=["edge"]),
        "routers[0]: the VIP 10.8.0.8:80 is in no network of its routers: nobody answers ARP for it; neighbours need a "
        "route to it, or neighbor_responder must be all",
    ),
    "gateway ports in several places": (
        balancer("new", vips={"198.51.100.80": []}, routers=["wan"]),
        "routers[0]: the gateway ports of router wan are on different chassis, which may drop replies; set "
        "use_stateless_nat of new",
    ),
    "skip_snat of what nobody does": (
        balancer("out", skip_snat=True),
        "skip_snat: has no effect: no router that out is attached to has lb_force_snat_ip",
    ),
    "lb_force_snat_ip of a distributed router": (
        router("r", lb_force_snat_ip="10.0.0.1"),
        "lb_force_snat_ip: has no effect: router r is bound to no chassis",
    ),
    "events that nobody wants": (
        balancer("out", event=True),
        "event: has no effect as long as controller_event is not true among the options of NB_Global",
    ),
}

# Parts that are right because of what is there.
FINE = {
    "NAT on a gateway router": router("edge", nat=[nat()]),
    "NAT at a gateway port": router("wan", nat=[nat(gateway_port="wan-one")]),
    "a route": router("r", static_routes=[{"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.9.2"}]),
    "BFD": router("r", bfd=[{"logical_port": "r-q", "dst_ip": "10.0.9.2"}]),
    "an address that was another port's": switch(
        {"name": "vm", "state": "absent"}, {"name": "new", "addresses": [f"{VM} 10.0.0.5"]}
    ),
    "an address that was a purged port's": switch({"name": "new", "addresses": [VM]}, purge=["ports"]),
    "the type of a localnet port": switch({"name": "net", "type": "localnet", "tag": 5}),
    "a load balancer on a gateway router": balancer("new", vips={"192.0.2.81:80": []}, routers=["edge"]),
    "a port of a router's own address": balancer("new", vips={"192.0.2.1:80": []}, routers=["edge"]),
    "an event instead of a reset": (
        "ovn_topology",
        {"load_balancers": [{"name": "web", "event": False, "options": {"reject": None}}]},
    ),
    "a set named like no port group": ("ovn_address_set", {"name": "others_ip4", "addresses": []}),
    "a match with the sets of a group, and with another": switch(
        acls=[
            {"direction": "to-lport", "priority": 2, "match": "ip4.src == $web_ip4", "action": "drop"},
            {"direction": "to-lport", "priority": 3, "match": "ip4.src == $apps_ip4", "action": "drop"},
            {"direction": "to-lport", "priority": 4, "match": "outport == @web", "action": "drop"},
        ]
    ),
    "a set instead of a port group": (
        "ovn_topology",
        {
            "port_groups": [{"name": "web", "state": "absent"}],
            "address_sets": [{"name": "web_ip4", "addresses": []}],
        },
    ),
}


@pytest.fixture
def network(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    nb.insert("NB_Global")
    assert run_module("ovn_topology", {**to_nb, **NETWORK})["changed"]


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(("task", "message"), ERRORS.values(), ids=ERRORS)
def test_one_sentence_and_nothing_written(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], task: Task, message: str
) -> None:
    before = nb.snapshot()
    module, args = task
    assert run_module.fails(module, {**to_nb, **args}) == message
    assert nb.snapshot() == before


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(("task", "message"), WARNINGS.values(), ids=WARNINGS)
def test_a_warning_and_written(run_module: ModuleRunner, to_nb: dict[str, Any], task: Task, message: str) -> None:
    module, args = task
    result = run_module(module, {**to_nb, **args})
    assert warnings(result) == [message]
    assert result["changed"]


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("task", FINE.values(), ids=FINE)
def test_nothing_to_say(run_module: ModuleRunner, to_nb: dict[str, Any], task: Task) -> None:
    module, args = task
    result = run_module(module, {**to_nb, **args})
    assert not result.get("failed"), result
    assert "warnings" not in result
    assert result["changed"]


@pytest.mark.usefixtures("network")
def test_what_a_prune_takes_away_is_in_nobodys_way(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    declared = {
        "switches": [
            {"name": "s", "ports": [{"name": "new", "addresses": [f"{VM} 10.0.0.5"]}]},
            {"name": "t", "ports": [{"name": "to-r", "type": "router", "router_port": "r-s"}]},
        ],
        "routers": [
            {"name": "r", "ports": [{"name": "r-s", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"]}]},
        ],
        "port_groups": [{"name": "apps"}],
    }
    assert "give each its own" in run_module.fails("ovn_topology", {**to_nb, **declared})
    result = run_module("ovn_topology", {**to_nb, **declared, "prune": True})
    assert result["changed"]
    assert "warnings" not in result
    assert sorted(row["name"] for row in nb.rows("Logical_Switch_Port")) == ["new", "to-r"]
    needed = {**declared, "switches": [{"name": "s", "ports": [{"name": "a", "parent_name": "new", "tag_request": 1}]}]}
    assert "there is no port new, the parent of a" in run_module.fails(
        "ovn_topology", {**to_nb, **needed, "prune": True}
    )


def test_faults_of_others_are_their_business(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """What is wrong already, and not declared, keeps no task from running."""
    broken = {
        "switches": [
            {
                "name": "s",
                "ports": [
                    {"name": "a", "addresses": [VM]},
                    {"name": "b", "addresses": [VM]},
                    {"name": "c", "type": "localnet"},
                    {"name": "d", "type": "router", "router_port": "nowhere"},
                ],
            }
        ],
        "routers": [
            {
                "name": "r",
                "ports": [{"name": "r-a", "mac": VM, "networks": ["10.0.0.1/24"], "peer": "nobody"}],
                "nat": [nat()],
                "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "10.9.0.1"}],
            }
        ],
    }
    assert run_module("ovn_topology", {**to_nb, **broken, "validate": "off"})["changed"]
    harmless = {
        "switches": [{"name": "s", "ports": [{"name": "a", "enabled": False}, {"name": "e", "addresses": [OTHER]}]}],
        "routers": [{"name": "r", "ports": [{"name": "r-a", "enabled": True}], "external_ids": {"owner": "me"}}],
    }
    result = run_module("ovn_topology", {**to_nb, **harmless})
    assert result["changed"]
    assert "warnings" not in result
    assert nb.row("Logical_Switch_Port", name="a")["enabled"] is False


@pytest.mark.usefixtures("network")
def test_what_stops_ovn_is_never_written(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    before = nb.snapshot()
    for validate in ("strict", "warn", "off"):
        task = {**to_nb, "name": "web_ip4", "addresses": [], "validate": validate}
        assert "its control plane would stop" in run_module.fails("ovn_address_set", task)
        record = {**to_nb, "table": "Address_Set", "key": {"name": "web_ip4"}, "validate": validate}
        assert run_module.fails("ovn_record", record).startswith("key.name: OVN makes an address set web_ip4")
    assert nb.snapshot() == before


@pytest.mark.usefixtures("network")
def test_warnings_instead_of_errors_on_request(run_module: ModuleRunner, to_nb: dict[str, Any]) -> None:
    task = {**to_nb, "name": "r", "nat": [nat()]}
    assert warnings(run_module("ovn_router", {**task, "validate": "warn"}, check=True)) == [
        "nat: router r has no place to do NAT and would ignore the rules: set chassis, or gateway_chassis of one of its "
        "ports"
    ]
    assert "warnings" not in run_module("ovn_router", {**task, "validate": "off"}, check=True)
    assert run_module("ovn_router", {**task, "validate": "off"})["changed"]


@pytest.mark.usefixtures("network")
def test_faults_with_and_without_the_database_at_once(run_module: ModuleRunner, to_nb: dict[str, Any]) -> None:
    task = {
        **to_nb,
        "name": "r",
        "ports": [{"name": "r-s", "mac": "zz"}],
        "nat": [nat("dnat", logical_ip="10.0.0.0/24")],
    }
    assert run_module.fails("ovn_router", task) == (
        "3 faults in the input, nothing was changed:\n"
        "- ports[0].mac: 'zz' is not a MAC address, write six hexadecimal pairs such as 02:ac:10:ff:01:30 (port r-s)\n"
        "- nat: router r has no place to do NAT and would ignore the rules: set chassis, or gateway_chassis of one of its "
        "ports\n"
        "- nat[0].logical_ip: dnat leads to one address, not to the network 10.0.0.0/24"
    )


def test_faults_of_the_input_need_no_server(run_module: ModuleRunner) -> None:
    task = {"nb_connection": ["unix:/nowhere"], "name": "web", "vips": {"10.0.0.1:0": []}}
    assert run_module.fails("ovn_lb", task) == (
        "vips[10.0.0.1:0]: the port of the VIP '10.0.0.1:0' is not between 1 and 65535"
    )


@pytest.mark.usefixtures("network")
def test_a_next_hop_of_the_other_family(run_module: ModuleRunner, to_nb: dict[str, Any]) -> None:
    """What the release installed here cannot do."""
    task = {**to_nb, "name": "r", "static_routes": [{"ip_prefix": "fd00::/64", "nexthop": "10.0.0.9"}]}
    assert run_module.fails("ovn_router", task) == (
        "static_routes[0].nexthop: 10.0.0.9 is not of the same IP family as fd00::/64, which needs OVN 24.09 or later"
    )
