# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_router against a real Northbound database."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader, Row


def by(key: str, rows: list[Row]) -> dict[str, Row]:
    return {row[key]: row for row in rows}


@pytest.mark.releases
def test_life_of_a_gateway_router(life: StartLife) -> None:
    def created(nb: Reader) -> None:
        router = nb.row("Logical_Router", name="edge1")
        assert router["options"] == {"chassis": "ubuntu1", "lb_force_snat_ip": "router_ip"}
        ports = by("name", nb.referenced("Logical_Router_Port", router["ports"]))
        assert ports["edge1-transit"]["mac"] == "02:ac:10:ff:00:01"
        assert ports["edge1-transit"]["networks"] == ["172.16.255.1/30"]
        assert ports["edge1-outside"]["networks"] == ["10.127.0.129/25", "fd00::1/64"]
        [route] = nb.referenced("Logical_Router_Static_Route", router["static_routes"])
        assert (route["ip_prefix"], route["nexthop"]) == ("172.16.255.128/25", "172.16.255.2")
        [nat] = nb.referenced("NAT", router["nat"])
        assert (nat["type"], nat["external_ip"], nat["logical_ip"]) == ("snat", "10.127.0.129", "172.16.255.128/25")

    def changed(nb: Reader) -> None:
        router = nb.row("Logical_Router", name="edge1")
        assert router["options"] == {"chassis": "ubuntu2", "mcast_relay": "true", "lb_force_snat_ip": "router_ip"}
        ports = by("name", nb.referenced("Logical_Router_Port", router["ports"]))
        assert ports["edge1-outside"]["mac"] == "02:0a:7f:00:01:30"
        assert ports["edge1-outside"]["networks"] == ["10.127.0.129/25"]
        routes = by("ip_prefix", nb.referenced("Logical_Router_Static_Route", router["static_routes"]))
        assert set(routes) == {"0.0.0.0/0", "10.9.0.0/16"}
        assert routes["10.9.0.0/16"]["nexthop"] == "discard"
        nats = by("logical_ip", nb.referenced("NAT", router["nat"]))
        assert set(nats) == {"172.16.255.128/25", "172.16.255.130"}
        assert nats["172.16.255.128/25"]["external_ip"] == "10.127.0.140"
        assert nats["172.16.255.130"]["type"] == "dnat_and_snat"
        assert nats["172.16.255.130"]["options"]["stateless"] == "false"

    def deleted(nb: Reader) -> None:
        for table in ("Logical_Router", "Logical_Router_Port", "Logical_Router_Static_Route", "NAT"):
            assert nb.rows(table) == []

    transit = {"name": "edge1-transit", "mac": "02:AC:10:FF:00:01", "networks": ["172.16.255.1/30"]}
    outside = {"name": "edge1-outside", "mac": "02:0a:7f:00:01:29", "networks": ["10.127.0.129/25", "fd00::1/64"]}
    snat = {"type": "snat", "logical_ip": "172.16.255.128/25", "external_ip": "10.127.0.129"}
    life("ovn_router").passes(
        create=Stage(
            {
                "name": "edge1",
                "chassis": "ubuntu1",
                "lb_force_snat_ip": "router_ip",
                "ports": [transit, outside],
                "static_routes": [{"ip_prefix": "172.16.255.129/25", "nexthop": "172.16.255.2"}],
                "nat": [snat],
            },
            created,
        ),
        change=Stage(
            {
                "name": "edge1",
                "chassis": "ubuntu2",
                "options": {"mcast_relay": True},
                "ports": [transit, {**outside, "mac": "02:0a:7f:00:01:30", "networks": ["10.127.0.129/25"]}],
                "static_routes": [
                    {"ip_prefix": "0.0.0.0/0", "nexthop": "172.16.255.2"},
                    {"ip_prefix": "10.9.0.0/16", "nexthop": "discard"},
                ],
                "nat": [
                    {**snat, "external_ip": "10.127.0.140"},
                    {"type": "dnat_and_snat", "logical_ip": "172.16.255.130", "external_ip": "10.127.0.250"},
                ],
                "purge": ["static_routes"],
            },
            changed,
        ),
        delete=Stage({"name": "edge1", "state": "absent"}, deleted),
    )


@pytest.mark.releases
def test_life_of_a_link_to_a_switch(life: StartLife) -> None:
    def created(nb: Reader) -> None:
        [link] = nb.referenced("Logical_Switch_Port", nb.row("Logical_Switch", name="dmz")["ports"])
        assert (link["name"], link["type"], link["addresses"]) == ("dmz-tenant1-dmz", "router", ["router"])
        assert link["options"] == {"router-port": "tenant1-dmz"}
        [port] = nb.rows("Logical_Router_Port")
        chassis = by("chassis_name", nb.referenced("Gateway_Chassis", port["gateway_chassis"]))
        assert {name: row["priority"] for name, row in chassis.items()} == {"ubuntu1": 20, "ubuntu2": 10}
        assert chassis["ubuntu1"]["name"] == "tenant1-dmz-ubuntu1"

    def changed(nb: Reader) -> None:
        [port] = nb.rows("Logical_Router_Port")
        chassis = nb.referenced("Gateway_Chassis", port["gateway_chassis"])
        assert [(row["chassis_name"], row["priority"]) for row in chassis] == [("ubuntu1", 5)]
        assert port["enabled"] is False

    def deleted(nb: Reader) -> None:
        assert nb.row("Logical_Router", name="tenant1")["ports"] == []
        assert nb.rows("Gateway_Chassis") == []

    router = life("ovn_router")
    router.reader.insert("Logical_Switch", name="dmz")
    port = {"name": "tenant1-dmz", "mac": "02:ac:10:ff:01:29", "networks": ["172.16.255.129/26"], "switch": "dmz"}
    first, second = {"chassis_name": "ubuntu1", "priority": 20}, {"chassis_name": "ubuntu2", "priority": 10}
    router.passes(
        create=Stage({"name": "tenant1", "ports": [{**port, "gateway_chassis": [first, second]}]}, created),
        change=Stage(
            {
                "name": "tenant1",
                "ports": [
                    {
                        "name": "tenant1-dmz",
                        "enabled": False,
                        "gateway_chassis": [{**first, "priority": 5}],
                        "purge": ["gateway_chassis"],
                    }
                ],
            },
            changed,
        ),
        delete=Stage({"name": "tenant1", "ports": [{"name": "tenant1-dmz", "state": "absent"}]}, deleted),
    )


def test_a_port_stays_with_its_router(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    port = {"name": "p", "mac": "02:ac:10:ff:01:29", "networks": ["172.16.255.129/26"]}
    run_module("ovn_router", {**to_nb, "name": "one", "ports": [port]})
    before = nb.snapshot()
    message = run_module.fails("ovn_router", {**to_nb, "name": "two", "ports": [port]})
    assert message.startswith("ports[0]")
    assert "p" in message
    assert nb.snapshot() == before


def test_learned_routes_survive_a_purge(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    learned = {"ip_prefix": "10.0.0.0/8", "nexthop": "10.1.1.1", "external_ids": ["map", [["ic-learned-route", "x"]]]}
    manual = {"ip_prefix": "11.0.0.0/8", "nexthop": "10.1.1.1"}
    nb.transact(
        *(
            {"op": "insert", "table": "Logical_Router_Static_Route", "uuid-name": name, "row": row}
            for name, row in (("learned", learned), ("manual", manual))
        ),
        {
            "op": "insert",
            "table": "Logical_Router",
            "row": {
                "name": "edge1",
                "static_routes": ["set", [["named-uuid", "learned"], ["named-uuid", "manual"]]],
            },
        },
    )
    result = run_module("ovn_router", {**to_nb, "name": "edge1", "static_routes": [], "purge": ["static_routes"]})
    assert [(operation["action"], operation["name"]) for operation in result["operations"]][-1][0] == "delete"
    assert [row["ip_prefix"] for row in nb.rows("Logical_Router_Static_Route")] == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("172.16.255.129/25", "172.16.255.128/25"),
        ("172.16.255.130/32", "172.16.255.130"),
        ("172.16.255.130", "172.16.255.130/32"),
    ],
)
def test_other_spellings_of_a_prefix_are_the_same_route(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], written: str, declared: str
) -> None:
    nb.transact(
        {
            "op": "insert",
            "table": "Logical_Router_Static_Route",
            "uuid-name": "route",
            "row": {"ip_prefix": written, "nexthop": "10.1.1.1"},
        },
        {
            "op": "insert",
            "table": "Logical_Router",
            "row": {"name": "edge1", "static_routes": ["named-uuid", "route"]},
        },
    )
    run_module(
        "ovn_router", {**to_nb, "name": "edge1", "static_routes": [{"ip_prefix": declared, "nexthop": "10.1.1.1"}]}
    )
    assert len(nb.rows("Logical_Router_Static_Route")) == 1
