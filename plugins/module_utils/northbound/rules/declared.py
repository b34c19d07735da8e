# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A declared network as the rules see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...ovsdb.errors import Fault


class Finding(NamedTuple):
    """What a rule found: an error keeps the task from running, a warning does not."""

    is_error: bool
    fault: Fault


def error(path: str, text: str) -> Finding:
    return Finding(True, Fault(path, text))


def warning(path: str, text: str) -> Finding:
    return Finding(False, Fault(path, text))


class Item(NamedTuple):
    """A declared object and its place in the input."""

    path: str
    value: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.value.get("name"))

    def at(self, option: str) -> str:
        return f"{self.path}.{option}" if self.path else option

    def items(self, option: str) -> list[Item]:
        """The present objects of a list."""
        found = [Item(f"{self.at(option)}[{i}]", value) for i, value in enumerate(self.value.get(option) or ())]
        return [item for item in found if item.value.get("state") != "absent"]


@dataclass
class Declared:
    """Everything that one task (or one inventory) declares.

    :param closed: nothing exists but what is declared, as for an inventory
    """

    switches: list[Item]
    routers: list[Item]
    load_balancers: list[Item]
    dhcp_options: list[Item]
    closed: bool = False

    @classmethod
    def of(cls, places: dict[str, list[tuple[str, dict[str, Any]]]], *, closed: bool = False) -> Declared:
        """:param places: for each collection, its objects with their paths"""

        def present(name: str) -> list[Item]:
            return [Item(*place) for place in places.get(name, ()) if place[1].get("state") != "absent"]

        return cls(present("switches"), present("routers"), present("load_balancers"), present("dhcp_options"), closed)

    def switch_ports(self) -> Iterable[tuple[Item, Item]]:
        return ((switch, port) for switch in self.switches for port in switch.items("ports"))

    def router_ports(self) -> Iterable[tuple[Item, Item]]:
        return ((router, port) for router in self.routers for port in router.items("ports"))


def known(names: Iterable[str]) -> str:
    """The names that would be right, for a message."""
    return ", ".join(sorted(names)) or "none"
