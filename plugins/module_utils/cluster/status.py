# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text of ``cluster/status``, the only place where a server tells who else is in its cluster."""

from __future__ import annotations

import re
from typing import Any

# Who is meant by its first digits, with those of itself among them.
SHORT = 4
_STATES = {
    "cluster member": "member",
    "joining cluster": "joining",
    "leaving cluster": "leaving",
    "left cluster": "left",
    "disconnected from the cluster (election timeout)": "disconnected",
}
_MEMBER = re.compile(r"^ +(?P<sid>[0-9a-f]+) \([0-9a-f]+ at (?P<address>[^)]+)\)(?P<rest>.*)$", re.MULTILINE)
_NUMBER = re.compile(r"(next_index|match_index|last msg)[= ](\d+)")


def parse(text: str) -> dict[str, Any]:
    """What a server says of itself and of the members; of the others only the leader knows how far they are."""
    lines = dict(line.split(": ", 1) for line in text.splitlines() if re.match(r"[A-Z][A-Za-z ]*: ", line))
    log = re.fullmatch(r"\[(\d+), (\d+)\]", lines.get("Log", ""))
    end = int(log.group(2)) if log else None
    sid = _uuid(lines.get("Server ID", ""))
    leader = lines.get("Leader", "unknown")
    return {
        "state": _STATES.get(lines.get("Status", ""), lines.get("Status")),
        "cid": _uuid(lines.get("Cluster ID", "")),
        "sid": sid,
        "address": lines.get("Address"),
        "role": lines.get("Role"),
        "term": int(lines.get("Term", 0)),
        "leader": {"self": sid[:SHORT] if sid else None, "unknown": None}.get(leader, leader),
        "election_timer": int(lines.get("Election timer", 0)),
        "members": [_member(match, end) for match in _MEMBER.finditer(text.partition("\nServers:")[2])],
    }


def _uuid(value: str) -> str | None:
    """The whole identity, which follows its first digits in parentheses. Who has not joined yet knows no cluster."""
    found = re.search(r"\(([0-9a-f-]{36})\)", value)
    return found.group(1) if found else None


def _member(match: re.Match[str], end: int | None) -> dict[str, Any]:
    numbers = {name: int(value) for name, value in _NUMBER.findall(match["rest"])}
    itself = "(self)" in match["rest"]
    return {
        "sid": match["sid"],
        "address": match["address"],
        "self": itself,
        # Entries of the leader's log that this one is not known to have.
        "lag": end - 1 - numbers["match_index"] if end is not None and "match_index" in numbers else None,
        "silent_ms": 0 if itself else numbers.get("last msg"),
    }
