# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is declared, a real server has all of it or nothing, and the user gets a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from support.networks import NAMES, VALUES
from support.reader import Reader
from test_properties import SLOW, client, columns_of, empty

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import checks, records
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.acl import ACL
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.arguments import Spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.describe import Network
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.desired import Task, desired
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.global_settings import NB_GLOBAL, SB_GLOBAL
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.load_balancer import LOAD_BALANCER
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.options import Key
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.record import Record
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.router import ROUTER
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.router_port import ROUTER_PORT
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.switch import SWITCH
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.switch_port import SWITCH_PORT
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
    st.sampled_from(["inf", "-inf", "nan", "1e5000", "9223372036854775808", "5.5"]),
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
    # Of a network's many values one that is wrong refuses the whole.
    return st.one_of(*[fitting, VALUES.get(name, fitting)] * 8, ANYTHING)


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
    write(client, Task(places(checked), any_records, validate=validate, faults=faults))


def write(client: Client, task: Task) -> None:
    rows, _warnings = desired(task, lambda: client)
    apply(client, rows, ownership=task.ownership)


def refusal(run: Callable[[], None]) -> OvsdbError | None:
    try:
        run()
    except OvsdbError as refused:
        return refused
    return None


def all_or_nothing(nb: Reader, run: Callable[[], None]) -> None:
    before = nb.snapshot()
    refused = refusal(run)
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
        all_or_nothing(nb, partial(topology, client, network, validate))


# What others may have written, and no option of ours would.
KEYS = sorted(
    {
        option.map_key
        for record in (SWITCH, SWITCH_PORT, ROUTER, ROUTER_PORT, LOAD_BALANCER)
        for option in record.options
        if isinstance(option, Key)
    }
)
FOREIGN_TEXT = TEXT.filter(lambda text: checks.text(text) is None)
FOREIGN_MAP = st.dictionaries(st.sampled_from(KEYS), FOREIGN_TEXT, max_size=3).map(
    lambda made: ["map", [*made.items()]]
)
FOREIGN_SET = st.lists(FOREIGN_TEXT, unique=True, max_size=2).map(lambda made: ["set", made])
FOREIGN_VIPS = st.dictionaries(FOREIGN_TEXT, FOREIGN_TEXT, max_size=2).map(lambda made: ["map", [*made.items()]])
FOREIGN = {
    "Logical_Switch_Port": {
        "type": FOREIGN_TEXT,
        "addresses": FOREIGN_SET,
        "options": FOREIGN_MAP,
        "parent_name": FOREIGN_TEXT,
    },
    "Logical_Switch": {"other_config": FOREIGN_MAP},
    "Logical_Router_Port": {
        "mac": FOREIGN_TEXT,
        "networks": st.just("10.0.0.1/24") | FOREIGN_TEXT,
        "options": FOREIGN_MAP,
        "peer": FOREIGN_TEXT,
    },
    "NAT": {"external_ip": FOREIGN_TEXT, "logical_ip": FOREIGN_TEXT, "type": st.just("snat"), "options": FOREIGN_MAP},
    "Logical_Router_Static_Route": {"ip_prefix": FOREIGN_TEXT, "nexthop": FOREIGN_TEXT},
    "Logical_Router": {"options": FOREIGN_MAP},
    "Load_Balancer": {"vips": FOREIGN_VIPS, "ip_port_mappings": FOREIGN_VIPS, "options": FOREIGN_MAP},
    "DHCP_Options": {
        "cidr": FOREIGN_TEXT,
        "options": FOREIGN_VIPS,
        "external_ids": st.just(["map", [["ansible-ovn-name", "one"]]]),
    },
}
PARTS = {
    "Logical_Switch": {"ports": "Logical_Switch_Port"},
    "Logical_Router": {"ports": "Logical_Router_Port", "nat": "NAT", "static_routes": "Logical_Router_Static_Route"},
}
NAMED = {"Logical_Switch_Port": "one-p0", "Logical_Router_Port": "one-r0"}


@st.composite
def foreign_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of the names that networks have, with anything in them that the schema lets through."""
    made = []
    for table, columns in FOREIGN.items():
        row = {name: draw(strategy) for name, strategy in columns.items()}
        row.update({column: ["set", [["named-uuid", f"new{part}"]]] for column, part in PARTS.get(table, {}).items()})
        if table not in ("NAT", "Logical_Router_Static_Route", "DHCP_Options"):
            row["name"] = NAMED.get(table, "one")
        made.append({"op": "insert", "table": table, "uuid-name": f"new{table}", "row": row})
    return made


@settings(SLOW, max_examples=40)
@given(foreign=foreign_rows(), network=NETWORKS, validate=st.sampled_from(["strict", "warn", "off"]))
def test_any_network_beside_what_others_wrote(
    client: Client, nb: Reader, foreign: list[dict[str, Any]], network: dict[str, Any], validate: str
) -> None:
    empty(client)
    client.transact(foreign)
    all_or_nothing(nb, partial(topology, client, network, validate))
    assert Network(client).declared()


def single(client: Client, record: Record, given: Any) -> None:
    """What ovn_nb_global and ovn_sb_global do."""
    faults: list[Fault] = []
    declared = Spec(record.arguments()).declared(given, "", faults)
    rows, _warnings = desired(Task({}, single=[(record, declared)], faults=faults), lambda: client)
    apply(client, rows)


@pytest.mark.releases
@settings(SLOW, max_examples=30)
@given(given=objects(NB_GLOBAL.arguments()))
def test_any_setting_of_the_northbound(client: Client, nb: Reader, given: dict[str, Any]) -> None:
    empty(client)
    all_or_nothing(nb, partial(single, client, NB_GLOBAL, given))


@settings(SLOW, max_examples=30)
@given(given=objects(SB_GLOBAL.arguments()))
def test_any_setting_of_the_southbound(sb: Reader, given: dict[str, Any]) -> None:
    client = Client([sb.server.connection], "OVN_Southbound", timeout=10)
    client.connect()
    empty(client)
    all_or_nothing(sb, partial(single, client, SB_GLOBAL, given))
    client.close()


@settings(SLOW, max_examples=30)
@given(holder=st.sampled_from(["switches", "port_groups"]), acls=st.lists(objects(ACL.arguments()), max_size=2))
def test_any_acl(client: Client, nb: Reader, holder: str, acls: list[Any]) -> None:
    """What ovn_acl does on a switch or port group that is there, or is not."""
    empty(client)
    topology(client, {"switches": [{"name": "one"}]}, "strict")
    faults: list[Fault] = []
    argument = {"acls": COLLECTIONS["port_groups"].arguments()["acls"]}
    declared = {**Spec(argument).declared({"acls": acls}, "", faults), "name": "one", "state": "existing"}
    all_or_nothing(nb, partial(write, client, Task({holder: [("", declared)]}, faults=faults)))


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
        all_or_nothing(nb, partial(topology, client, {"records": drawn}, "off"))
