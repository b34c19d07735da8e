# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From any state to any declared state: one task gets there, and its plan was the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.processes import OvsdbServer
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import desired, places
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.engine import apply
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.rows import Row

# Few names, so that states overlap: things appear, change, move and go.
SWITCHES = ("dmz", "inside")
ROUTERS = ("edge1", "tenant1")
BALANCERS = ("web", "db")
TEXT = st.text(alphabet="az 09_é,;=\"'{}", max_size=6)
KEYS = st.sampled_from(["one", "two", "three"])
STATE = st.sampled_from(["present", "present", "present", "absent"])
MAPS = st.dictionaries(KEYS, st.one_of(TEXT, st.booleans(), st.integers(0, 99), st.none()), max_size=3)


def some(**options: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object with any part of these options."""
    return st.fixed_dictionaries({}, optional=options)


def named(
    names: tuple[str, ...], options: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A list of objects, each name once."""
    return st.dictionaries(st.sampled_from(names), options, max_size=len(names)).map(
        lambda objects: [{"name": name, **content} for name, content in objects.items()]
    )


def switch_ports(switch: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    number = SWITCHES.index(switch)
    addresses = st.lists(
        st.sampled_from(["unknown", f"02:00:00:00:0{number}:01 10.{number}.0.1", "dynamic", "router"]),
        unique=True,
        max_size=2,
    )
    names = tuple(f"{switch}-p{port}" for port in range(3))
    options = some(
        addresses=addresses,
        port_security=addresses.map(lambda listed: [text for text in listed if text[0] == "0"]),
        enabled=st.booleans(),
        type=st.sampled_from(["", "localport"]),
        tag_request=st.integers(0, 4095),
        dhcpv4_options=st.just("pool"),
        requested_chassis=st.lists(st.sampled_from(["a", "b"]), unique=True),
        options=MAPS,
        external_ids=MAPS,
        state=STATE,
    )
    # One port alone may have the MAC that all of them could take.
    return named(names, options).filter(
        lambda ports: sum("02:" in str(port.get("addresses")) for port in ports if port.get("state") != "absent") < 2
    )


def switch_named(name: str) -> st.SearchStrategy[dict[str, Any]]:
    options = some(
        subnet=st.sampled_from(["10.0.0.0/24", "10.1.0.0/24"]),
        other_config=MAPS,
        external_ids=MAPS,
        ports=switch_ports(name),
        purge=st.just(["ports"]),
    )
    return options.map(lambda content: {"name": name, **content})


def router_named(name: str) -> st.SearchStrategy[dict[str, Any]]:
    number = ROUTERS.index(name)
    port = st.fixed_dictionaries(
        {
            "name": st.sampled_from([f"{name}-r0", f"{name}-r1"]),
            "mac": st.sampled_from([f"02:00:00:00:1{number}:0{digit}" for digit in range(3)]),
            "networks": st.sampled_from([[f"10.{number}.0.254/24"], [f"10.{number}.0.253/24", f"fd0{number}::1/64"]]),
        },
        optional={"enabled": st.booleans(), "external_ids": MAPS, "switch": st.sampled_from(SWITCHES)},
    )
    route = some(policy=st.sampled_from(["dst-ip", "src-ip"]), external_ids=MAPS, state=STATE).flatmap(
        lambda content: st.fixed_dictionaries(
            {
                "ip_prefix": st.sampled_from(["0.0.0.0/0", "10.9.0.0/16"]),
                "nexthop": st.sampled_from([f"10.{number}.0.1", "discard"]),
            }
        ).map(lambda fixed: {**fixed, **content})
    )
    nat = st.fixed_dictionaries(
        {
            "type": st.sampled_from(["dnat", "snat", "dnat_and_snat"]),
            "external_ip": st.sampled_from(["192.0.2.1", "192.0.2.2"]),
            "logical_ip": st.sampled_from(["10.0.0.1", "10.0.0.2"]),
        },
        optional={"state": STATE, "external_ids": MAPS},
    )

    def nat_key(rule: dict[str, Any]) -> tuple[str, str]:
        return rule["type"], rule["logical_ip"] if rule["type"] == "snat" else rule["external_ip"]

    options = some(
        options=MAPS,
        external_ids=MAPS,
        ports=st.lists(port, max_size=1),
        static_routes=st.lists(
            route, max_size=2, unique_by=lambda each: (each["ip_prefix"], each["nexthop"], each.get("policy", "dst-ip"))
        ),
        nat=st.lists(nat, max_size=2, unique_by=nat_key),
        purge=st.lists(st.sampled_from(["ports", "static_routes", "nat"]), unique=True),
    )
    return options.map(lambda content: {"name": name, "chassis": "ubuntu1", **content})


def balancer_options(switches: list[str], routers: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    backends = st.lists(st.sampled_from(["10.0.0.1", "10.0.0.2"]), unique=True)
    places = {"switches": switches, "routers": routers}
    attached = {
        place: st.lists(st.sampled_from(names), unique=True) if names else st.just([])
        for place, names in places.items()
    }
    return some(
        vips=st.dictionaries(st.sampled_from(["30.0.0.1", "30.0.0.2"]), backends),
        reject=st.booleans(),
        selection_fields=st.lists(st.sampled_from(["ip_src", "ip_dst"]), unique=True),
        external_ids=MAPS,
        purge=st.lists(st.sampled_from(["switches", "routers"]), unique=True),
        state=STATE,
        **attached,
    )


@st.composite
def networks(draw: st.DrawFn) -> dict[str, Any]:
    switches = [draw(switch_named(name)) for name in SWITCHES]
    routers = [draw(router_named(name)) for name in ROUTERS if draw(st.booleans())]
    places = [item["name"] for item in switches], [item["name"] for item in routers]
    pool = {"server_id": "10.0.0.254", "server_mac": "02:00:00:00:00:fe", "lease_time": draw(st.integers(60, 99))}
    return {
        "dhcp_options": [{"name": "pool", "cidr": "10.0.0.0/24", "options": pool}],
        "switches": switches,
        "routers": routers,
        "load_balancers": draw(named(BALANCERS, balancer_options(*places))),
    }


@pytest.fixture
def client(northbound: OvsdbServer) -> Iterator[Client]:
    connected = Client([northbound.connection], "OVN_Northbound", timeout=10)
    connected.connect()
    yield connected
    connected.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=networks(), second=networks())
def test_one_task_gets_there_and_the_plan_was_the_truth(
    client: Client, nb: Reader, first: dict[str, Any], second: dict[str, Any]
) -> None:
    # Every example begins with an empty database, so that a failure can be repeated and made smaller.
    client.transact([{"op": "delete", "table": table, "where": []} for table in nb.kinds])
    for declared in (first, second):

        def rows(declared: dict[str, Any] = declared) -> list[Row]:
            return desired(places(declared), validate="off", owner="ansible")[0]

        before = nb.snapshot()
        planned = apply(client, rows(), check_mode=True)
        assert nb.snapshot() == before
        done = apply(client, rows())
        assert (done.changed, done.operations, done.diff) == (planned.changed, planned.operations, planned.diff)
        after = nb.snapshot()
        assert done.changed is (after != before)
        again = apply(client, rows())
        assert (again.changed, again.operations) == (False, [])
        assert nb.snapshot() == after
