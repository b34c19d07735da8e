# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every table and column of every release's Northbound is declared by a module, and the README says by which."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from support.programs import RELEASES, ROOT, schema

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.global_settings import NB_GLOBAL
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.record import Record
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.records import WRITTEN_BY_OVN
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS

MODULE_OF = {
    "dhcp_options": "ovn_dhcp_options",
    "dns": "ovn_dns",
    "address_sets": "ovn_address_set",
    "meters": "ovn_meter",
    "copps": "ovn_copp",
    "ha_chassis_groups": "ovn_ha_chassis_group",
    "switches": "ovn_switch",
    "routers": "ovn_router",
    "load_balancers": "ovn_lb",
    "load_balancer_groups": "ovn_lb_group",
    "port_groups": "ovn_port_group",
    "chassis_template_vars": "ovn_nb_global",
}
# Found by the row that leads to them, or made by it: no option names them.
NAMED_BY_US = {"Gateway_Chassis": {"name"}}


def tables(record: Record) -> dict[str, set[str]]:
    """The tables that a module's options reach, each with the columns that they write."""
    found: dict[str, set[str]] = defaultdict(set)
    todo = [record]
    while todo:
        each = todo.pop()
        found[each.table] |= each.columns
        todo += [nested for option in each.options for nested in option.records]
    return found


def attached(record: Record) -> dict[str, set[str]]:
    """Columns of other tables that an option of the record writes."""
    found: dict[str, set[str]] = defaultdict(set)
    for option in record.options:
        table, column = getattr(option, "table", ""), getattr(option, "column", "")
        if table and not option.columns:
            found[table].add(column)
    return found


@pytest.fixture(scope="module")
def documented() -> dict[str, set[str]]:
    """README: for each table, the modules that declare it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("| Northbound table | module |")[2]
    rows = re.findall(r"^\| (\w+) \| ([\w, `]+) \|$", text.partition("\n\n")[0], re.MULTILINE)
    return {table: set(re.findall(r"\w+", modules)) for table, modules in rows}


@pytest.fixture(scope="module")
def owners() -> dict[str, set[str]]:
    """For each table, the modules whose options reach it."""
    found: dict[str, set[str]] = defaultdict(set)
    for collection, record in COLLECTIONS.items():
        for table in tables(record):
            found[table].add(MODULE_OF[collection])
        for table in attached(record):
            found[table].add(MODULE_OF[collection])
    for table in tables(NB_GLOBAL):
        found[table].add("ovn_nb_global")
    return found


def test_each_collection_has_a_module() -> None:
    assert set(MODULE_OF) == set(COLLECTIONS)
    assert [name for name in MODULE_OF.values() if not (ROOT / f"plugins/modules/{name}.py").exists()] == []


@pytest.mark.parametrize("release", RELEASES)
def test_each_table_has_an_owner(release: str, documented: dict[str, set[str]], owners: dict[str, set[str]]) -> None:
    wrong = {}
    for table in schema(release)["tables"]:
        # ovn_acl reaches what a port group's ACLs reach, ovn_record whatever no option reaches.
        able = owners.get(table, {"ovn_record"}) | ({"ovn_acl"} if table in ("ACL", "Sample") else set())
        if not documented.get(table) or not documented[table] <= able:
            wrong[table] = (documented.get(table), able)
    assert wrong == {}


@pytest.mark.parametrize("release", RELEASES)
def test_each_column_has_an_option(release: str) -> None:
    declared: dict[str, set[str]] = defaultdict(set)
    for record in (*COLLECTIONS.values(), NB_GLOBAL):
        for found in (tables(record), attached(record)):
            for table, columns in found.items():
                declared[table] |= columns
    missing = {
        table: sorted(rest)
        for table, definition in schema(release)["tables"].items()
        if table in declared
        and (
            rest := set(definition["columns"])
            - declared[table]
            - WRITTEN_BY_OVN.get(table, frozenset())
            - NAMED_BY_US.get(table, set())
        )
    }
    assert missing == {}
