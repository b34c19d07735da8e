# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came of one request."""

from __future__ import annotations

import errno
from typing import NamedTuple

TIMEOUT, REFUSED, UNREACHABLE = "timeout", "refused", "unreachable"


class Outcome(NamedTuple):
    """:ivar text: the answer, or the name of the failure
    :ivar failed: whether there was no answer
    """

    text: str
    failed: bool


def failure_of(exc: OSError) -> Outcome:
    """The failures that checks can name have one word each, others their own message."""
    if isinstance(exc, TimeoutError) or exc.errno in (errno.ETIMEDOUT, errno.EAGAIN):
        return Outcome(TIMEOUT, True)
    if isinstance(exc, ConnectionRefusedError):
        return Outcome(REFUSED, True)
    if exc.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return Outcome(UNREACHABLE, True)
    return Outcome(exc.strerror or str(exc), True)
