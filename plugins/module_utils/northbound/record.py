# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A table of the Northbound as data: how its rows are declared.

A new table is one more :class:`Record`; the argument spec, the plan and the way back to a
declaration come from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from ..ovsdb.errors import Fault
from ..ovsdb.rows import OWNER_KEY, Identity, Row
from ..plain import plain
from .options import Build, Key, Map, Option, as_text


@plain
class Record:
    """A table as users declare its rows.

    :param noun: what people call a row
    :param key: the option that names a row, if one does
    :param name_in: where the name is kept in tables that have no column for it
    :param extra: writes what no single option can, given row, declared values, path, build
    :param initial: what a new row gets that nobody declared
    :param needed: columns without which a new row is of no use, with what to say
    :param purgeable: collections that ``purge`` may name
    :param keep: of the columns ``kept``: tells rows that a purge leaves alone
    """

    table: str
    noun: str
    identity: Identity
    options: tuple[Option, ...]
    key: str = ""
    name_in: str = "name"
    owned: bool = True
    has_state: bool = True
    extra: Callable[[Row, dict[str, Any], str, Build], None] | None = None
    initial: Mapping[str, Any] = MappingProxyType({})
    needed: Mapping[str, str] = MappingProxyType({})
    purgeable: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    keep: Callable[[dict[str, Any]], bool] = lambda values: False
    since: str | None = None

    def arguments(self) -> dict[str, Any]:
        """The argument spec of a row."""
        spec: dict[str, Any] = {}
        if self.key:
            spec[self.key] = {"type": "str", "required": True}
        spec.update({option.name: option.argument() for option in self.options})
        if self.purgeable:
            spec["purge"] = {"type": "list", "elements": "str", "choices": list(self.purgeable)}
        if self.has_state:
            spec["state"] = {"type": "str", "choices": ["present", "absent"], "default": "present"}
        return spec

    def row(self, declared: dict[str, Any], path: str, build: Build) -> Row | None:
        """The desired row, or ``None`` when faults keep it from being built."""
        name = declared.get(self.key) if self.key else None
        place = f"{path}." if path else ""
        if self.key and not str(name or "").strip():
            build.fault(f"{place}{self.key}", f"is empty; name the {self.noun}")
            return None
        row = Row(self.table, self.identity, (name,), path=path or self.key, name=name or "")
        row.state = declared.get("state") or "present"
        row.initial = initial = dict(self.initial)
        if self.key:
            column, key = self._name_in
            initial[column] = {key: name} if key else name
        if self.owned:
            initial["external_ids"] = {**initial.get("external_ids", {}), OWNER_KEY: build.owner}
        if self.since:
            row.since[""] = self.since
        row.needed = self.needed
        faulty = self._put_options(row, declared, place, build)
        if not self.key:
            if faulty:
                return None
            row.key = self.identity.of({**row.initial, **row.values})
        for option in self._followed:
            option.follow(row)
        if row.state == "absent":
            return row
        for collection in declared.get("purge") or ():
            next(option for option in self.options if option.name == collection).purge(row)
        if self.extra:
            self.extra(row, declared, path, build)
        return row

    def _put_options(self, row: Row, declared: dict[str, Any], place: str, build: Build) -> bool:
        faulty = False
        known = self._by_name
        # In the order of the options, whatever the order of the declaration.
        given = [known[name] for name, value in declared.items() if value is not None and name in known]
        for _place, option in sorted(given) if len(given) > 1 else given:
            value = declared[option.name]
            if row.state == "absent" and not self._names(option):
                continue
            where = f"{place}{option.name}"
            faults = list(option.verify(value, where))
            if isinstance(option, Map) and self._keys:
                faults += self._written_into(option, value, declared, where)
            if faults:
                faulty = True
                suffix = f" ({self.noun} {row.label})" if self.key else ""
                build.faults += [Fault(fault.path, fault.text + suffix) for fault in faults]
            else:
                option.put(row, value, where, build)
        return faulty

    def _written_into(self, option: Map, value: Any, declared: dict[str, Any], where: str) -> Iterator[Fault]:
        """Keys of a map that have options of their own: both ways are held to the same."""
        for key, item in value.items():
            known = self._keys.get((option.column or option.name, str(key)))
            if known is None or isinstance(item, (list, dict)):  # a fault of its own
                continue
            said = declared.get(known.name)
            if said is not None and known.text(said) != as_text(item):
                yield Fault(
                    f"{where}.{key}",
                    f"{item!r} contradicts the option {known.name}, which is {said!r}; write one of the two",
                )
            elif item is not None:
                yield from known.verify_text(str(as_text(item)), f"{where}.{key}")

    @cached_property
    def _keys(self) -> dict[tuple[str, str], Key]:
        return {(option.column, option.map_key): option for option in self.options if isinstance(option, Key)}

    @cached_property
    def _name_in(self) -> tuple[str, str]:
        column, _colon, key = self.name_in.partition(":")
        return column, key

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, Option]]:
        return {option.name: (index, option) for index, option in enumerate(self.options)}

    @cached_property
    def _followed(self) -> list[Option]:
        return [option for option in self.options if type(option).follow is not Option.follow]

    def _names(self, option: Option) -> bool:
        """Whether the option is a part of what tells a row from others."""
        return not set(option.columns).isdisjoint(self.identity.columns)

    @property
    def columns(self) -> set[str]:
        """Every column that the options read."""
        own = {column for option in self.options for column in option.columns}
        return (
            own | set(self.identity.columns) | {self.name_in.partition(":")[0]}
            if self.key
            else own | set(self.identity.columns)
        )
