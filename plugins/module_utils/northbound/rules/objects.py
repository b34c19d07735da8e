# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects of a network, by name: those that are declared, and those of the database that rules ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from . import shapes
from .finding import UNDECLARED, known
from .item import Item
from .want import BESIDE, LEADING_TO, NAME_ONLY, OPTIONS, OWNER, TOO_MANY, Answers, Want

# What most ports have and no more: nobody looks for ports by these.
PLAIN = frozenset(("name", "addresses", "state"))
# For each collection, the declared objects with their place in the input.
Places = Mapping[str, Iterable[tuple[str, dict[str, Any]]]]


class Objects:
    """The objects that one task (or one inventory) declares, and those that were asked for.

    :param places: for each collection, its objects with their paths
    :param closed: nothing exists but what is declared
    :param unread: in a closed world, the objects of which not all is known, by table and name. Without a name: others of
        the table may exist, too
    :param answers: to what was wanted
    :param others: places of rows that are declared without options, by table and name
    :param pruned: the owner whose undeclared rows go
    """

    def __init__(
        self,
        places: Places,
        *,
        closed: bool = False,
        unread: Collection[tuple[str, str]] = (),
        answers: Answers | None = None,
        others: Mapping[tuple[str, str], str] = MappingProxyType({}),
        pruned: str = "",
    ) -> None:
        self.closed = closed
        self._unread = unread
        self.wanted: set[Want] = set()
        self._answers: Answers = answers or {}
        self.others = others
        self._pruned = pruned
        self._places = places
        self._found: dict[tuple[str, str], Item | None] = {}
        self._by_name: dict[str, dict[str, Item]] = {}
        self._parts: dict[tuple[str, str], dict[str, Any]] = {}
        for want, answer in self._answers.items():
            self._parts.setdefault((want.table, want.name), {})[want.part] = answer
        self._roots = {
            name: [
                self._root(shapes.TABLES.get(name, ""), path, value)
                for path, value in items
                if value.get("state") != "absent"
            ]
            for name, items in places.items()
        }

    def _root(self, table: str, path: str, given: dict[str, Any]) -> Item:
        parts = self._parts.get((table, str(given.get("name"))))
        if parts is None or not any(parts.values()):  # there is nothing of it in the database
            return Item(path, given, table=table)
        before = parts.get(OPTIONS) if isinstance(parts.get(OPTIONS), dict) else None
        value = shapes.under(shapes.RECORDS[table], given, before)
        item = Item(path, value, table=table, given=given, before=before)
        self._learn(item, parts)
        return item

    def _learn(self, item: Item, parts: Mapping[str, Any]) -> None:
        for part, answer in parts.items():
            if answer is TOO_MANY or part in (OPTIONS, NAME_ONLY, LEADING_TO, BESIDE):
                continue
            if shapes.is_child(item.table, part):
                item.learn(part, answer, self._pruned)
            elif part not in (item.given.get("purge") or ()):
                mine = item.value.get(part) or []
                item.value = {**item.value, part: [*mine, *(name for name in answer if name not in mine)]}

    def __getitem__(self, collection: str) -> list[Item]:
        return self._roots.get(collection, [])

    @property
    def switches(self) -> list[Item]:
        return self["switches"]

    @property
    def routers(self) -> list[Item]:
        return self["routers"]

    @property
    def load_balancers(self) -> list[Item]:
        return self["load_balancers"]

    def switch_ports(self, *options: str) -> Iterable[tuple[Item, Item]]:
        """Switches with their ports, those alone that have one of the options: of many ports few have more than a name."""
        if not options:
            return ((switch, port) for switch in self.switches for port in switch.items("ports"))
        found = {number: pair for option in options for number, pair in self._ports_with.get(option, {}).items()}
        return [found[number] for number in sorted(found)]

    @cached_property
    def _ports_with(self) -> dict[str, dict[int, tuple[Item, Item]]]:
        """For each option, also one that is written as a key of ``options``, the ports with it by their number."""
        found: dict[str, dict[int, tuple[Item, Item]]] = {}
        for number, pair in enumerate(self.switch_ports()):
            value = pair[1].value
            if PLAIN.issuperset(value):
                continue
            given = [option for option in value if value[option] is not None]
            for option in (*given, *(str(key).replace("-", "_") for key in value.get("options") or ())):
                found.setdefault(option, {})[number] = pair
        return found

    def router_ports(self) -> Iterable[tuple[Item, Item]]:
        return ((router, port) for router in self.routers for port in router.items("ports"))

    # -- what is not declared -----------------------------------------------------------------

    def whole(self, item: Item, *parts: str) -> bool:
        """Whether all is known of an object's own options and of these collections of it."""
        wants = [Want(item.table, item.name, part) for part in (OPTIONS, *parts)]
        return False not in [self._answer(want) for want in wants]

    def ask(self, want: Want) -> Any:
        """The answer, ``None`` as long as there is none."""
        return self._answers[want] if self._answer(want) and not self.closed else None

    def answers_any(self, wants: Iterable[Want]) -> bool:
        """Whether there is more to say of one of them than that it would be too many rows."""
        return any(self._answers.get(want, TOO_MANY) is not TOO_MANY for want in wants)

    def _answer(self, want: Want) -> bool:
        if self.closed:
            return (want.table, want.name) not in self._unread
        if want in self._answers:
            return self._answers[want] is not TOO_MANY
        self.wanted.add(want)
        return False

    def find(self, table: str, name: str) -> Item | None:
        """The object of this name, declared or in the database."""
        item = self._named(table).get(name)
        if item is not None or self.closed or (table, name) in self._gone:
            return item
        value = self.ask(Want(table, name))
        if (table, name) not in self._found:
            if value and self._pruned and value.get(OWNER) == self._pruned:
                value = None
            found = Item(UNDECLARED, value, table=table, before=value) if value else None
            if found:
                self._learn(found, self._parts[table, name])
            self._found[table, name] = found
        return self._found[table, name]

    def here(self, table: str, name: str) -> Item | None:
        """The object of this name, if the task has to do with it."""
        return self._named(table).get(name)

    def missing(self, table: str, name: str) -> bool:
        """Whether there surely is no object of this name, and will be none."""
        return self._is_there(table, name) is False

    def exists(self, table: str, name: str) -> bool:
        """Whether there surely is an object of this name, or will be."""
        return self._is_there(table, name) is True

    def _is_there(self, table: str, name: str) -> bool | None:
        if name in self._named(table) or (table, name) in self.others or (table, name) in self._unread:
            return True
        if (table, "") in self._unread:
            return None
        if self.closed or (table, name) in self._gone:
            return False
        if self._pruned or self._answers.get(Want(table, name), TOO_MANY) is not TOO_MANY:
            found = self.find(table, name)
            return found is not None if self._answer(Want(table, name)) else None
        answer: bool | None = self.ask(Want(table, name, NAME_ONLY))
        return answer

    def remedy(self, names: Iterable[str]) -> str:
        """What to do about a name that is missing."""
        return (
            f"; declared are: {known(names)}"
            if self.closed
            else "; correct the name, declare it in the same task, or create it first"
        )

    def names(self, table: str) -> list[str]:
        return list(self._named(table))

    def _named(self, table: str) -> dict[str, Item]:
        """The declared objects of a table by name. Ports are many, and often nobody asks for them."""
        if table not in self._by_name:
            if table == "Logical_Router_Port":
                self._by_name[table] = {port.name: port for _router, port in self.router_ports()}
            elif table == "Logical_Switch_Port":
                self._by_name[table] = self._named_switch_ports()
            else:
                roots = (item for items in self._roots.values() for item in items)
                self._by_name[table] = {item.name: item for item in roots if item.table == table}
        return self._by_name[table]

    def _named_switch_ports(self) -> dict[str, Item]:
        found = {}
        for _router, port in self.router_ports():
            if port.value.get("switch"):
                name = link_name(port.value)
                value = {"name": name, "type": "router", "router_port": port.name}
                found[name] = Item(port.at("switch"), value)
        found.update({port.name: port for _switch, port in self.switch_ports()})
        return found

    @cached_property
    def _gone(self) -> set[tuple[str, str]]:
        """What the task removes."""
        gone = set()
        for collection, items in self._places.items():
            table = shapes.TABLES.get(collection, "")
            for _path, value in items:
                absent = value.get("state") == "absent"
                if absent:
                    gone.add((table, str(value.get("name"))))
                if collection in ("switches", "routers"):
                    for port in value.get("ports") or ():
                        if absent or port.get("state") == "absent":
                            gone.add((shapes.PORTS[table], str(port.get("name"))))
        return gone


def link_name(port: Mapping[str, Any]) -> str:
    """The port of the switch that leads to a router port which says ``switch``."""
    return port.get("switch_port") or f"{port['switch']}-{port['name']}"
