# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about ACLs and QoS rules."""

from __future__ import annotations

from collections.abc import Iterable

from .declared import Declared
from .finding import Finding, error, place, warning
from .item import Item
from .want import COLUMN, Want

# Came with OVN 23.06.
SIGN_OF_23_06 = Want("ACL", "tier", COLUMN)


def acls(declared: Declared) -> Iterable[Finding]:
    for holder in (*declared.switches, *declared["port_groups"]):
        for acl in holder.items("acls"):
            if not acl.given:
                continue
            action = acl.value.get("action")
            # The database may have what the declaration leaves out.
            if (acl.says("label", "persist_established") or action != "allow-related") and declared.whole(
                holder, "acls"
            ):
                yield from _acl(acl)
            meter = acl.given.get("meter")
            if meter and declared.missing("Meter", meter):
                yield error(acl.at("meter"), f"there is no meter {meter}" + declared.remedy(declared.names("Meter")))


def _acl(acl: Item) -> Iterable[Finding]:
    action = acl.value.get("action")
    if action and acl.value.get("label") and action not in ("allow", "allow-related"):
        yield error(
            place(acl.at("label"), acl.at("action")),
            f"a label is for the actions allow and allow-related, not for {action}",
        )
    if action and acl.flag("persist_established") and action != "allow-related":
        yield warning(
            place(acl.at("persist_established"), acl.at("action")),
            f"has no effect: it is for the action allow-related, not for {action}",
        )
    if acl.flag("apply_after_lb") and acl.value.get("direction") != "from-lport":
        yield warning(acl.at("apply_after_lb"), "has no effect: it is for the direction from-lport")


def lost_rejects(declared: Declared) -> Iterable[Finding]:
    """OVN 23.03 writes more behind the match of an ACL that rejects, and then cannot read it."""
    for holder in (*declared.switches, *declared["port_groups"]):
        for acl in holder.items("acls"):
            if acl.value.get("action") != "reject" or not acl.says("match") or not _is_open(acl.given["match"]):
                continue
            if not declared.closed and declared.ask(SIGN_OF_23_06) is not False:
                continue
            make = warning if declared.closed else error
            yield make(
                acl.at("match"), "OVN before 23.06 loses a reject ACL with || outside of parentheses; put it into ( )"
            )


def _is_open(match: str) -> bool:
    from ..match import is_open  # only where there is a match: it takes a while

    return is_open(match)


def qos_rules(declared: Declared) -> Iterable[Finding]:
    for switch in declared.switches:
        for rule in switch.items("qos_rules"):
            if not rule.given:
                continue
            value = rule.value
            if all(value.get(option) is None for option in ("dscp", "mark", "rate")):
                problem = "a QoS rule needs one of dscp, mark and rate, else it does nothing"
            elif value.get("burst") is not None and value.get("rate") is None:
                problem = "burst is for a rate alone: set rate too"
            else:
                continue
            # The database may have what the declaration leaves out.
            if declared.whole(switch, "qos_rules"):
                yield error(rule.at("burst") if rule.says("burst") else rule.path, problem)


RULES = (acls, lost_rejects, qos_rules)
