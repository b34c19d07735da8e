# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NAT rules with the same inside (or outside), each at a gateway port of its own."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader
from test_contradictions import port

INSIDE = {"type": "snat", "logical_ip": "10.9.0.0/24"}
ONE = {**INSIDE, "external_ip": "10.0.1.9", "gateway_port": "one"}
TWO = {**INSIDE, "external_ip": "10.0.2.9", "gateway_port": "two"}
NOWHERE = {**INSIDE, "external_ip": "10.0.1.8"}
PORTS = [port("one", 1), port("two", 2)]
EDGE = {"name": "edge", "ports": PORTS}

Rules = list[dict[str, Any]]


def rules(nb: Reader) -> set[tuple[str, str]]:
    """Outside and gateway port of each rule, which the router has."""
    names = {row["_uuid"]: row["name"] for row in nb.rows("Logical_Router_Port")}
    [router] = nb.rows("Logical_Router")
    found = nb.referenced("NAT", router["nat"])
    assert len(found) == len(nb.rows("NAT"))
    return {(row["external_ip"], names.get(row["gateway_port"], "")) for row in found}


@pytest.mark.releases
def test_life_of_two_rules(life: StartLife) -> None:
    """Made with the ports that they name; one of them changes, and goes, and the other stays."""
    changed = {**TWO, "external_ip": "10.0.2.8"}
    gone = {**TWO, "state": "absent"}

    def has(*expected: tuple[str, str]) -> Any:
        def verify(nb: Reader) -> None:
            assert rules(nb) == set(expected)

        return verify

    life("ovn_router").passes(
        create=Stage({**EDGE, "nat": [ONE, TWO]}, has(("10.0.1.9", "one"), ("10.0.2.9", "two"))),
        change=Stage({"name": "edge", "nat": [changed]}, has(("10.0.1.9", "one"), ("10.0.2.8", "two"))),
        delete=Stage({"name": "edge", "nat": [gone]}, has(("10.0.1.9", "one"))),
    )


# What is there, what a task says, what is there then.
TASKS: dict[str, tuple[Rules, dict[str, Any], set[tuple[str, str]]]] = {
    "another port is another rule": ([ONE], {"nat": [TWO]}, {("10.0.1.9", "one"), ("10.0.2.9", "two")}),
    "a purge takes the other": ([ONE, TWO], {"nat": [TWO], "purge": ["nat"]}, {("10.0.2.9", "two")}),
    "an absent one is the one at that port": ([ONE, TWO], {"nat": [{**ONE, "state": "absent"}]}, {("10.0.2.9", "two")}),
    "one that is absent already": ([ONE], {"nat": [{**TWO, "state": "absent"}]}, {("10.0.1.9", "one")}),
    "without a port it is the only one": ([ONE], {"nat": [NOWHERE]}, {("10.0.1.8", "one")}),
    "without a port it is the one without": (
        [NOWHERE, TWO],
        {"nat": [NOWHERE]},
        {("10.0.1.8", ""), ("10.0.2.9", "two")},
    ),
    "without a port it is not the one that is told": (
        [ONE],
        {"nat": [ONE, NOWHERE]},
        {("10.0.1.9", "one"), ("10.0.1.8", "")},
    ),
    "it is absent without a port": ([TWO], {"nat": [{**NOWHERE, "state": "absent"}]}, set()),
    "it gets a port": ([NOWHERE], {"nat": [ONE]}, {("10.0.1.9", "one")}),
    "it gets no port of another": ([NOWHERE], {"nat": [NOWHERE, TWO]}, {("10.0.1.8", ""), ("10.0.2.9", "two")}),
}


@pytest.mark.parametrize(("there", "task", "then"), TASKS.values(), ids=TASKS)
def test_which_rule_is_meant(
    run_module: ModuleRunner,
    nb: Reader,
    to_nb: dict[str, Any],
    there: Rules,
    task: dict[str, Any],
    then: set[tuple[str, str]],
) -> None:
    made = run_module("ovn_router", {**to_nb, **EDGE, "nat": there})
    assert not made.get("failed"), made
    args = {**to_nb, "name": "edge", **task}
    done = run_module("ovn_router", args)
    assert not done.get("failed"), done
    assert rules(nb) == then
    assert run_module("ovn_router", args)["changed"] is False


@pytest.mark.parametrize("state", ["present", "absent"])
def test_one_of_several_must_be_told(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], state: str) -> None:
    run_module("ovn_router", {**to_nb, **EDGE, "nat": [ONE, TWO]})
    before = nb.snapshot()
    uuids = sorted(row["_uuid"] for row in nb.rows("NAT"))
    assert run_module.fails("ovn_router", {**to_nb, "name": "edge", "nat": [{**NOWHERE, "state": state}]}) == (
        "nat[0]: there are 2 rows of NAT here that are snat 10.9.0.0/24, which gateway_port tells apart: give it, too "
        f"(UUIDs {', '.join(uuids)})"
    )
    assert nb.snapshot() == before


def test_the_same_twice_is_refused(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    message = run_module.fails("ovn_router", {**to_nb, **EDGE, "nat": [ONE, {**ONE, "external_ip": "10.0.1.7"}]})
    assert message == "nat[1]: the NAT rule snat 10.9.0.0/24 is declared twice, first at nat[0]; declare it once"
    assert not nb.rows("NAT")
