# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is declared, a real server has all of it or nothing, and the user gets a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from support.networks import NAMES, VALUES
from support.reader import Reader
from test_properties import SLOW, client, columns_of, empty

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import records
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.arguments import Spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.desired import Task, desired
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import places
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.engine import apply
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault, OvsdbError

__all__ = ["client"]

# Names that meet, words that mean something somewhere, and texts that no database keeps.
TEXT = st.one_of(
    st.sampled_from([*NAMES, "one-p0", "one-r0", "10.0.0.1", "fd00::1/64", "02:00:00:00:00:01", "router", "auto"]),
    st.sampled_from(["", " ", "\0", "\ud800", "é" * 300, "00000000-0000-0000-0000-000000000000", "$one", "@one"]),
    st.text(max_size=8),
)
INTEGER = st.one_of(st.integers(0, 9), st.integers(-(2**70), 2**70))
SCALAR = st.one_of(st.none(), st.booleans(), INTEGER, st.floats(), TEXT)
ANYTHING = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2), max_leaves=4
)
BY_TYPE = {"str": TEXT, "int": INTEGER, "bool": st.booleans(), "dict": st.dictionaries(TEXT, ANYTHING, max_size=2)}


def values(name: str, argument: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What fits, what is near, and now and then anything at all."""
    kind = argument.get("elements", "str") if argument["type"] == "list" else argument["type"]
    if "options" in argument:
        one = objects(argument["options"])
    elif "choices" in argument:
        one = st.sampled_from(argument["choices"])
    else:
        one = BY_TYPE[kind]
    fitting = st.lists(one, max_size=2) if argument["type"] == "list" else one
    return st.one_of(fitting, VALUES.get(name, fitting), fitting, VALUES.get(name, ANYTHING))


@st.composite
def objects(draw: st.DrawFn, spec: dict[str, Any]) -> Any:
    needed = [name for name in spec if spec[name].get("required")]
    free = [name for name in spec if name not in needed]
    chosen = draw(st.lists(st.sampled_from(free), unique=True, max_size=4)) if free else []
    return {name: draw(values(name, spec[name])) for name in [*needed, *chosen]}


NETWORKS = st.fixed_dictionaries(
    {}, optional={name: st.lists(objects(record.arguments()), max_size=2) for name, record in COLLECTIONS.items()}
)


def topology(client: Client, network: dict[str, Any], validate: str) -> None:
    """What ovn_topology does with whatever Ansible hands it."""
    faults: list[Fault] = []
    specs = {**{name: record.arguments() for name, record in COLLECTIONS.items()}, "records": records.ARGUMENTS}
    checked = {
        name: [
            Spec(spec).declared(item, f"{name}[{index}]", faults) for index, item in enumerate(network.get(name, ()))
        ]
        for name, spec in specs.items()
    }
    any_records = [(f"records[{index}]", item) for index, item in enumerate(checked["records"])]
    task = Task(places(checked), any_records, validate=validate, faults=faults)
    rows, _warnings = desired(task, lambda: client)
    apply(client, rows, ownership=task.ownership)


def refusal(client: Client, network: dict[str, Any], validate: str) -> OvsdbError | None:
    try:
        topology(client, network, validate)
    except OvsdbError as refused:
        return refused
    return None


def all_or_nothing(client: Client, nb: Reader, network: dict[str, Any], validate: str) -> None:
    before = nb.snapshot()
    refused = refusal(client, network, validate)
    event("written" if refused is None else "refused")
    if refused is not None:
        assert str(refused).strip()
        assert nb.snapshot() == before


@pytest.mark.releases
@settings(SLOW, max_examples=30)
@given(networks=st.lists(NETWORKS, min_size=1, max_size=2), validate=st.sampled_from(["strict", "warn", "off"]))
def test_any_network(client: Client, nb: Reader, networks: list[dict[str, Any]], validate: str) -> None:
    empty(client)
    for network in networks:
        all_or_nothing(client, nb, network, validate)


def atoms(json_type: Any) -> st.SearchStrategy[Any]:
    """What fits a column, or nearly."""
    base = json_type.get("key") if isinstance(json_type, dict) else json_type
    if isinstance(base, dict) and "enum" in base:
        return st.sampled_from(base["enum"][1])
    kind = base["type"] if isinstance(base, dict) else base
    fitting = {"string": TEXT, "integer": INTEGER, "boolean": st.booleans(), "uuid": st.sampled_from(NAMES)}
    if isinstance(json_type, dict) and "value" in json_type:
        return st.dictionaries(TEXT, SCALAR, max_size=2)
    return st.one_of(fitting.get(kind, SCALAR), st.integers(0, 9), ANYTHING)


@st.composite
def any_records(draw: st.DrawFn, tables: dict[str, Any]) -> dict[str, Any]:
    """A record of a table that there is, or nearly: its columns with what fits or with anything."""

    def some(table: str, least: int = 0) -> dict[str, Any]:
        known = tables.get(table, {})
        names = draw(st.lists(st.sampled_from([*known, "nmae"]), unique=True, min_size=least, max_size=3))
        return {name: draw(atoms(known[name]["type"]) if name in known else ANYTHING) for name in names}

    def key(table: str) -> dict[str, Any]:
        if "name" in tables.get(table, {}) and draw(st.booleans()):
            return {"name": draw(st.sampled_from(NAMES))}
        return draw(st.just({"external_ids:k": "v"})) if draw(st.booleans()) else some(table, 1)

    table = draw(st.sampled_from([*tables, "Logical_Swich"]))
    item: dict[str, Any] = {"table": table, "key": key(table), "columns": some(table)}
    if draw(st.booleans()):
        holder = draw(st.sampled_from([*tables]))
        item["parent"] = {"table": holder, "key": key(holder), "column": draw(st.sampled_from([*tables[holder]]))}
    if draw(st.booleans()):
        item["state"] = draw(st.sampled_from(["present", "absent"]))
    return item


@pytest.mark.releases
@settings(SLOW, max_examples=50)
@given(data=st.data())
def test_any_record(client: Client, nb: Reader, release: str, data: st.DataObject) -> None:
    empty(client)
    for _time in range(2):
        drawn = data.draw(st.lists(any_records(columns_of(release)), min_size=1, max_size=2))
        all_or_nothing(client, nb, {"records": drawn}, "off")
