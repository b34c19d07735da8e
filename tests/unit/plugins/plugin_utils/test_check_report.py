# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which host asks what, and what the report says of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_plan import Plan
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_report import report

VMS = [{"name": "vm1", "host": "one"}, {"name": "vm2", "host": "two"}]
PAGE = "http://192.0.2.1/"
PING = {"from": "vm1", "ping": "192.0.2.1", "ttl": 64}
GET = {"from": "one", "get": PAGE, "answers": ["a"], "seen_as": "192.0.2.9"}
HANGS = {"from": "vm2", "get": PAGE, "fails": "timeout", "alive": "192.0.2.1"}


def plan(*checks: dict[str, Any], balancers: list[dict[str, Any]] | None = None) -> Plan:
    return Plan(list(checks), VMS, balancers or [])


def result(**values: Any) -> dict[str, Any]:
    return {"reason": None, "outcomes": {"a": 3}, "tries": 1, "seconds": 0.1, "mark": None, **values}


# -- the plan -----------------------------------------------------------------------------


def test_a_host_asks_for_itself_and_for_its_vms() -> None:
    both = plan(PING, GET, HANGS)
    assert both.questions("one") == [
        {"from": "vm1", "ping": "192.0.2.1", "ttl": 64, "namespace": "vm1"},
        {"from": "one", "get": PAGE, "answers": ["a"], "mark": True},
    ]
    assert [check["from"] for check in both.questions("two")] == ["vm2"]
    assert both.questions("three") == []


def test_tunnels_are_known_by_the_other_host_and_asked_by_its_address() -> None:
    asked = Plan([{"from": "one", "tunnel_to": "two", "tunnel_type": "geneve"}], VMS, [], {"two": "192.0.2.2"})
    assert asked.questions("one") == [{"from": "one", "tunnel_to": "192.0.2.2", "tunnel_type": "geneve"}]
    found = report(asked, {"one": [result(outcomes={"geneve": 1})]}, [])
    assert found["table"].splitlines()[1:] == [
        "one   tunnel to two  geneve x 1    ok",
        "1 of 1 checks hold",
    ]


def test_ports() -> None:
    asked = plan({"from": "one", "port": "left-a", "chassis": "two"})
    found = report(asked, {"one": [result(outcomes={"two": 1})]}, [])
    assert found["table"].splitlines()[1] == "one   port left-a  two x 1       ok"


TRACE = {"from": "vm1", "trace": "vm2:80", "verdict": "delivered"}


def test_a_packet_is_followed_by_nobody_s_host() -> None:
    vms = [{**vm, "port": f"port-{vm['name']}"} for vm in VMS]
    asked = Plan([PING, TRACE], vms, [])
    assert [check["from"] for check in asked.questions("one")] == ["vm1"]
    ports = {"vm1": "port-vm1", "vm2": "port-vm2"}
    assert asked.traces() == [
        {"from": "vm1", "to": "vm2:80", "vms": ports, "expect": {"verdict": "delivered"}, "limit": 30}
    ]


@pytest.mark.parametrize(
    ("traced", "line"),
    [
        ({"verdicts": {"delivered": 2}, "attempts": 1}, "vm1   trace to vm2:80  delivered x 2  ok"),
        (
            {"verdicts": {"dropped": 1}, "attempts": 31, "msg": "expected a, got b"},
            "vm1   trace to vm2:80  dropped x 1   FAILED: expected a, got b (asked for 30 s)",
        ),
        ({"msg": "no such socket"}, "vm1   trace to vm2:80                FAILED: no such socket"),
    ],
)
def test_traces_are_reported_like_others(traced: dict[str, Any], line: str) -> None:
    found = report(plan(TRACE), {"ovn_trace": [traced]}, [])
    assert found["table"].splitlines()[1] == line
    assert bool(found["failures"]) is ("msg" in traced)


ON_EDGE = [{"name": "lb", "routers": ["edge"]}]
NOWHERE = [{"name": "lb"}, {"name": "other", "switches": ["left"]}]


@pytest.mark.parametrize(
    ("condition", "balancers", "asked"),
    [
        ({"when": {"load_balancer": "lb", "attached_to": "edge"}}, ON_EDGE, True),
        ({"when": {"load_balancer": "lb", "attached_to": "left"}}, ON_EDGE, False),
        ({"when": {"load_balancer": "lb"}}, ON_EDGE, True),
        ({"when": {"load_balancer": "lb"}}, NOWHERE, False),
        ({"when": {"load_balancer": "other", "attached_to": "left"}}, NOWHERE, True),
        ({"when": {"load_balancer": "lb"}}, [], False),
        ({"unless": {"load_balancer": "lb", "attached_to": "edge"}}, ON_EDGE, False),
        ({"unless": {"load_balancer": "lb", "attached_to": "left"}}, ON_EDGE, True),
        ({"unless": {"load_balancer": "lb"}}, ON_EDGE, False),
        ({"unless": {"load_balancer": "lb"}}, NOWHERE, True),
        ({"when": {"load_balancer": "other"}, "unless": {"load_balancer": "lb"}}, NOWHERE, True),
        ({"when": None, "unless": None}, [], True),
    ],
)
def test_conditions(condition: dict[str, Any], balancers: list[dict[str, Any]], asked: bool) -> None:
    assert bool(plan({**PING, **condition}, balancers=balancers).asked()) is asked


# -- the report ---------------------------------------------------------------------------


def test_all_is_well() -> None:
    found = report(
        plan(PING, GET, HANGS, {**PING, "when": {"load_balancer": "lb"}}),
        {
            "two": [result(outcomes={"timeout": 21})],
            "one": [result(outcomes={"ttl 64": 3}), result(mark="check-1")],
        },
        ['192.0.2.9 - - "GET /?check-1 HTTP/1.1" 200 -', '192.0.2.7 - - "GET / HTTP/1.1" 200 -', ""],
    )
    assert found["failures"] == []
    assert found["table"].splitlines() == [
        "from  asks               who answered  result",
        "vm1   ping 192.0.2.1     ttl 64 x 3    ok",
        "one   http://192.0.2.1/  a x 3         ok, seen as 192.0.2.9",
        "vm2   http://192.0.2.1/  timeout x 21  ok, it must fail",
        "3 of 3 checks hold; 1 more wait for another place of the load balancer",
    ]


@pytest.mark.parametrize(
    ("check", "results", "log", "verdict"),
    [
        (
            PING,
            [result(reason="192.0.2.1: timeout", outcomes={}, tries=9, seconds=30.2)],
            [],
            "FAILED: 192.0.2.1: timeout (asked for 30 s)",
        ),
        (PING, [result(reason="wanted ttl 64, got ttl 63")], [], "FAILED: wanted ttl 64, got ttl 63"),
        (PING, [], [], "FAILED: host one gave no result, see above"),
        (GET, [result(mark="m1")], ["192.0.2.9 m2"], "FAILED: the requests are in no access log of the web servers"),
        (
            GET,
            [result(mark="m1")],
            ["192.0.2.9 m1", "192.0.2.8 m1"],
            "FAILED: the servers saw 192.0.2.8, 192.0.2.9 and not 192.0.2.9",
        ),
    ],
)
def test_bad_news(check: dict[str, Any], results: list[dict[str, Any]], log: list[str], verdict: str) -> None:
    found = report(plan(check), {"one": results}, log)
    assert len(found["failures"]) == 1
    assert found["failures"][0].endswith(verdict)
    assert found["table"].splitlines()[-1] == "0 of 1 checks hold"


def test_a_host_that_was_not_reached() -> None:
    found = report(plan(PING, GET), {"two": []}, [])
    assert [line.split("FAILED: ")[1] for line in found["failures"]] == ["host one gave no result, see above"] * 2


def test_a_lab_that_promises_nothing_says_so() -> None:
    assert report(plan(), {"one": []}, []) == {
        "table": "ovn_checks has no checks: the lab promises nothing, and nothing was asked",
        "failures": [],
    }
