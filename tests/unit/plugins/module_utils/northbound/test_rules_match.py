# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about matches: each with an input that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


def acl(match: str, **options: Any) -> dict[str, Any]:
    rule = {"direction": "to-lport", "priority": 1, "match": match, "action": "drop", **options}
    return {"switches": [{"name": "s", "ports": [{"name": "p"}], "acls": [rule]}]}


def in_router(collection: str, **options: Any) -> dict[str, Any]:
    port = {"name": "r-a", "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"]}
    return {"routers": [{"name": "r", "chassis": "one", "ports": [port], collection: [options]}]}


HINT = "correct the name, declare it in the same task, or create it first"
FAULTY, WHY = "ip4.src = 10.0.0.1", "'ip4.src = 10.0.0.1' is not a match"
RULE = {"direction": "to-lport", "priority": 1, "match": FAULTY}
NAT = {"type": "snat", "external_ip": "10.0.0.2", "logical_ip": "10.1.0.0/24"}


@pytest.mark.parametrize(
    ("declared", "path"),
    [
        (acl(FAULTY), "switches[0].acls[0].match"),
        ({"switches": [{"name": "s", "qos_rules": [{**RULE, "dscp": 1}]}]}, "switches[0].qos_rules[0].match"),
        ({"port_groups": [{"name": "g", "acls": [{**RULE, "action": "drop"}]}]}, "port_groups[0].acls[0].match"),
        (in_router("policies", priority=1, match=FAULTY, action="drop"), "routers[0].policies[0].match"),
        (in_router("nat", **NAT, match=FAULTY), "routers[0].nat[0].match"),
    ],
)
def test_a_match_that_is_none(as_task: Judge, declared: dict[str, Any], path: str) -> None:
    checked = as_task(declared)
    assert [fault.path for fault in checked.errors] == [path]
    assert checked.errors[0].text.startswith(WHY)


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ("ip4.src == $a", "$a: there is no address set a, and OVN would ignore the match"),
        ("ip4.src == $g_ip4", "$g_ip4: there is no address set g_ip4, and OVN would ignore the match"),
        ("inport == @g", "@g: there is no port group g, and OVN would ignore the match"),
    ],
)
def test_a_match_that_names_nobody(as_task: Judge, as_inventory: Judge, match: str, message: str) -> None:
    assert [*map(str, as_task(acl(match)).errors)] == [f"switches[0].acls[0].match: {message}; {HINT}"]
    assert [*map(str, as_inventory(acl(match)).errors)] == [f"switches[0].acls[0].match: {message}; declared are: none"]


@pytest.mark.parametrize("match", ["ip4.src == $a", "ip4.src == $g_ip4", "inport == @g", 'inport == "p"'])
def test_a_match_that_names_somebody(as_task: Judge, as_inventory: Judge, match: str) -> None:
    declared = {**acl(match), "address_sets": [{"name": "a"}], "port_groups": [{"name": "g"}]}
    for judge in (as_task, as_inventory):
        assert judge(declared).errors + judge(declared).warnings == []


def test_a_port_that_no_inventory_has(as_task: Judge, as_inventory: Judge) -> None:
    """To a task it may be anybody's."""
    declared = acl('inport == "q"')
    assert [*map(str, as_inventory(declared).warnings)] == [
        "switches[0].acls[0].match: nothing matches: there is no port q"
    ]
    assert as_task(declared).warnings == []


def test_a_reject_that_old_releases_lose(as_task: Judge, as_inventory: Judge) -> None:
    declared = acl("ip4 || ip6", action="reject")
    assert [*map(str, as_inventory(declared).warnings)] == [
        "switches[0].acls[0].match: OVN before 23.06 loses a reject ACL with || outside of parentheses; put it into ( )"
    ]
    assert as_inventory(acl("(ip4 || ip6)", action="reject")).warnings == []
    assert as_inventory(acl("ip4 || ip6")).warnings == []
    assert as_task(declared).warnings == []
