# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a module as data: what a user writes, and where it lives in the database.

Each kind of option knows four things: its entry in an argument spec, how a declared value
goes into a row, how a row's column is shown as a declared value, and which columns it
reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..ovsdb.errors import Fault
from ..ovsdb.rows import OWNER_KEY, STOPPED_KEY, Children, Followers, Identity, References, Referrers, Row, Target
from ..plain import plain
from .checks import Check, not_empty

if TYPE_CHECKING:
    from .record import Record

NAME_KEY = "ansible-ovn-name"
NAME = Identity("name")


class Build:
    """What comes of the input besides the row itself.

    * faults
    * patches: what one declaration says about rows that another one declares

    :param owner: the mark of the rows that we make
    """

    def __init__(self, owner: str = "ansible") -> None:
        self.owner = owner
        self.faults: list[Fault] = []
        self.patches: list[Row] = []

    def fault(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))


@plain
class Option:
    """One option, which a column of the row keeps.

    :param name: as the user writes it
    :param column: of the row, if its name differs
    :param type: Ansible's type
    :param check: of the value, or of each element of a list
    :param since: the OVN release that brought it
    :param is_public: its name sounds like a secret, and it is none
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple[Any, ...] = ()
    required: bool = False
    check: Check | None = None
    since: str | None = None
    is_public: bool = False
    column: str = ""

    def argument(self) -> dict[str, Any]:
        spec: dict[str, Any] = {"type": self.type}
        if self.elements:
            spec["elements"] = self.elements
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.required:
            spec["required"] = True
        if self.is_public:
            spec["no_log"] = False
        return spec

    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        if self.check is None:
            return []
        items = value if isinstance(value, list) else [value]
        texts = map(self.check, items)
        return [
            Fault(f"{path}[{index}]" if isinstance(value, list) else path, text)
            for index, text in enumerate(texts)
            if text
        ]

    @property
    def columns(self) -> tuple[str, ...]:
        """What the option reads of the row."""
        return (self.column or self.name,)

    def noted(self, row: Row, path: str) -> str:
        """The column, after noting for messages where it was declared and the release that brought it."""
        column = self.column or self.name
        row.paths[column] = path
        if self.since:
            row.since[column] = self.since
        return column

    @property
    def records(self) -> tuple[Record, ...]:
        """Of the rows that are declared inside the option's value."""
        return ()

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        """Write the declared value into the row."""
        raise NotImplementedError(type(self).__name__)

    def purge(self, row: Row) -> None:
        """Let everything go that the row's declaration does not name."""
        raise NotImplementedError(type(self).__name__)

    def follow(self, row: Row) -> None:
        """Tell the row what else goes when it goes."""

    def get(self, values: dict[str, Any], show: Show) -> Any:
        """The declared form of what the row has, ``None`` for nothing."""
        raise NotImplementedError(type(self).__name__)

    def is_default(self, value: Any, values: dict[str, Any]) -> bool:
        """Whether a new row has the value of :meth:`get` when the option is left out."""
        return value in (None, [], {}, "")


class Show:
    """What :meth:`Option.get` needs of other rows."""

    def reference(self, table: str, uuid: Any, identity: Identity) -> str:
        """The name by which a row is declared."""
        raise NotImplementedError

    def children(self, record: Record, uuids: Iterable[Any]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def referrers(self, table: str, column: str, uuid: Any, identity: Identity) -> list[str]:
        raise NotImplementedError

    def followers(self, record: Record, column: str, names: Iterable[str]) -> list[dict[str, Any]]:
        """Rows whose column holds one of the names."""
        raise NotImplementedError

    def names(self, table: str, uuids: Iterable[Any]) -> list[str]:
        raise NotImplementedError


@plain
class Column(Option):
    """A column as a whole.

    :param canonical: the form in which the database keeps a value (or each element)
    :param unset: what the column holds when nobody has set it
    :param newer: for values that came after the column, the OVN release that brought them
    """

    canonical: Callable[[Any], Any] = lambda value: value
    unset: Any = None
    newer: Mapping[Any, str] = MappingProxyType({})

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        column = self.noted(row, path)
        is_list = isinstance(value, list)
        row.values[column] = self.spelled(frozenset(value) if is_list else value)
        row.spelled[column] = self.spelled
        if self.newer:
            given = value if is_list else [value]
            row.since.update({f"{column}={item}": self.newer[item] for item in given if item in self.newer})

    def spelled(self, value: Any) -> Any:
        """A value of the whole column in its one form, however others have written it."""
        if isinstance(value, frozenset):
            return frozenset(map(self.canonical, value))
        return None if value is None else self.canonical(value)

    def purge(self, row: Row) -> None:
        row.values.setdefault(self.columns[0], frozenset())

    def get(self, values: dict[str, Any], show: Show) -> Any:
        value = self.spelled(values.get(self.columns[0]))
        if isinstance(value, frozenset):
            return sorted(value)
        return None if value == self.unset else value


@plain
class Map(Option):
    """A map column, merged key by key; ``null`` takes a key away.

    :param hidden: keys that are shown by other options, or belong to the collection
    """

    type: str = "dict"
    hidden: tuple[str, ...] = ()

    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        for key, item in value.items():
            if is_ours(key):
                yield Fault(f"{path}.{key}", "is kept by the collection itself, take another key")
            elif not isinstance(item, (str, int, float, bool, type(None))):
                yield Fault(f"{path}.{key}", f"{item!r} is neither text, number nor boolean")

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        column = self.noted(row, path)
        row.merges.setdefault(column, {}).update({str(key): as_text(item) for key, item in value.items()})

    def get(self, values: dict[str, Any], show: Show) -> Any:
        shown = values.get(self.columns[0]) or {}
        return {key: item for key, item in sorted(shown.items()) if key not in self.hidden and not is_ours(key)}


@plain
class Key(Option):
    """One key of a map column, as an option with a type of its own.

    :param separator: between the elements of a list
    :param number: the map's values are integers
    """

    column: str = "options"
    key: str = ""
    separator: str = " "
    number: bool = False

    @property
    def map_key(self) -> str:
        return self.key or self.name

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        row.merges.setdefault(self.column, {})[self.map_key] = value if self.number else self.text(value)
        row.paths[f"{self.column}:{self.map_key}"] = path
        if self.since:
            row.since[f"{self.column}:{self.map_key}"] = self.since

    def text(self, value: Any) -> str | None:
        """The value as the map holds it."""
        return self.separator.join(map(str, value)) if isinstance(value, list) else as_text(value)

    def parsed(self, text: str) -> Any:
        """The value that the map's text says.

        :raises ValueError: says that it is none
        """
        if self.type == "list":
            return text.split(self.separator.strip() or None)
        if self.type == "bool":
            if text.lower() not in ("true", "false"):
                raise ValueError(f"{text!r} is neither true nor false")
            return text.lower() == "true"
        if self.type == "int":
            if not re.fullmatch("-?[0-9]{1,18}", text):
                raise ValueError(f"{text!r} is no number")
            return int(text)
        if self.choices and text not in self.choices:
            raise ValueError(f"{text!r} is none of these: {', '.join(self.choices)}")
        return text

    def verify_text(self, text: str, path: str) -> Iterable[Fault]:
        """What is wrong with a value that is written into the map itself."""
        try:
            value = self.parsed(text)
        except ValueError as exc:
            return [Fault(path, str(exc))]
        return [Fault(path, fault.text) for fault in self.verify(value, path)]

    def get(self, values: dict[str, Any], show: Show) -> Any:
        text = (values.get(self.column) or {}).get(self.map_key)
        if text is None or self.number:
            return text
        try:
            return self.parsed(text)
        except ValueError:  # somebody else has written it
            return text


@plain
class Reference(Option):
    """Rows of another table, by name. A list for a set, a name for one or none.

    :param missing: says that a row is not there, if its table's name does not do
    """

    table: str = ""
    identity: Identity = NAME
    missing: str = ""
    check: Check | None = not_empty

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        is_list = isinstance(value, list)
        names = [(item, f"{path}[{i}]") for i, item in enumerate(value)] if is_list else [(value, path)]
        row.references[self.noted(row, path)] = References(
            [
                Target(self.table, (name,), self.identity, where, self.missing and self.missing.format(name))
                for name, where in names
            ],
            purge=not is_list,
        )

    def purge(self, row: Row) -> None:
        row.references.setdefault(self.columns[0], References()).purge = True

    def get(self, values: dict[str, Any], show: Show) -> Any:
        value = values.get(self.columns[0])
        if isinstance(value, frozenset):
            return sorted(show.reference(self.table, uuid, self.identity) for uuid in value)
        return show.reference(self.table, value, self.identity) if value else None


@plain
class Attachment(Option):
    """Rows of another table that shall name this row, in a column of theirs: the reference seen from its target.

    :param state: ``ensured`` makes a row that is not there
    """

    type: str = "list"
    elements: str | None = "str"
    check: Check | None = not_empty
    table: str = ""
    identity: Identity = NAME
    state: str = "existing"

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        for index, name in enumerate(value):
            where = f"{path}[{index}]"
            target = Target(row.table, row.key, row.identity, where)
            build.patches.append(
                Row(
                    self.table,
                    self.identity,
                    (name,),
                    path=where,
                    name=name,
                    state=self.state,
                    initial={"name": name},
                    since={"": self.since or ""},
                    references={self.column: References([target])},
                    hint=f"{row.label} cannot be attached to it: correct the name, or declare it",
                )
            )

    def purge(self, row: Row) -> None:
        row.referrers.append(Referrers(self.table, self.column, self.identity))

    def get(self, values: dict[str, Any], show: Show) -> Any:
        return show.referrers(self.table, self.column, values["_uuid"], self.identity)


@plain
class Nested(Option):
    """Rows that are declared inside the option's value."""

    type: str = "list"
    elements: str | None = "dict"
    record: Record = None  # type: ignore[assignment]

    @property
    def records(self) -> tuple[Record, ...]:
        return (self.record,)

    def argument(self) -> dict[str, Any]:
        return {**super().argument(), "options": self.record.arguments()}


@plain
class ChildList(Nested):
    """Rows that belong to this one."""

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        children = self._children(row)
        seen: dict[tuple[Any, ...], str] = {}
        for where, item in items(value, path):
            child = self.record.row(item, where, build)
            if child is None:
                continue
            first = seen.setdefault(child.told if child.identity.finer else child.key, where)
            if first != where:
                build.fault(
                    where, f"the {self.record.noun} {child.label} is declared twice, first at {first}; declare it once"
                )
            else:
                children.rows.append(child)
        self.noted(row, path)

    def purge(self, row: Row) -> None:
        self._children(row).purge = True

    def _children(self, row: Row) -> Children:
        children = row.children.setdefault(self.columns[0], Children(self.record.identity))
        children.kept, children.keep = self.record.kept, self.record.keep
        return children

    def get(self, values: dict[str, Any], show: Show) -> Any:
        value = values.get(self.columns[0])
        return show.children(self.record, as_set(value))


@plain
class Child(ChildList):
    """The one row that belongs to this one, if any."""

    type: str = "dict"
    elements: str | None = None

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        super().put(row, value, path, build)
        self.purge(row)

    def get(self, values: dict[str, Any], show: Show) -> Any:
        return next(iter(super().get(values, show)), None)


@plain
class Shared(Nested):
    """Rows that this one refers to, declared on the spot: made unless they are there.

    A list for a set, a dictionary for one or none. Several rows may share one.
    """

    type: str = "dict"
    elements: str | None = None

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        references = References(purge=not isinstance(value, list))
        for where, item in items(value, path):
            shared = self.record.row(item, where, build)
            if shared is not None:
                shared.state = "ensured"
                build.patches.append(shared)
                references.targets.append(Target(shared.table, shared.key, shared.identity, where))
        row.references[self.noted(row, path)] = references

    def purge(self, row: Row) -> None:
        row.references.setdefault(self.columns[0], References()).purge = True

    def get(self, values: dict[str, Any], show: Show) -> Any:
        shown = show.children(self.record, as_set(values.get(self.columns[0])))
        return shown if self.type == "list" else next(iter(shown), None)


@plain
class Roots(Nested):
    """Rows of their own that are declared here because they belong here."""

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        build.patches += [made for where, item in items(value, path) if (made := self.record.row(item, where, build))]

    def get(self, values: dict[str, Any], show: Show) -> Any:
        return None


@plain
class Following(Roots):
    """Rows that name, in a column of theirs, a child of this row. They go with it.

    :param by: their column
    :param child: this row's column of the children
    """

    by: str = ""
    child: str = ""
    child_table: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.child,)

    def purge(self, row: Row) -> None:
        row.children.setdefault(self.child, Children(NAME))
        row.followers.append(Followers(self.record.table, self.by, self.child, self.record.identity, purge=True))

    def follow(self, row: Row) -> None:
        row.followers.append(Followers(self.record.table, self.by, self.child, self.record.identity))

    def get(self, values: dict[str, Any], show: Show) -> Any:
        return show.followers(self.record, self.by, show.names(self.child_table, as_set(values.get(self.child))))


def items(value: Any, path: str) -> list[tuple[str, Any]]:
    """The declared objects of a list, or the only one, each with its place."""
    return (
        [(f"{path}[{index}]", item) for index, item in enumerate(value)] if isinstance(value, list) else [(path, value)]
    )


def as_set(value: Any) -> Iterable[Any]:
    """The members of a column, whether it takes one or many."""
    return value if isinstance(value, frozenset) else [value] if value else []


def is_ours(key: str) -> bool:
    """Whether a key of ``external_ids`` is kept by the collection itself."""
    return str(key) in (NAME_KEY, STOPPED_KEY) or str(key).startswith(OWNER_KEY)


def as_text(value: Any) -> str | None:
    """A value as OVN keeps it in a map: booleans in lower case, everything else as it is."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
