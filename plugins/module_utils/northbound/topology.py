# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logical network as one declaration; every module declares a part of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..ovsdb.errors import Fault, InvalidInput
from ..ovsdb.rows import Row
from .options import Build
from .record import Record
from .rules import ALL, ALWAYS, Judgement
from .rules.declared import Declared
from .rules.want import TOO_MANY, Want
from .tables import COLLECTIONS
from .text import unwritable

NO_OTHERS: Mapping[tuple[str, str], str] = MappingProxyType({})

# For each collection, the declared objects with their place in the input.
Places = dict[str, list[tuple[str, dict[str, Any]]]]


def places(declared: dict[str, Any], prefix: str = "") -> Places:
    """The places of a topology's objects, ``switches[2]``."""
    return {
        name: [(f"{prefix}{name}[{index}]", item) for index, item in enumerate(declared.get(name) or ())]
        for name in COLLECTIONS
    }


class Checked:
    """What comes of a declaration.

    :param rows: the desired rows
    :param faults: values that cannot be written at all, or must never be
    :param unsent: those of them at which a server would close the connection
    * errors: what would be accepted by the database and cannot work
    * warnings: what is doubtful
    * wanted: what the rules would have to know besides
    """

    def __init__(self, rows: list[Row], faults: list[Fault], unsent: list[Fault]) -> None:
        self.rows = rows
        self.faults = unsent + faults
        self.unsent = unsent
        self.errors: list[Fault] = []
        self.warnings: list[Fault] = []
        self.wanted: set[Want] = set()
        self._judgement = Judgement()

    def judge(self, declared: Declared, validate: str = "strict") -> None:
        """:param validate: ``strict``, ``warn`` (errors of the rules become warnings) or ``off``"""
        never = [finding.fault for finding in self._judgement.findings(declared, ALWAYS)]
        self.faults += [fault for fault in never if fault not in self.faults]
        found = [] if validate == "off" else self._judgement.findings(declared, ALL)
        errors = [finding.fault for finding in found if finding.is_error]
        warnings = [finding.fault for finding in found if not finding.is_error]
        self.errors = errors if validate == "strict" else []
        self.warnings = warnings if validate == "strict" else errors + warnings
        self.wanted = declared.wanted

    def complete(
        self,
        where: Places,
        lookup: Callable[[set[Want]], Mapping[Want, Any]],
        validate: str = "strict",
        others: Mapping[tuple[str, str], str] = NO_OTHERS,
        pruned: str = "",
    ) -> None:
        """Judge with what a server has. A rule may want to know more when it knows something."""
        answers: dict[Want, Any] = {}
        while self.wanted:
            new = lookup(self.wanted)
            if all(answer is TOO_MANY for answer in new.values()):
                return
            answers.update(new)
            self.judge(Declared(where, answers=answers, others=others, pruned=pruned), validate)

    def refuse(self) -> None:
        """:raises InvalidInput: all faults of the input together"""
        if self.faults or self.errors:
            raise InvalidInput(self.faults + self.errors)


def check(
    where: Places,
    *,
    closed: bool = False,
    unread: Collection[tuple[str, str]] = (),
    owner: str = "ansible",
    validate: str = "strict",
    others: Mapping[tuple[str, str], str] = NO_OTHERS,
    single: Iterable[tuple[Record, dict[str, Any]]] = (),
) -> Checked:
    """Desired rows and everything that is wrong with a declaration.

    :param closed: nothing exists but what is declared, as for an inventory
    :param unread: as for :class:`Declared`
    :param others: places of rows that are declared without options, by table and name
    :param single: rows of tables that have but one
    """
    build = Build(owner)
    unsent = [fault for _record, item in single for fault in unwritable(item, "")]
    rows = [row for record, item in single if (row := record.row(item, "", build))]
    for name, items in where.items():
        first: dict[Any, str] = {}
        for path, item in items:
            unsent += unwritable(item, path)
            row = COLLECTIONS[name].row(item, path, build)
            if row is None:
                continue
            other = first.setdefault(row.key, path)
            if other != path:
                build.fault(
                    path,
                    f"the {COLLECTIONS[name].noun} {row.label} is declared twice, first at {other}; declare it once",
                )
            else:
                rows.append(row)
    checked = Checked(rows + build.patches, build.faults, unsent)
    checked.judge(Declared(where, closed=closed, unread=unread, others=others), validate)
    return checked
