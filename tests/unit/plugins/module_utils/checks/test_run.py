# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check is asked anew until it holds or its time is over; the network is played by lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks import run as runner
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.namespace import NoNamespace
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.outcome import Outcome
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.spec import for_host
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.target import Page

ONE, TWO = Outcome("one", False), Outcome("two", False)
REFUSED, TIMEOUT = Outcome("refused", True), Outcome("timeout", True)
TTL = Outcome("ttl 64", False)


class Network:
    """Gives outcomes in turn, the last one for ever, and keeps what it was asked."""

    def __init__(self, pages: list[Outcome], pings: list[Outcome]) -> None:
        self.pages, self.pings = iter(pages), iter(pings)
        self.last: dict[str, Outcome] = {}
        self.asked: list[str] = []

    def get(self, page: Page) -> Outcome:
        self.asked.append(page.path)
        return self._next("get", self.pages)

    def ping(self, address: str) -> Outcome:
        self.asked.append(address)
        return self._next("ping", self.pings)

    def _next(self, kind: str, outcomes: Iterator[Outcome]) -> Outcome:
        self.last[kind] = next(outcomes, self.last.get(kind, TIMEOUT))
        return self.last[kind]


class Clock:
    """Time passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def ask(monkeypatch: pytest.MonkeyPatch, network: Network, **options: Any) -> dict[str, Any]:
    monkeypatch.setattr(runner, "get", network.get)
    monkeypatch.setattr(runner, "ping", network.ping)
    monkeypatch.setattr(runner, "time", Clock())
    defaults = {**dict.fromkeys([*for_host(), "namespace"]), "answers": [], "mark": False}
    (result,) = runner.run([{**defaults, "from": "me", "requests": 4, "limit": 2, **options}], "unix:ovs", ["unix:sb"])
    return result


PAGE = "http://192.0.2.1/"


def test_holds_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # The first outcome is the one that shows that somebody is there: it is not counted.
    network = Network([TWO, ONE, ONE, TWO, ONE], [])
    result = ask(monkeypatch, network, get=PAGE, answers=["one", "two"])
    assert result == {
        "from": "me",
        "asks": PAGE,
        "holds": True,
        "reason": None,
        "outcomes": {"one": 3, "two": 1},
        "tries": 1,
        "seconds": 0.0,
        "mark": None,
    }


def test_waits_for_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([REFUSED, REFUSED, ONE], [])
    result = ask(monkeypatch, network, get=PAGE, answers=["one"])
    assert (result["holds"], result["tries"], result["outcomes"]) == (True, 3, {"one": 4})


def test_a_round_with_one_wrong_outcome_is_asked_anew_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([ONE, ONE, ONE, REFUSED, ONE], [])
    result = ask(monkeypatch, network, get=PAGE, answers=["one"])
    assert (result["holds"], result["tries"], result["outcomes"]) == (True, 2, {"one": 4})


def test_gives_up_after_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([ONE, ONE, ONE, TWO], [])
    result = ask(monkeypatch, network, get=PAGE, answers=["one"])
    assert not result["holds"]
    assert result["reason"] == "nobody was to answer 'two'; no answer from 'one'"
    assert result["seconds"] >= 2


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, Network([], []), ping="192.0.2.1")
    assert (result["holds"], result["reason"], result["outcomes"]) == (False, "192.0.2.1: timeout", {})
    assert result["asks"] == "ping 192.0.2.1"


def test_what_must_fail_is_not_asked_while_all_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([TIMEOUT], [TIMEOUT])
    result = ask(monkeypatch, network, get=PAGE, fails="timeout", alive="192.0.2.2")
    assert (result["holds"], result["reason"]) == (False, "192.0.2.2: timeout")
    assert set(network.asked) == {"192.0.2.2"}


def test_what_must_fail_needs_life_before_each_round(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([ONE, TIMEOUT], [TTL])
    result = ask(monkeypatch, network, get=PAGE, fails="timeout", alive="192.0.2.2")
    assert (result["holds"], result["tries"], result["outcomes"]) == (True, 2, {"timeout": 4})
    assert network.asked.count("192.0.2.2") == 2


def test_one_answer_is_too_much_for_what_must_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network([TIMEOUT, TIMEOUT, ONE], [TTL])
    result = ask(monkeypatch, network, get=PAGE, fails="timeout", alive="192.0.2.2")
    assert (result["holds"], result["reason"]) == (False, "wanted timeout, got one")


@pytest.mark.parametrize(("url", "joint"), [(PAGE, "/?"), (f"{PAGE}a?b=c", "/a?b=c&")])
def test_marks_what_is_counted(monkeypatch: pytest.MonkeyPatch, url: str, joint: str) -> None:
    network = Network([ONE], [])
    result = ask(monkeypatch, network, get=url, answers=["one"], mark=True)
    assert network.asked[1:] == [f"{joint}{result['mark']}"] * 4


def test_a_missing_namespace_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(namespace: str | None, count: int) -> NoReturn:
        raise NoNamespace(f"there is no network namespace {namespace}")

    monkeypatch.setattr(runner, "workers", none)
    result = ask(monkeypatch, Network([], []), ping="192.0.2.1", namespace="vm9")
    assert (result["holds"], result["reason"]) == (False, "there is no network namespace vm9")


@pytest.mark.parametrize(
    ("option", "look", "asks", "source"),
    [
        ({"tunnel_to": "192.0.2.2", "tunnel_type": "geneve"}, "tunnel", "tunnel to 192.0.2.2", "unix:ovs"),
        ({"port": "left-a", "chassis": "geneve"}, "binding", "port left-a", ["unix:sb"]),
    ],
)
def test_a_database_is_asked_until_it_says_what_it_must(
    monkeypatch: pytest.MonkeyPatch, option: dict[str, str], look: str, asks: str, source: object
) -> None:
    said = iter([Outcome("no tunnel", True), Outcome("vxlan", False), Outcome("geneve", False)])
    asked = []

    def play(what: str, where: object) -> Outcome:
        asked.append((what, where))
        return next(said)

    monkeypatch.setattr(runner, look, play)
    result = ask(monkeypatch, Network([], []), **option)
    assert (result["holds"], result["tries"], result["asks"]) == (True, 3, asks)
    assert result["outcomes"] == {"geneve": 1}
    assert asked == [(next(iter(option.values())), source)] * 3


def test_nothing_to_ask() -> None:
    assert runner.run([]) == []
