# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the actions of logical flows mean, one of them or all of a flow."""

from __future__ import annotations

import re

# Heads of packets that OVN sends because of the one that is traced.
REQUESTS = ("arp", "nd_ns")
REFUSALS = ("icmp4", "icmp4_error", "icmp6", "icmp6_error", "tcp_reset", "sctp_abort", "reject")
REPLIES = ("nd_na", "nd_na_router")

# A router or switch turns the packet into its own answer.
_ANSWER = re.compile(r"(?<![\w.])(?:icmp4\.type = 0|icmp6\.type = 129|arp\.op = 2|udp\.src = (?:67|547|53))(?![\w.])")
_BACKENDS = re.compile(r"\bct_lb(?:_mark)?\(backends=(?P<backends>[^;)]*)")
_HEAD = re.compile(r"(?<![\w.])(?P<head>\w+) \{")


def refuses(actions: str) -> bool:
    """Whether they send an error in the packet's place."""
    return _has_head(actions, REFUSALS)


def asks(actions: str) -> bool:
    """Whether they ask for the MAC address of a neighbour."""
    return _has_head(actions, REQUESTS)


def answers(actions: str) -> bool:
    """Whether they turn the packet into an answer, or make one."""
    return bool(_ANSWER.search(actions)) or _has_head(actions, REPLIES)


def backends(actions: str) -> tuple[str, ...]:
    """Those among which a load balancer chooses."""
    found = _BACKENDS.search(actions)
    return tuple(found["backends"].split(",")) if found else ()


def _has_head(actions: str, heads: tuple[str, ...]) -> bool:
    return any(found["head"] in heads for found in _HEAD.finditer(actions))
