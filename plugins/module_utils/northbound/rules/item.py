# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One object of a network: what a task says of it, and what the database has."""

from __future__ import annotations

from collections import Counter
from typing import Any

from . import shapes
from .finding import UNDECLARED
from .want import OWNER


class Item:
    """An object and its place in the input.

    :param value: what it will be
    :param given: what the task says of it
    :param before: what the database has of it
    """

    __slots__ = ("_children", "before", "given", "name", "path", "table", "value")

    def __init__(
        self,
        path: str,
        value: dict[str, Any],
        *,
        table: str = "",
        given: dict[str, Any] | None = None,
        before: dict[str, Any] | None = None,
    ) -> None:
        self.path = path
        self.value = value
        self.name = str(value.get("name"))
        self.table = table
        self.given: dict[str, Any] = {} if path is UNDECLARED else value if given is None else given
        self.before = before
        self._children: dict[str, list[Item]] = {}

    def at(self, option: str) -> str:
        """The place of an option; ``UNDECLARED`` if the database alone has it."""
        if self.path is UNDECLARED:
            return UNDECLARED
        if self.given is not self.value:
            head = option.partition("[")[0].partition(".")[0]
            if self.given.get(head) is None and self.value.get(head) is not None:
                return UNDECLARED
        return f"{self.path}.{option}" if self.path else option

    def says(self, *options: str) -> bool:
        """Whether the task itself gives one of the options."""
        return any(self.given.get(option) is not None for option in options)

    def changes(self, option: str) -> bool:
        """Whether the task gives an option that the database does not have like this already."""
        return self.says(option) and (self.before or {}).get(option) != self.value.get(option)

    def get(self, option: str) -> Any:
        """An option that may also be written as a key of ``options``."""
        value = self.value.get(option)
        if value is None:
            keys = self.value.get("options") or {}
            value = keys.get(option, keys.get(option.replace("_", "-")))
        return value

    def where(self, option: str) -> str:
        """The place of such an option, if the task gives it."""
        if self.says(option):
            return self.at(option)
        keys = self.given.get("options") or {}
        return next(
            (self.at(f"options.{key}") for key in (option, option.replace("_", "-")) if key in keys), UNDECLARED
        )

    def flag(self, option: str) -> bool:
        return str(self.get(option)).lower() == "true"

    def items(self, option: str) -> list[Item]:
        """The present objects of a list."""
        if option not in self._children:
            declared, path = len(self.given.get(option) or ()), self.at(option)
            self._children[option] = [
                Item(f"{path}[{i}]" if i < declared and path is not UNDECLARED else UNDECLARED, value)
                for i, value in enumerate(self.value.get(option) or ())
                if value.get("state") != "absent"
            ]
        return self._children[option]

    def learn(self, option: str, found: list[tuple[tuple[Any, ...], dict[str, Any]]], pruned: str = "") -> None:
        """Put what the database has under the declared objects of a list, and beside them.

        :param pruned: the owner whose other rows go
        """
        record = shapes.child(self.table, option)
        before, number = dict(found), Counter(key for key, _value in found)
        mine = []
        for i, given in enumerate(self.given.get(option) or ()):
            key = shapes.key(record, given)
            old = before.pop(key, None)
            if number[key] > 1:  # which of them is meant, the key does not tell
                old = None
            if given.get("state") != "absent":
                path = f"{self.path}.{option}[{i}]" if self.path else f"{option}[{i}]"
                mine.append(Item(path, shapes.under(record, given, old), given=given, before=old))
        if option in (self.given.get("purge") or ()):
            before = {}
        others = (value for value in before.values() if not pruned or value.get(OWNER) != pruned)
        self._children[option] = [Item(UNDECLARED, value, before=value) for value in others] + mine
