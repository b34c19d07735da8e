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


# Open vSwitch shares out so many hashes, or as many as the next power of two above the backends.
FEWEST_HASHES = 16


def requests_for(backends: int) -> int:
    """The fewest requests in which each of the backends is chosen, except once in a million times.

    A balancer chooses for each connection anew. Of n backends with a share of at least s, one is missed by N requests
    with a probability of at most n * (1 - s) ** N.
    """
    if backends < 2:
        return AT_LEAST
    exact = math.log(FALSE_ALARM / backends) / math.log1p(-smallest_share(backends))
    return math.floor(exact) + 1


def smallest_share(backends: int) -> float:
    """Of the hashes, where they are not a multiple of the backends: some have one less than others.

    Since 3.5 Open vSwitch takes more hashes for many backends, of which the smallest share is no smaller.
    """
    hashes = max(FEWEST_HASHES, 1 << (backends - 1).bit_length())
    return hashes // backends / hashes
