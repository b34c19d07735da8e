# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_record: what it refuses, and rows that it names. Its lives are in test_lives.py."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader

SERVER = "the connected server (OVN_Northbound schema 7.0.0)"
MIRROR = {"filter": "to-lport", "sink": "10.9.0.1", "type": "gre", "index": 1}


def record(table: str, key: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"table": table, "key": key, **more}


FAULTS = {
    "empty load balancer": (
        record("Load_Balancer", {"external_ids:kind": "web"}),
        "columns: northd of OVN 25.03 dies of a load balancer that is new and empty; name it",
    ),
    "empty name": (
        record("NB_Global", {"name": ""}),
        "key.name: is empty, and many rows may be without one; name the row",
    ),
    "text": (
        record("Address_Set", {"name": "x"}, columns={"external_ids": {"k": "a\0b"}}),
        "columns.external_ids.k: has a NUL character, which OVSDB cannot keep",
    ),
    "reference that is none": (
        record("Logical_Switch", {"name": "x"}, columns={"load_balancer": [{"name": "lb"}]}),
        "columns.load_balancer: {'name': 'lb'} is no string",
    ),
    "reference by too few": (
        record(
            "Logical_Router_Static_Route",
            {"ip_prefix": "10.0.0.0/24"},
            columns={"bfd": "edge1-out"},
            parent={"table": "Logical_Router", "key": {"name": "r"}, "column": "static_routes"},
        ),
        "columns.bfd: 'edge1-out' names no row of BFD: it is told by logical_port and dst_ip",
    ),
    "table": (
        record("Logical_Swich", {"name": "x"}),
        f"table: {SERVER} has no table Logical_Swich; did you mean Logical_Switch?",
    ),
    "key": (
        record("Mirror", {"nmae": "x"}),
        f"key.nmae: {SERVER} has no column nmae in Mirror; did you mean name?",
    ),
    "empty key": (
        record("Mirror", {}),
        "key: is empty; give the columns that tell the row of Mirror, such as {name: ...}",
    ),
    "map as key": (
        record("Mirror", {"external_ids": "x"}),
        "key.external_ids: is a map; tell the row by one of its keys, such as external_ids:KEY",
    ),
    "key of no map": (record("Mirror", {"name:x": "x"}), "key.name:x: name is no map; give it without x"),
    "reference as key": (
        record("Logical_Switch", {"ports": "vm1"}),
        "key.ports: holds a set or another row, which does not tell a row from others; give plain columns",
    ),
    "null as key": (record("Logical_Switch", {"external_ids:k": None}), "key.external_ids:k: None is no text"),
    "column": (
        record("Mirror", {"name": "x"}, columns={"snik": "10.9.0.1"}),
        f"columns.snik: {SERVER} has no column snik in Mirror; did you mean sink?",
    ),
    "OVN's own column": (
        record("BFD", {"logical_port": "x", "dst_ip": "10.0.0.1"}, columns={"status": "up"}),
        "columns.status: is written by OVN itself; leave it out",
    ),
    "type": (record("Mirror", {"name": "x"}, columns={"index": "one"}), "columns.index: 'one' is no integer"),
    "children": (
        record("Logical_Switch", {"name": "x"}, columns={"ports": ["vm1"]}),
        "columns.ports: holds children of table Logical_Switch_Port; declare each as a record with this row as parent",
    ),
    "no parent": (
        record("NAT", {"type": "snat"}),
        "parent: rows of NAT live in another row; write {table: Logical_Router, column: nat, key: ...}",
    ),
    "needless parent": (
        record("Mirror", {"name": "x"}, parent={"table": "Logical_Switch", "key": {"name": "y"}, "column": "ports"}),
        "parent: rows of Mirror have none; leave it out",
    ),
    "missing parent": (
        record(
            "QoS",
            {"priority": 1, "direction": "to-lport", "match": "ip4"},
            parent={"table": "Logical_Switch", "key": {"name": "dmz"}, "column": "qos_rules"},
        ),
        "parent.key: there is no logical switch dmz; declare it in the same task, or create it first",
    ),
    "missing row": (
        record("Logical_Switch", {"name": "x"}, columns={"copp": "calm"}),
        "columns.copp: there is no copp calm; declare it in the same task, or create it first",
    ),
}


@pytest.mark.parametrize(("args", "message"), FAULTS.values(), ids=FAULTS)
def test_one_sentence_and_nothing_written(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], args: dict[str, Any], message: str
) -> None:
    before = nb.snapshot()
    assert run_module.fails("ovn_record", {**to_nb, **args}) == message
    assert nb.snapshot() == before


@pytest.mark.releases(since="26.03")
def test_references_by_name(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    ports = [{"name": name} for name in ("nf-in", "nf-out")]
    functions = [
        record("Network_Function", {"name": name}, columns={"id": number, "inport": "nf-in", "outport": "nf-out"})
        for number, name in enumerate(("fw1", "fw2"), 1)
    ]
    group = record(
        "Network_Function_Group",
        {"name": "fw"},
        columns={"id": 1, "mode": "inline", "network_function": ["fw1", "fw2"]},
    )
    declared = {"switches": [{"name": "nf", "ports": ports}], "records": [*functions, group]}
    result = run_module("ovn_topology", {**to_nb, **declared})
    assert result.get("changed") is True, result
    uuids = sorted(row["_uuid"] for row in nb.rows("Network_Function"))
    assert nb.row("Network_Function_Group")["network_function"] == uuids
    assert run_module("ovn_topology", {**to_nb, **declared})["changed"] is False
    fewer = record("Network_Function_Group", {"name": "fw"}, columns={"network_function": ["fw2"]})
    assert run_module("ovn_record", {**to_nb, **fewer})["changed"]
    assert nb.row("Network_Function_Group")["network_function"] == [nb.row("Network_Function", name="fw2")["_uuid"]]
    message = run_module.fails("ovn_record", {**to_nb, **record("Network_Function", {"name": "fw2"}, state="absent")})
    assert message == (
        "key: the network function fw2 is still in use by the network function group fw (network_function); "
        "take it out there first"
    )


@pytest.mark.releases(since="26.03")
@pytest.mark.parametrize(
    ("table", "needs"),
    [
        ("Network_Function_Group", ["mode, one of inline"]),
        ("Network_Function", ["outport", "inport"]),
        ("Mirror", ["filter, one of both, from-lport, to-lport", "type, one of erspan, gre, local, lport"]),
    ],
)
def test_columns_that_a_new_row_must_have(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], table: str, needs: list[str]
) -> None:
    args = {**to_nb, "table": table, "key": {"name": "x"}, "columns": {} if table == "Mirror" else {"id": 1}}
    before = nb.snapshot()
    message = run_module.fails("ovn_record", args)
    found = [line.removeprefix("- ") for line in message.splitlines() if "key:" in line]
    assert found == [f"key: a new row of {table} needs the column {need}" for need in needs]
    assert nb.snapshot() == before
