# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask what a check asks, until it holds or its time is over."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .echo import ping
from .expectation import problem, request_count
from .namespace import NoNamespace, workers
from .outcome import Outcome
from .spec import subject
from .state import binding, health, tunnel
from .target import is_url, page
from .web import get

# Requests at a time: a web server's queue of new connections is short.
TOGETHER = 4
# Seconds between two looks at what does not hold yet.
PAUSE = 0.2

Ask = Callable[[], Outcome]


def run(
    checks: list[dict[str, Any]], ovs_connection: str = "", sb_connection: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """All checks at the same time; results in the given order."""
    if not checks:
        return []
    with ThreadPoolExecutor(len(checks)) as pool:
        return list(pool.map(lambda check: _Run(check, ovs_connection, list(sb_connection)).result(), checks))


class _Run:
    """One check of this host.

    A round is asked as a whole and judged as a whole: what holds is a round without a
    single wrong outcome. Before the first, one request must come through: the first packets
    may be lost while addresses are resolved. What must fail is asked only while something
    else comes through.
    """

    def __init__(self, check: dict[str, Any], ovs_connection: str, sb_connection: list[str]) -> None:
        self.check = check
        self.ovs_connection = ovs_connection
        self.sb_connection = sb_connection
        self.mark = f"check-{secrets.token_hex(6)}" if check["mark"] else None
        self.count = request_count(check)
        self.outcomes: list[Outcome] = []
        self.came_through = False

    def result(self) -> dict[str, Any]:
        started = time.monotonic()
        tries = 0
        reason: str | None = "not asked"
        while tries == 0 or (reason and time.monotonic() - started < self.check["limit"]):
            if tries:
                time.sleep(PAUSE)
            tries += 1
            reason = self._try()
        return {
            "from": self.check["from"],
            "asks": subject(self.check),
            "holds": reason is None,
            "reason": reason,
            "outcomes": dict(sorted(Counter(outcome.text for outcome in self.outcomes).items())),
            "tries": tries,
            "seconds": round(time.monotonic() - started, 1),
            "mark": self.mark,
        }

    def _try(self) -> str | None:
        """Why the check does not hold now."""
        if self.check["tunnel_to"] or self.check["port"] or self.check["health"]:
            self.outcomes = [self._look()]
            return problem(self.check, self.outcomes)
        self.outcomes = []
        must_fail = bool(self.check["fails"])
        # What must fail is asked all at once: it takes as long as the patience of one.
        together = self.count if must_fail else min(TOGETHER, self.count)
        try:
            with workers(self.check["namespace"], together) as pool:
                if must_fail or not self.came_through:
                    reason = self._dead(pool)
                    if reason:
                        return reason
                return self._round(pool)
        except NoNamespace as exc:
            return str(exc)

    def _look(self) -> Outcome:
        """What a database says, which is asked once: it does not leave anything to chance."""
        if self.check["tunnel_to"]:
            return tunnel(self.check["tunnel_to"], self.ovs_connection)
        if self.check["health"]:
            return health(self.check["health"], self.sb_connection)
        return binding(self.check["port"], self.sb_connection)

    def _dead(self, pool: ThreadPoolExecutor) -> str | None:
        """Why a round would prove nothing yet."""
        first = self.check["alive"] or self.check["get"] or self.check["ping"]
        outcome = pool.submit(_asker(first)).result()
        self.came_through = not outcome.failed
        return f"{first}: {outcome.text}" if outcome.failed else None

    def _round(self, pool: ThreadPoolExecutor) -> str | None:
        ask = _asker(self.check["get"] or self.check["ping"], self.mark)
        self.outcomes = [future.result() for future in [pool.submit(ask) for _number in range(self.count)]]
        return problem(self.check, self.outcomes)


def _asker(target: str, mark: str | None = None) -> Ask:
    if not is_url(target):
        return lambda: ping(target)
    wanted = page(target)
    if mark:
        joint = "&" if "?" in wanted.path else "?"
        wanted = wanted._replace(path=f"{wanted.path}{joint}{mark}")
    return lambda: get(wanted)
