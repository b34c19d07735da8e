# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault of a check has one message, with its place and the remedy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.spec import declared
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.checks import Names, check_faults
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.typed import Reader

NAMES = Names(
    vms=["vm1", "vm2"],
    absent=["vm3"],
    hosts=["one", "three", "two"],
    central=["one"],
    chassis=["one", "two"],
    ports=["left-a"],
    owners=["edge", "left"],
    load_balancers=["lb"],
    backends=["192.0.2.3:80", "192.0.2.4:80", "192.0.2.5:80"],
    checked=["192.0.2.3:80", "192.0.2.4:80"],
    has_logs=True,
)

PAGE = "http://192.0.2.1/"
GOOD = [
    {"from": "vm1", "ping": "192.0.2.1"},
    {"from": "vm1", "ping": "192.0.2.1", "ttl": 255, "requests": 1, "limit": 1},
    {"from": "one", "ping": "fd00::1", "fails": "timeout", "alive": "fd00::2"},
    {"from": "two", "get": PAGE, "answers": ["a", "b"], "seen_as": "192.0.2.9", "requests": 21},
    {"from": "vm2", "get": PAGE, "fails": "any", "alive": PAGE, "unless": {"load_balancer": "lb"}},
    {"from": "one", "tunnel_to": "two", "tunnel_type": "vxlan", "unless": {"load_balancer": "lb"}},
    {"from": "one", "port": "left-a", "chassis": "two", "limit": 5},
    {"from": "one", "health": "192.0.2.3:80"},
    {"from": "one", "health": "192.0.2.4:80", "state": "offline", "when": {"load_balancer": "lb"}},
    {"from": "three", "ping": "192.0.2.1"},
    {"from": "vm1", "trace": "192.0.2.1:80", "verdict": "delivered", "backend": "192.0.2.3", "output_port": "left-a"},
    {"from": "vm1", "trace": "vm2:80", "chassis": "two", "limit": 1},
    {"from": "vm1", "trace": "[fd00::1]:80", "verdict": "dropped"},
    {"from": "vm1", "trace": "left-a", "verdict": "rejected", "when": {"load_balancer": "lb"}},
    {"from": "vm2", "get": PAGE, "answers": ["a"], "when": {"load_balancer": "lb", "attached_to": "edge"}},
]


def messages(*checks: Any, names: Names = NAMES) -> list[str]:
    reader = Reader()
    read = reader.objects(declared(), list(checks), "ovn_checks")
    return list(map(str, [*reader.faults, *check_faults(read, names, reader.broken)]))


@pytest.mark.parametrize("check", GOOD)
def test_nothing_to_say(check: dict[str, Any]) -> None:
    assert messages(check) == []


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("vm1", "ovn_checks[0]: 'vm1' is no dictionary; write its options as 'name: value'"),
        ({"ping": "192.0.2.1"}, "ovn_checks[0]: missing required arguments: from"),
        (
            {"from": "vm1", "ping": "192.0.2.1", "tll": 3},
            "ovn_checks[0]: tll is no option; these are: alive, answers, backend, chassis, fails, from, get, health, "
            "limit, output_port, ping, port, requests, seen_as, state, trace, ttl, tunnel_to, tunnel_type, unless, verdict, "
            "when",
        ),
        (
            {"from": "vm9", "ping": "192.0.2.1"},
            "ovn_checks[0].from: vm9 is neither a VM (vm1, vm2) nor a host (one, three, two)",
        ),
        (
            {"from": "vm1"},
            "ovn_checks[0]: asks nothing; give one of ping: ADDRESS, get: URL, tunnel_to: HOST, port: LOGICAL-PORT, health: BACKEND, trace: TARGET",
        ),
        (
            {"from": "vm1", "tunnel_to": "two"},
            "ovn_checks[0].from: a VM has no database to ask; write one of the hosts: one, three, two",
        ),
        (
            {"from": "three", "tunnel_to": "two"},
            "ovn_checks[0].from: three is no chassis and has no tunnels; these are: one, two",
        ),
        (
            {"from": "two", "tunnel_to": "two"},
            "ovn_checks[0].tunnel_to: two has no tunnel to itself; write another host",
        ),
        (
            {"from": "one", "tunnel_to": "192.0.2.2"},
            "ovn_checks[0].tunnel_to: 192.0.2.2 is no host of the groups compute and gateway; these are: one, two",
        ),
        (
            {"from": "one", "tunnel_to": "two", "tunnel_type": "stt"},
            "ovn_checks[0].tunnel_type: stt is none of: geneve, vxlan",
        ),
        (
            {"from": "one", "tunnel_to": "two", "fails": "any"},
            "ovn_checks[0].fails: is seen of requests only; leave it out",
        ),
        (
            {"from": "one", "ping": "192.0.2.1", "tunnel_type": "vxlan"},
            "ovn_checks[0].tunnel_type: is what must come of a check with tunnel_to; write it, too",
        ),
        (
            {"from": "one", "ping": "192.0.2.1", "chassis": "one"},
            "ovn_checks[0].chassis: is what must come of a check with port or trace; write it, too",
        ),
        (
            {"from": "two", "port": "left-a"},
            "ovn_checks[0].from: two has no Southbound database; write one of one",
        ),
        (
            {"from": "two", "health": "192.0.2.3:80"},
            "ovn_checks[0].from: two has no Southbound database; write one of one",
        ),
        (
            {"from": "one", "health": "192.0.2.3"},
            "ovn_checks[0].health: '192.0.2.3' is no backend, write IP:PORT such as 172.16.255.130:8000 (IPv6: [IP]:PORT)",
        ),
        (
            {"from": "one", "health": "192.0.2.5:80"},
            "ovn_checks[0].health: 192.0.2.5:80 is no backend of a VIP with a health check; these are: 192.0.2.3:80, "
            "192.0.2.4:80",
        ),
        (
            {"from": "one", "port": "left-a", "state": "online"},
            "ovn_checks[0].state: is what must come of a check with health; write it, too",
        ),
        (
            {"from": "one", "port": "left-b"},
            "ovn_checks[0].port: no switch and no router has a port left-b; declared are: left-a",
        ),
        (
            {"from": "one", "port": "left-a", "chassis": "three"},
            "ovn_checks[0].chassis: three is no host of the groups compute and gateway; these are: one, two",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "get": PAGE, "answers": ["a"]},
            "ovn_checks[0]: asks ping and get; give one of ping: ADDRESS, get: URL, tunnel_to: HOST, port: LOGICAL-PORT, health: BACKEND, trace: TARGET",
        ),
        (
            {"from": "vm1", "ping": "192.0.2"},
            "ovn_checks[0].ping: '192.0.2' is not an IP address, write for example 172.16.255.130",
        ),
        (
            {"from": "vm1", "get": "http://web/", "answers": ["a"]},
            "ovn_checks[0].get: 'http://web/' is no URL that can be asked; write http://ADDRESS:PORT/ with an IP address "
            "(IPv6: http://[ADDRESS]:PORT/)",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "fails": "any", "alive": "x"},
            "ovn_checks[0].alive: 'x' is not an IP address, write for example 172.16.255.130",
        ),
        ({"from": "vm1", "ping": "192.0.2.1", "ttl": 256}, "ovn_checks[0].ttl: 256 is not between 1 and 255"),
        ({"from": "vm1", "ping": "192.0.2.1", "requests": 0}, "ovn_checks[0].requests: 0 is less than 1"),
        ({"from": "vm1", "ping": "192.0.2.1", "limit": -1}, "ovn_checks[0].limit: -1 is less than 1"),
        (
            {"from": "vm1", "get": PAGE},
            "ovn_checks[0].answers: is missing: write what the servers answer, one line for each, or what 'fails' is to be",
        ),
        (
            {"from": "vm1", "get": PAGE, "answers": ["a", "b", "a"]},
            "ovn_checks[0].answers: names a more than once",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "answers": ["a"]},
            "ovn_checks[0].answers: a ping has none; check its ttl",
        ),
        ({"from": "vm1", "get": PAGE, "answers": ["a"], "ttl": 64}, "ovn_checks[0].ttl: is seen of a ping only"),
        (
            {"from": "vm1", "get": PAGE, "answers": ["a", "b"], "requests": 20},
            "ovn_checks[0].requests: 20 can miss one of 2 answers by chance; leave it out, or take 21 or more",
        ),
        (
            {"from": "vm1", "get": PAGE, "fails": "timeout"},
            "ovn_checks[0].fails: without 'alive' a dead network would pass too: name an address or URL that does answer",
        ),
        (
            {"from": "vm1", "get": PAGE, "fails": "timeout", "alive": PAGE, "answers": ["a"]},
            "ovn_checks[0].answers: a check that must fail gets no answer; leave it out",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "fails": "refused", "alive": PAGE},
            "ovn_checks[0].fails: a ping is never refused; write timeout, unreachable or any",
        ),
        (
            {"from": "vm1", "get": PAGE, "fails": "hangs", "alive": PAGE},
            "ovn_checks[0].fails: hangs is none of: timeout, refused, unreachable, any",
        ),
        (
            {"from": "vm1", "get": PAGE, "answers": ["a"], "seen_as": "me"},
            "ovn_checks[0].seen_as: 'me' is not an IP address, write for example 172.16.255.130",
        ),
        (
            {"from": "vm1", "get": PAGE, "answers": ["a"], "seen_as": "fd00::1"},
            f"ovn_checks[0].seen_as: fd00::1 is not of the same IP family as {PAGE}",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "seen_as": "192.0.2.1"},
            "ovn_checks[0].seen_as: is read from a web server's log, and this check is a ping",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "when": {"load_balancer": "bl"}},
            "ovn_checks[0].when.load_balancer: there is no bl; declared are: lb",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "unless": {"load_balancer": "lb", "attached_to": "right"}},
            "ovn_checks[0].unless.attached_to: right is neither a switch nor a router; declared are: edge, left",
        ),
        (
            {"from": "one", "trace": "vm1", "verdict": "delivered"},
            "ovn_checks[0].from: a host sends from outside of the network; write a VM: vm1, vm2",
        ),
        (
            {"from": "vm3", "ping": "192.0.2.1"},
            "ovn_checks[0].from: VM vm3 is to be absent; ask from another, or leave its state out",
        ),
        (
            {"from": "vm1", "trace": "vm3", "verdict": "dropped"},
            "ovn_checks[0].trace: vm3 is neither an address nor a VM (vm1, vm2) nor a port of the network",
        ),
        (
            {"from": "vm1", "trace": "vm2", "chassis": "three"},
            "ovn_checks[0].chassis: three is no host of the groups compute and gateway; these are: one, two",
        ),
        (
            {"from": "vm1", "trace": "vm2", "output_port": "left-b"},
            "ovn_checks[0].output_port: no switch and no router has a port left-b; declared are: left-a",
        ),
        (
            {"from": "vm1", "trace": "192.0.2.9:80", "backend": "192.0.2.6"},
            "ovn_checks[0].backend: no load balancer has a backend 192.0.2.6; declared are: 192.0.2.3:80, 192.0.2.4:80, "
            "192.0.2.5:80",
        ),
        (
            {"from": "vm1", "trace": "vm2"},
            "ovn_checks[0].trace: nothing is expected of it; give verdict or backend or output_port or chassis",
        ),
        (
            {"from": "vm1", "trace": "vm9:80", "verdict": "dropped"},
            "ovn_checks[0].trace: vm9 is neither an address nor a VM (vm1, vm2) nor a port of the network",
        ),
        (
            {"from": "vm1", "ping": "192.0.2.1", "verdict": "dropped"},
            "ovn_checks[0].verdict: is what must come of a check with trace; write it, too",
        ),
        (
            {"from": "vm1", "trace": "vm2", "verdict": "dropped", "answers": ["a"]},
            "ovn_checks[0].answers: is seen of requests only; leave it out",
        ),
    ],
)
def test_one_fault(check: Any, expected: str) -> None:
    assert messages(check) == [expected]


def test_all_faults_at_once() -> None:
    assert len(messages({"from": "vm9", "ping": "x", "ttl": 0}, {"from": "vm1"})) == 4


def test_nobody_has_a_log() -> None:
    check = {"from": "vm1", "get": PAGE, "answers": ["a"], "seen_as": "192.0.2.1"}
    assert messages(check, names=replace(NAMES, has_logs=False)) == [
        "ovn_checks[0].seen_as: no VM has a web server whose log would tell; give one to a VM, or leave this out"
    ]


def test_a_name_for_two() -> None:
    check = {"from": "one", "ping": "192.0.2.1"}
    assert messages(check, names=replace(NAMES, vms=["one"])) == [
        "ovn_checks[0].from: one is both a VM and a host; rename the VM"
    ]


def test_of_a_check_that_cannot_be_read_the_client_is_judged() -> None:
    assert messages({"from": "vm9", "ping": "192.0.2", "ttl": "many"}) == [
        "ovn_checks[0].ttl: 'many' is not a whole number",
        "ovn_checks[0].from: vm9 is neither a VM (vm1, vm2) nor a host (one, three, two)",
    ]


@pytest.mark.parametrize(
    ("field", "check"),
    [
        ("vms", {"from": "vm9", "ping": "192.0.2.1"}),
        ("vms", {"from": "vm1", "trace": "vm9", "verdict": "dropped"}),
        ("ports", {"from": "one", "port": "left-b"}),
        ("ports", {"from": "vm1", "trace": "vm9", "verdict": "dropped"}),
        ("ports", {"from": "vm1", "trace": "vm2", "output_port": "left-b"}),
        ("backends", {"from": "vm1", "trace": "vm2", "backend": "192.0.2.9"}),
        ("checked", {"from": "one", "health": "192.0.2.5:80"}),
        ("load_balancers", {"from": "vm1", "ping": "192.0.2.1", "when": {"load_balancer": "lb2"}}),
        ("owners", {"from": "vm1", "ping": "192.0.2.1", "when": {"load_balancer": "lb", "attached_to": "any"}}),
    ],
)
def test_names_of_which_not_all_are_known(field: str, check: dict[str, Any]) -> None:
    assert len(messages(check)) == 1
    assert messages(check, names=replace(NAMES, unread={field})) == []
