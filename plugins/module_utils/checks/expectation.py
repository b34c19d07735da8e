# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must come of the requests of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .odds import AT_LEAST, requests_for
from .outcome import REFUSED, TIMEOUT, UNREACHABLE, Outcome

# Where the choice of a backend is not known to have more sides, two are assumed.
USUAL_BACKENDS = 2


def request_count(check: dict[str, Any]) -> int:
    """As many requests as prove the check, unless it names another number."""
    if check["requests"] is not None:
        return int(check["requests"])
    if check["ping"] is not None:
        return AT_LEAST
    return requests_for(len(check["answers"]) or USUAL_BACKENDS)


def problem(check: dict[str, Any], outcomes: Iterable[Outcome]) -> str | None:
    """Why the outcomes are not what the check wants, in a few words."""
    seen = Counter(outcomes)
    if check["tunnel_to"] is not None:
        return _must_be(check["tunnel_type"], seen)
    if check["port"] is not None:
        return _must_be(check["chassis"], seen)
    if check["health"] is not None:
        return _must_be(check["state"] or "online", seen)
    if check["fails"]:
        return _must_fail(check["fails"], seen)
    lost = sum(count for outcome, count in seen.items() if outcome.failed)
    if lost:
        kinds = sorted({outcome.text for outcome in seen if outcome.failed})
        return f"{lost} of {sum(seen.values())} requests failed: {', '.join(kinds)}"
    if check["ping"] is not None:
        return _must_have_ttl(check["ttl"], seen)
    return _must_be_all(check["answers"], seen)


def _must_be(wanted: str | None, seen: Counter[Outcome]) -> str | None:
    """What a database says; without a wish, anything but a failure will do."""
    wrong = sorted(outcome.text for outcome in seen if outcome.failed or wanted not in (None, outcome.text))
    return f"wanted {wanted}, got {', '.join(wrong)}" if wanted and wrong else ", ".join(wrong) or None


def _must_fail(kind: str, seen: Counter[Outcome]) -> str | None:
    allowed = (TIMEOUT, REFUSED, UNREACHABLE) if kind == "any" else (kind,)
    wrong = sorted(outcome.text for outcome in seen if not outcome.failed or outcome.text not in allowed)
    return f"wanted {' or '.join(allowed)}, got {', '.join(wrong)}" if wrong else None


def _must_have_ttl(ttl: int | None, seen: Counter[Outcome]) -> str | None:
    wrong = sorted(outcome.text for outcome in seen if ttl is not None and outcome.text != f"ttl {ttl}")
    return f"wanted ttl {ttl}, got {', '.join(wrong)}" if wrong else None


def _must_be_all(answers: list[str], seen: Counter[Outcome]) -> str | None:
    texts = {outcome.text for outcome in seen}
    unknown = sorted(texts - set(answers))
    missing = [answer for answer in answers if answer not in texts]
    parts = []
    if unknown:
        parts.append(f"nobody was to answer {', '.join(map(repr, unknown))}")
    if missing:
        parts.append(f"no answer from {', '.join(map(repr, missing))}")
    return "; ".join(parts) or None
