# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each single fault of an inventory has one message, with its place and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.examine import examine, summary
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Inventory


def lab() -> Inventory:
    """Two switches, a distributed and a gateway router, two VMs, a load balancer in two modes."""
    return Inventory(
        groups={"central": ["one"], "compute": ["one", "two"], "gateway": ["one"]},
        hosts={
            "one": {
                "ovn_encap_ip": "192.0.2.1",
                "ovn_provider_bridges": [{"name": "br-ex", "nic": "eth1", "network": "physnet"}],
            },
            "two": {"ovn_encap_ip": "192.0.2.2"},
        },
        network={
            "dhcp_options": [
                {
                    "name": "left",
                    "cidr": "10.0.1.0/24",
                    "options": {"server_id": "10.0.1.1", "server_mac": "02:00:00:00:01:01", "lease_time": 60},
                }
            ],
            "switches": [
                {
                    "name": "left",
                    "ports": [
                        {"name": "left-a", "addresses": ["02:00:00:00:01:0a 10.0.1.10"], "dhcpv4_options": "left"},
                        {"name": "left-b", "addresses": ["02:00:00:00:01:0b 10.0.1.11"]},
                    ],
                },
                {
                    "name": "outside",
                    "ports": [{"name": "outside-net", "type": "localnet", "network_name": "physnet"}],
                },
            ],
            "routers": [
                {
                    "name": "edge",
                    "chassis": "one",
                    "ports": [
                        {
                            "name": "edge-left",
                            "mac": "02:00:00:00:01:01",
                            "networks": ["10.0.1.1/24"],
                            "switch": "left",
                        },
                        {
                            "name": "edge-out",
                            "mac": "02:00:00:00:02:01",
                            "networks": ["198.51.100.1/24"],
                            "switch": "outside",
                        },
                    ],
                    "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "198.51.100.254"}],
                    "nat": [{"type": "snat", "logical_ip": "10.0.1.0/24", "external_ip": "198.51.100.1"}],
                }
            ],
        },
        checks=[],
        load_balancers={
            "lb-router": [{"name": "web", "vips": {"198.51.100.9:80": ["10.0.1.10:80"]}, "routers": ["edge"]}],
        },
        vms=[
            {"name": "a", "host": "one", "port": "left-a", "dhcp": True},
            {"name": "b", "host": "two", "port": "left-b", "addresses": ["10.0.1.11/24"]},
        ],
    )


def put(*path: Any, value: Any) -> Callable[[Inventory], None]:
    """A change to one place of the inventory."""

    def change(inventory: Inventory) -> None:
        holder = getattr(inventory, path[0])
        for step in path[1:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return change


def vary(**fields: Any) -> Callable[[Inventory], None]:
    """Other things in place of whole fields of the inventory."""

    def change(inventory: Inventory) -> None:
        for name, value in fields.items():
            setattr(inventory, name, value)

    return change


def both(*changes: Callable[[Inventory], None]) -> Callable[[Inventory], None]:
    """One fault that takes several changes."""

    def change(inventory: Inventory) -> None:
        for each in changes:
            each(inventory)

    return change


def at_left(network: str) -> dict[str, Any]:
    """Another router at the switch left."""
    port = {"name": "other-left", "mac": "02:00:00:00:03:01", "networks": [network], "switch": "left"}
    return {"name": "other", "ports": [port]}


def add(*path: Any, value: Any) -> Callable[[Inventory], None]:
    """One more at the end of a list of the inventory."""

    def change(inventory: Inventory) -> None:
        holder = getattr(inventory, path[0])
        for step in path[1:]:
            holder = holder[step]
        holder.append(value)

    return change


def gateways(*names: str, priorities: tuple[int, ...] = (20, 10)) -> Callable[[Inventory], None]:
    """The router edge is distributed, and its way out is on one of these."""

    def change(inventory: Inventory) -> None:
        members = [{"chassis_name": name, "priority": each} for name, each in zip(names, priorities)]
        inventory.network["ha_chassis_groups"] = [{"name": "g", "ha_chassis": members}]
        (router,) = inventory.network["routers"]
        del router["chassis"]
        router["ports"][1]["ha_chassis_group"] = "g"
        inventory.load_balancers = {}

    return change


LEFT_PORTS = ("network", "switches", 0, "ports")
EDGE = ("network", "routers", 0)
FAULTS = [
    (
        put(*EDGE, "ports", 0, "networks", value=["10.0.1.1/240"]),
        "ovn_routers[0].ports[0].networks[0]: '10.0.1.1/240' is not an address with its prefix length, "
        "write for example 172.16.255.129/26 (port edge-left)",
    ),
    (
        put(*EDGE, "ports", 0, "networks", value=["10.0.1.0/24"]),
        "ovn_routers[0].ports[0].networks[0]: '10.0.1.0/24' is the network itself, write the port's own address in it, "
        "such as 10.0.1.1/24 (port edge-left)",
    ),
    (
        put(*EDGE, "ports", 0, "switch", value="lefft"),
        "ovn_routers[0].ports[0].switch: the router port edge-left is on switch lefft, which does not exist; "
        "declared are: left, outside",
    ),
    (
        put(*EDGE, "ports", 1, "mac", value="02:00:00:00:01:01"),
        "ovn_routers[0].ports[1].mac: the router ports edge-left and edge-out have the same MAC 02:00:00:00:01:01; "
        "give each its own",
    ),
    (
        put(*EDGE, "ports", 1, "networks", value=["198.51.100.1/24", "10.0.1.129/25"]),
        "ovn_routers[0].ports[1].networks: 10.0.1.129/25 of edge-out overlaps with 10.0.1.0/24 of edge-left on router edge; "
        "the router could not tell where to send",
    ),
    (
        put(*EDGE, "chassis", value="three"),
        "ovn_routers[0].chassis: three is no host of the groups compute and gateway; these are: one, two",
    ),
    (
        put("network", "ha_chassis_groups", value=[{"name": "g", "ha_chassis": [{"chassis_name": "three"}]}]),
        "ovn_ha_chassis_groups[0].ha_chassis[0].chassis_name: three is no host of the groups compute and gateway; these "
        "are: one, two",
    ),
    (
        both(
            put(*EDGE, "chassis", value=None),
            put(*EDGE, "ports", 1, "gateway_chassis", value=[{"chassis_name": "two"}]),
        ),
        "ovn_routers[0].ports[1].gateway_chassis[0].chassis_name: two is no host of group gateway, so edge-out cannot be "
        "there; put it into the group, or name one of: one",
    ),
    (
        both(
            gateways("one", "two"),
            put("groups", "gateway", value=["one", "two"]),
            put("hosts", "two", "ovn_provider_bridges", value=[{"name": "br-x", "nic": "eth1", "network": "other"}]),
        ),
        "ovn_ha_chassis_groups[0].ha_chassis[1].chassis_name: two has no bridge to the physical network physnet of switch "
        "outside: edge-out would be cut off there; declare it in ovn_provider_bridges of two",
    ),
    (
        both(
            put(*EDGE, "ports", 0, "networks", value=["10.0.1.1/24"]),
            put("vms", 1, "addresses", value=["10.0.1.11/24", "10.0.1.9/24"]),
            put("load_balancers", "lb-router", 0, "ip_port_mappings", value={"10.0.1.10": "left-a:10.0.1.9"}),
        ),
        "ovn_load_balancers[lb-router][0].ip_port_mappings[10.0.1.10]: 10.0.1.9 is the address of VM b: checks need one "
        "that nobody uses",
    ),
    (
        put("network", "chassis_template_vars", value=[{"chassis": "three", "variables": {"a": "b"}}]),
        "ovn_chassis_template_vars[0].chassis: three is no host of the groups compute and gateway; these are: one, two",
    ),
    (
        put(*EDGE, "static_routes", 0, "nexthop", value="203.0.113.1"),
        "ovn_routers[0].static_routes[0].nexthop: router edge cannot reach 203.0.113.1: it is in none of its networks "
        "(10.0.1.0/24, 198.51.100.0/24); correct it, or set output_port",
    ),
    (
        put(*EDGE, "nat", 0, "external_ip", value="2001:db8::1"),
        "ovn_routers[0].nat[0].logical_ip: 10.0.1.0/24 is not of the same IP family as 2001:db8::1",
    ),
    (
        put(*LEFT_PORTS, 1, "addresses", value=["02:00:00:00:01:0a 10.0.1.11"]),
        "ovn_switches[0].ports[1].addresses[0]: the ports left-a and left-b of switch left have the same MAC "
        "02:00:00:00:01:0a; give each its own",
    ),
    (
        put(*LEFT_PORTS, 1, "addresses", value=["02:00:00:00:01:0b 10.0.1.10"]),
        "ovn_switches[0].ports[1].addresses[0]: the ports left-a and left-b of switch left have the same IP "
        "10.0.1.10; give each its own",
    ),
    (
        put(*LEFT_PORTS, 1, "addresses", value=["02:00:00:00:01:0b 10.0.1.300"]),
        "ovn_switches[0].ports[1].addresses[0]: '02:00:00:00:01:0b 10.0.1.300': 10.0.1.300 is not an IP address; "
        "write 'MAC [IP...]', 'dynamic [IP...]', 'MAC dynamic', 'unknown' or 'router' (port left-b)",
    ),
    (
        put(*LEFT_PORTS, 0, "dhcpv4_options", value="lefft"),
        "ovn_switches[0].ports[0].dhcpv4_options: there are no DHCP options lefft; declared are: left",
    ),
    (
        put("network", "switches", 1, "ports", 0, "network_name", value="physnet2"),
        "ovn_switches[1].ports[0].network_name: no host has a bridge to the physical network physnet2; declare it in "
        "ovn_provider_bridges of a gateway host (declared are: physnet)",
    ),
    (
        put("network", "dhcp_options", 0, "options", value={"server_id": "10.0.1.1", "lease_time": 60}),
        "ovn_dhcp_options[0].options: the DHCP options left lack server_mac, without which OVN answers nobody",
    ),
    (
        put("load_balancers", "lb-router", 0, "vips", value={"198.51.100.9:80": ["10.0.1.10"]}),
        "ovn_load_balancers[lb-router][0].vips[198.51.100.9:80]: the VIP 198.51.100.9:80 has a port but its backend "
        "10.0.1.10 has none; write 10.0.1.10:80",
    ),
    (
        put("load_balancers", "lb-router", 0, "routers", value=["edgge"]),
        "ovn_load_balancers[lb-router][0].routers[0]: load balancer web is attached to edgge, which does not exist; "
        "declared are: edge",
    ),
    (
        put("vms", 0, "host", value="three"),
        "ovn_vms[0].host: VM a is on three, which is no host of group compute; these are: one, two",
    ),
    (
        put("vms", 0, "port", value="left-c"),
        "ovn_vms[0].port: VM a is behind port left-c, which no switch has; those for VMs are: left-a, left-b",
    ),
    (put("vms", 1, "port", value="left-a"), "ovn_vms[1].port: left-a is the port of a already; a port is for one VM"),
    (
        put("vms", 1, "dhcp", value=True),
        "ovn_vms[1].dhcp: nobody would answer VM b: set dhcpv4_options of the port left-b, or give it addresses",
    ),
    (
        put("vms", 0, "name", value="a-name-of-16-chr"),
        "ovn_vms[0].interface: the name a-name-of-16-chr is too long for an interface (15 characters); give interface, too",
    ),
    (
        put("vms", 1, "mac", value="02:00:00:00:01"),
        "ovn_vms[1].mac: '02:00:00:00:01' is no MAC address; write it as 02:00:00:00:00:01",
    ),
    (
        put("vms", 1, "mtu", value=20),
        "ovn_vms[1].mtu: 20 is not between 68 and 65535; 1442 fits into tunnels over Ethernet",
    ),
    (
        put("vms", 1, "routes", value=[{"dest": "10.127.0.1/16", "via": "10.0.1.1"}]),
        "ovn_vms[1].routes[0].dest: 10.127.0.1/16 has host bits set; write a network as 192.0.2.0/24, or default",
    ),
    (
        put("vms", 1, "host_link", value={"address": "192.168.122.300", "host_address": "192.168.122.1"}),
        "ovn_vms[1].host_link.address: '192.168.122.300' is no IP address; write one without a prefix length",
    ),
    (
        put("hosts", "two", "ovn_encap_ip", value="192.0.2.1"),
        "two: ovn_encap_ip: 192.0.2.1 is the address of one already; give each host its own",
    ),
    (
        put("hosts", "two", "ovn_encap_ip", value=None),
        "two: ovn_encap_ip: is not set; give the address where other hosts reach this one",
    ),
    (
        put("hosts", "two", "compute_encap_type", value=["vxlan"]),
        "two: compute_encap_type: offers vxlan and one offers geneve, so there would be no tunnel between them; "
        "let one of them offer both",
    ),
    (
        put("hosts", "two", "compute_encap_type", value=["geneve", "stt"]),
        "two: compute_encap_type: stt is no kind of tunnel; these are: geneve, vxlan",
    ),
    (
        put("hosts", "one", "ovn_provider_bridges", 0, "share_address", value={"tcp": [80, 70000]}),
        "one: ovn_provider_bridges[0].share_address.tcp[1]: 70000 is not between 1 and 65535",
    ),
    (
        put("hosts", "two", "ovn_host_ports", value=[{"name": "left-c"}]),
        "two: ovn_host_ports[0].port: no switch has a port left-c without a type; those that can be taken are: "
        "left-a, left-b",
    ),
    (
        put("hosts", "two", "ovn_host_ports", value=[{"name": "two", "port": "left-a"}]),
        "two: ovn_host_ports[0].port: left-a is the port of the VM a already; a port is for one interface",
    ),
    (
        put("hosts", "two", "ovn_host_ports", value=[{"name": "an-interface-of-two", "state": "absent"}]),
        "two: ovn_host_ports[0].name: an-interface-of-two is too long for an interface (15 characters); shorten it, "
        "the logical port may have another",
    ),
    (
        put("groups", "central", value=[]),
        "group central: has no hosts, so no node runs the databases; put at least one into it",
    ),
    (
        put("groups", "central", value=["one", "two"]),
        "group central: has 2 hosts, of which more than half must live, so it survives no more than 1 host; use 1, 3 or 5",
    ),
    (
        put("groups", "compute", value=[]),
        "group compute: has no hosts, so no host has VMs; put at least one into it",
    ),
    # modes that nobody chooses
    (
        put("load_balancers", "lb-ruoter", value=[]),
        "ovn_load_balancers[lb-ruoter]: no run of site.yml chooses this mode; those that can be: lb-router, lb-switch, lb-off",
    ),
    # what is of another type
    *(
        (
            put("hosts", "one", variable, value=5),
            f"one: {variable}: is no list but int; write one '- {first}: ...' for each",
        )
        for variable, first in (("lab_nics", "device"), ("ovn_host_ports", "name"))
    ),
    (
        put("hosts", "one", "ovn_provider_bridges", value=5),
        "one: ovn_provider_bridges: is no list but int; write one '- name: ...' for each",
    ),
    (
        put("hosts", "one", "compute_encap_type", value={"geneve": True}),
        "one: compute_encap_type: {'geneve': True} is no list",
    ),
    (
        put("hosts", "one", "compute_encap_type", value=[{"a": 1}]),
        "one: compute_encap_type[0]: {'a': 1} is not text",
    ),
    (
        put("hosts", "one", "ovn_provider_bridges", 0, "network", value=["physnet"]),
        "one: ovn_provider_bridges[0].network: ['physnet'] is not text",
    ),
    (put("vms", 1, "addresses", value={"a": 5}), "ovn_vms[1].addresses: {'a': 5} is no list"),
    (put("vms", 1, "mtu", value=float("inf")), "ovn_vms[1].mtu: inf is not a whole number"),
    (put("vms", 1, "dhcp", value="perhaps"), "ovn_vms[1].dhcp: 'perhaps' is not true or false"),
    (put("vms", 1, "state", value="gone"), "ovn_vms[1].state: gone is none of: present, absent"),
    (put("vms", 1, "name", value=None), "ovn_vms[1]: missing required arguments: name"),
    (
        put(*LEFT_PORTS, 0, value="left-a"),
        "ovn_switches[0].ports[0]: 'left-a' is no dictionary; write its options as 'name: value'",
    ),
    # names that nothing reads
    (vary(variables=["lab_nic"]), "variable lab_nic: nothing reads it; did you mean lab_nics?"),
    (
        vary(variables=["compute_encap_types"]),
        "variable compute_encap_types: nothing reads it; did you mean compute_encap_type?",
    ),
    (vary(variables=["pki_renew_day"]), "variable pki_renew_day: nothing reads it; did you mean pki_renew_days?"),
    (put("groups", "gatway", value=["one"]), "group gatway: nothing reads it; did you mean gateway?"),
    (put("groups", "clients", value=["two"]), "group clients: nothing reads it; did you mean client?"),
    (vary(variables=["ovn_swiches"]), "variable ovn_swiches: nothing reads it; did you mean ovn_switches?"),
    (vary(variables=["ovn_vm", "ovn_vms"]), "variable ovn_vm: nothing reads it; did you mean ovn_vms?"),
    # what is no list, or has no modes
    (vary(vms={"name": "a"}), "ovn_vms: is no list but dict; write one '- name: ...' for each"),
    (
        put("network", "switches", value={"left": {}}),
        "ovn_switches: is no list but dict; write one '- name: ...' for each",
    ),
    (
        put("load_balancers", "lb-router", value={"name": "web"}),
        "ovn_load_balancers[lb-router]: is no list but dict; write one '- name: ...' for each",
    ),
    (
        vary(load_balancers=[{"name": "web"}]),
        "ovn_load_balancers: has no modes; write a list for each, such as 'lb-router: [...]'",
    ),
    (vary(checks={"from": "a"}), "ovn_checks: is no list but dict; write one '- from: ...' for each"),
    (add("vms", value="a"), "ovn_vms[2]: 'a' is no dictionary; write its options as 'name: value'"),
    # twice the same name
    (
        add("network", "switches", value={"name": "left"}),
        "ovn_switches[2]: the switch left is declared twice, first at ovn_switches[0]; declare it once",
    ),
    (
        add("network", "routers", value={"name": "edge"}),
        "ovn_routers[1]: the router edge is declared twice, first at ovn_routers[0]; declare it once",
    ),
    (
        add("network", "switches", 1, "ports", value={"name": "left-b"}),
        "ovn_switches[1].ports[1].name: left-b is a port of left already; names of ports are unique in the whole database",
    ),
    (
        add(
            "load_balancers",
            "lb-router",
            value={"name": "web", "vips": {"198.51.100.8": ["10.0.1.10"]}, "routers": ["edge"]},
        ),
        "ovn_load_balancers[lb-router][1]: the load balancer web is declared twice, first at "
        "ovn_load_balancers[lb-router][0]; declare it once",
    ),
    (
        add("vms", value={"name": "a", "host": "two", "port": "left-b", "state": "absent"}),
        "ovn_vms[2].name: a is at ovn_vms[0] already; give each VM its own name",
    ),
    # addresses that two have, and networks that overlap
    (
        put(*LEFT_PORTS, 1, "addresses", value=["02:00:00:00:01:0b 10.0.1.1"]),
        "ovn_switches[0].ports[1].addresses[0]: the port left-b and the router port edge-left have the same IP 10.0.1.1; give "
        "each its own",
    ),
    (
        put(*LEFT_PORTS, 1, "addresses", value=["02:00:00:00:01:01 10.0.1.11"]),
        "ovn_switches[0].ports[1].addresses[0]: the port left-b and the router port edge-left have the same MAC "
        "02:00:00:00:01:01; give each its own",
    ),
    (
        add("network", "routers", value=at_left("10.0.1.1/24")),
        "ovn_routers[1].ports[0].networks[0]: the router ports edge-left and other-left at switch left have the same IP "
        "10.0.1.1; give each its own",
    ),
    (
        add("network", "routers", value=at_left("10.0.1.129/25")),
        "ovn_routers[1].ports[0].networks[0]: 10.0.1.128/25 of other-left overlaps with 10.0.1.0/24 of edge-left at switch "
        "left; write the same prefix length, or networks apart",
    ),
    (
        put("network", "switches", 0, "subnet", value="10.0.2.0/24"),
        "ovn_switches[0].subnet: no router at switch left is in 10.0.2.0/24: its VMs would have no gateway; the routers there "
        "are in 10.0.1.0/24",
    ),
    (
        put("vms", 1, "addresses", value=["10.0.1.10/24"]),
        "ovn_vms[1].addresses[0]: 10.0.1.10 is that of port left-a on switch left already; give each its own",
    ),
    (
        put("vms", 1, "addresses", value=["10.0.1.1/24"]),
        "ovn_vms[1].addresses[0]: 10.0.1.1 is that of router port edge-left on switch left already; give each its own",
    ),
    (
        put("vms", 1, "mac", value="02:00:00:00:01:0c"),
        "ovn_vms[1].mac: the port left-b has 02:00:00:00:01:0b: nothing would reach VM b at 02:00:00:00:01:0c; leave mac out, "
        "or write the same in both places",
    ),
    # load balancers that answer nobody
    (
        put("load_balancers", "lb-router", 0, "vips", value={"198.51.100.9:80": []}),
        "ovn_load_balancers[lb-router][0].vips[198.51.100.9:80]: the VIP 198.51.100.9:80 has no backend to send to; name at "
        "least one",
    ),
    (
        put("load_balancers", "lb-router", 0, "routers", value=[]),
        "ovn_load_balancers[lb-router][0]: load balancer web is attached to nothing; name its switches or routers",
    ),
    (
        add(
            "load_balancers",
            "lb-router",
            value={"name": "web2", "vips": {"198.51.100.9:80": ["10.0.1.11:80"]}, "routers": ["edge"]},
        ),
        "ovn_load_balancers[lb-router][1].vips[198.51.100.9:80]: the VIP 198.51.100.9:80 is served by web on edge already; "
        "which of the two wins is undefined",
    ),
    (
        put(*EDGE, "load_balancers", value=["web"]),
        "ovn_routers[0].load_balancers[0]: load balancers are made after the network, in the chosen mode; name edge in "
        "routers of the load balancer web instead",
    ),
    # hosts whose tunnels or bridges would not come about
    (
        put("hosts", "two", "ovn_encap_ip", value="192.0.2"),
        "two: ovn_encap_ip: '192.0.2' is not an IP address, write for example 172.16.255.130",
    ),
    (
        put("hosts", "two", "ovn_encap_ip", value="2001:db8::2"),
        "two: ovn_encap_ip: 2001:db8::2 is not of the same IP family as 192.0.2.1 of one: there would be no tunnel; give both "
        "hosts addresses of one family",
    ),
    (
        put("hosts", "two", "ovn_provider_bridges", value=[{"name": "br-two", "network": "physnet"}]),
        "two: ovn_provider_bridges: bridges are made on hosts of group gateway, and two is none; put it there, too",
    ),
    (
        put("hosts", "one", "ovn_provider_bridges", 0, "name", value="br-int"),
        "one: ovn_provider_bridges[0].name: br-int is OVN's own bridge; take another name",
    ),
    (
        put("hosts", "one", "ovn_provider_bridges", 0, "addresses", value=["203.0.113.1"]),
        "one: ovn_provider_bridges[0].addresses[0]: 203.0.113.1 has no prefix length; write it as 203.0.113.1/24, with your "
        "network's length",
    ),
    (
        add("hosts", "one", "ovn_provider_bridges", value={"name": "br-ex", "network": "other"}),
        "one: ovn_provider_bridges[1].name: br-ex is at one: ovn_provider_bridges[0] already; each bridge has its own",
    ),
    (
        put(
            "hosts",
            "two",
            value={
                "ovn_encap_ip": "192.0.2.2",
                "lab_nics": [{"device": "eth0", "network": "mgmt", "address": "192.0.2.3/24"}],
            },
        ),
        "two: ovn_encap_ip: 192.0.2.2 is no address of its lab_nics; these are: 192.0.2.3",
    ),
    (
        put(
            "hosts",
            "one",
            "lab_nics",
            value=[
                {"device": "eth0", "network": "mgmt", "address": "192.0.2.1/24"},
                {"device": "eth2", "network": "out"},
            ],
        ),
        "one: ovn_provider_bridges[0].nic: eth1 is none of its lab_nics; these are: eth0, eth2",
    ),
    # VMs
    (put("vms", 0, value={"name": "a", "port": "left-a"}), "ovn_vms[0]: missing required arguments: host"),
    (
        put("vms", 0, "web", value={"port": 70000, "content": "a"}),
        "ovn_vms[0].web.port: 70000 is not between 1 and 65535",
    ),
    (
        put("vms", 1, "port", value="outside-net"),
        "ovn_vms[1].port: outside-net is of type localnet; a VM needs a port without a type",
    ),
    (
        vary(
            vms=[
                {
                    "name": name,
                    "host": "two",
                    "port": f"left-{name}",
                    "interface": "eth5",
                    "addresses": ["10.0.1.9/24"][: name == "a"],
                }
                for name in "ab"
            ]
        ),
        "ovn_vms[1].interface: eth5 is that of VM a on two already; give each its own",
    ),
    (
        both(
            put("network", "routers", 0, "ports", 0, "networks", value=["10.0.2.1/24"]),
            put("vms", 1, value={"name": "b", "host": "two", "port": "left-b"}),
        ),
        "ovn_vms[1]: the address 10.0.1.11 of the logical port left-b is in no network of a router, and its switch has no "
        "subnet, so its prefix length is not known; give addresses here, or the switch a subnet",
    ),
    # checks of what there is not
    (
        add("checks", value={"from": "c", "ping": "10.0.1.1"}),
        "ovn_checks[0].from: c is neither a VM (a, b) nor a host (one, two)",
    ),
    (
        both(
            add("vms", value={"name": "c", "host": "one", "port": "gone", "state": "absent"}),
            add("checks", value={"from": "c", "ping": "10.0.1.1"}),
        ),
        "ovn_checks[0].from: VM c is to be absent; ask from another, or leave its state out",
    ),
    (
        add("checks", value={"from": "a", "trace": "b", "chassis": "three"}),
        "ovn_checks[0].chassis: three is no host of the groups compute and gateway; these are: one, two",
    ),
    (
        add("checks", value={"from": "a", "trace": "b", "output_port": "left-c"}),
        "ovn_checks[0].output_port: no switch and no router has a port left-c; declared are: edge-left, edge-out, left-a, "
        "left-b, left-edge-left, outside-edge-out, outside-net",
    ),
    (
        add("checks", value={"from": "a", "trace": "198.51.100.9:80", "backend": "10.0.1.12"}),
        "ovn_checks[0].backend: no load balancer has a backend 10.0.1.12; declared are: 10.0.1.10:80",
    ),
    (
        add("checks", value={"from": "a", "trace": "c", "verdict": "delivered"}),
        "ovn_checks[0].trace: c is neither an address nor a VM (a, b) nor a port of the network",
    ),
    (
        add("checks", value={"from": "a", "ping": "10.0.1.1", "when": {"load_balancer": "wep"}}),
        "ovn_checks[0].when.load_balancer: there is no wep; declared are: web",
    ),
    (
        add(
            "checks", value={"from": "a", "ping": "10.0.1.1", "unless": {"load_balancer": "web", "attached_to": "egde"}}
        ),
        "ovn_checks[0].unless.attached_to: egde is neither a switch nor a router; declared are: edge, left, outside",
    ),
]


def test_a_good_inventory_has_no_faults() -> None:
    report = examine(lab())
    assert report.faults == []
    assert report.warnings == []


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=[message.partition(": ")[0] for _change, message in FAULTS])
def test_one_fault_one_message(change: Callable[[Inventory], None], message: str) -> None:
    inventory = lab()
    change(inventory)
    assert [str(fault) for fault in examine(inventory).faults] == [message]


def test_a_vm_without_a_port_has_that_of_its_name() -> None:
    inventory = lab()
    inventory.network["switches"][0]["ports"][1]["name"] = "b"
    del inventory.vms[1]["port"]
    assert examine(inventory).faults == []


def test_a_vm_that_goes_needs_no_port() -> None:
    inventory = lab()
    inventory.vms[1].update(port="gone", state="absent")
    assert examine(inventory).faults == []


def test_a_client_asks_but_has_no_vms_and_needs_no_tunnel() -> None:
    inventory = lab()
    inventory.groups["client"] = ["three"]
    inventory.hosts["three"] = {}
    inventory.checks = [{"from": "three", "ping": "198.51.100.1"}]
    assert examine(inventory).faults == []
    inventory.vms[0]["host"] = "three"
    assert [str(fault) for fault in examine(inventory).faults] == [
        "ovn_vms[0].host: VM a is on three, which is no host of group compute; these are: one, two"
    ]


def test_ports_of_a_host_itself() -> None:
    inventory = lab()
    inventory.network["switches"][0]["ports"].append({"name": "left-two", "addresses": ["02:00:00:00:01:0c 10.0.1.12"]})
    inventory.hosts["two"]["ovn_host_ports"] = [{"name": "left-two"}]
    assert examine(inventory).faults == []
    inventory.groups["gateway"].append("three")
    inventory.hosts["three"] = {"ovn_encap_ip": "192.0.2.3", "ovn_host_ports": [{"name": "left-3", "state": "absent"}]}
    assert [str(fault) for fault in examine(inventory).faults] == [
        "three: ovn_host_ports: three is no host of group compute; put it there, or leave this out"
    ]


def test_checks_speak_of_declared_hosts_and_ports() -> None:
    inventory = lab()
    inventory.checks = [
        {"from": "one", "port": "left-c", "chassis": "two"},
        {"from": "one", "port": "edge-left", "chassis": "one"},
        {"from": "two", "tunnel_to": "three"},
    ]
    assert [str(fault) for fault in examine(inventory).faults] == [
        "ovn_checks[0].port: no switch and no router has a port left-c; declared are: edge-left, edge-out, left-a, left-b, "
        "left-edge-left, outside-edge-out, outside-net",
        "ovn_checks[2].tunnel_to: three is no host of the groups compute and gateway; these are: one, two",
    ]


def test_an_unknown_option_is_named_with_those_that_exist() -> None:
    inventory = lab()
    inventory.network["switches"][0]["ports"][0]["adresses"] = []
    (fault,) = examine(inventory).faults
    assert str(fault).startswith(
        "ovn_switches[0].ports[0]: adresses is no option; these are: addresses, dhcpv4_options, "
    )


def test_faults_are_reported_together() -> None:
    inventory = lab()
    inventory.vms[0]["host"] = "three"
    inventory.network["routers"][0]["chassis"] = "three"
    inventory.checks = [{"from": "c", "ping": "10.0.1.1"}]
    inventory.variables = ["ovn_swiches"]
    assert [fault.path for fault in examine(inventory).faults] == [
        "variable ovn_swiches",
        "ovn_routers[0].chassis",
        "ovn_vms[0].host",
        "ovn_checks[0].from",
    ]


Change = Callable[[Inventory], None]
UNREADABLE: list[tuple[Change, str]] = [
    (put(*LEFT_PORTS, 1, "adresses", value=["02:00:00:00:01:0b 10.0.1.11"]), "ovn_switches[0].ports[1]"),
    (put(*LEFT_PORTS, 1, value=5), "ovn_switches[0].ports[1]"),
    (put(*LEFT_PORTS, 1, value={"addresses": []}), "ovn_switches[0].ports[1]"),
    (put("network", "switches", 0, "ports", value=5), "ovn_switches[0].ports"),
    (put("network", "switches", 0, value={"ports": []}), "ovn_switches[0]"),
    (put("network", "switches", value={"left": {}}), "ovn_switches"),
    (put(*EDGE, "ports", 0, "netwoks", value=["10.0.1.1/24"]), "ovn_routers[0].ports[0]"),
    (put(*EDGE, "nat", 0, "type", value="snatt"), "ovn_routers[0].nat[0].type"),
    (put("network", "routers", value="edge"), "ovn_routers"),
    (put("network", "dhcp_options", 0, "optons", value={}), "ovn_dhcp_options[0]"),
    (put("network", "dhcp_options", 0, value={"cidr": "10.0.1.0/24"}), "ovn_dhcp_options[0]"),
    (put("load_balancers", "lb-router", 0, value={"name": "web", "vip": {}}), "ovn_load_balancers[lb-router][0]"),
    (put("load_balancers", "lb-router", value=5), "ovn_load_balancers[lb-router]"),
    (vary(load_balancers=["web"]), "ovn_load_balancers"),
    (put("vms", 1, value={"name": "b", "prot": "left-b", "host": "two"}), "ovn_vms[1]"),
    (put("vms", 1, value={"host": "two"}), "ovn_vms[1]"),
    (vary(vms=5), "ovn_vms"),
    (
        put("hosts", "one", "ovn_provider_bridges", 0, value={"name": "br-ex", "nik": "eth1"}),
        "one: ovn_provider_bridges[0]",
    ),
    (put("hosts", "two", "compute_encap_type", value=["vxlan", {}]), "two: compute_encap_type[1]"),
]


@pytest.mark.parametrize(("change", "place"), UNREADABLE, ids=[place for _change, place in UNREADABLE])
def test_what_cannot_be_read_hides_and_makes_no_other_fault(change: Change, place: str) -> None:
    """Everything refers to everything here, and what does not depend on it is judged."""
    inventory = lab()
    inventory.groups["client"] = ["three"]
    inventory.hosts["three"] = {"lab_nics": [{"device": "eth0", "network": "mgmt", "adress": "192.0.2.7/24"}]}
    inventory.hosts["two"]["ovn_encap_ip"] = "192.0.2"
    inventory.network["ha_chassis_groups"] = [{"name": "g", "ha_chassis": [{"chassis_name": "four"}]}]
    inventory.vms = [{"name": "c", "host": "five", "port": "left-a", "state": "absent"}, *inventory.vms]
    inventory.vms[0], inventory.vms[1], inventory.vms[2] = inventory.vms[1], inventory.vms[2], inventory.vms[0]
    inventory.checks = [
        {"from": "a", "ping": "10.0.1.11"},
        {"from": "b", "trace": "a", "output_port": "left-b"},
        {"from": "a", "trace": "left-b", "backend": "10.0.1.10"},
        {"from": "b", "ping": "10.0.1.1", "when": {"load_balancer": "web", "attached_to": "edge"}},
        {"from": "b", "ping": "10.0.1.1", "unless": {"load_balancer": "web", "attached_to": "left"}},
        {"from": "one", "port": "left-b", "chassis": "four"},
    ]
    before = {str(fault) for fault in examine(inventory).faults}
    assert len(before) == 5
    change(inventory)
    found = examine(inventory).faults
    said = {str(fault) for fault in found}
    new = {fault.path for fault in found if str(fault) not in before}
    assert all(path == place for path in new), new
    assert new
    independent = {text for text in before if not text.startswith("ovn_vms") or "vms" not in place}
    assert independent <= said


def big_lab() -> Inventory:
    """With more of what needs one another."""
    inventory = lab()
    inventory.groups["gateway"].append("three")
    inventory.hosts["one"]["lab_nics"] = [
        {"device": "eth0", "network": "mgmt", "address": "192.0.2.1/24"},
        {"device": "eth1", "network": "out"},
    ]
    bridge = {"name": "br-3", "nic": "eth2", "network": "physnet", "share_address": {"tcp": [80]}}
    inventory.hosts["three"] = {"ovn_encap_ip": "192.0.2.3", "ovn_provider_bridges": [bridge]}
    inventory.hosts["two"].update(
        compute_encap_type=["vxlan", "geneve"], ovn_host_ports=[{"name": "two", "port": "left-two"}]
    )
    left, _outside = inventory.network["switches"]
    left.update(subnet="10.0.1.0/24", exclude_ips=["10.0.1.200"])
    left["ports"].append({"name": "left-two", "addresses": ["02:00:00:00:01:0c 10.0.1.12"]})
    members = [{"chassis_name": "one", "priority": 20}, {"chassis_name": "three", "priority": 10}]
    inventory.network["ha_chassis_groups"] = [{"name": "g", "ha_chassis": members}]
    del inventory.network["routers"][0]["chassis"]
    inventory.network["routers"][0]["ports"][1]["ha_chassis_group"] = "g"
    web = {
        "name": "web",
        "vips": {"10.0.9.9:80": ["10.0.1.10:80"]},
        "ip_port_mappings": {"10.0.1.10": "left-a:10.0.1.200"},
        "health_checks": [{"vip": "10.0.9.9:80"}],
        "switches": ["left"],
    }
    inventory.load_balancers = {"lb-switch": [web]}
    inventory.vms[0]["web"] = {"port": 80, "content": "a"}
    inventory.vms[1]["gateway"] = "10.0.1.1"
    inventory.checks = [
        {"from": "a", "ping": "10.0.1.11", "ttl": 64},
        {
            "from": "b",
            "get": "http://10.0.9.9/",
            "answers": ["a"],
            "seen_as": "10.0.1.11",
            "when": {"load_balancer": "web"},
        },
        {"from": "b", "trace": "10.0.9.9:80", "backend": "10.0.1.10", "output_port": "left-a"},
        {"from": "one", "health": "10.0.1.10:80", "unless": {"load_balancer": "web", "attached_to": "edge"}},
        {"from": "one", "port": "cr-edge-out", "chassis": "one"},
        {"from": "one", "tunnel_to": "two"},
    ]
    return inventory


# Whose keys are anybody's.
MAPS = ("options", "vips", "ip_port_mappings")


def options_of(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The paths of all options of the objects in a value."""
    if isinstance(value, dict):
        for option, inner in value.items():
            yield (*path, option)
            if option not in MAPS:
                yield from options_of(inner, (*path, option))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from options_of(inner, (*path, index))


def test_of_an_option_that_cannot_be_read_there_is_no_other_fault() -> None:
    """Each option of a lab, with a letter too many and with a value of another type."""
    whole = big_lab()
    assert examine(whole).faults == []
    parts = {
        "network": whole.network,
        "load_balancers": whole.load_balancers,
        "hosts": whole.hosts,
        "vms": whole.vms,
        "checks": whole.checks,
    }
    # Variables and modes: whose they are, a name alone does not tell.
    found = [path for part, value in parts.items() for path in options_of(value, (part,))]
    found = [path for path in found if len(path) > (3 if path[0] == "hosts" else 2)]
    assert len(found) > 90
    for path in found:
        for spoil in (_rename, _retype):
            inventory = big_lab()
            holder = getattr(inventory, path[0])
            for step in path[1:-1]:
                holder = holder[step]
            spoil(holder, path[-1])
            places = sorted({fault.path for fault in examine(inventory).faults}, key=len)
            assert places, (path, spoil)
            assert all(place.startswith(places[0]) for place in places), (path, spoil, places)


def _rename(holder: dict[str, Any], option: str) -> None:
    holder[f"{option}x"] = holder.pop(option)


def _retype(holder: dict[str, Any], option: str) -> None:
    holder[option] = 5.5 if isinstance(holder[option], dict) else {5: []}


def test_a_reference_to_what_could_be_read_is_judged_beside_what_could_not() -> None:
    inventory = lab()
    inventory.network["switches"][0]["ports"][0]["adresses"] = []
    inventory.network["routers"][0]["ports"][0]["switch"] = "lefft"
    inventory.vms[0]["port"] = "left-c"
    inventory.load_balancers["lb-router"][0]["vips"] = {"198.51.100.9:80": []}
    assert [fault.path for fault in examine(inventory).faults] == [
        "ovn_switches[0].ports[0]",
        "ovn_routers[0].ports[0].switch",
        "ovn_load_balancers[lb-router][0].vips[198.51.100.9:80]",
        "ovn_vms[0].port",
    ]


def test_a_list_may_be_one_text() -> None:
    """As Ansible takes it."""
    inventory = lab()
    inventory.hosts["one"]["compute_encap_type"] = "geneve,vxlan"
    inventory.hosts["two"]["compute_encap_type"] = "vxlan"
    inventory.hosts["one"]["ovn_provider_bridges"][0]["addresses"] = "203.0.113.1/24"
    inventory.vms[1]["addresses"] = "10.0.1.11/24,2001:db8::11/64"
    inventory.network["switches"][0]["ports"][1]["addresses"] = "02:00:00:00:01:0b 10.0.1.11"
    assert examine(inventory).faults == []
    inventory.vms[1]["addresses"] = "10.0.1.10/24"
    assert [fault.path for fault in examine(inventory).faults] == ["ovn_vms[1].addresses[0]"]


def test_a_lab_may_have_no_load_balancers_and_no_checks() -> None:
    inventory = lab()
    inventory.load_balancers = inventory.checks = None
    assert examine(inventory).faults == []
    assert summary(inventory).endswith("0 load balancers in 0 modes, 2 VMs and 0 checks fit together")


def test_what_differs_much_is_somebodys_own() -> None:
    inventory = lab()
    inventory.groups["containers"] = ["one", "two"]
    inventory.variables = ["ovn_cluster_load_balancers", "ovn_backends", "ovn_switches"]
    assert examine(inventory).faults == []


def test_a_vip_may_have_no_backend_where_that_is_what_is_wanted() -> None:
    inventory = lab()
    vips = {"198.51.100.9:80": []}
    inventory.load_balancers = {
        "lb-router": [{"name": "web", "vips": vips, "reject": True, "routers": ["edge"]}],
        "lb-switch": None,
    }
    assert examine(inventory).faults == []


def test_vms_of_two_hosts_may_have_interfaces_of_one_name() -> None:
    inventory = lab()
    for vm in inventory.vms:
        vm["interface"] = "eth5"
    assert examine(inventory).faults == []


def test_a_vm_may_have_any_mac_behind_a_port_that_takes_any() -> None:
    inventory = lab()
    inventory.network["switches"][0]["ports"][1]["addresses"].append("unknown")
    inventory.vms[1]["mac"] = "02:00:00:00:01:0c"
    assert examine(inventory).faults == []


def test_a_good_inventory_is_summed_up() -> None:
    inventory = lab()
    inventory.load_balancers["lb-off"] = None
    inventory.checks = [{"from": "a", "ping": "10.0.1.1"}]
    assert summary(inventory) == (
        "2 hosts, 2 switches, 1 router, 1 load balancer in 2 modes, 2 VMs and 1 check fit together"
    )


def test_the_servers_own_switch_is_worth_a_warning() -> None:
    inventory = lab()
    inventory.load_balancers["lb-switch"] = [
        {"name": "web", "vips": {"203.0.113.9": ["10.0.1.10"]}, "switches": ["left"]},
    ]
    report = examine(inventory)
    assert report.faults == []
    assert [str(warning) for warning in report.warnings] == [
        "ovn_load_balancers[lb-switch][0].switches[0]: left is the servers' own switch: clients on other switches get no "
        "answer from 203.0.113.9; attach the load balancer to the clients' switch"
    ]


def test_gateways_of_the_same_priority_are_worth_a_warning() -> None:
    inventory = lab()
    gateways("one", "two", priorities=(10, 10))(inventory)
    inventory.groups["gateway"] = ["one", "two"]
    inventory.hosts["two"]["ovn_provider_bridges"] = inventory.hosts["one"]["ovn_provider_bridges"]
    report = examine(inventory)
    assert report.faults == []
    assert [str(warning) for warning in report.warnings] == [
        "ovn_ha_chassis_groups[0].ha_chassis[1]: one and two have the same priority 10: OVN takes one of them by its "
        "name; give each its own"
    ]
