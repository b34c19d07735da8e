# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several parts of the input that speak of one row."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import InvalidInput
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.rows import (
    Children,
    Identity,
    References,
    Row,
    Target,
    merge,
    walk,
)

NAME = Identity("name")


def switch(name: str, path: str, **what: Any) -> Row:
    return Row("Logical_Switch", NAME, (name,), path=path, **what)


def port(name: str, path: str = "") -> Row:
    return Row("Logical_Switch_Port", NAME, (name,), path=path)


def attached(name: str) -> References:
    return References([Target("Load_Balancer", (name,), NAME, "load_balancers[0]")])


def test_keys_of_maps_and_plain_columns_find_rows() -> None:
    identity = Identity("external_ids:name", "type")
    assert identity.columns == ["external_ids", "type"]
    assert identity.of({"external_ids": {"name": "dmz"}, "type": "x"}) == ("dmz", "x")
    assert identity.where(("dmz", "x")) == [
        ["external_ids", "includes", ["map", [["name", "dmz"]]]],
        ["type", "==", "x"],
    ]


def test_rows_of_other_names_stay_apart() -> None:
    rows = [switch("dmz", "switches[0]"), switch("inside", "switches[1]")]
    assert merge(rows) == rows


@pytest.mark.parametrize("patch_first", [True, False])
def test_a_patch_adds_to_the_declaration(patch_first: bool) -> None:
    declaration = switch("dmz", "switches[0]", children={"ports": Children(NAME, [port("dmz-vm1")])})
    patch = switch(
        "dmz",
        "routers[0].ports[0].switch",
        state="existing",
        children={"ports": Children(NAME, [port("dmz-tenant1")])},
        references={"load_balancer": attached("web")},
    )
    [row] = merge([patch, declaration] if patch_first else [declaration, patch])
    assert (row.state, row.path) == ("present", "switches[0]")
    assert {child.label for child in walk([row])} == {"dmz", "dmz-vm1", "dmz-tenant1"}
    assert [target.key for target in row.references["load_balancer"].targets] == [("web",)]


def test_patches_alone_ask_for_an_existing_row() -> None:
    patches = [switch("dmz", path, state="existing", references={"load_balancer": attached(path)}) for path in "ab"]
    [row] = merge(patches)
    assert row.state == "existing"
    assert [target.key for target in row.references["load_balancer"].targets] == [("a",), ("b",)]


def test_a_row_is_declared_once() -> None:
    with pytest.raises(InvalidInput) as raised:
        merge([switch("dmz", "switches[0]"), switch("dmz", "switches[3]")])
    assert str(raised.value) == "switches[3]: dmz is declared twice, first at switches[0]; declare it once"


@pytest.mark.parametrize("patch_first", [True, False])
def test_what_is_absent_cannot_be_needed(patch_first: bool) -> None:
    absent = switch("dmz", "switches[0]", state="absent")
    patch = switch("dmz", "routers[0].ports[0].switch", state="existing")
    with pytest.raises(InvalidInput) as raised:
        merge([patch, absent] if patch_first else [absent, patch])
    assert str(raised.value) == "routers[0].ports[0].switch: needs dmz, which switches[0] declares as absent"


def test_all_contradictions_are_reported() -> None:
    rows = [switch(name, f"switches[{index}]") for index, name in enumerate(["a", "b", "a", "b"])]
    with pytest.raises(InvalidInput) as raised:
        merge(rows)
    assert len(raised.value.faults) == 2
