# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_trace on the flows that northd makes, with chassis that exist in the database alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.processes import Northd
from support.reader import Reader

ACL = {"direction": "to-lport", "priority": 1000}
NETWORK: dict[str, Any] = {
    "switches": [
        {
            "name": "left",
            "ports": [
                {"name": "left-a", "addresses": ["02:00:00:00:01:10 10.0.1.10 fd00:1::10"]},
                {
                    "name": "left-b",
                    "addresses": ["02:00:00:00:01:11 10.0.1.11"],
                    "port_security": ["02:00:00:00:01:11 10.0.1.11"],
                },
                {"name": "left-r", "type": "router", "router_port": "r-left", "addresses": ["router"]},
            ],
        },
        {
            "name": "right",
            "ports": [
                {"name": "right-c", "addresses": ["02:00:00:00:02:10 10.0.2.10 fd00:2::10"]},
                {"name": "right-d", "addresses": ["02:00:00:00:02:11 10.0.2.11"]},
                {"name": "right-m", "addresses": ["02:00:00:00:02:12"]},
                {"name": "right-r", "type": "router", "router_port": "r-right", "addresses": ["router"]},
            ],
            "acls": [
                {"match": 'outport == "right-d" && icmp4', "action": "drop", "name": "no-ping", **ACL},
                {"match": 'outport == "right-d" && tcp.dst == 23', "action": "reject", **ACL},
                {"match": 'outport == "right-d" && tcp.dst == 22', "action": "allow-related", "name": "ssh", **ACL},
            ],
        },
        {
            "name": "public",
            "ports": [
                {"name": "public-ln", "type": "localnet", "network_name": "net", "addresses": ["unknown"]},
                {"name": "public-r", "type": "router", "router_port": "r-public", "addresses": ["router"]},
            ],
        },
        {"name": "island", "ports": [{"name": "island-e", "addresses": ["02:00:00:00:03:10 10.0.3.10"]}]},
    ],
    "routers": [
        {
            "name": "r",
            "ports": [
                {"name": "r-left", "mac": "02:00:00:00:01:01", "networks": ["10.0.1.1/24", "fd00:1::1/64"]},
                {"name": "r-right", "mac": "02:00:00:00:02:01", "networks": ["10.0.2.1/24", "fd00:2::1/64"]},
                {
                    "name": "r-public",
                    "mac": "02:00:00:00:09:01",
                    "networks": ["192.0.2.1/24"],
                    "gateway_chassis": [{"chassis_name": "one", "priority": 10}],
                },
            ],
            "static_routes": [{"ip_prefix": "198.51.100.0/24", "nexthop": "192.0.2.50"}],
            "policies": [{"priority": 10, "match": "ip4.dst == 198.51.100.66", "action": "drop"}],
            "nat": [{"type": "snat", "logical_ip": "10.0.0.0/16", "external_ip": "192.0.2.1"}],
        }
    ],
    "load_balancers": [
        {
            "name": "web",
            "protocol": "tcp",
            "vips": {"10.9.9.9:80": ["10.0.2.10:8080", "10.0.2.11:8080"]},
            "switches": ["left"],
        },
        {
            "name": "half",
            "protocol": "tcp",
            "vips": {"10.9.9.7:80": ["10.0.2.10:8080", "10.0.2.99:8080"]},
            "switches": ["left"],
        },
        {"name": "nobody", "protocol": "tcp", "vips": {"10.9.9.8:80": []}, "switches": ["left"]},
    ],
}
PLACES = {"left-a": "one", "left-b": "two", "right-c": "one", "right-d": "two", "cr-r-public": "one"}

Trace = Callable[..., Result]


@pytest.fixture
def to_ovn(nb: Reader, sb: Reader) -> dict[str, Any]:
    return {"nb_connection": nb.server.connection, "sb_connection": sb.server.connection}


@pytest.fixture
def trace(run_module: ModuleRunner, northd: Northd, sb: Reader, to_ovn: dict[str, Any]) -> Trace:
    """Follows a packet in the network above."""
    made = run_module("ovn_topology", {**to_ovn, **NETWORK, "wait": "sb"})
    assert not made.get("failed"), made
    for number, name in enumerate(("one", "two"), start=1):
        encap = {"type": "geneve", "ip": f"127.0.0.{number}", "chassis_name": name}
        chassis = {"name": name, "hostname": f"host-{name}", "encaps": ["named-uuid", "encap"]}
        sb.transact(
            {"op": "insert", "table": "Encap", "uuid-name": "encap", "row": encap},
            {"op": "insert", "table": "Chassis", "row": chassis},
        )
    uuids = {row["name"]: row["_uuid"] for row in sb.rows("Chassis")}
    learnt = {"logical_port": "r-public", "ip": "192.0.2.50", "mac": "02:00:00:00:09:50"}
    datapath = sb.row("Port_Binding", logical_port="r-public")["datapath"]
    sb.insert("MAC_Binding", datapath=["uuid", datapath], **learnt)
    for port, name in PLACES.items():
        where = [["logical_port", "==", port]]
        row = {"chassis": ["uuid", uuids[name]]}
        sb.transact({"op": "update", "table": "Port_Binding", "where": where, "row": row})

    def follow(*, check: bool = False, **args: Any) -> Result:
        return run_module("ovn_trace", {**to_ovn, "vms": {"a": "left-a"}, **args}, check=check)

    return follow


def outcome(result: Result) -> tuple[str, list[str]]:
    assert not result.get("failed"), result["msg"]
    assert result["changed"] is False
    return result["verdict"], [output["port"] for output in result["outputs"]]


def test_every_verdict(trace: Trace) -> None:
    """One network for all: northd has to make it only once."""
    to = {
        "left-b": ("delivered", ["left-b"]),
        "right-c": ("delivered", ["right-c"]),
        "right-d:22": ("delivered", ["right-d"]),
        "right-d:23": ("rejected", []),
        "right-d": ("dropped", []),
        "10.0.1.1": ("replied", ["left-a"]),
        "r-right": ("replied", ["left-a"]),
        "10.0.1.1:22": ("dropped", []),
        "198.51.100.1": ("delivered", ["public-ln"]),
        "198.51.100.66": ("dropped", []),
        "203.0.113.1": ("dropped", []),
        "10.9.9.8:80": ("dropped", []),
        "[fd00:2::10]:80": ("delivered", ["right-c"]),
    }
    assert {target: outcome(trace(**{"from": "a", "to": target})) for target in to} == to


def test_reasons_name_what_stands_in_the_northbound_database(trace: Trace) -> None:
    to = {
        "right-d": ("ACL", "ACL no-ping"),
        "right-d:23": ("ACL", 'ACL to-lport 1000 outport == "right-d" && tcp.dst == 23: reject'),
        "198.51.100.66": ("Logical_Router_Policy", "policy 10 ip4.dst == 198.51.100.66: drop"),
        "203.0.113.1": (None, "router r has no route to the destination"),
        "10.0.1.1:22": ("Logical_Router_Port", "router r itself has nothing to say to this packet"),
        "10.9.9.8:80": ("Load_Balancer", "load balancer nobody has no backend"),
    }
    for target, (table, reason) in to.items():
        result = trace(**{"from": "a", "to": target})
        made_from = result["decided_by"]["nb"]
        assert (made_from and made_from["table"], result["reason"]) == (table, reason)


def test_a_packet_within_a_switch(trace: Trace) -> None:
    result = trace(**{"from": "a", "to": "left-b"})
    assert result["outputs"] == [
        {
            "port": "left-b",
            "type": "",
            "datapath": "left",
            "chassis": "two",
            "hostname": "host-two",
            "packet": None,
        }
    ]
    assert result["path"] == [{"datapath": "left", "inport": "left-a"}]
    assert result["story"] == ["left  delivered to left-b on two (geneve from one to two)"]
    assert result["decided_by"]["nb"]["name"] == "left-b"
    assert result["ct_defaults_used"] == 0
    assert result["runs"] == 1


def test_a_balancer_is_tried_until_all_backends_were_chosen(trace: Trace) -> None:
    result = trace(**{"from": "a", "to": "10.9.9.9:80", "samples": 60})
    (balanced,) = result["lb"]
    assert {key: balanced[key] for key in ("datapath", "stage", "name", "vip", "backends")} == {
        "datapath": "left",
        "stage": "ls_in_lb",
        "name": "web",
        "vip": "10.9.9.9:80",
        "backends": ["10.0.2.10:8080", "10.0.2.11:8080"],
    }
    assert set(balanced["chosen"]) == set(balanced["backends"])
    assert sum(balanced["chosen"].values()) == result["runs"] < 60
    assert {output["port"] for output in result["outputs"]} == {"right-c", "right-d"}
    assert "tcp.dst == 80" in result["microflow"]  # the protocol is the balancer's
    assert result["story"][0].startswith("left   ls_in_lb: VIP 10.9.9.9:80 of web -> 10.0.2.1")


def test_one_sample_is_one_run(trace: Trace) -> None:
    result = trace(**{"from": "a", "to": "10.9.9.9:80", "samples": 1})
    assert result["runs"] == 1
    assert len(result["lb"][0]["chosen"]) == 1


def test_where_something_is_expected_a_backend_is_missed_once_in_a_million_times(trace: Trace) -> None:
    """One of two that nobody has is never seen to be chosen, so it is tried to the end."""
    way = {"from": "a", "to": "10.9.9.7:80"}
    assert trace(**way)["runs"] == 16
    expected = trace(**way, expect={"backend": "10.0.2.10:8080"})
    assert not expected.get("failed"), expected["msg"]
    assert expected["runs"] == 21
    assert trace(**way, expect={"backend": "10.0.2.10:8080"}, samples=18)["runs"] == 18


def test_addresses_that_the_northbound_does_not_have(trace: Trace) -> None:
    """A port with a MAC alone, as sender and as receiver."""
    way = {"from": "m", "to": "left-b", "vms": {"m": "right-m"}}
    assert trace(**way)["msg"].startswith(
        "src_ip: port right-m has no IPv4 address of its own; give src_ip or addresses"
    )
    addresses = {"right-m": ["fd00:2::12/64", "10.0.2.12/24"], "not-there": ["10.0.9.9"]}
    sent = trace(**way, addresses=addresses)
    assert outcome(sent) == ("delivered", ["left-b"])
    assert "ip4.src == 10.0.2.12" in sent["microflow"]
    assert outcome(trace(**{"from": "right-c", "to": "m:80", "vms": way["vms"], "addresses": addresses})) == (
        "delivered",
        ["right-m"],
    )
    assert outcome(trace(**{"from": "10.0.2.12", "to": "10.0.2.10", "addresses": addresses})) == (
        "delivered",
        ["right-c"],
    )


def test_an_established_connection_is_not_balanced(trace: Trace) -> None:
    assert trace(**{"from": "a", "to": "10.9.9.9:80", "ct": ["est"]})["lb"] == []


def test_the_way_to_the_outside_leads_through_the_gateway(trace: Trace) -> None:
    result = trace(**{"from": "left-b", "to": "198.51.100.1"})
    assert result["gateway_ports"] == [{"port": "cr-r-public", "chassis": "one"}]
    assert [(nat["kind"], nat["address"]) for nat in result["nat"]] == [("snat", "192.0.2.1")]
    assert result["next_hops"] == [{"router": "r", "address": "192.0.2.50"}]
    assert result["story"] == [
        "r       lr_in_ip_routing: 198.51.100.0/24 via 192.0.2.50, out of r-public",
        "r       goes to the gateway one (geneve from two to one)",
        "r       lr_out_snat: source becomes 192.0.2.1 (snat 192.0.2.1 for 10.0.0.0/16)",
        "public  leaves through public-ln on one",
    ]


def test_somebody_outside_is_found_by_the_address(trace: Trace) -> None:
    result = trace(**{"from": "192.0.2.77", "to": "192.0.2.1"})
    assert result["path"][0] == {"datapath": "public", "inport": "public-ln"}
    assert result["verdict"] == "replied"


def test_an_unknown_neighbour_is_asked_for(trace: Trace) -> None:
    result = trace(**{"from": "a", "to": "192.0.2.60"})
    assert result["unknown_neighbour"] == {"router": "r", "address": "192.0.2.60", "port": "r-public"}
    assert [output["packet"] for output in result["side_outputs"]] == ["arp"]
    assert "r  asks by ARP through r-public for 192.0.2.60, whose MAC address is not known yet" in result["story"]


def test_an_address_that_nobody_on_the_own_network_has(trace: Trace) -> None:
    result = trace(**{"from": "a", "to": "10.0.1.99"})
    assert result["verdict"] == "dropped"
    assert result["notes"][0].startswith("10.0.1.99 is on left-a's own network, and no port has it")


def test_port_security_and_time_to_live(trace: Trace) -> None:
    spoofed = trace(**{"from": "left-b", "to": "a", "src_ip": "10.0.1.77"})
    assert outcome(spoofed) == ("dropped", [])
    assert spoofed["reason"] == "port security of left-b: the sender's addresses are not its own"
    late = trace(**{"from": "a", "to": "right-c", "ttl": 1})
    assert outcome(late) == ("rejected", [])
    assert late["reason"] == "the time to live is over at router r"
    assert "rejected with icmp4" in late["story"][-1]


def test_a_microflow_of_ones_own(trace: Trace) -> None:
    frame = 'inport == "left-a" && eth.src == 02:00:00:00:01:10 && eth.dst == ff:ff:ff:ff:ff:ff'
    flood = trace(microflow=f"{frame} && ip4.src == 10.0.1.10 && ip4.dst == 255.255.255.255 && udp.dst == 9")
    assert outcome(flood) == ("flooded", ["left-b"])
    arp = f"{frame} && arp.op == 1 && arp.sha == 02:00:00:00:01:10 && arp.spa == 10.0.1.10"
    assert outcome(trace(microflow=f"{arp} && arp.tpa == 10.0.1.11", datapath="left")) == ("replied", ["left-a"])


def test_check_mode_is_the_same(trace: Trace, sb: Reader, nb: Reader) -> None:
    before = (nb.snapshot(), sb.snapshot())
    way = {"from": "a", "to": "right-c"}
    assert trace(**way) == trace(check=True, **way)
    assert (nb.snapshot(), sb.snapshot()) == before


def test_expectations(trace: Trace) -> None:
    right = {"verdict": "delivered", "output_port": "right-c", "chassis": "one", "backend": "10.0.2.10:8080"}
    assert not trace(**{"from": "a", "to": "10.9.9.9:80", "samples": 60, "expect": right}).get("failed")
    wrong = trace(**{"from": "a", "to": "right-d", "expect": {"verdict": "delivered", "chassis": "two"}})
    assert wrong["failed"]
    assert wrong["msg"] == (
        "expected verdict delivered, got dropped; chassis two, got none; the packet was dropped (ACL no-ping)"
    )
    assert wrong["verdict"] == "dropped"


KNOWN = "the ports are island-e, left-a, left-b, public-ln, right-c, right-d, right-m"

BAD: list[tuple[dict[str, Any], str]] = [
    (
        {"from": "z", "to": "a"},
        f"from: there is no VM or port z; the VMs are a; {KNOWN}; an address is right, too",
    ),
    (
        {"from": "a", "to": "z:80", "vms": {}},
        f"from: there is no port a; {KNOWN}; an address is right, too",
    ),
    ({"from": "a", "to": "left-c", "vms": {"a": "gone"}}, "from: the port gone of VM a is not in the network; "),
    ({"from": "203.0.113.9", "to": "a"}, "from: no port has the address 203.0.113.9; these are known: 10.0.1.1 ("),
    (
        {"from": "public-ln", "to": "a"},
        "src_ip: port public-ln has no IPv4 address of its own; give src_ip or addresses, and src_mac if it matters",
    ),
    (
        {"from": "island-e", "to": "10.0.1.10"},
        "to: switch island has no port with 10.0.1.10 and leads to no router; give dst_mac to try anyway",
    ),
    (
        {"from": "left-b", "to": "fd00:2::10"},
        "src_ip: port left-b has no IPv6 address of its own; give src_ip or addresses, and src_mac if it matters",
    ),
    ({"from": "a", "to": "public-ln"}, "to: port public-ln has no address; give dst_ip or addresses"),
    (
        {"from": "a", "to": "right-c", "src_ip": "fd00:1::10"},
        "to: 10.0.2.10 and the sender's fd00:1::10 are not of the same IP family; give src_ip or dst_ip",
    ),
    (
        {"from": "a", "to": "right-c", "protocol": "udp"},
        "dst_port: udp needs one; write to: ADDRESS:PORT or give dst_port",
    ),
    (
        {"from": "a", "to": "right-c:80", "protocol": "icmp"},
        "protocol: a ping has no port, but 80 was given; leave one of them out",
    ),
    ({"microflow": 'inport == "z"'}, 'ovn-trace: unknown port "z"'),
    ({"microflow": 'inport == "left-a" && x'}, "ovn-trace: error parsing flow: "),
    ({"from": "a", "to": "right-c", "ct": ["old"]}, "ovn-trace: old: unknown connection tracking state flag"),
    (
        {"from": "a", "to": "right-c", "engine": "both", "ovs_connection": "unix:/nowhere"},
        "cannot use Open_vSwitch: unix:/nowhere: there is no such socket",
    ),
]


def test_bad_input_in_a_network(trace: Trace) -> None:
    """One network for all, as above."""
    results = [(trace(**args), message) for args, message in BAD]
    wrong = [
        f"{result.get('msg')!r} in place of {message!r}"
        for result, message in results
        if not result.get("failed") or not str(result["msg"]).startswith(message)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "one of the following is required: microflow, from"),
        ({"from": "a"}, "parameters are required together: from, to"),
        ({"microflow": "ip4", "from": "a", "to": "b"}, "parameters are mutually exclusive: microflow|from"),
        (
            {"from": "a", "to": "b", "src_mac": "x", "dst_ip": "y", "ttl": 256, "samples": 0},
            "src_mac: 'x' is not a MAC address",
        ),
        (
            {"from": "a", "to": "b", "addresses": {"a": "10.0.1.1", "b": ["10.0.1.2/24", "x"]}},
            "addresses[a]: '10.0.1.1' is no list; write [10.0.1.1]; addresses[b][1]: 'x' is not an IP address, ",
        ),
        (
            {"microflow": "ip4", "engine": "both"},
            "microflow: the two engines have two languages; give from and to instead, or choose one engine",
        ),
        ({"from": "a", "to": "b"}, "cannot use OVN_Northbound: unix:/var/run/ovn/ovnnb_db.sock: "),
    ],
)
def test_bad_input(run_module: ModuleRunner, args: dict[str, Any], message: str) -> None:
    assert run_module.fails("ovn_trace", args).startswith(message)


def test_a_host_without_the_program(run_module: ModuleRunner, northd: Northd, to_ovn: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_ovn, **NETWORK, "wait": "sb"})
    result = run_module("ovn_trace", {**to_ovn, "from": "left-a", "to": "left-b"}, env={"PATH": "/nowhere"})
    assert result["msg"] == (
        "ovn-trace is not on this host: install ovn-common (Debian), or run the task on another host"
    )


def test_a_program_that_is_too_old(
    run_module: ModuleRunner, northd: Northd, to_ovn: dict[str, Any], folder: Path
) -> None:
    """It does not know an option, and has more to say of it than one line."""
    run_module("ovn_topology", {**to_ovn, **NETWORK, "wait": "sb"})
    old = folder / "ovn-trace"
    old.write_text("#!/bin/sh\necho \"ovn-trace: unrecognized option '--ct=new'\nTry help\" >&2\nexit 1\n")
    old.chmod(0o755)
    result = run_module("ovn_trace", {**to_ovn, "from": "left-a", "to": "left-b"}, env={"PATH": str(folder)})
    assert result["msg"] == (
        "ovn-trace: unrecognized option '--ct=new'; ovn-common of this host is too old, run the task on another host"
    )
