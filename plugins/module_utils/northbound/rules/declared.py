# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A declared network as the rules see it.

Three views of the same objects. An inventory is *closed*: nothing exists but what it
declares. A task that has not asked the server yet knows its declaration alone: what a rule
would have to know besides is noted in ``wanted``. With the answers, an object is what the
task would make of it: the declaration, and under it what the database has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from ...ovsdb.errors import Fault
from ...plain import plain
from . import shapes

# The place of what the task does not declare: nothing is reported there.
UNDECLARED = "\0"
# What most ports have and no more: nobody looks for ports by these.
PLAIN = frozenset(("name", "addresses", "state"))
# An answer that would cost more than it is worth.
TOO_MANY = "too many"
# Parts of a row besides its collections: its own options, whether it is there.
OPTIONS = ""
NAME_ONLY = "name"
# Of a router port: the switch ports that lead to it. Of a table: whether it has the column.
LEADING_TO = "leading to"
# Of a switch port: its switch, the addresses that are in use there and the pool of others, see ``Around``.
BESIDE = "beside"
COLUMN = "column"
# Among what the database has of a row: who made it.
OWNER = "owner of the row"


@plain
class Finding:
    """What a rule found: an error keeps the task from running, a warning does not."""

    is_error: bool
    fault: Fault


def error(path: str, text: str) -> Finding:
    return Finding(True, Fault(path, text))


def warning(path: str, text: str) -> Finding:
    return Finding(False, Fault(path, text))


def place(*paths: str) -> str:
    """Where to report what several options are to each other: the first that the task declares."""
    return next((path for path in paths if path is not UNDECLARED), UNDECLARED)


@plain
class Around:
    """A switch around one of its ports, as a database has it.

    :param config: its ``other_config``
    :param used: for each address in use there, the table and the name of the port that has it
    """

    config: dict[str, str]
    used: dict[str, tuple[str, str]]


class Want(NamedTuple):
    """What a rule would like to know of a row.

    :param part: a collection of it, or one of the constants above
    """

    table: str
    name: str
    part: str = OPTIONS


Answers = Mapping[Want, Any]
# For each collection, the declared objects with their place in the input.
Places = Mapping[str, Iterable[tuple[str, dict[str, Any]]]]


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


@plain
class Link:
    """A port of a switch that leads to a port of a router.

    :param owner: the switch or router that declares it, with one of its ports
    """

    switch: str
    port: str
    router_port: str
    path: str
    owner: Item
    item: Item


class Attachment(NamedTuple):
    """A load balancer on a switch or router."""

    balancer: Item
    owner: Item
    path: str


class Declared:
    """Everything that one task (or one inventory) declares.

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

    # -- connections --------------------------------------------------------------------------

    @cached_property
    def links(self) -> list[Link]:
        """The declared ways from switches to routers, and those that were asked for."""
        found = [
            Link(switch.name, port.name, target, port.at("router_port"), switch, port)
            for switch, port in self.switch_ports("router_port")
            if (target := port.get("router_port"))
        ]
        found += [
            Link(switch, link_name(port.value), port.name, port.at("switch"), router, port)
            for router, port in self.router_ports()
            if (switch := port.value.get("switch"))
        ]
        return list({link.port: link for link in found}.values())

    @cached_property
    def _links_by_switch(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.switch, []).append(link)
        return found

    def links_of(self, switch: str) -> list[Link]:
        return self._links_by_switch.get(switch, [])

    def attachments(self, collection: str) -> list[Attachment]:
        """Load balancers on ``switches`` or ``routers``, themselves or in a group."""
        table = shapes.TABLES[collection]
        found: dict[tuple[str, str], Attachment] = {}
        for balancer_name, owner_name, path in self._attached(collection):
            balancer, owner = self.find("Load_Balancer", balancer_name), self.find(table, owner_name)
            if balancer is not None and owner is not None:
                found.setdefault((balancer.name, owner.name), Attachment(balancer, owner, path))
        return list(found.values())

    def _attached(self, collection: str) -> Iterator[tuple[str, str, str]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for group in self["load_balancer_groups"]:
            for index, name in enumerate(group.value.get("load_balancers") or ()):
                groups.setdefault(group.name, []).append((name, group.at(f"load_balancers[{index}]")))
        for item in self.load_balancers:
            self.whole(item, collection)
            for index, name in enumerate(item.value.get(collection) or ()):
                yield item.name, name, self._element(item, collection, index)
            for index, name in enumerate(item.value.get("groups") or ()):
                groups.setdefault(name, []).append((item.name, item.at(f"groups[{index}]")))
        table = shapes.TABLES[collection]
        undeclared = [item for (of_table, _name), item in self._found.items() if item and of_table == table]
        for owner in [*self[collection], *undeclared]:
            for index, name in enumerate(owner.value.get("load_balancers") or ()):
                yield name, owner.name, self._element(owner, "load_balancers", index)
            for index, name in enumerate(owner.value.get("load_balancer_groups") or ()):
                for balancer, path in groups.get(name, ()):
                    yield balancer, owner.name, place(self._element(owner, "load_balancer_groups", index), path)

    @staticmethod
    def _element(item: Item, option: str, index: int) -> str:
        """The place of a name in a list, to whose end those of the database were added."""
        return item.at(f"{option}[{index}]") if index < len(item.given.get(option) or ()) else UNDECLARED


def link_name(port: Mapping[str, Any]) -> str:
    """The port of the switch that leads to a router port which says ``switch``."""
    return port.get("switch_port") or f"{port['switch']}-{port['name']}"


def known(names: Iterable[str]) -> str:
    """The names that would be right, for a message."""
    return ", ".join(sorted(names)) or "none"
