# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random networks for property tests: any part of every collection of ovn_topology that the server knows.

The records say which options there are, so a new option is in the networks at once; VALUES says what it may hold.
Names are few, so that the networks of two draws overlap: things appear, change, move and go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.options import (
    Attachment,
    Build,
    ChildList,
    Key,
    Map,
    Option,
    Reference,
    Shared,
)
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.record import Record
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS

Declared = dict[str, Any]
# The columns of each table that the server has.
Columns = dict[str, Any]

ROUTER_PORTS = {"one": ("one-r0", "one-r1"), "two": ("two-r0", "two-r1")}
SWITCH_PORTS = {"one": ("one-p0", "one-p1"), "two": ("two-p0", "two-p1")}
ALL_PORTS = {"Logical_Switch_Port": SWITCH_PORTS, "Logical_Router_Port": ROUTER_PORTS}
NAMES = ("one", "two")

TEXT = st.text(alphabet="az 09_é,;=\"'{}", max_size=6)
MAPS = st.dictionaries(
    st.sampled_from(["k1", "k2", "k3"]), st.one_of(TEXT, st.booleans(), st.integers(0, 99), st.none()), max_size=2
)
IP = st.sampled_from(["10.0.0.1", "10.0.0.2", "FD00::0:1"])
MAC = st.sampled_from(["02:00:00:00:00:0A", "02:00:00:00:00:02"])
NUMBER = st.integers(1, 3)
ANY_SWITCH_PORT = st.sampled_from([name for names in SWITCH_PORTS.values() for name in names])
ANY_ROUTER_PORT = st.sampled_from([name for names in ROUTER_PORTS.values() for name in names])


def some_of(values: st.SearchStrategy[Any], at_least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, unique=True, min_size=at_least, max_size=2)


# By option, or by table and option where a name means several things.
VALUES: dict[str | tuple[str, str], st.SearchStrategy[Any]] = {
    "address": IP,
    "addresses": some_of(st.sampled_from(["10.0.0.0/28", "10.0.0.1/32", "FD00::/64"])),
    ("Logical_Switch_Port", "addresses"): some_of(
        st.sampled_from(["unknown", "dynamic", "02:00:00:00:00:0A  10.0.0.1", "router"])
    ),
    "affinity_timeout": NUMBER,
    "burst": NUMBER,
    "burst_size": NUMBER,
    "ca_cert": TEXT,
    "chain": st.sampled_from(["inner", "outer"]),
    "chassis": st.sampled_from(["ubuntu1", "ubuntu2"]),
    "chassis_name": st.sampled_from(["ubuntu1", "ubuntu2"]),
    "child_port": some_of(ANY_SWITCH_PORT, 1),
    "cidr": st.sampled_from(["10.0.0.0/24", "fd00::/64"]),
    "collectors": st.just([]),
    "detect_mult": NUMBER,
    "dnat_force_snat_ip": IP,
    "dscp": NUMBER,
    "dst_ip": IP,
    "exclude_ips": some_of(st.sampled_from(["10.0.0.2", "10.0.0.4..10.0.0.9"]), 1),
    "external_ip": st.sampled_from(["192.0.2.1", "192.0.2.2"]),
    "external_mac": MAC,
    "external_port_range": st.sampled_from(["80-90", "8000"]),
    "failure_count": NUMBER,
    "hairpin_snat_ip": IP,
    "interval": NUMBER,
    "ip": IP,
    "ip_port_mappings": st.dictionaries(IP, st.sampled_from(["one-p0:10.0.0.9", "two-p0:10.0.0.9"]), max_size=2),
    "ip_prefix": st.sampled_from(["0.0.0.0/0", "10.9.0.1/16"]),
    "ipv6_prefix": st.just("fd00::/64"),
    "jump_chain": st.sampled_from(["inner", "outer"]),
    "label": NUMBER,
    "lb_force_snat_ip": st.just("router_ip"),
    "logical_ip": st.sampled_from(["10.0.0.1", "10.0.0.0/24"]),
    "logical_port": ANY_SWITCH_PORT,
    "mac": MAC,
    ("Logical_Router_Port", "mac"): st.one_of(MAC, st.just("auto")),
    "mark": NUMBER,
    "match": st.sampled_from(["ip4", "ip6.dst == fd00::1"]),
    "metadata": NUMBER,
    "meter": st.sampled_from(NAMES),
    "min_rx": NUMBER,
    "min_tx": NUMBER,
    "name": TEXT,
    "nat_addresses": st.just("router"),
    "network_name": st.sampled_from(["dataNet", "other"]),
    "networks": st.sampled_from([["10.0.0.254/24"], ["10.0.0.253/24", "FD00::1/64"]]),
    "nexthop": st.sampled_from(["10.0.0.1", "discard"]),
    ("Logical_Router_Policy", "nexthop"): IP,
    "nexthops": some_of(IP),
    "output_port": ANY_ROUTER_PORT,
    "parent_name": ANY_SWITCH_PORT,
    "peer": st.one_of(ANY_SWITCH_PORT, ANY_ROUTER_PORT),
    "pkt_mark": NUMBER,
    "port": NUMBER,
    "port_security": some_of(st.sampled_from(["02:00:00:00:00:0A 10.0.0.1", "02:00:00:00:00:02"])),
    "priority": NUMBER,
    "qos_burst": NUMBER,
    "qos_max_rate": NUMBER,
    "qos_min_rate": NUMBER,
    "rate": NUMBER,
    "records": st.dictionaries(st.sampled_from(["a.example", "B.example"]), some_of(IP, 1), max_size=2),
    "requested_chassis": some_of(st.sampled_from(["ubuntu1", "ubuntu2"])),
    "route_table": st.sampled_from(["inner", "outer"]),
    "router_port": ANY_ROUTER_PORT,
    "servers": st.sampled_from(["10.0.0.7", "10.0.0.8"]),
    "src_ip": IP,
    "subnet": st.sampled_from(["10.0.0.0/24", "10.1.0.0/24"]),
    "success_count": NUMBER,
    "switch_port": st.just(None),  # see _router_port
    "tag": NUMBER,
    "tag_request": st.integers(0, 3),
    "tier": st.integers(0, 2),
    "timeout": NUMBER,
    "vip": st.sampled_from(["30.0.0.1", "[FD00::1]:80"]),
    ("Forwarding_Group", "vip"): IP,
    "vips": st.dictionaries(st.sampled_from(["30.0.0.1", "[FD00::1]:80"]), some_of(IP), max_size=2),
    "virtual_ip": IP,
    "virtual_parents": some_of(ANY_SWITCH_PORT, 1),
    "vmac": MAC,
}


@dataclass
class World:
    """What a network's parts may name.

    :param there: the keys of the rows of each table that the network has
    :param homes: for tables of ports, whose each of them is
    :param loose: others may also name ports that are not there, or not for long
    :param shared: rows that several others declare, by table and key: all of them must say the same
    :param dead: of rows that the network removes, what tells them from the others
    """

    columns: Columns
    there: dict[str, list[Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, str]] = field(default_factory=dict)
    loose: bool = False
    shared: dict[tuple[str, Any], Declared] = field(default_factory=dict)
    dead_sessions: set[str] = field(default_factory=set)


@st.composite
def networks(draw: st.DrawFn, columns: Columns, *, loose: bool = False) -> Declared:
    """The arguments of ovn_topology, as Ansible hands them over.

    :param columns: the tables and columns of the server: nothing is declared that it lacks
    :param loose: also what a task refuses: a port is named that it removes, or made that another parent has
    """
    known = {name: record for name, record in COLLECTIONS.items() if record.table in columns}
    world = World(columns, loose=loose and draw(st.integers(0, 3)) == 0)
    world.dead_sessions = set(draw(some_of(IP)))
    declared: dict[str, dict[str, str]] = {}
    for collection, record in known.items():
        names = draw(some_of(st.sampled_from(NAMES)))
        absent = set(draw(some_of(st.sampled_from(NAMES)))) if names and draw(st.booleans()) else set()
        declared[collection] = {name: "absent" if name in absent else "present" for name in names}
        world.there[record.table] = [name for name in names if name not in absent]
    world.there["Mirror"] = draw(some_of(st.sampled_from(NAMES)))
    network: Declared = {}
    for table, parents in ALL_PORTS.items():
        own = {port: parent for parent, ports in parents.items() for port in ports}
        world.homes[table] = {**own, **{port: draw(st.sampled_from(NAMES)) for port in draw(_names(list(own)))}}
        names = [port for port, parent in world.homes[table].items() if parent in world.there[table[:-5]]]
        world.there[table] = draw(_names(names))
    for collection, record in known.items():
        network[collection] = [
            {record.key: name, "state": state}
            if state == "absent"
            else {record.key: name, **draw(_content(record, world, name))}
            for name, state in declared[collection].items()
        ]
    network["records"] = draw(_records(world))
    return network


@st.composite
def _content(draw: st.DrawFn, record: Record, world: World, name: Any = None) -> Declared:
    """Any part of the options of a record."""
    options = [option for option in record.options if _is_known(option, record, world)]
    needed = [
        option
        for option in options
        if option.required or option.name == "ports" or not {*option.columns}.isdisjoint(record.needed)
    ]
    free = [option for option in options if option not in needed]
    chosen = draw(st.lists(st.sampled_from(range(len(free))), unique=True, max_size=4)) if free else []
    content = {}
    for option in [*needed, *(free[index] for index in sorted(chosen))]:
        value = draw(_value(option, record, world, name))
        if value is not None:
            content[option.name] = value
    if record.purgeable and draw(st.booleans()):
        content["purge"] = draw(st.lists(st.sampled_from(record.purgeable), unique=True, max_size=3))
        content["purge"] = [each for each in content["purge"] if any(option.name == each for option in options)]
    return content


def _is_known(option: Option, record: Record, world: World) -> bool:
    tables = [each.table for each in option.records]
    if isinstance(option, (Reference, Attachment)):
        tables.append(option.table)
    columns = [] if isinstance(option, Attachment) else option.columns
    if not all(table in world.columns for table in tables):
        return False
    if not all(column in world.columns[record.table] for column in columns):
        return False
    enum = _enum(world.columns[record.table], option) if isinstance(option, Key) else []
    return not enum or option.map_key in enum


def _value(option: Option, record: Record, world: World, name: Any) -> st.SearchStrategy[Any]:
    if isinstance(option, Attachment):
        return _names(world.there.get(option.table, []))
    if isinstance(option, Reference):
        names = world.there.get(option.table, [])
        if world.loose and option.table in ALL_PORTS:
            names = [*names, *world.homes[option.table]]
        return _names(names) if option.type == "list" else st.sampled_from(names) if names else st.none()
    if isinstance(option, Shared):
        return _shared(option, world)
    if option.records:
        return _rows(option, world, name)
    if option.type == "bool":
        return st.booleans()
    if option.choices:
        enum = _enum(world.columns[record.table], option)
        choices = st.sampled_from([choice for choice in option.choices if not enum or choice in enum])
        return some_of(choices) if option.type == "list" else choices
    if isinstance(option, Map):
        return MAPS
    if option.name == "switch":
        return st.sampled_from(world.there["Logical_Switch"]) if world.there["Logical_Switch"] else st.none()
    specific = (record.table, option.name)
    return VALUES[specific if specific in VALUES else option.name]


def _enum(columns: Any, option: Option) -> list[str]:
    """The values that the server takes, where it tells."""
    json_type = columns[option.columns[0]]["type"] if option.columns else "string"
    key = json_type.get("key") if isinstance(json_type, dict) else None
    enum = key.get("enum") if isinstance(key, dict) else None
    return enum[1] if enum else []


def _names(names: list[Any]) -> st.SearchStrategy[list[Any]]:
    return some_of(st.sampled_from(names)) if names else st.just([])


@st.composite
def _shared(draw: st.DrawFn, option: Shared, world: World) -> Any:
    """Rows declared on the spot."""
    record = option.record

    def one() -> Declared | None:
        if record.table == "BFD":
            address = draw(IP.filter(lambda ip: ip not in world.dead_sessions))
            return {"logical_port": draw(ANY_ROUTER_PORT), "dst_ip": address}
        content = draw(_content(record, world))
        if record.key:
            content = {record.key: draw(st.sampled_from(NAMES)), **content}
        key = content[record.key or record.identity.columns[0]]
        return world.shared.setdefault((record.table, key), content)

    if option.type != "list":
        return one()
    return _unique(record, (one() for _number in range(draw(st.integers(0, 2)))))


@st.composite
def _rows(draw: st.DrawFn, option: Option, world: World, parent: Any) -> Any:
    """The objects of a list, each once."""
    [record] = option.records
    if record.table in ALL_PORTS:
        return draw(_ports(record, world, parent))
    made = []
    for number in range(draw(st.integers(1 if record.table == "Meter_Band" else 0, 2))):
        content = draw(_content(record, world))
        if record.key:
            content = {record.key: f"{parent}-{number}", **content}
        if record.has_state:
            content["state"] = draw(st.sampled_from(["present", "present", "absent"]))
        if not isinstance(option, ChildList):
            content["logical_port"] = draw(st.sampled_from(ROUTER_PORTS[parent]))
        if record.table == "BFD":
            content["state"] = "absent" if content["dst_ip"] in world.dead_sessions else "present"
        made.append(content)
    return _unique(record, made)


@st.composite
def _ports(draw: st.DrawFn, record: Record, world: World, parent: str) -> list[Declared]:
    """Those that others may refer to are there, the others, and those of other parents, are left out or absent."""
    made = []
    for name, home in world.homes[record.table].items():
        if home == parent and name in world.there[record.table]:
            made.append({"name": name, **draw(_content(record, world, name))})
        elif draw(st.booleans()):
            made.append({"name": name, "state": "absent"})
    return made


def _unique(record: Record, contents: Iterable[Declared | None]) -> list[Declared]:
    """What a declaration may hold once, once."""
    found: dict[Any, Declared] = {}
    for content in contents:
        row = record.row(content, "", Build()) if content is not None else None
        if row is not None and content is not None:
            found.setdefault(row.told, content)
    return list(found.values())


# -- rows of tables without options of their own ----------------------------------------------


@st.composite
def _records(draw: st.DrawFn, world: World) -> list[Declared]:
    made = []

    def add(table: str, key: Declared, **more: Any) -> None:
        made.append({"table": table, "key": key, "columns": None, "parent": None, "state": "present", **more})

    for name in world.there["Mirror"]:
        columns = {"filter": "to-lport", "sink": draw(IP), "type": draw(st.sampled_from(["gre", "erspan"])), "index": 1}
        add("Mirror", {"name": name}, columns=columns)
        if "Mirror_Rule" in world.columns and draw(st.booleans()):
            parent = {"table": "Mirror", "key": {"name": name}, "column": "mirror_rules"}
            add("Mirror_Rule", {"priority": draw(NUMBER), "match": "ip4"}, columns={"action": "skip"}, parent=parent)
    for name in set(NAMES) - set(world.there["Mirror"]):
        if draw(st.booleans()):
            add("Mirror", {"name": name}, state="absent")
    return made
