# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about matches: what OVN would not understand, and whom they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType

from .declared import Declared
from .finding import Finding, error, warning
from .groups import SUFFIXES
from .item import Item

COLLECTIONS = (
    ("switches", "acls"),
    ("switches", "qos_rules"),
    ("port_groups", "acls"),
    ("routers", "policies"),
    ("routers", "nat"),
)


def _matches(declared: Declared) -> Iterator[tuple[Item, str, Item]]:
    """Whose they are, in which collection, and the declared objects that have one."""
    for roots, collection in COLLECTIONS:
        for root in declared[roots]:
            for item in root.items(collection):
                if item.says("match"):
                    yield root, collection, item


def _language() -> ModuleType:
    """What understands matches, imported only where there is one: it takes a while."""
    from .. import match

    return match


def matches(declared: Declared) -> Iterable[Finding]:
    for _root, _collection, item in _matches(declared):
        text = _language().problem(item.given["match"])
        if text:
            yield error(item.at("match"), text)


def names(declared: Declared) -> Iterable[Finding]:
    """OVN ignores a match that names a set or group which is not there."""
    for root, collection, item in _matches(declared):
        named = _language().references(item.given["match"])
        wrong = [(name, "$", "address set", "Address_Set") for name in sorted(named.address_sets)]
        wrong += [(name, "@", "port group", "Port_Group") for name in sorted(named.port_groups)]
        # One that is in the database already has been judged.
        if not wrong or not declared.whole(root, collection) or item.before is not None:
            continue
        for name, sign, noun, table in wrong:
            of_group = name.endswith(SUFFIXES) and table == "Address_Set"
            if declared.missing(table, name) and (not of_group or declared.missing("Port_Group", name[:-4])):
                yield error(
                    item.at("match"),
                    f"{sign}{name}: there is no {noun} {name}, and OVN would ignore the match"
                    + declared.remedy(declared.names(table)),
                )


def ports(declared: Declared) -> Iterable[Finding]:
    """A name that nobody has matches nothing. In an open world it may be anybody's."""
    if not declared.closed:
        return
    for _root, _collection, item in _matches(declared):
        for name in sorted(_language().references(item.given["match"]).ports):
            # A gateway port has a second name.
            tables = (("Logical_Switch_Port", name), ("Logical_Router_Port", name.removeprefix("cr-")))
            if all(declared.missing(table, of_table) for table, of_table in tables):
                yield warning(item.at("match"), f"nothing matches: there is no port {name}")


RULES = (matches, names, ports)
