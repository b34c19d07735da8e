# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logical network as one declaration; every module declares a part of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.errors import Fault, InvalidInput, OvsdbError
from ..ovsdb.rows import Identity, Row
from .address_set import ADDRESS_SET
from .chassis_template_var import CHASSIS_TEMPLATE_VAR
from .copp import COPP
from .dhcp_options import DHCP_OPTIONS
from .dns import DNS
from .ha_chassis_group import HA_CHASSIS_GROUP
from .load_balancer import LOAD_BALANCER
from .load_balancer_group import LOAD_BALANCER_GROUP
from .meter import METER
from .options import Build
from .port_group import PORT_GROUP
from .record import Record
from .router import ROUTER
from .rules import ALL, ALWAYS, Judgement
from .rules.declared import TOO_MANY, Declared, Want
from .rules.lookup import Lookup
from .switch import SWITCH
from .text import unwritable

# A new table of roots is one more line here.
COLLECTIONS: dict[str, Record] = {
    "dhcp_options": DHCP_OPTIONS,
    "dns": DNS,
    "address_sets": ADDRESS_SET,
    "meters": METER,
    "copps": COPP,
    "ha_chassis_groups": HA_CHASSIS_GROUP,
    "switches": SWITCH,
    "routers": ROUTER,
    "load_balancers": LOAD_BALANCER,
    "load_balancer_groups": LOAD_BALANCER_GROUP,
    "port_groups": PORT_GROUP,
    "chassis_template_vars": CHASSIS_TEMPLATE_VAR,
}


def identities() -> dict[str, Identity]:
    """How the rows of each table are told apart."""
    known: dict[str, Identity] = {}
    todo = list(COLLECTIONS.values())
    while todo:
        record = todo.pop()
        if record.table not in known:
            known[record.table] = record.identity
            todo += [each for option in record.options for each in option.records]
    return known


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
    * errors: what would be accepted by the database and cannot work
    * warnings: what is doubtful
    * wanted: what the rules would have to know besides
    """

    def __init__(self, rows: list[Row], faults: list[Fault]) -> None:
        self.rows = rows
        self.faults = faults
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
) -> Checked:
    """Desired rows and everything that is wrong with a declaration.

    :param closed: nothing exists but what is declared, as for an inventory
    :param unread: as for :class:`Declared`
    :param others: places of rows that are declared without options, by table and name
    """
    build = Build(owner)
    rows: list[Row] = []
    for name, items in where.items():
        first: dict[Any, str] = {}
        for path, item in items:
            build.faults += unwritable(item, path)
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
    checked = Checked(rows + build.patches, build.faults)
    checked.judge(Declared(where, closed=closed, unread=unread, others=others), validate)
    return checked


def desired(
    where: Places,
    *,
    validate: str,
    owner: str,
    faults: Sequence[Fault] = (),
    connect: Callable[[], Client] | None = None,
    others: Mapping[tuple[str, str], str] = NO_OTHERS,
    prune: bool = False,
) -> tuple[list[Row], list[str]]:
    """Desired rows and warnings for a task.

    :param faults: what is wrong with the arguments already
    :param connect: to the server, which is asked what the rules would have to know
    :param others: as for :func:`check`
    :param prune: the owner's undeclared rows go
    :param validate: ``strict``, ``warn`` (errors of the rules become warnings) or ``off``
    :raises InvalidInput: all faults of the input together
    """
    checked = check(where, owner=owner, validate=validate, others=others)
    checked.faults[:0] = faults
    client = None
    try:
        client = connect() if connect else None
        if client:
            checked.complete(where, Lookup(client), validate, others, owner if prune else "")
    except OvsdbError:
        checked.refuse()  # no server is needed to know this
        raise
    checked.refuse()
    return checked.rows, list(dict.fromkeys(map(str, checked.warnings)))
