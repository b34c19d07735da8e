# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One limit for all that a task waits for."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import wait
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.wait import Wait


class Server:
    """Takes its time to answer, and notes what it was given."""

    timeout = 30.0

    def __init__(self, clock: list[float], seconds: float) -> None:
        self.clock = clock
        self.seconds = seconds
        self.given: list[int] = []

    def transact(self, operations: list[dict[str, Any]], timeout: float) -> None:
        self.given += [operation["timeout"] for operation in operations]
        self.clock[0] += self.seconds


@pytest.mark.parametrize(("spent", "given"), [(0.0, [60_000, 20_000]), (50.0, [10_000, 0]), (90.0, [0, 0])])
def test_all_share_the_time(monkeypatch: pytest.MonkeyPatch, spent: float, given: list[int]) -> None:
    clock = [1000.0]
    monkeypatch.setattr(wait.time, "monotonic", lambda: clock[0])
    northbound, southbound = Server(clock, 40), Server(clock, 5)
    task: Any = Wait("hv", 60, lambda: southbound, ["ubuntu1"], spent)  # type: ignore[arg-type, return-value]
    assert task.wait(northbound, [{}, {"rows": [{"nb_cfg": 7}]}]) == 7
    assert northbound.given + southbound.given == given
    assert task.spent == spent + 45
