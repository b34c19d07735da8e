# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a module as data: what a user writes, and where it lives in the database.

Each kind of option knows four things: its entry in an argument spec, how a declared value
goes into a row, how a row's column is shown as a declared value, and which columns it
reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..ovsdb.errors import Fault
from ..ovsdb.rows import OWNER_KEY, Children, Identity, References, Referrers, Row, Target
from .checks import Check, not_empty

if TYPE_CHECKING:
    from .record import Record

NAME_KEY = "ansible-ovn-name"
NAME = Identity("name")


@dataclass
class Build:
    """What comes of the input besides the row itself.

    :param owner: the mark of the rows that we make
    :param patches: what one declaration says about rows that another one declares
    """

    owner: str = "ansible"
    faults: list[Fault] = field(default_factory=list)
    patches: list[Row] = field(default_factory=list)

    def fault(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))


@dataclass(frozen=True)
class Option:
    """One option.

    :param name: as the user writes it
    :param type: Ansible's type
    :param check: of the value, or of each element of a list
    :param since: the OVN release that brought it
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple[Any, ...] = ()
    required: bool = False
    check: Check | None = None
    since: str | None = None

    def argument(self) -> dict[str, Any]:
        spec: dict[str, Any] = {"type": self.type}
        if self.elements:
            spec["elements"] = self.elements
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.required:
            spec["required"] = True
        return spec

    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        if self.check is None:
            return
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            text = self.check(item)
            if text:
                yield Fault(f"{path}[{index}]" if isinstance(value, list) else path, text)

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        """Write the declared value into the row."""
        raise NotImplementedError(type(self).__name__)

    def purge(self, row: Row) -> None:
        """Let everything go that the row's declaration does not name."""
        raise NotImplementedError(type(self).__name__)

    def get(self, values: dict[str, Any], show: Show) -> Any:
        """The declared form of what the row has, ``None`` for nothing."""
        raise NotImplementedError(type(self).__name__)


class Show:
    """What :meth:`Option.get` needs of other rows."""

    def reference(self, table: str, uuid: Any, identity: Identity) -> str:
        """The name by which a row is declared."""
        raise NotImplementedError

    def children(self, record: Record, uuids: Iterable[Any]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def referrers(self, table: str, column: str, uuid: Any, identity: Identity) -> list[str]:
        raise NotImplementedError


@dataclass(frozen=True)
class Column(Option):
    """A column as a whole.

    :param column: its name, if the option's differs
    :param canonical: the form in which the database keeps a value (or each element)
    """

    column: str = ""
    canonical: Callable[[Any], Any] = lambda value: value

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column or self.name,)

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        (column,) = self.columns
        is_list = isinstance(value, list)
        row.values[column] = frozenset(map(self.canonical, value)) if is_list else self.canonical(value)
        row.paths[column] = path
        if self.since:
            row.since[column] = self.since

    def purge(self, row: Row) -> None:
        row.values.setdefault(self.columns[0], frozenset())

    def get(self, values: dict[str, Any], show: Show) -> Any:
        value = values.get(self.columns[0])
        return sorted(value) if isinstance(value, frozenset) else value


@dataclass(frozen=True)
class Map(Option):
    """A map column, merged key by key; ``null`` takes a key away.

    :param hidden: keys that are shown by other options, or belong to the collection
    """

    type: str = "dict"
    column: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column or self.name,)

    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        for key, item in value.items():
            if key in (OWNER_KEY, NAME_KEY):
                yield Fault(f"{path}.{key}", "is kept by the collection itself, take another key")
            elif not isinstance(item, (str, int, float, bool, type(None))):
                yield Fault(f"{path}.{key}", f"{item!r} is neither text, number nor boolean")

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        (column,) = self.columns
        row.merges.setdefault(column, {}).update({str(key): as_text(item) for key, item in value.items()})
        row.paths.setdefault(column, path)
        if self.since:
            row.since[column] = self.since

    def get(self, values: dict[str, Any], show: Show) -> Any:
        shown = values.get(self.columns[0]) or {}
        return {key: item for key, item in sorted(shown.items()) if key not in (*self.hidden, OWNER_KEY, NAME_KEY)}


@dataclass(frozen=True)
class Key(Option):
    """One key of a map column, as an option with a type of its own.

    :param separator: between the elements of a list
    """

    column: str = "options"
    key: str = ""
    separator: str = " "

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def map_key(self) -> str:
        return self.key or self.name

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        text = self.separator.join(map(str, value)) if isinstance(value, list) else as_text(value)
        row.merges.setdefault(self.column, {})[self.map_key] = text
        row.paths.setdefault(self.column, path)

    def get(self, values: dict[str, Any], show: Show) -> Any:
        text = (values.get(self.column) or {}).get(self.map_key)
        if text is None:
            return None
        if self.type == "list":
            return text.split(self.separator)
        if self.type == "bool":
            return text == "true"
        return int(text) if self.type == "int" else text


@dataclass(frozen=True)
class Reference(Option):
    """Rows of another table, by name. A list for a set, a name for one or none.

    :param missing: says that a row is not there, if its table's name does not do
    """

    table: str = ""
    column: str = ""
    identity: Identity = NAME
    missing: str = ""
    check: Check | None = not_empty

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column or self.name,)

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        names = [(value, path)] if isinstance(value, str) else [(item, f"{path}[{i}]") for i, item in enumerate(value)]
        row.references[self.columns[0]] = References(
            [
                Target(self.table, (name,), self.identity, where, self.missing and self.missing.format(name))
                for name, where in names
            ],
            purge=isinstance(value, str),
        )
        row.paths[self.columns[0]] = path
        if self.since:
            row.since[self.columns[0]] = self.since

    def purge(self, row: Row) -> None:
        row.references.setdefault(self.columns[0], References()).purge = True

    def get(self, values: dict[str, Any], show: Show) -> Any:
        value = values.get(self.columns[0])
        if isinstance(value, frozenset):
            return sorted(show.reference(self.table, uuid, self.identity) for uuid in value)
        return show.reference(self.table, value, self.identity) if value else None


@dataclass(frozen=True)
class Attachment(Option):
    """Rows of another table that shall name this row: the reference seen from its target."""

    type: str = "list"
    elements: str | None = "str"
    check: Check | None = not_empty
    table: str = ""
    column: str = ""
    identity: Identity = NAME

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        if row.state == "absent":
            return
        for index, name in enumerate(value):
            where = f"{path}[{index}]"
            target = Target(row.table, row.key, row.identity, where)
            build.patches.append(
                Row(
                    self.table,
                    self.identity,
                    (name,),
                    path=where,
                    state="existing",
                    references={self.column: References([target])},
                    hint=f"{row.label} cannot be attached to it: correct the name, or declare it",
                )
            )

    def purge(self, row: Row) -> None:
        row.referrers.append(Referrers(self.table, self.column, self.identity))

    def get(self, values: dict[str, Any], show: Show) -> Any:
        return show.referrers(self.table, self.column, values["_uuid"], self.identity)


@dataclass(frozen=True)
class ChildList(Option):
    """Rows that belong to this one."""

    type: str = "list"
    elements: str | None = "dict"
    record: Record = None  # type: ignore[assignment]
    column: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column or self.name,)

    def argument(self) -> dict[str, Any]:
        return {**super().argument(), "options": self.record.arguments()}

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        children = self._children(row)
        seen: dict[tuple[Any, ...], str] = {}
        for index, item in enumerate(value):
            where = f"{path}[{index}]"
            child = self.record.row(item, where, build)
            if child is None:
                continue
            first = seen.setdefault(child.key, where)
            if first != where:
                build.fault(
                    where, f"the {self.record.noun} {child.label} is declared twice, first at {first}; declare it once"
                )
            else:
                children.rows.append(child)
        row.paths[self.columns[0]] = path
        if self.since:
            row.since[self.columns[0]] = self.since

    def purge(self, row: Row) -> None:
        self._children(row).purge = True

    def _children(self, row: Row) -> Children:
        children = row.children.setdefault(self.columns[0], Children(self.record.identity))
        children.kept, children.keep = self.record.kept, self.record.keep
        return children

    def get(self, values: dict[str, Any], show: Show) -> Any:
        value = values.get(self.columns[0])
        uuids = value if isinstance(value, frozenset) else [value] if value else []
        return show.children(self.record, uuids)


def as_text(value: Any) -> str | None:
    """A value as OVN keeps it in a map: booleans in lower case, everything else as it is."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
