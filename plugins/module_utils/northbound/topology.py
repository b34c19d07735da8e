# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logical network as one declaration; every module declares a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..ovsdb.errors import Fault, InvalidInput
from ..ovsdb.rows import Identity, Row
from . import checks
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
from .rules import findings
from .rules.declared import Declared
from .switch import SWITCH

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


# For each collection, the declared objects with their place in the input.
Places = dict[str, list[tuple[str, dict[str, Any]]]]


def places(declared: dict[str, Any], prefix: str = "") -> Places:
    """The places of a topology's objects, ``switches[2]``."""
    return {
        name: [(f"{prefix}{name}[{index}]", item) for index, item in enumerate(declared.get(name) or ())]
        for name in COLLECTIONS
    }


@dataclass
class Checked:
    """What comes of a declaration before any server is asked.

    :param rows: the desired rows
    :param faults: values that cannot be written at all
    :param errors: what would be accepted by the database and cannot work
    :param warnings: what is doubtful
    """

    rows: list[Row]
    faults: list[Fault]
    errors: list[Fault]
    warnings: list[Fault]


def check(where: Places, *, closed: bool = False, owner: str = "ansible") -> Checked:
    """Desired rows and everything that is wrong with a declaration.

    :param closed: nothing exists but what is declared, as for an inventory
    """
    build = Build(owner)
    rows: list[Row] = []
    for name, items in where.items():
        first: dict[Any, str] = {}
        for path, item in items:
            build.faults += _unwritable(item, path)
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
    found = list(findings(Declared.of(where, closed=closed)))
    return Checked(
        rows + build.patches,
        build.faults,
        [each.fault for each in found if each.is_error],
        [each.fault for each in found if not each.is_error],
    )


def _unwritable(value: Any, path: str) -> Iterator[Fault]:
    """Text that no database can keep, wherever it stands."""
    if isinstance(value, str):
        problem = checks.text(value)
        if problem:
            yield Fault(path, problem)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unwritable(item, f"{path}.{key}" if path else str(key))
            yield from _unwritable(str(key), f"{path}: the key {str(key)!a}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unwritable(item, f"{path}[{index}]")


def desired(where: Places, *, validate: str, owner: str, faults: Sequence[Fault] = ()) -> tuple[list[Row], list[str]]:
    """Desired rows and warnings for a task.

    :param faults: what is wrong with the arguments already

    :param validate: ``strict``, ``warn`` (errors of the rules become warnings) or ``off``
    :raises InvalidInput: all faults of the input together
    """
    checked = check(where, owner=owner)
    errors = checked.errors if validate == "strict" else []
    if faults or checked.faults or errors:
        raise InvalidInput([*faults, *checked.faults, *errors])
    warnings = {"strict": checked.warnings, "warn": checked.errors + checked.warnings, "off": []}[validate]
    return checked.rows, list(dict.fromkeys(map(str, warnings)))
