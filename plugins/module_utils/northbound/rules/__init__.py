# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules that no single option can check: what the parts of a network are to each other.

They look at the declaration alone, never at a server, so an inventory can be checked
before a host is touched. A rule says nothing about what it cannot know: a router that is
not declared beside a load balancer may be anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import load_balancer, router, switch
from .declared import Declared, Finding

ALL = (*switch.RULES, *router.RULES, *load_balancer.RULES)


def findings(declared: Declared) -> Iterable[Finding]:
    """Everything that is wrong or doubtful in the declaration."""
    for rule in ALL:
        yield from rule(declared)
