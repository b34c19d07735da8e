# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text that ``ovs-appctl ofproto/trace`` prints, as entries and outputs.

A packet that goes through connection tracking starts anew: such a trace has several rounds.
``drop`` stands at the end of many a side lookup and says nothing; what counts are outputs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import TraceError

BRIDGE = "br-int"
_ENTRY = re.compile(
    r"(?P<table>\d+)\. (?:(?P<match>.*), )?priority (?P<priority>\d+)(?:, cookie 0x(?P<cookie>[0-9a-f]+))?"
)
_BRIDGE = re.compile(r'bridge\("(?P<name>[^"]*)"\)')
_OUTPUT = re.compile(r"output:(?P<port>\d+)")
_SET = re.compile(
    r"(?:set_field|load):(?P<value>0x[0-9a-f]+|\d+)(?:/0x[0-9a-f]+)?->(?P<field>metadata|reg14|reg15|tun_id)"
)
_MOVED = re.compile(r"-> \w+_(?P<field>METADATA|REG14|REG15)\[[0-9.]*\] is now (?P<value>0x[0-9a-f]+)")
_FIELD = re.compile(r"(?:^|,)(?P<field>metadata|reg14|reg15)=(?P<value>0x[0-9a-f]+|\d+)(?=,|$)")
_STATE = re.compile(r"resume conntrack with ct_state=(?P<state>\S+)")
_MODIFIED = re.compile(r"^ *Modified flow: (?P<flow>\S.*)$", re.MULTILINE)


@dataclass
class Entry:
    """An OpenFlow flow that matched.

    :ivar keys: ``metadata`` (the datapath), ``reg14`` and ``reg15`` (the ports), as they were when it was looked up
    """

    table: int
    match: str
    priority: int
    cookie: str
    depth: int
    keys: dict[str, int]
    actions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PortOutput:
    """:ivar ofport: number of the port of the integration bridge
    :ivar tunnel: whether it leads to another chassis
    """

    ofport: int
    tunnel: bool
    keys: dict[str, int]


@dataclass
class Round:
    """One passage through the flows.

    :ivar modified: the packet after NAT, as connection tracking changed it before this round
    """

    state: str
    modified: str
    flow: str
    entries: list[Entry] = field(default_factory=list)
    outputs: list[PortOutput] = field(default_factory=list)
    datapath_actions: str = ""
    remarks: list[str] = field(default_factory=list)


def parse(text: str) -> list[Round]:
    """
    :raises TraceError: it is no trace, with what was said
    """
    if not text.startswith("Flow: "):
        raise TraceError(text.strip() or "ovs-appctl printed nothing")
    # A line of equal signs before and after each head: bodies and heads in turn.
    parts = re.split(r"^={20,}\n", text, flags=re.MULTILINE)
    return [_round("" if index == 0 else parts[index - 1], parts[index]) for index in range(0, len(parts), 2)]


def _round(head: str, body: str) -> Round:
    state, modified = _STATE.search(head), _MODIFIED.search(head)
    found = Round(state["state"] if state else "", modified["flow"] if modified else "", "")
    reader = _Reader(found)
    for line in body.splitlines():
        reader.read(line)
    return found


class _Reader:
    """Reads one round, line by line."""

    def __init__(self, found: Round) -> None:
        self.found = found
        self.keys: dict[str, int] = {}
        # Bridges begin inside of each other, each deeper than the one before.
        self.bridges: list[tuple[int, str]] = []
        # What a clone changes is forgotten where its lines end.
        self.clones: list[tuple[int, dict[str, int]]] = []

    def read(self, line: str) -> None:
        text = line.strip()
        depth = len(line) - len(line.lstrip())
        label, _colon, rest = text.partition(": ")
        if depth == 0 and label in ("Flow", "Datapath actions"):
            self._labelled(label, rest)
        elif _BRIDGE.fullmatch(text):
            self._enter_bridge(depth, text)
        elif self._inside(depth):
            entry = _ENTRY.fullmatch(text)
            # Numbers of tables are aligned at their dots.
            self._leave_clones(line.index(".") if entry else depth, bool(text))
            if entry:
                self._enter(entry, line.index("."))
            elif text and self.found.entries:
                self._act(text)

    def _labelled(self, label: str, rest: str) -> None:
        if label == "Flow":
            self.found.flow = rest
            self.keys = _keys(rest)
        else:
            self.found.datapath_actions = rest

    def _enter_bridge(self, depth: int, text: str) -> None:
        self.bridges = [(outer, name) for outer, name in self.bridges if outer < depth]
        self.bridges.append((depth, text.split('"')[1]))

    def _inside(self, depth: int) -> bool:
        """Whether the line is about the integration bridge. Other bridges only pass packets on."""
        while len(self.bridges) > 1 and depth < self.bridges[-1][0]:
            self.bridges.pop()
        return bool(self.bridges) and self.bridges[-1][1] == BRIDGE

    def _leave_clones(self, depth: int, is_line: bool) -> None:
        while is_line and self.clones and depth < self.clones[-1][0]:
            self.keys = self.clones.pop()[1]

    def _enter(self, entry: re.Match[str], depth: int) -> None:
        self.keys = {**self.keys, **_keys(entry["match"] or "")}
        cookie = (entry["cookie"] or "").rjust(8, "0") if entry["cookie"] else ""
        match, number = entry["match"] or "", int(entry["table"])
        self.found.entries.append(Entry(number, match, int(entry["priority"]), cookie, depth, dict(self.keys)))

    def _act(self, text: str) -> None:
        entry = self.found.entries[-1]
        entry.actions.append(text)
        if text.startswith("clone("):
            self.clones.append((entry.depth, dict(self.keys)))
        changed = _SET.fullmatch(text)
        moved = _MOVED.fullmatch(text)
        if changed and "/" not in text.partition("->")[0]:
            self.keys = {**self.keys, changed["field"]: int(changed["value"], 0)}
        elif moved:
            self.keys = {**self.keys, moved["field"].lower(): int(moved["value"], 0)}
        output = _OUTPUT.fullmatch(text)
        if output:
            self.found.outputs.append(PortOutput(int(output["port"]), False, dict(self.keys)))
        elif text in ("-> output to native tunnel", "-> output to kernel tunnel") and self.found.outputs:
            self.found.outputs[-1] = PortOutput(self.found.outputs[-1].ofport, True, self.found.outputs[-1].keys)
        elif text == "-> skipping output to input port" and self.found.outputs:
            self.found.outputs.pop()
        elif text == "-> no live bucket" or text.startswith(">>>>"):
            self.found.remarks.append(text.lstrip("-> "))


def _keys(text: str) -> dict[str, int]:
    return {found["field"]: int(found["value"], 0) for found in _FIELD.finditer(text)}
