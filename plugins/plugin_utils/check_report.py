# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of all hosts as a table that a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.spec import subject
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_plan import Plan

NOTHING_PROMISED = "ovn_checks has no checks: the lab promises nothing, and nothing was asked"
HEAD = ("from", "asks", "who answered", "result")


def report(plan: Plan, results: dict[str, list[dict[str, Any]]], log: Iterable[str]) -> dict[str, Any]:
    """The table, and the lines of it that are bad news.

    :param results: of each host, and of TRACER, in the order of their checks
    :param log: lines of the web servers' access logs
    """
    if not plan.checks:
        return {"table": NOTHING_PROMISED, "failures": []}
    lines = [line for line in log if line]
    rows, is_bad = [], []
    left = {host: list(found) for host, found in results.items()}
    for check in plan.asked():
        found = left.get(plan.host_of(check))
        problem, row = _judge(check, found.pop(0) if found else None, plan.host_of(check), lines)
        rows.append(row)
        is_bad.append(problem)
    table = aligned([HEAD, *rows])
    failures = [line for line, bad in zip(table[1:], is_bad) if bad]
    return {"table": "\n".join([*table, _sum(plan, failures)]), "failures": failures}


def _judge(
    check: dict[str, Any], result: dict[str, Any] | None, host: str, log: list[str]
) -> tuple[bool, tuple[str, ...]]:
    asks = subject(check)
    if result is not None and check.get("trace"):
        result = _traced(result)
    if result is None:
        return True, (check["from"], asks, "", f"FAILED: host {host} gave no result, see above")
    problem, note = result["reason"], _note(check)
    if not problem and check.get("seen_as"):
        problem = _seen(check["seen_as"], result["mark"], log)
    if problem:
        waited = f" (asked for {result['seconds']:.0f} s)" if result["tries"] > 1 else ""
        verdict = f"FAILED: {problem}{waited}"
    else:
        verdict = f"ok{note}"
    counts = ", ".join(f"{text} x {count}" for text, count in result["outcomes"].items())
    return bool(problem), (check["from"], asks, counts, verdict)


def _traced(result: dict[str, Any]) -> dict[str, Any]:
    """What ``ovn_trace`` returned, in the form of the other checks. It is tried once a second."""
    tries = result.get("attempts", 1)
    outcomes = result.get("verdicts", {})
    return {"reason": result.get("msg"), "outcomes": outcomes, "tries": tries, "seconds": tries - 1, "mark": None}


def _note(check: dict[str, Any]) -> str:
    if check.get("fails"):
        return ", it must fail"
    return f", seen as {check['seen_as']}" if check.get("seen_as") else ""


def _seen(wanted: str, mark: str, log: list[str]) -> str | None:
    """Why the logs do not show the client as they should: the address stands first in a line."""
    seen = sorted({line.split()[0] for line in log if mark in line})
    if not seen:
        return "the requests are in no access log of the web servers"
    return None if seen == [wanted] else f"the servers saw {', '.join(seen)} and not {wanted}"


def _sum(plan: Plan, failures: list[str]) -> str:
    asked = len(plan.asked())
    text = f"{asked - len(failures)} of {asked} checks hold"
    idle = len(plan.checks) - asked
    return f"{text}; {idle} more wait for another place of the load balancer" if idle else text


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
