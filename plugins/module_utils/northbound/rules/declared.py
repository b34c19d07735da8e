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

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from ...plain import plain
from . import shapes
from .finding import UNDECLARED, place
from .item import Item
from .objects import Objects, link_name


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


class Declared(Objects):
    """Everything that one task (or one inventory) declares, and how it hangs together."""

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
