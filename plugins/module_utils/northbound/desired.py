# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task asks for, as rows; or all that is wrong with it, whoever finds it.

The arguments, the tables' options, the rules, the server's schema and the plan judge one after the other. A task that one
of them refuses goes on to the others, for whatever they can still tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.engine import apply
from ..ovsdb.errors import Fault, Incomplete, InvalidInput, OvsdbError
from ..ovsdb.ownership import Ownership
from ..ovsdb.rows import Row
from ..ovsdb.schema import Schema
from ..plain import plain
from .options import NAME, Build
from .record import Record
from .records import ARGUMENTS, Records, names
from .releases import ignored_keys
from .rules.lookup import Lookup
from .tables import identities
from .text import unwritable
from .topology import Checked, Places, check


@plain
class Task:
    """What a module has been asked for.

    :param where: the declared objects
    :param records: rows of any table
    :param single: rows of tables that have but one
    :param prune: the owner's other rows go
    :param owner: the mark of the rows that the task makes
    :param validate: ``strict``, ``warn`` (errors of the rules become warnings) or ``off``
    :param name: the module's option that names the object
    :param faults: what is wrong with the arguments already
    :param is_blind: the server cannot be asked, or not the right one
    """

    where: Places
    records: Sequence[tuple[str, dict[str, Any]]] = ()
    single: Sequence[tuple[Record, dict[str, Any]]] = ()
    prune: bool = False
    owner: str = "ansible"
    validate: str = "strict"
    name: str = "name"
    faults: Sequence[Fault] = ()
    is_blind: bool = False

    @property
    def ownership(self) -> Ownership:
        return Ownership(self.owner, self.prune, identities())


def desired(task: Task, connect: Callable[[], Client]) -> tuple[list[Row], list[str]]:
    """Desired rows and warnings.

    :param connect: to the server, which is asked what the rules would have to know
    :raises InvalidInput: all faults of the input together
    """
    checked = check(
        task.where, owner=task.owner, validate=task.validate, others=names(task.records), single=task.single
    )
    # What an argument lacks, the tables' options lack too.
    told = {fault.path for fault in task.faults}
    unsent = [fault for path, item in task.records for fault in unwritable(item, path)]
    checked.faults = [*task.faults, *unsent, *(fault for fault in checked.faults if fault.path not in told)]
    if task.is_blind or unsent or checked.unsent:
        checked.refuse()
    try:
        _ask(connect(), task, checked)
    except OvsdbError:
        checked.refuse()  # no server is needed to know this
        raise
    checked.refuse()
    return checked.rows, list(dict.fromkeys(map(str, checked.warnings)))


def _ask(client: Client, task: Task, checked: Checked) -> None:
    """Judge with what the server has, and what it can do."""
    others = names(task.records)
    checked.complete(task.where, Lookup(client), task.validate, others, task.owner if task.prune else "")
    schema, build = Schema(client.schema()), Build(task.owner)
    whole = [(path, item) for path, item in task.records if not _is_faulty(path, task.faults)]
    checked.rows += Records(schema, build).rows(whole)
    checked.faults += build.faults
    ignored = ignored_keys(checked.rows, schema)
    if task.validate == "strict":
        checked.errors += ignored
    elif task.validate == "warn":
        checked.warnings += ignored
    if checked.faults or checked.errors:
        checked.errors += _impossible(client, task, checked, schema)


def _is_faulty(record: str, faults: Sequence[Fault]) -> bool:
    """Whether arguments of a record are so wrong that no row can be made of it."""
    heads = (record,) if record else tuple(ARGUMENTS)
    return any(
        fault.path == head or fault.path.startswith((f"{head}.", f"{head}[")) for fault in faults for head in heads
    )


def _impossible(client: Client, task: Task, checked: Checked, schema: Schema) -> list[Fault]:
    """What the plan would refuse of a task that is refused anyway, without what may follow from its other faults."""
    made = {row.id for row in checked.rows}
    # A faulty record is no row, but what names it is not at fault.
    stand_ins = [
        Row(table, NAME, (name,), path=path.rpartition(".key.")[0], state="ensured")
        for (table, name), path in names(task.records).items()
        if (table, (name,)) not in made and table in schema
    ]
    told = [fault.path for fault in checked.faults + checked.errors]
    try:
        apply(client, checked.rows + stand_ins, ownership=task.ownership, check_mode=True)
    except InvalidInput as exc:
        return [
            fault
            for fault in exc.faults
            if fault.path not in told and not (isinstance(fault, Incomplete) and _inside(fault.path, told))
        ]
    except OvsdbError:  # it is refused for what is known
        return []
    return []


def _inside(place: str, paths: Sequence[str]) -> bool:
    """Whether one of the paths is in the object at that place."""
    is_whole = "[" not in place and "." not in place
    return is_whole or any(path.startswith((f"{place}.", f"{place}[")) for path in paths)
