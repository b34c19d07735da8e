# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server's schema, and values to and from its JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import OvsdbError
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.schema import Column, NewRow, Schema, Uuid

ONE = "0a1b2c3d-0000-4000-8000-000000000001"
TWO = "0a1b2c3d-0000-4000-8000-000000000002"
STRING_MAP = {"key": "string", "value": "string", "min": 0, "max": "unlimited"}
STRING_SET = {"key": "string", "min": 0, "max": "unlimited"}
TAG = {"key": {"type": "integer", "minInteger": 1, "maxInteger": 4095}, "min": 0, "max": 1}
PROTOCOL = {"key": {"type": "string", "enum": ["set", ["tcp", "udp"]]}, "min": 0, "max": 1}
PORTS = {"key": {"type": "uuid", "refTable": "Port"}, "min": 0, "max": "unlimited"}


@pytest.mark.parametrize(
    ("json_type", "kind", "empty"),
    [
        ("string", "scalar", ""),
        ("integer", "scalar", 0),
        ("boolean", "scalar", False),
        (TAG, "optional", None),
        (STRING_SET, "set", frozenset()),
        (STRING_MAP, "map", {}),
    ],
)
def test_kinds(json_type: Any, kind: str, empty: Any) -> None:
    column = Column("c", json_type)
    assert column.kind == kind
    assert column.empty == empty


@pytest.mark.parametrize(
    ("json_type", "value", "encoded"),
    [
        ("string", "dmz", "dmz"),
        (TAG, 7, 7),
        (TAG, None, ["set", []]),
        (STRING_SET, frozenset(["a"]), ["set", ["a"]]),
        (STRING_MAP, {"a": "1"}, ["map", [["a", "1"]]]),
        (PORTS, frozenset([Uuid(ONE)]), ["set", [["uuid", ONE]]]),
    ],
)
def test_values_go_to_json_and_back(json_type: Any, value: Any, encoded: Any) -> None:
    column = Column("c", json_type)
    assert column.encode(value) == encoded
    assert column.decode(encoded) == value


def test_a_row_to_be_made_is_named() -> None:
    assert Column("c", PORTS).encode([NewRow("new0"), Uuid(ONE)]) == ["set", [["named-uuid", "new0"], ["uuid", ONE]]]


def test_a_set_of_one_needs_no_tag() -> None:
    assert Column("c", STRING_SET).decode("a") == frozenset(["a"])
    assert Column("c", PORTS).decode(["uuid", TWO]) == frozenset([Uuid(TWO)])
    assert Column("c", TAG).decode(["set", [7]]) == 7


@given(st.dictionaries(st.text(), st.text()))
def test_any_map_survives(value: dict[str, str]) -> None:
    column = Column("c", STRING_MAP)
    assert column.decode(json.loads(json.dumps(column.encode(value)))) == value
    assert column.problem(value) is None


@given(st.frozensets(st.text()))
def test_any_set_survives(value: frozenset[str]) -> None:
    column = Column("c", STRING_SET)
    assert column.decode(json.loads(json.dumps(column.encode(value)))) == value


@pytest.mark.parametrize(
    ("json_type", "good", "bad"),
    [
        (TAG, 4095, 4096),
        (TAG, None, 0),
        (PROTOCOL, "tcp", "icmp"),
        ("string", "", 1),
        ("integer", 1, "1"),
        ({"key": {"type": "string", "maxLength": 3}, "min": 0, "max": 1}, "abc", "abcd"),
        ({"key": "string", "min": 1, "max": 2}, frozenset("ab"), frozenset("abc")),
    ],
)
def test_what_the_server_would_refuse_is_known_before(json_type: Any, good: Any, bad: Any) -> None:
    column = Column("c", json_type)
    assert column.problem(good) is None
    assert column.problem(bad)


def test_tables_are_those_of_the_server() -> None:
    table = {"columns": {"name": {"type": "string"}}, "isRoot": True, "indexes": [["name"]]}
    schema = Schema({"name": "OVN_Northbound", "version": "7.0.0", "tables": {"Logical_Switch": table}})
    assert "Logical_Switch" in schema
    assert schema["Logical_Switch"].is_root
    assert schema["Logical_Switch"].indexes == [["name"]]
    assert "name" in schema["Logical_Switch"]
    assert "copp" not in schema["Logical_Switch"]
    with pytest.raises(OvsdbError, match=r"^the connected server \(OVN_Northbound schema 7.0.0\) has no table Mirror$"):
        schema["Mirror"]
