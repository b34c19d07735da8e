# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text that ``ovn-trace --detailed --summary`` prints, as a tree.

The detailed part has the tables but does not tell nested packets apart; the summary has the
nesting in braces but no tables. Without its tables, the one lists the same lines as the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import TraceError

DETAILED, SUMMARY = "# Detailed trace.", "# Summary trace."
DEFAULT_STATE = "/* default (use --ct to customize) */"
NO_MATCH = "no match (implicit drop)"
_TABLE = re.compile(r"(?P<number>\d+)\. (?P<rest>.*)")
_FLOW = re.compile(
    r"(?:(?P<stage>\w+) )?(?:\((?P<source>[^()]*)\): )?(?P<match>.*), priority (?P<priority>\d+), uuid (?P<uuid>[0-9a-f]{8})"
)


@dataclass(frozen=True)
class Table:
    """A logical flow that matched; without ``uuid``, that none did."""

    number: int
    stage: str
    match: str
    priority: int = 0
    uuid: str = ""


@dataclass
class Node:
    """An action, a remark, or the head of what happened next.

    :ivar tables: those that were looked at before it
    """

    text: str
    children: list[Node] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True)
class Trace:
    """:ivar flow: the packet, as OpenFlow writes it
    :ivar left: tables after which nothing came
    :ivar defaults: how often the tool had to assume a state of connection tracking
    """

    flow: str
    nodes: list[Node]
    left: list[Table]
    defaults: int


def parse(text: str) -> Trace:
    """
    :raises TraceError: with what the tool said: it exits with 0 whatever happens
    """
    if not text.startswith("# "):
        raise TraceError(f"ovn-trace: {text.strip() or 'it printed nothing'}")
    head, _mark, rest = text.partition(f"\n{DETAILED}\n")
    detailed, _mark, summary = rest.partition(f"\n{SUMMARY}\n")
    nodes = _tree(iter(summary.splitlines()))
    listed = _Lines(detailed)
    _give_tables(nodes, listed)
    left = listed.tables()
    if listed.text is not None:
        raise TraceError(
            f"the output of this ovn-trace is not understood at {listed.text!r}; report it with the output"
        )
    return Trace(head[2:].strip(), nodes, left, detailed.count(DEFAULT_STATE))


def _tree(lines: Iterator[str]) -> list[Node]:
    nodes = []
    for line in lines:
        text = line.strip()
        if text in ("};", "}"):
            break
        # Actions may hold braces of their own, but end on the same line.
        if text.endswith(" {"):
            nodes.append(Node(_plain(text[:-2]), _tree(lines)))
        elif text:
            nodes.append(Node(_plain(text)))
    return nodes


def _plain(text: str) -> str:
    return text.strip().rstrip(";")


class _Lines:
    """The detailed part: tables, and the lines that the summary has as well."""

    def __init__(self, text: str) -> None:
        lines = (line.strip() for line in text.splitlines())
        self._lines = (line for line in lines if line.strip("-"))
        self.text: str | None = None
        self.advance()

    def advance(self) -> None:
        line = next(self._lines, None)
        self.text = None if line is None else _plain(line)

    def tables(self) -> list[Table]:
        """The tables that come next."""
        found = []
        while self.text is not None:
            table = _TABLE.fullmatch(self.text)
            if table is None:
                break
            found.append(_table(int(table["number"]), table["rest"]))
            self.advance()
        return found


def _table(number: int, rest: str) -> Table:
    flow = _FLOW.fullmatch(rest)
    if flow:
        stage = (flow["stage"] or "").rstrip(":")
        return Table(number, stage, flow["match"], int(flow["priority"]), flow["uuid"])
    return Table(number, rest.partition(":")[0] if rest.endswith(f": {NO_MATCH}") else "", NO_MATCH)


def _give_tables(nodes: list[Node], listed: _Lines) -> None:
    for node in nodes:
        node.tables = listed.tables()
        if listed.text != node.text and (listed.text or "").startswith("next("):
            listed.advance()  # the summary shows where it leads, not the jump
            node.tables += listed.tables()
        if listed.text != node.text:
            raise TraceError(
                f"the output of this ovn-trace is not understood: {listed.text!r} where {node.text!r} was expected; "
                "report it with the output"
            )
        listed.advance()
        _give_tables(node.children, listed)
