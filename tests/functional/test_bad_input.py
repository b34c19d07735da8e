# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: the exact message, all faults of one task together, and nothing written."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader

MAC = "02:ac:10:ff:01:30"
LSP_REMEDY = "write 'MAC [IP...]', 'dynamic [IP...]', 'MAC dynamic', 'unknown' or 'router'"
PORT = {"name": "p", "mac": MAC, "networks": ["10.0.0.1/24"]}


def switch(**options: Any) -> tuple[str, dict[str, Any]]:
    return "ovn_switch", {"name": "dmz", **options}


def router(**options: Any) -> tuple[str, dict[str, Any]]:
    return "ovn_router", {"name": "edge1", "chassis": "ubuntu1", **options}


def balancer(vip: Any, backends: Any, **options: Any) -> tuple[str, dict[str, Any]]:
    return "ovn_lb", {"name": "web", "vips": {vip: backends}, **options}


CASES = {
    "name": (("ovn_switch", {"name": " "}), "name: is empty; name the switch"),
    "subnet": (
        switch(subnet="172.16.255.128/33"),
        "subnet: '172.16.255.128/33' is not an IPv4 network, write for example 172.16.255.128/26 (switch dmz)",
    ),
    "address": (
        switch(ports=[{"name": "p", "addresses": ["unknown", f"{MAC} 20.0.0.300"]}]),
        f"ports[0].addresses[1]: '{MAC} 20.0.0.300': 20.0.0.300 is not an IP address; {LSP_REMEDY} (port p)",
    ),
    "tag": (switch(ports=[{"name": "p", "tag": 5000}]), "ports[0].tag: 5000 is not between 1 and 4095 (port p)"),
    "port twice": (
        switch(ports=[{"name": "p"}, {"name": "p"}]),
        "ports[1]: the port p is declared twice, first at ports[0]; declare it once",
    ),
    "MAC twice": (
        switch(ports=[{"name": "p", "addresses": [MAC]}, {"name": "q", "addresses": [MAC]}]),
        f"ports[1].addresses[0]: the ports p and q of switch dmz have the same MAC {MAC}; give each its own",
    ),
    "container without tag": (
        switch(ports=[{"name": "p", "parent_name": "vm"}, {"name": "vm"}]),
        "ports[0].parent_name: the port p has a parent: set tag_request too (0 lets OVN choose)",
    ),
    "localnet without network": (
        switch(ports=[{"name": "p", "type": "localnet"}]),
        "ports[0].network_name: the localnet port p needs the name of its physical network",
    ),
    "nothing where chassis should be": (
        ("ovn_topology", {"ha_chassis_groups": [{"name": "gateways", "ha_chassis": [None, None]}]}),
        "2 faults in the input, nothing was changed:\n"
        "- ha_chassis_groups[0].ha_chassis[0]: None is not of type dict (<class 'NoneType'> cannot be converted to a dict)\n"
        "- ha_chassis_groups[0].ha_chassis[1]: None is not of type dict (<class 'NoneType'> cannot be converted to a dict)",
    ),
    "router network": (
        router(ports=[{**PORT, "networks": ["10.0.0.0/24"]}]),
        "ports[0].networks[0]: '10.0.0.0/24' is the network itself, write the port's own address in it, "
        "such as 10.0.0.1/24 (port p)",
    ),
    "unknown switch": (
        router(ports=[{**PORT, "switch": "nowhere"}]),
        "ports[0].switch: there is no logical switch nowhere; the router port p cannot be linked to it: "
        "correct the name, or declare the switch",
    ),
    "next hop": (
        router(ports=[PORT], static_routes=[{"ip_prefix": "0.0.0.0/0", "nexthop": "10.9.0.1"}]),
        "static_routes[0].nexthop: router edge1 cannot reach 10.9.0.1: it is in none of its networks (10.0.0.0/24); "
        "correct it, or set output_port",
    ),
    "NAT without a place": (
        (
            "ovn_router",
            {
                "name": "tenant1",
                "ports": [PORT],
                "nat": [{"type": "snat", "external_ip": "1.2.3.4", "logical_ip": "10.0.0.0/24"}],
            },
        ),
        "nat: router tenant1 has no place to do NAT and would ignore the rules: set chassis, or gateway_chassis "
        "of one of its ports",
    ),
    "both kinds of gateway": (
        router(ports=[{**PORT, "gateway_chassis": [{"chassis_name": "ubuntu1"}]}]),
        "ports[0].gateway_chassis: router edge1 is bound to chassis ubuntu1; a port of it cannot have gateway_chassis too",
    ),
    "a column that this release lacks": (
        router(nat=[{"type": "dnat", "external_ip": "1.2.3.4", "logical_ip": "10.0.0.1", "match": "ip4"}]),
        "nat[0].match: needs OVN 24.09 or later: the connected server (OVN_Northbound schema 7.0.0) lacks the column "
        "match of NAT",
    ),
    "backend without port": (
        balancer("10.0.0.1:80", ["10.0.0.2"]),
        "vips[10.0.0.1:80]: the VIP 10.0.0.1:80 has a port but its backend 10.0.0.2 has none; write 10.0.0.2:80",
    ),
    "VIP without port": (
        balancer("10.0.0.1", ["10.0.0.2:80"]),
        "vips[10.0.0.1]: the backend 10.0.0.2:80 has a port but its VIP 10.0.0.1 has none; write 10.0.0.1:PORT or 10.0.0.2",
    ),
    "VIP port": (
        balancer("10.0.0.1:70000", []),
        "vips[10.0.0.1:70000]: the port of the VIP '10.0.0.1:70000' is not between 1 and 65535",
    ),
    "ambiguous VIP": (
        balancer("fd00::10:80", ["[fd00::3]:80"]),
        "vips[fd00::10:80]: ambiguous IPv6 VIP fd00::10:80: write [fd00::10]:80 for a VIP with a port",
    ),
    "backends that are none": (
        balancer("10.0.0.1", 5),
        "vips[10.0.0.1]: 5 is not a list of backends, write for example [172.16.255.130] (load balancer web)",
    ),
    "map value": (
        switch(other_config={"mcast_snoop": {"on": True}}),
        "other_config.mcast_snoop: {'on': True} is neither text, number nor boolean (switch dmz)",
    ),
    "unknown load balancer": (
        switch(load_balancers=["web"]),
        "load_balancers[0]: there is no load balancer web; declare it in the same task, or create it first",
    ),
    "unknown member of a port group": (
        ("ovn_port_group", {"name": "web", "ports": ["vm"]}),
        "ports[0]: there is no logical switch port vm; declare it in the same task, or create it first",
    ),
    "NAT rule twice": (
        router(
            ports=[PORT],
            nat=[{"type": "snat", "external_ip": f"1.2.3.{i}", "logical_ip": "10.0.0.0/24"} for i in (4, 5)],
        ),
        "nat[1]: the NAT rule snat 10.0.0.0/24 is declared twice, first at nat[0]; declare it once",
    ),
    "unknown DHCP options": (
        switch(ports=[{"name": "p", "dhcpv4_options": "pool"}]),
        "ports[0].dhcpv4_options: there are no DHCP options pool; declare them in the same task, or create them first",
    ),
    "DHCP server": (
        ("ovn_dhcp_options", {"name": "d", "cidr": "10.0.0.0/24", "options": {"server_id": "x", "lease_time": 60}}),
        "2 faults in the input, nothing was changed:\n"
        "- options: the DHCP options d lack server_mac, without which OVN answers nobody\n"
        "- options.server_id: 'x' is not an IP address, write for example 172.16.255.130",
    ),
    "timeout": (switch(timeout=-5), "timeout: -5 is not a positive number of seconds"),
    "wait_timeout": (switch(wait_timeout=0), "wait_timeout: 0 is not a positive number of seconds"),
}


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
@pytest.mark.parametrize(("task", "message"), CASES.values(), ids=CASES)
def test_one_sentence_and_nothing_written(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    task: tuple[str, dict[str, Any]],
    message: str,
    check: bool,
) -> None:
    before = nb.snapshot()
    module, args = task
    assert run_module.fails(module, {**to_nb, **args}, check=check) == message
    assert nb.snapshot() == before


# The server would refuse some of them, and take others.
CHOICES = {
    "protocol": (
        balancer("10.0.0.1:80", [], protocol="icmp"),
        "protocol: 'icmp' is none of these: tcp, udp, sctp",
    ),
    "selection field": (
        balancer("10.0.0.1:80", [], selection_fields=["ip_proto"]),
        "selection_fields[0]: 'ip_proto' is none of these: eth_src, eth_dst, ip_src, ip_dst, ipv6_src, ipv6_dst, tp_src, "
        "tp_dst",
    ),
    "type of a port": (
        switch(ports=[{"name": "p", "type": "vlan"}]),
        "ports[0].type: 'vlan' is none of these: '', router, localnet, localport, l2gateway, vtep, external, virtual, "
        "remote, switch",
    ),
    "action": (
        switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "deny"}]),
        "acls[0].action: 'deny' is none of these: allow, allow-related, allow-stateless, drop, reject, pass",
    ),
    "severity": (
        switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop", "severity": "loud"}]),
        "acls[0].severity: 'loud' is none of these: alert, warning, notice, info, debug",
    ),
    "kind of NAT": (
        router(nat=[{"type": "pat", "external_ip": "1.2.3.4", "logical_ip": "10.0.0.1"}]),
        "nat[0].type: 'pat' is none of these: snat, dnat, dnat_and_snat",
    ),
    "option": (
        switch(subnett="10.0.0.0/24", ports=[{"name": "p", "adresses": []}]),
        "2 faults in the input, nothing was changed:\n"
        "- subnett: there is no such option; did you mean subnet?\n"
        "- ports[0].adresses: there is no such option; did you mean addresses?",
    ),
    "type": (
        switch(ports=[{"name": "p", "tag": float("inf")}, {"name": "q", "tag": "1e5000"}]),
        "2 faults in the input, nothing was changed:\n"
        "- ports[0].tag: inf is not of type int (cannot convert Infinity to integer)\n"
        "- ports[1].tag: is a number that OVSDB cannot keep, which has 64 bits for it",
    ),
    "name": (
        ("ovn_switch", {"external_ids": 5}),
        "2 faults in the input, nothing was changed:\n"
        "- external_ids: 5 is not of type dict (<class 'int'> cannot be converted to a dict)\n"
        "- name: is missing, and without it nothing can be declared here",
    ),
    "owner": (("ovn_topology", {"owner": "a\0"}), "owner: has a NUL character, which OVSDB cannot keep"),
    "global text": (
        ("ovn_nb_global", {"options": {"x": "a\0b", "y": "\ud800"}}),
        "2 faults in the input, nothing was changed:\n"
        "- options.x: has a NUL character, which OVSDB cannot keep\n"
        "- options.y: is not valid Unicode",
    ),
    "two holders of ACLs": (
        (
            "ovn_acl",
            {"switch": "dmz", "port_group": "web", "acls": [{"direction": "up", "priority": 1, "match": "ip4"}]},
        ),
        "3 faults in the input, nothing was changed:\n"
        "- acls[0].direction: 'up' is none of these: from-lport, to-lport\n"
        "- port_group: and switch exclude each other; name one of them\n"
        "- switch: there is no logical switch dmz; declare it in the same task, or create it first",
    ),
    "no holder of ACLs": (("ovn_acl", {"acls": []}), "switch: and port_group are missing; name one of them"),
    "settings": (
        switch(wait="soon", timeout=0, wait_timeout="x", owner=" ", ports=[{"name": "p", "tag": 5000}]),
        "5 faults in the input, nothing was changed:\n"
        "- wait: 'soon' is none of these: none, sb, hv\n"
        "- wait_timeout: 'x' is not of type int (\"'x'\" cannot be converted to an int)\n"
        "- timeout: 0 is not a positive number of seconds\n"
        "- owner: is empty; give the mark of the rows that the task makes\n"
        "- ports[0].tag: 5000 is not between 1 and 4095 (port p)",
    ),
}


@pytest.mark.parametrize(("task", "message"), CHOICES.values(), ids=CHOICES)
def test_arguments(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], task: tuple[str, dict[str, Any]], message: str
) -> None:
    before = nb.snapshot()
    module, args = task
    assert run_module.fails(module, {**to_nb, **args}) == message
    assert nb.snapshot() == before


@pytest.mark.parametrize(
    ("task", "message"),
    [
        pytest.param(
            switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop", "tier": 1}]),
            "acls[0].tier: needs OVN 23.06 or later: the connected server (OVN_Northbound schema 7.0.0) lacks the column "
            "tier of ACL",
            id="column",
        ),
        pytest.param(
            switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "pass"}]),
            "acls[0].action: needs OVN 23.06 or later: 'pass' is none of these: allow, allow-related, "
            "allow-stateless, drop, reject (column action of ACL)",
            id="value",
        ),
        pytest.param(
            balancer("10.0.0.1:80", [], selection_fields=["ipv6_src"]),
            "selection_fields: needs OVN 25.03 or later: 'ipv6_src' is none of these: eth_dst, eth_src, ip_dst, ip_src, tp_dst, "
            "tp_src (column selection_fields of Load_Balancer)",
            id="member of a set",
        ),
    ],
)
def test_what_the_connected_release_lacks(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], task: tuple[str, dict[str, Any]], message: str
) -> None:
    before = nb.snapshot()
    module, args = task
    assert run_module.fails(module, {**to_nb, **args}) == message
    assert nb.snapshot() == before


@pytest.mark.parametrize(
    ("table", "module"),
    [("Logical_Switch", "ovn_switch"), ("Logical_Router", "ovn_router"), ("Load_Balancer", "ovn_lb")],
)
def test_a_name_that_two_rows_have(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], table: str, module: str
) -> None:
    uuids = sorted(nb.insert(table, name="twin") for _row in "ab")
    before = nb.snapshot()
    message = run_module.fails(module, {**to_nb, "name": "twin", "external_ids": {"a": "b"}})
    assert message == (
        f"name: there are 2 rows named twin in {table}, none of them can be chosen; delete or rename the others (UUIDs "
        f"{', '.join(uuids)})"
    )
    assert nb.snapshot() == before


@pytest.mark.parametrize("module", ["ovn_switch", "ovn_router"])
def test_a_port_that_another_one_has(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], module: str) -> None:
    port = PORT if module == "ovn_router" else {"name": "p"}
    run_module(module, {**to_nb, "name": "one", "ports": [port]})
    before = nb.snapshot()
    message = run_module.fails(module, {**to_nb, "name": "two", "ports": [port]})
    assert message == (
        f"ports[0]: the logical {module.removeprefix('ovn_')} port p exists already and belongs to another parent; names of "
        "ports are unique in the whole database: delete it there first, or take another name"
    )
    assert nb.snapshot() == before


def test_another_address_in_the_same_network(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """ovn-nbctl takes them for the same, and changes nothing."""
    run_module("ovn_router", {**to_nb, "name": "r", "ports": [PORT]})
    again = {**to_nb, "name": "r", "ports": [{**PORT, "networks": ["10.0.0.2/24"]}]}
    assert run_module("ovn_router", again)["changed"]
    assert nb.row("Logical_Router_Port")["networks"] == ["10.0.0.2/24"]


def test_all_faults_of_a_network_at_once(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    declared = {
        "switches": [
            {
                "name": "dmz",
                "subnet": "172.16.255.128/33",
                "ports": [{"name": "a", "addresses": [MAC]}, {"name": "b", "addresses": [f"{MAC} 10.0.0.300"]}],
            },
            {"name": "dmz"},
        ],
        "routers": [
            {
                "name": "r",
                "ports": [{"name": "rp", "mac": "zz", "networks": ["10.0.0.1"]}],
                "nat": [{"type": "dnat", "external_ip": "1.2.3.4", "logical_ip": "10.0.0.0/24"}],
            }
        ],
        "load_balancers": [{"name": "web", "vips": {"10.0.0.1:80": ["10.0.0.2"]}, "routers": ["r"]}],
    }
    before = nb.snapshot()
    message = run_module.fails("ovn_topology", {**to_nb, **declared})
    head, *faults = message.splitlines()
    assert head == f"{len(faults)} faults in the input, nothing was changed:"
    assert sorted(fault.split(": ")[0] for fault in faults) == [
        "- load_balancers[0].routers[0]",
        "- load_balancers[0].vips[10.0.0.1:80]",
        "- routers[0].nat",
        "- routers[0].nat[0].logical_ip",
        "- routers[0].ports[0].mac",
        "- routers[0].ports[0].networks[0]",
        "- switches[0].ports[1].addresses[0]",
        "- switches[0].ports[1].addresses[0]",
        "- switches[0].subnet",
        "- switches[1]",
    ]
    assert nb.snapshot() == before


STAGES = {
    # The arguments, a value, a rule, the schema, the plan.
    "switch": (
        switch(
            enabled=True,
            subnet="x",
            ports=[{"name": "p", "addresses": [MAC]}, {"name": "q", "addresses": [MAC]}],
            acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop", "tier": 1}],
            load_balancers=["web"],
        ),
        [
            "enabled: there is no such option; did you mean name?",
            "subnet: 'x' is not an IPv4 network, write for example 172.16.255.128/26 (switch dmz)",
            f"ports[1].addresses[0]: the ports p and q of switch dmz have the same MAC {MAC}; give each its own",
            "load_balancers[0]: there is no load balancer web; declare it in the same task, or create it first",
            "acls[0].tier: needs OVN 23.06 or later: the connected server (OVN_Northbound schema 7.0.0) lacks the column "
            "tier of ACL",
        ],
    ),
    "topology": (
        (
            "ovn_topology",
            {
                "switches": [
                    {
                        "name": "a",
                        "ports": [{"name": "z", "addresses": ["bad"], "mirrors": ["m"]}],
                        "load_balancers": ["b"],
                    }
                ],
                "routers": [{"name": "r", "ports": [{"name": "r-a", "mac": "zz", "networks": ["10.0.0.1/24"]}]}],
                "records": [
                    {"table": "Nope", "key": {"name": "x"}},
                    {"table": "Mirror", "key": {"name": "m"}, "columns": {"nope": 1}},
                    {"key": {"name": "x"}},
                ],
            },
        ),
        [
            "records[2].table: is missing, and without it nothing can be declared here",
            f"switches[0].ports[0].addresses[0]: 'bad': bad is not a MAC address; {LSP_REMEDY} (port z)",
            "routers[0].ports[0].mac: 'zz' is not a MAC address, write six hexadecimal pairs such as 02:ac:10:ff:01:30 "
            "(port r-a)",
            "records[0].table: the connected server (OVN_Northbound schema 7.0.0) has no table Nope; did you mean Copp?",
            "records[1].columns.nope: the connected server (OVN_Northbound schema 7.0.0) has no column nope in Mirror; did "
            "you mean type?",
            "switches[0].load_balancers[0]: there is no load balancer b; declare it in the same task, or create it first",
        ],
    ),
}


@pytest.mark.parametrize(("task", "faults"), STAGES.values(), ids=STAGES)
def test_whoever_finds_a_fault(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], task: tuple[str, dict[str, Any]], faults: list[str]
) -> None:
    """What nobody can tell, because something else is wrong, is not guessed: neither a MAC nor a mirror is missing."""
    before = nb.snapshot()
    module, args = task
    assert run_module.fails(module, {**to_nb, **args}).splitlines() == [
        f"{len(faults)} faults in the input, nothing was changed:",
        *(f"- {fault}" for fault in faults),
    ]
    assert nb.snapshot() == before


def test_warnings_instead_of_errors_on_request(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    ports = [{"name": "p", "addresses": [MAC]}, {"name": "q", "addresses": [MAC]}]
    task = {**to_nb, "name": "dmz", "ports": ports}
    assert run_module("ovn_switch", {**task, "validate": "warn"}, check=True)["warnings"]
    assert "warnings" not in run_module("ovn_switch", {**task, "validate": "off"}, check=True)
    assert run_module("ovn_switch", {**task, "validate": "warn"})["changed"]
    assert len(nb.rows("Logical_Switch_Port")) == 2


@pytest.mark.parametrize("missing", ["mac", "networks"])
def test_a_new_router_port_is_whole(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], missing: str) -> None:
    """The server would fill the column with an empty text, and northd drop the port."""
    port = {key: value for key, value in PORT.items() if key != missing}
    message = run_module.fails("ovn_router", {**to_nb, "name": "edge1", "ports": [port]})
    example = {"mac": "such as 02:ac:10:ff:01:29", "networks": "its own addresses such as 172.16.255.129/26"}[missing]
    assert message == f"ports[0]: a new router port needs {missing}, {example}"
    assert nb.rows("Logical_Router") == []
    run_module("ovn_router", {**to_nb, "name": "edge1", "ports": [PORT]})
    assert not run_module("ovn_router", {**to_nb, "name": "edge1", "ports": [port]})["changed"]


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"name": "d\u0000z"}, id="name"),
        pytest.param({"name": "dmz", "external_ids": {"a": "\u0000"}}, id="value"),
        pytest.param({"name": "dmz", "external_ids": {"\u0000": "a"}}, id="key"),
    ],
)
def test_what_no_text_may_hold(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], args: dict[str, Any]
) -> None:
    message = run_module.fails("ovn_switch", {**to_nb, **args})
    assert "NUL" in message
    assert nb.rows("Logical_Switch") == []


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("inf", "an option that takes a whole number got an infinite one; write its digits"),
        ("1e5000", "an option that takes a whole number got one of more than 64 bits; write a smaller one"),
    ],
)
def test_numbers_that_are_judged_by_ansible(run_module: ModuleRunner, limit: str, message: str) -> None:
    args = {"checks": [{"from": "vm1", "ping": "10.0.0.1", "limit": limit}]}
    assert run_module.fails("ovn_check", args) == message
