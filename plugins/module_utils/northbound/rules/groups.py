# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about names: groups, address sets, meters."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from .declared import Declared
from .finding import Finding, error, place, warning
from .item import Item

# The address sets that OVN makes of a port group.
SUFFIXES = ("_ip4", "_ip6")


def names_in_matches(declared: Declared) -> Iterable[Finding]:
    """Port groups and address sets are named in matches."""
    for collection in ("port_groups", "address_sets"):
        for item in declared[collection]:
            problem = checks.group_name(item.name)
            if problem:
                yield error(item.at("name"), problem)


def names_that_ovn_takes(declared: Declared) -> Iterable[Finding]:
    """With two address sets of one name northd fails for ever, and with it the whole network."""
    groups, sets = (
        {
            **{item.name: item.at("name") for item in declared[collection] if item.value.get("state") != "existing"},
            **{name: path for (of_table, name), path in declared.others.items() if of_table == table},
        }
        for collection, table in (("port_groups", "Port_Group"), ("address_sets", "Address_Set"))
    )
    for group, path in groups.items():
        for name in (group + suffix for suffix in SUFFIXES):
            if name not in sets and declared.exists("Address_Set", name):
                yield error(
                    path,
                    f"there is an address set {name}, and OVN makes one of the same name for a port group {group}: its "
                    "control plane would stop; take another name",
                )
    for name, path in sets.items():
        if name.endswith(SUFFIXES) and declared.exists("Port_Group", name[:-4]):
            yield error(
                path,
                f"OVN makes an address set {name} for the port group {name[:-4]}: its control plane would stop; take "
                "another name",
            )


def meters(declared: Declared) -> Iterable[Finding]:
    for item in declared["meters"]:
        if item.name.startswith("__"):
            yield error(
                item.at("name"), f"{item.name}: names with two underscores in front are OVN's own; take another"
            )
    for item in declared["copps"]:
        for protocol, name in (item.given.get("meters") or {}).items():
            if name is not None and declared.missing("Meter", str(name)):
                yield error(
                    item.at(f"meters.{protocol}"),
                    f"there is no meter {name}" + declared.remedy(declared.names("Meter")),
                )


def priorities(declared: Declared) -> Iterable[Finding]:
    """Who does the work shall be said, not left to the names."""
    owners = [(item, "ha_chassis") for item in declared["ha_chassis_groups"]]
    owners += [(port, "gateway_chassis") for _router, port in declared.router_ports()]
    for owner, option in owners:
        if not owner.says(option):
            continue
        if owner.table:  # a port's are known with the port
            declared.whole(owner, option)
        first: dict[int, Item] = {}
        for member in owner.items(option):
            if "chassis_name" not in member.value:  # which is a fault of its own
                continue
            priority = int(member.value.get("priority") or 0)
            other = first.setdefault(priority, member)
            if other is not member:
                one, two = sorted(each.value["chassis_name"] for each in (other, member))
                yield warning(
                    place(member.path, other.path),
                    f"{one} and {two} have the same priority {priority}: OVN takes one of them by its name; give each its own",
                )


RULES = (names_in_matches, meters, priorities)
# What stops OVN is no matter of taste.
ALWAYS = (names_that_ovn_takes,)
