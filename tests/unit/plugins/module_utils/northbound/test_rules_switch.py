# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about switches, DHCP, ACLs, QoS and groups: each with an input that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


def switch(*ports: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"switches": [{"name": "s", "ports": list(ports), **options}]}


def acl(**options: Any) -> dict[str, Any]:
    rule = {"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop", **options}
    return switch(acls=[rule])


def qos(**options: Any) -> dict[str, Any]:
    return switch(qos_rules=[{"direction": "to-lport", "priority": 1, "match": "ip4", **options}])


def group(**options: Any) -> dict[str, Any]:
    members = {"vip": "10.0.0.9", "vmac": "02:00:00:00:00:09", **options}
    return switch({"name": "p"}, forwarding_groups=[{"name": "f", **members}])


PEERED = {"name": "p", "type": "switch", "peer": "q"}

ERRORS = {
    "the same IP in two forms": (
        switch(
            {"name": "p", "addresses": ["02:00:00:00:00:01 fd00::1"]},
            {"name": "q", "addresses": ["02:00:00:00:00:02 FD00:0::1"]},
        ),
        "switches[0].ports[1].addresses[0]: the ports p and q of switch s have the same IP fd00::1; give each its own",
    ),
    "dynamic without a pool": (
        switch({"name": "p", "addresses": ["dynamic"]}),
        "switches[0].ports[0].addresses[0]: 'dynamic' needs an address pool: set subnet or ipv6_prefix of switch s",
    ),
    "router port of nobody": (
        switch({"name": "up", "type": "router", "router_port": "r-a"}),
        "switches[0].ports[0].router_port: there is no router port r-a for up to lead to; correct the name, declare it in "
        "the same task, or create it first",
    ),
    "router port without the type": (
        {
            **switch({"name": "up", "router_port": "r-a"}),
            "routers": [{"name": "r", "ports": [{"name": "r-a"}]}],
        },
        "switches[0].ports[0].type: the port up has a router_port, so its type must be router, not ''",
    ),
    "l2gateway without a network": (
        switch({"name": "p", "type": "l2gateway", "options": {"l2gateway-chassis": "one"}}),
        "switches[0].ports[0].network_name: the l2gateway port p needs the name of its physical network",
    ),
    "l2gateway without a chassis": (
        switch({"name": "p", "type": "l2gateway", "network_name": "net"}),
        "switches[0].ports[0].options: the l2gateway port p needs l2gateway-chassis, the chassis that it is on",
    ),
    "a link between switches to nobody": (
        switch(PEERED),
        "switches[0].ports[0].peer: there is no switch port q for p to meet; correct the name, declare it in the same "
        "task, or create it first",
    ),
    "a link between switches from one side": (
        switch(PEERED, {"name": "q"}),
        "switches[0].ports[0].peer: q must be of type switch and name p as its peer in return",
    ),
    "a link between switches without peer": (
        switch({"name": "p", "type": "switch"}),
        "switches[0].ports[0].peer: the port p of type switch needs the name of its peer, a port of the other switch",
    ),
    "tag_request without parent": (
        switch({"name": "p", "tag_request": 5}),
        "switches[0].ports[0].tag_request: is for a port inside another one: set parent_name of p, or tag if it is a "
        "localnet port",
    ),
    "parent of nobody": (
        switch({"name": "p", "parent_name": "vm", "tag_request": 5}),
        "switches[0].ports[0].parent_name: there is no port vm, the parent of p",
    ),
    "parents in a circle": (
        switch(
            {"name": "p", "parent_name": "q", "tag_request": 5},
            {"name": "q", "parent_name": "r", "tag_request": 6},
            {"name": "r", "parent_name": "p", "tag_request": 7},
            {"name": "in", "parent_name": "p", "tag_request": 8},
        ),
        "switches[0].ports[0].parent_name: the port p is in q in r, and that in p again; one of them must have no parent",
    ),
    "its own parent": (
        switch({"name": "p", "parent_name": "p", "tag_request": 5}),
        "switches[0].ports[0].parent_name: the port p cannot be its own parent",
    ),
    "forwarding group with a port of nobody": (
        group(child_port=["p", "q"]),
        "switches[0].forwarding_groups[0].child_port[1]: q is no port of switch s; its ports are: p",
    ),
    "virtual port with a parent of nobody": (
        switch({"name": "p", "type": "virtual", "virtual_ip": "10.0.0.9", "virtual_parents": ["vm"]}),
        "switches[0].ports[0].virtual_parents[0]: vm is no port of switch s; its ports are: p",
    ),
    "DHCPv6 without server_id": (
        {"dhcp_options": [{"name": "d", "cidr": "fd00::/64", "options": {"dns_server": "fd00::2"}}]},
        "dhcp_options[0].options: the DHCP options d lack server_id, without which OVN answers nobody",
    ),
    "DHCP server_id": (
        {
            "dhcp_options": [
                {
                    "name": "d",
                    "cidr": "10.0.0.0/24",
                    "options": {"server_id": "x", "server_mac": "02:00:00:00:00:01", "lease_time": 60},
                }
            ]
        },
        "dhcp_options[0].options.server_id: 'x' is not an IP address, write for example 172.16.255.130",
    ),
    "label of a drop": (
        acl(label=5),
        "switches[0].acls[0].label: a label is for the actions allow and allow-related, not for drop",
    ),
    "meter of nobody": (
        acl(log=True, meter="m"),
        "switches[0].acls[0].meter: there is no meter m; correct the name, declare it in the same task, or create it first",
    ),
    "QoS that does nothing": (
        qos(),
        "switches[0].qos_rules[0]: a QoS rule needs one of dscp, mark and rate, else it does nothing",
    ),
    "burst without rate": (
        qos(dscp=5, burst=100),
        "switches[0].qos_rules[0].burst: burst is for a rate alone: set rate too",
    ),
    "name of a port group": (
        {"port_groups": [{"name": "web-servers"}]},
        "port_groups[0].name: 'web-servers' cannot be named in a match: take letters, digits, '_' and '.', with no digit "
        "in front, such as web_servers",
    ),
    "name of an address set": (
        {"address_sets": [{"name": "1st"}]},
        "address_sets[0].name: '1st' cannot be named in a match: take letters, digits, '_' and '.', with no digit in "
        "front, such as web_servers",
    ),
    "address set that OVN makes of a port group": (
        {"port_groups": [{"name": "web"}], "address_sets": [{"name": "web_ip4"}]},
        "address_sets[0].name: OVN makes an address set web_ip4 for the port group web: its control plane would stop; "
        "take another name",
    ),
    "the same for IPv6": (
        {"port_groups": [{"name": "web"}], "address_sets": [{"name": "web_ip6"}]},
        "address_sets[0].name: OVN makes an address set web_ip6 for the port group web: its control plane would stop; "
        "take another name",
    ),
    "name of a meter": (
        {"meters": [{"name": "__m", "unit": "kbps", "bands": [{"rate": 1}]}]},
        "meters[0].name: __m: names with two underscores in front are OVN's own; take another",
    ),
    "protection by a meter of nobody": (
        {"copps": [{"name": "c", "meters": {"arp": "m"}}]},
        "copps[0].meters.arp: there is no meter m; correct the name, declare it in the same task, or create it first",
    ),
}

WARNINGS = {
    "tag of a port that has none": (
        switch({"name": "p", "tag": 5}),
        "switches[0].ports[0].tag: has no effect: p is neither a localnet nor an l2gateway port",
    ),
    "address outside of the DHCP pool": (
        {
            **switch({"name": "p", "addresses": ["02:00:00:00:00:01 10.9.0.1"], "dhcpv4_options": "d"}),
            "dhcp_options": [
                {
                    "name": "d",
                    "cidr": "10.0.0.0/24",
                    "options": {"server_id": "10.0.0.1", "server_mac": "02:00:00:00:00:01", "lease_time": 60},
                }
            ],
        },
        "switches[0].ports[0].dhcpv4_options: 10.9.0.1 of p is outside 10.0.0.0/24, it will get no DHCP answer",
    ),
    "persist_established of a drop": (
        acl(persist_established=True),
        "switches[0].acls[0].persist_established: has no effect: it is for the action allow-related, not for drop",
    ),
    "apply_after_lb on the way out": (
        acl(apply_after_lb=True),
        "switches[0].acls[0].apply_after_lb: has no effect: it is for the direction from-lport",
    ),
}

FINE = {
    "a link between switches": switch(PEERED, {"name": "q", "type": "switch", "peer": "p"}),
    "a forwarding group": group(child_port=["p"]),
    "a container port": switch({"name": "vm"}, {"name": "p", "parent_name": "vm", "tag_request": 0}),
    "a dynamic address": switch({"name": "p", "addresses": ["dynamic"]}, other_config={"subnet": "10.0.0.0/24"}),
    "options in the map": switch(
        {"name": "p", "type": "localnet", "options": {"network_name": "net"}}, subnet="10.0.0.0/8"
    ),
    "an address set like others": {"address_sets": [{"name": "web_ip4"}], "port_groups": [{"name": "webs"}]},
    "a label of an allow": acl(action="allow-related", label=5),
    "a meter declared beside": {**acl(meter="m"), "meters": [{"name": "m", "unit": "kbps", "bands": [{"rate": 1}]}]},
    "what goes": {"switches": [{"name": "s", "ports": [{"name": "p", "parent_name": "vm", "state": "absent"}]}]},
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
