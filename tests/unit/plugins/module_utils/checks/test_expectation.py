# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which outcomes are right for a check."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.expectation import problem, request_count
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.outcome import Outcome
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.spec import for_host

ONE, TWO, ODD = Outcome("one", False), Outcome("two", False), Outcome("odd", False)
TIMEOUT, REFUSED = Outcome("timeout", True), Outcome("refused", True)
TTL_63, TTL_64 = Outcome("ttl 63", False), Outcome("ttl 64", False)


def check(**options: Any) -> dict[str, Any]:
    return {**dict.fromkeys(for_host()), "answers": [], **options}


BOTH = check(get="http://192.0.2.1/", answers=["one", "two"])
PING = check(ping="192.0.2.1", ttl=64)
HANGS = check(get="http://192.0.2.1/", fails="timeout", alive="192.0.2.2")
TUNNEL = check(tunnel_to="192.0.2.2", tunnel_type="one")
PORT = check(port="left-a", chassis="one")
NO_TUNNEL = Outcome("no tunnel", True)
FAILS = check(get="http://192.0.2.1/", fails="any", alive="192.0.2.2")


@pytest.mark.parametrize(
    ("asked", "outcomes", "expected"),
    [
        (BOTH, [ONE, TWO, TWO], None),
        (BOTH, [ONE, ONE], "no answer from 'two'"),
        (BOTH, [ONE, ODD], "nobody was to answer 'odd'; no answer from 'two'"),
        (BOTH, [ONE, TWO, REFUSED, TIMEOUT, REFUSED], "3 of 5 requests failed: refused, timeout"),
        (TUNNEL, [ONE], None),
        (TUNNEL, [TWO], "wanted one, got two"),
        (TUNNEL, [NO_TUNNEL], "wanted one, got no tunnel"),
        (check(tunnel_to="192.0.2.2"), [TWO], None),
        (check(tunnel_to="192.0.2.2"), [NO_TUNNEL], "no tunnel"),
        (PORT, [ONE], None),
        (PORT, [TWO], "wanted one, got two"),
        (PING, [TTL_64, TTL_64], None),
        (PING, [TTL_64, TTL_63], "wanted ttl 64, got ttl 63"),
        (PING, [TTL_64, TIMEOUT], "1 of 2 requests failed: timeout"),
        (check(ping="192.0.2.1"), [TTL_63, TTL_64], None),
        (HANGS, [TIMEOUT, TIMEOUT], None),
        (HANGS, [TIMEOUT, REFUSED, ONE], "wanted timeout, got one, refused"),
        (FAILS, [TIMEOUT, REFUSED], None),
        (
            FAILS,
            [TIMEOUT, Outcome("HTTP status 404", True)],
            "wanted timeout or refused or unreachable, got HTTP status 404",
        ),
        # A page that says "timeout" is an answer.
        (HANGS, [Outcome("timeout", False)], "wanted timeout, got timeout"),
    ],
)
def test_problem(asked: dict[str, Any], outcomes: list[Outcome], expected: str | None) -> None:
    assert problem(asked, outcomes) == expected


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (BOTH, 21),
        (HANGS, 21),
        (PING, 3),
        (check(get="http://192.0.2.1/", answers=["one"]), 3),
        ({**BOTH, "requests": 40}, 40),
    ],
)
def test_request_count(asked: dict[str, Any], count: int) -> None:
    assert request_count(asked) == count
