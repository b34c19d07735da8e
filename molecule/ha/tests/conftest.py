# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ha lab by its names. Expectations stand in the tests, not in the inventory."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Generator, Iterator

import pytest

from proof.centre import Centre
from proof.clients import Client
from proof.faults import Figures, Watch
from proof.lab import Lab, Places

FIGURES = pytest.StashKey[Figures]()


@pytest.fixture(scope="session")
def places() -> Places:
    return Places(
        central="central1",
        vms={"web1": "host1", "web2": "host2", "user1": "host1"},
        web_servers=("web1", "web2"),
    )


@pytest.fixture(scope="session")
def centre(lab: Lab) -> Centre:
    return Centre(lab, {"central1": "10.130.0.11", "central2": "10.130.0.12", "central3": "10.130.0.13"})


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """A run is repeated with FAULT_SEED=..., as its end tells."""
    return pytestconfig.stash.setdefault(FIGURES, Figures(int(os.environ.get("FAULT_SEED") or time.time())))


@pytest.fixture(scope="session")
def chance(figures: Figures) -> random.Random:
    return random.Random(figures.seed)


@pytest.fixture(scope="session")
def watch(centre: Centre, client: Callable[[str], Client], figures: Figures) -> Watch:
    return Watch(centre, client("client1"), "http://203.0.113.80:8000/", figures)


@pytest.fixture(scope="module")
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


@pytest.fixture(scope="module")
def as_before(lab: Lab) -> Iterator[None]:
    """Each fault has its own proof of recovery; after all of them the lab does what it promises."""
    yield
    lab.play("playbooks/verify.yml")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whether a fault was survived, the whole test says."""
    report = yield
    figures = item.config.stash.get(FIGURES, None)
    if figures and call.when == "call":
        figures.judge(passed=report.passed)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash.get(FIGURES, None)
    if figures:
        terminalreporter.section("faults")
        terminalreporter.write("\n".join(["", *figures.lines(), ""]))
