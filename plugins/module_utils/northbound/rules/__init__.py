# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules that no single option can check: what the parts of a network are to each other.

An inventory is judged before a host is touched, and nothing exists but what it declares. A
task is judged by its declaration first; where a rule would have to know more, the server
is asked, so that one NAT rule is judged with the router that it is for. What is wrong with
things that a task does not declare is none of its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from . import (
    acl,
    attachment,
    dhcp,
    groups,
    health_check,
    load_balancer,
    match,
    nat,
    references,
    router,
    routes,
    segment,
    switch,
)
from .declared import Declared
from .finding import UNDECLARED, Finding
from .want import Want

Rule = Callable[[Declared], Iterable[Finding]]

# Judged even if the user wants no judgement.
ALWAYS: Sequence[Rule] = groups.ALWAYS
ALL: Sequence[Rule] = (
    *switch.RULES,
    *segment.RULES,
    *dhcp.RULES,
    *router.RULES,
    *routes.RULES,
    *nat.RULES,
    *load_balancer.RULES,
    *attachment.RULES,
    *health_check.RULES,
    *acl.RULES,
    *groups.RULES,
    *match.RULES,
    *references.RULES,
)


class Judgement:
    """What the rules find. Those that had to ask are run again when they get an answer."""

    def __init__(self) -> None:
        self._found: dict[Rule, list[Finding]] = {}
        self._asked: dict[Rule, set[Want]] = {}

    def findings(self, declared: Declared, rules: Sequence[Rule]) -> list[Finding]:
        """Everything that is wrong or doubtful in the declaration."""
        for rule in rules:
            if rule in self._found and not declared.answers_any(self._asked[rule]):
                continue
            wanted, declared.wanted = declared.wanted, set()
            self._found[rule] = [each for each in rule(declared) if each.fault.path is not UNDECLARED]
            self._asked.setdefault(rule, set()).update(declared.wanted)
            declared.wanted |= wanted
        return [finding for rule in rules for finding in self._found[rule]]
