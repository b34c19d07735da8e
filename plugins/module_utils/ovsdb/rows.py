# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state: rows of a database as a task declares them.

A task gives a list of root rows. A row holds what is said about it and nothing more: a
column that is not named is left alone. Rows know nothing of OVN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..plain import plain
from .errors import Fault, InvalidInput

# In the external_ids of the rows that we make: whose they are.
OWNER_KEY = "ansible-ovn-owner"
# And what was taken away in order to come back.
STOPPED_KEY = "ansible-ovn-stopped"
# Keys that nobody declares, and that are not shown.
BOOKKEEPING = frozenset((OWNER_KEY, STOPPED_KEY))


class Identity:
    """How a row is told from the others of its table (or of its parent).

    :param parts: columns, or ``column:key`` for one key of a map
    :param derive: for keys that are not plain columns: from the row's values to the key;
        ``parts`` then names the columns that it reads. Such rows can only be children.
    :param finer: a column that refers to another row, and so tells rows with the same key apart
    """

    def __init__(
        self, *parts: str, derive: Callable[[dict[str, Any]], tuple[Any, ...]] | None = None, finer: str = ""
    ) -> None:
        self.parts = parts
        self.finer = finer
        self._split = [part.partition(":")[::2] for part in parts]
        self._derive = derive
        self.columns = [column for column, _key in self._split] + ([finer] if finer else [])

    def of(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The key of a row with these values."""
        if self._derive is not None:
            return self._derive(values)
        return tuple(values[column].get(key) if key else values.get(column) for column, key in self._split)

    def where(self, key: tuple[Any, ...]) -> list[Any]:
        """The OVSDB condition that finds the row with this key."""
        return [
            [column, "includes", ["map", [[map_key, value]]]]
            if map_key
            else [column, "==", ["set", []] if value is None else value]
            for (column, map_key), value in zip(self._split, key)
        ]


# A root row as other rows refer to it: its table and its key.
RowId = tuple[str, tuple[Any, ...]]


class Target:
    """A root row that is referred to: it exists, or the same task makes it.

    :param missing: what to say if neither is so
    """

    __slots__ = ("identity", "key", "missing", "path", "table")

    def __init__(self, table: str, key: tuple[Any, ...], identity: Identity, path: str, missing: str = "") -> None:
        self.table = table
        self.key = key
        self.identity = identity
        self.path = path
        self.missing = missing

    @property
    def id(self) -> RowId:
        return self.table, self.key

    @property
    def label(self) -> str:
        return label(self.key)


def _never(values: dict[str, Any]) -> bool:
    return False


class Children:
    """Rows that live and die with a column of their parent.

    :param purge: remove those that are not named
    :param kept: columns that ``keep`` reads
    :param keep: tells those that are never removed by a purge
    """

    __slots__ = ("identity", "keep", "kept", "purge", "rows")

    def __init__(
        self,
        identity: Identity,
        rows: list[Row] | None = None,
        *,
        purge: bool = False,
        kept: tuple[str, ...] = (),
        keep: Callable[[dict[str, Any]], bool] = _never,
    ) -> None:
        self.identity = identity
        self.rows = [] if rows is None else rows
        self.purge = purge
        self.kept = kept
        self.keep = keep


class References:
    """Other rows that a column names.

    :param purge: remove those that are not named
    """

    __slots__ = ("purge", "targets")

    def __init__(self, targets: list[Target] | None = None, *, purge: bool = False) -> None:
        self.targets = [] if targets is None else targets
        self.purge = purge


class Referrers(NamedTuple):
    """A column of another table: rows that name this row there, undeclared, let go of it."""

    table: str
    column: str
    identity: Identity


@plain
class Followers:
    """Rows of another table that name a child of this row: they go with it, and with this row.

    :param by: their column that holds the child's name
    :param child: this row's column of the children
    :param purge: all that are not declared go
    """

    table: str
    by: str
    child: str
    identity: Identity
    purge: bool = False


class Row:
    """A row that must be there, must not be there, or must be there already.

    :param values: columns as a whole
    :param initial: written when the row is made, never compared
    :param merges: keys of map columns; ``None`` takes a key away
    :param state: ``present``, ``absent``, ``existing`` (an error if it is missing), or
        ``ensured``: present, and others may say the same
    :param paths: the option that each column comes from (``column:key`` for a key of a map), for messages
    :param since: the release that brought a column, a key (``column:key``) or a value
        (``column=value``), for messages; the table's own under the empty text
    :param needed: columns without which a new row is of no use, with what to say
    :param spelled: for columns of ``values``, from what the database has to the one form in which it is compared
    :param hint: the remedy if an ``existing`` row is missing
    """

    __slots__ = (
        "children",
        "followers",
        "hint",
        "identity",
        "initial",
        "key",
        "merges",
        "name",
        "needed",
        "path",
        "paths",
        "references",
        "referrers",
        "since",
        "spelled",
        "state",
        "table",
        "values",
    )

    def __init__(
        self,
        table: str,
        identity: Identity,
        key: tuple[Any, ...],
        path: str = "",
        *,
        name: str = "",
        state: str = "present",
        values: dict[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
        merges: dict[str, dict[str, Any]] | None = None,
        children: dict[str, Children] | None = None,
        references: dict[str, References] | None = None,
        since: dict[str, str] | None = None,
        needed: Mapping[str, str] | None = None,
        hint: str = "",
    ) -> None:
        self.table = table
        self.identity = identity
        self.key = key
        self.path = path
        self.name = name
        self.state = state
        self.values = values or {}
        self.initial = initial or {}
        self.merges = merges or {}
        self.children = children or {}
        self.references = references or {}
        self.referrers: list[Referrers] = []
        self.followers: list[Followers] = []
        self.paths: dict[str, str] = {}
        self.since = since or {}
        self.needed: Mapping[str, str] = needed or {}
        self.spelled: dict[str, Callable[[Any], Any]] = {}
        self.hint = hint

    @property
    def id(self) -> RowId:
        return self.table, self.key

    @property
    def label(self) -> str:
        return self.name or label(self.key)

    @property
    def told(self) -> tuple[Any, ...]:
        """What tells it from the other children that its parent's declaration has."""
        references = self.references.get(self.identity.finer)
        return (*self.key, *(target.key for target in references.targets)) if references else self.key


def label(key: Iterable[Any]) -> str:
    """A row's key as people read it."""
    return " ".join(str(part) for part in key if part not in ("", None))


def walk(rows: Iterable[Row]) -> list[Row]:
    """The rows and all their descendants, generation by generation."""
    found = list(rows)
    for row in found:  # which grows meanwhile
        if row.children:
            for children in row.children.values():
                found += children.rows
    return found


def targets_of(rows: Iterable[Row]) -> Iterator[Target]:
    """What the rows and their descendants refer to."""
    for row in walk(rows):
        if row.references:
            for references in row.references.values():
                yield from references.targets


def children_of(rows: Iterable[Row]) -> Iterable[Row]:
    """The rows' own children."""
    return (child for row in rows for children in row.children.values() for child in children.rows)


def merge(rows: Iterable[Row]) -> list[Row]:
    """One row for each root: what several parts of the input say about it, put together.

    :raises InvalidInput: two parts give one column different values
    """
    merged: dict[RowId, Row] = {}
    faults: list[Fault] = []
    for row in rows:
        first = merged.setdefault(row.id, row)
        if first is not row:
            faults += _merge_into(first, row)
    if faults:
        raise InvalidInput(faults)
    return list(merged.values())


def _merge_into(first: Row, other: Row) -> list[Fault]:
    declared = [row for row in (first, other) if row.state in ("present", "absent")]
    if len(declared) == 2:
        return [Fault(other.path, f"{other.label} is declared twice, first at {first.path}; declare it once")]
    if declared and declared[0].state == "absent":
        existing = other if declared[0] is first else first
        return [Fault(existing.path, f"needs {first.label}, which {declared[0].path} declares as absent")]
    faults = [
        Fault(
            other.paths.get(column, other.path),
            f"{column} of {other.label} is {_shown(value)} here and {_shown(first.values[column])} at "
            f"{first.paths.get(column, first.path)}; say the same, or say it once",
        )
        for column, value in other.values.items()
        if column in first.values and first.values[column] != value
    ]
    # The declaration rules, wherever it stands.
    if declared == [other] or (first.state == "existing" and other.state == "ensured"):
        first.state, first.path, first.name, first.initial = other.state, other.path, other.name, other.initial
        first.needed = other.needed
    first.values.update(other.values)
    first.spelled.update(other.spelled)
    first.paths.update(other.paths)
    first.since.update(other.since)
    first.referrers += other.referrers
    first.followers += other.followers
    for column, keys in other.merges.items():
        first.merges.setdefault(column, {}).update(keys)
    for column, children in other.children.items():
        mine = first.children.setdefault(column, Children(children.identity, kept=children.kept, keep=children.keep))
        if mine.identity.parts != children.identity.parts:
            parts = [", ".join(each.identity.parts) for each in (children, mine)]
            faults.append(
                Fault(
                    other.path,
                    f"{column} of {first.label} is told apart by {parts[0]} here and by {parts[1]} elsewhere",
                )
            )
        mine.rows += children.rows
        mine.purge |= children.purge
    for column, references in other.references.items():
        mine_references = first.references.setdefault(column, References())
        mine_references.targets += references.targets
        mine_references.purge |= references.purge
    return faults


def _shown(value: Any) -> str:
    return str(sorted(value) if isinstance(value, frozenset) else value)
