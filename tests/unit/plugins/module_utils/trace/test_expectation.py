# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected of a trace, and the sentence when it is not so."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.expectation import problem

BALANCED = {
    "verdict": "delivered",
    "verdicts": {"delivered": 2},
    "reason": None,
    "outputs": [{"port": "a", "chassis": "one"}, {"port": "b", "chassis": "two"}],
    "lb": [{"chosen": {"192.0.2.1": 1, "192.0.2.2": 1}}],
}
DROPPED = {**BALANCED, "verdict": "dropped", "verdicts": {"dropped": 1}, "reason": "ACL x", "outputs": [], "lb": []}
FORWARDED = {
    "verdict": "forwarded",
    "reason": None,
    "chassis": "one",
    "outputs": [{"port": "b", "tunnel": {"to": "two"}}],
    "lb": [],
}


@pytest.mark.parametrize(
    ("expected", "result"),
    [
        ({}, DROPPED),
        ({"verdict": "delivered", "output_port": "b", "chassis": "one", "backend": "192.0.2.2"}, BALANCED),
        ({"verdict": "dropped", "output_port": None}, DROPPED),
        ({"verdict": "forwarded", "chassis": "two"}, FORWARDED),
        ({"chassis": "one"}, {**FORWARDED, "outputs": [{"port": "a", "tunnel": None}]}),
    ],
)
def test_as_expected(expected: dict[str, Any], result: dict[str, Any]) -> None:
    assert problem(expected, result) is None


@pytest.mark.parametrize(
    ("expected", "result", "sentence"),
    [
        ({"verdict": "delivered"}, DROPPED, "expected verdict delivered, got dropped; the packet was dropped (ACL x)"),
        (
            {"verdict": "delivered"},
            {**BALANCED, "verdicts": {"delivered": 1, "dropped": 1}},
            "expected verdict delivered, got delivered, dropped; the packet was delivered",
        ),
        (
            {"output_port": "c", "chassis": "three", "backend": "192.0.2.3"},
            BALANCED,
            "expected output_port c, got a, b; chassis three, got one, two; backend 192.0.2.3, got 192.0.2.1, 192.0.2.2; "
            "the packet was delivered",
        ),
        ({"backend": "192.0.2.3"}, DROPPED, "expected backend 192.0.2.3, got none; the packet was dropped (ACL x)"),
    ],
)
def test_otherwise(expected: dict[str, Any], result: dict[str, Any], sentence: str) -> None:
    assert problem(expected, result) == sentence
