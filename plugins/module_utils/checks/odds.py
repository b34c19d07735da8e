# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests prove something about a choice that is left to chance."""

from __future__ import annotations

import math

# A lab that works must not be reported as broken more often than this.
FALSE_ALARM = 1e-6
# One answer could be luck in other ways than the choice of a backend.
AT_LEAST = 3


def requests_for(backends: int) -> int:
    """The fewest requests in which each of the backends is chosen, except once in a million times.

    A balancer chooses for each connection anew. One of n backends is missed by N requests
    with a probability of at most n * ((n - 1) / n) ** N.
    """
    if backends < 2:
        return AT_LEAST
    exact = math.log(FALSE_ALARM / backends) / math.log1p(-1 / backends)
    return math.floor(exact) + 1
