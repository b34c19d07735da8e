# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for a condition, with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Seconds between two looks. Each look at a lab's host costs a tenth of a second of a processor that others need.
PAUSE = 0.4


def eventually(look: Callable[[], T], limit: float, what: str) -> T:
    """The first value that is true.

    :raises AssertionError: with what was waited for, and the last value
    """
    end = time.monotonic() + limit
    while not (value := look()):
        assert time.monotonic() < end, f"not within {limit:g} s: {what} (last seen: {value!r})"
        time.sleep(PAUSE)
    return value
