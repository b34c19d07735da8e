# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the connected server is too old for: the place, the release that brought it, and nothing written."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.programs import RELEASES, schema
from support.reader import Reader

ACL = {"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop"}
PORT = {"name": "out", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.254/24"]}
POLICY = {"priority": 1, "match": "ip4", "action": "reroute", "nexthops": ["10.0.0.1"]}


def switch(**options: Any) -> tuple[str, dict[str, Any]]:
    return "ovn_switch", {"name": "dmz", **options}


def router(**options: Any) -> tuple[str, dict[str, Any]]:
    return "ovn_router", {"name": "edge1", "chassis": "ubuntu1", "ports": [PORT], **options}


# What is declared, and its place and the release that the message names.
NEEDS = {
    "ACL pass": (switch(acls=[{**ACL, "action": "pass"}]), "acls[0].action", "23.06"),
    "ACL tier": (switch(acls=[{**ACL, "tier": 1}]), "acls[0].tier", "23.06"),
    "ACL sample": (switch(acls=[{**ACL, "sample_new": {"metadata": 1}}]), "acls[0].sample_new", "24.09"),
    "ACL network functions": (
        switch(acls=[{**ACL, "network_function_group": "fw"}]),
        "acls[0].network_function_group",
        "26.03",
    ),
    "QoS mark": (
        switch(qos_rules=[{"direction": "to-lport", "priority": 1, "match": "ip4", "mark": 1}]),
        "qos_rules[0].mark",
        "24.03",
    ),
    "peer of a switch port": (
        switch(ports=[{"name": "up", "type": "switch", "peer": "down"}]),
        "ports[0].peer",
        "25.03",
    ),
    "health checks of a port": (
        switch(
            ports=[
                {"name": "vm1", "health_checks": [{"protocol": "icmp", "src_ip": "10.0.0.9", "address": "10.0.0.1"}]}
            ]
        ),
        "ports[0].health_checks",
        "26.03",
    ),
    "policy jump": (
        router(policies=[{"priority": 1, "match": "ip4", "action": "jump", "jump_chain": "inner"}]),
        "policies[0].jump_chain",
        "25.03",
    ),
    "policy chain": (router(policies=[{**POLICY, "chain": "inner"}]), "policies[0].chain", "25.03"),
    "policy output port": (router(policies=[{**POLICY, "output_port": "out"}]), "policies[0].output_port", "26.03"),
    "policy BFD": (
        router(policies=[{**POLICY, "bfd_sessions": [{"logical_port": "out", "dst_ip": "10.0.0.1"}]}]),
        "policies[0].bfd_sessions",
        "24.03",
    ),
    "NAT match": (
        router(nat=[{"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.1", "match": "ip4"}]),
        "nat[0].match",
        "24.09",
    ),
    "route selection fields": (
        router(static_routes=[{"ip_prefix": "10.9.0.0/16", "nexthop": "10.0.0.1", "selection_fields": ["ip_src"]}]),
        "static_routes[0].selection_fields",
        "25.03",
    ),
    "DHCP relay": (
        router(ports=[{**PORT, "dhcp_relay": {"name": "office", "servers": "10.9.0.1"}}]),
        "ports[0].dhcp_relay",
        "24.09",
    ),
    "load balancer selection fields": (
        ("ovn_lb", {"name": "web", "vips": {"30.0.0.1": ["10.0.0.1"]}, "selection_fields": ["ipv6_src"]}),
        "selection_fields",
        "25.03",
    ),
}


@pytest.mark.parametrize("release", [*RELEASES])
@pytest.mark.parametrize(("task", "place", "since"), NEEDS.values(), ids=NEEDS)
def test_what_a_server_is_too_old_for(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    release: str,
    task: tuple[str, dict[str, Any]],
    place: str,
    since: str,
) -> None:
    module, args = task
    before = nb.snapshot()
    result = run_module(module, {**to_nb, **args, "validate": "off"})
    if release >= since:
        assert "needs OVN" not in str(result.get("msg")), result
        return
    message = str(result["msg"])
    lines = [line.removeprefix("- ") for line in message.splitlines()]
    assert any(line.startswith(f"{place}: needs OVN {since} or later: ") for line in lines), message
    assert nb.snapshot() == before


# What a schema does not tell: keys of a map that OVN reads.
IGNORED = {
    "LB use_stateless_nat": (("ovn_lb", {"name": "web", "use_stateless_nat": True}), "use_stateless_nat", "25.03"),
    "LB distributed": (("ovn_lb", {"name": "web", "distributed": True}), "distributed", "26.03"),
    "ACL persist_established": (
        (
            "ovn_switch",
            {
                "name": "dmz",
                "acls": [
                    {
                        "direction": "to-lport",
                        "priority": 1,
                        "match": "ip4",
                        "action": "allow-related",
                        "persist_established": True,
                    }
                ],
            },
        ),
        "acls[0].persist_established",
        "25.03",
    ),
}


@pytest.mark.parametrize("release", [*RELEASES])
@pytest.mark.parametrize(("task", "place", "since"), IGNORED.values(), ids=IGNORED)
def test_a_key_that_an_older_server_would_ignore(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    release: str,
    task: tuple[str, dict[str, Any]],
    place: str,
    since: str,
) -> None:
    module, args = task
    before = nb.snapshot()
    result = run_module(module, {**to_nb, **args})
    if release >= since:
        assert "needs OVN" not in str(result), result
        return
    head, _colon, lacking = str(result["msg"]).partition(" is older, for it lacks the column ")
    version = schema(release)["version"]
    assert head == f"{place}: needs OVN {since} or later: the connected server (OVN_Northbound schema {version})"
    assert lacking.endswith(", and would ignore the key")
    assert nb.snapshot() == before
    assert run_module(module, {**to_nb, **args, "validate": "off"})["changed"] is True
