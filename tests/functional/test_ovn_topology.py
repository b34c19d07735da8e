# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_topology: a whole network in one transaction."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support.lifecycle import Lifecycle, Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader


def network() -> dict[str, Any]:
    """Two switches and a gateway router, with DHCP, a route, SNAT and a load balancer; every part refers to others."""
    return {
        "dhcp_options": [
            {
                "name": "dmz",
                "cidr": "172.16.255.128/26",
                "options": {"server_id": "172.16.255.129", "server_mac": "02:ac:10:ff:01:29", "lease_time": 3600},
            }
        ],
        "switches": [
            {
                "name": "dmz",
                "ports": [
                    {
                        "name": f"dmz-vm{number}",
                        "addresses": [f"02:ac:10:ff:01:3{number} 172.16.255.13{number}"],
                        "dhcpv4_options": "dmz",
                    }
                    for number in (0, 1)
                ],
            },
            {
                "name": "outside",
                "ports": [
                    {"name": "localnet", "type": "localnet", "network_name": "dataNet", "addresses": ["unknown"]}
                ],
            },
        ],
        "routers": [
            {
                "name": "edge1",
                "chassis": "ubuntu1",
                "ports": [
                    {
                        "name": "edge1-dmz",
                        "mac": "02:ac:10:ff:01:29",
                        "networks": ["172.16.255.129/26"],
                        "switch": "dmz",
                    },
                    {
                        "name": "edge1-outside",
                        "mac": "02:0a:7f:00:01:29",
                        "networks": ["10.127.0.129/25"],
                        "switch": "outside",
                    },
                ],
                "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "10.127.0.254"}],
                "nat": [{"type": "snat", "logical_ip": "172.16.255.128/26", "external_ip": "10.127.0.129"}],
            }
        ],
        "load_balancers": [
            {"name": "web", "vips": {"10.127.0.200": ["172.16.255.130", "172.16.255.131"]}, "routers": ["edge1"]}
        ],
    }


def changed_network() -> dict[str, Any]:
    declared = network()
    declared["switches"][0]["ports"][1]["enabled"] = False
    declared["switches"].append({"name": "inside", "load_balancers": ["web"]})
    declared["routers"][0]["nat"][0]["external_ip"] = "10.127.0.140"
    declared["load_balancers"][0].update(routers=[], purge=["routers"])
    return declared


def absent_network() -> dict[str, Any]:
    names = {"switches": ["dmz", "outside", "inside"], "routers": ["edge1"], "load_balancers": ["web"]}
    names["dhcp_options"] = ["dmz"]
    return {collection: [{"name": name, "state": "absent"} for name in listed] for collection, listed in names.items()}


def live(life: Lifecycle) -> None:
    """Let the network pass the twelve steps."""

    def created(nb: Reader) -> None:
        assert {row["name"] for row in nb.rows("Logical_Switch_Port")} == {
            "dmz-vm0",
            "dmz-vm1",
            "dmz-edge1-dmz",
            "localnet",
            "outside-edge1-outside",
        }
        dhcp = nb.row("DHCP_Options")["_uuid"]
        assert nb.row("Logical_Switch_Port", name="dmz-vm0")["dhcpv4_options"] == dhcp
        router = nb.row("Logical_Router", name="edge1")
        assert router["load_balancer"] == [nb.row("Load_Balancer", name="web")["_uuid"]]
        assert [len(router[column]) for column in ("ports", "static_routes", "nat")] == [2, 1, 1]

    def changed(nb: Reader) -> None:
        assert nb.row("Logical_Switch_Port", name="dmz-vm1")["enabled"] is False
        assert nb.row("Logical_Router")["load_balancer"] == []
        assert nb.row("Logical_Switch", name="inside")["load_balancer"] == [nb.row("Load_Balancer")["_uuid"]]
        assert nb.row("NAT")["external_ip"] == "10.127.0.140"

    def deleted(nb: Reader) -> None:
        assert not any(nb.snapshot().values())

    life.passes(
        create=Stage(network(), created),
        change=Stage(changed_network(), changed),
        delete=Stage(absent_network(), deleted),
    )


@pytest.mark.releases
def test_life_of_a_network(life: StartLife) -> None:
    live(life("ovn_topology"))


def test_the_order_of_parts_does_not_matter(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    declared = copy.deepcopy(network())
    for listed in declared.values():
        listed.reverse()
    assert run_module("ovn_topology", {**to_nb, **dict(reversed(declared.items()))})["changed"]
    assert run_module("ovn_topology", {**to_nb, **network()})["changed"] is False


def test_single_modules_are_parts_of_it(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    modules = {
        "dhcp_options": "ovn_dhcp_options",
        "switches": "ovn_switch",
        "routers": "ovn_router",
        "load_balancers": "ovn_lb",
    }
    for collection, module in modules.items():
        for item in network()[collection]:
            assert run_module(module, {**to_nb, **item})["changed"]
    before = nb.snapshot()
    assert run_module("ovn_topology", {**to_nb, **network()})["changed"] is False
    assert nb.snapshot() == before


def test_all_of_it_or_nothing(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """What only the server can know, a port name that is taken, keeps the whole network out."""
    run_module("ovn_switch", {**to_nb, "name": "theirs", "ports": [{"name": "dmz-vm1"}]})
    before = nb.snapshot()
    message = run_module.fails("ovn_topology", {**to_nb, **network()})
    assert "switches[0].ports[1]" in message
    assert "dmz-vm1" in message
    assert nb.snapshot() == before


def test_the_diff_speaks_of_names(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    result = run_module("ovn_topology", {**to_nb, **network()}, check=True)
    assert result["diff"]["before"] == ""
    assert "Logical_Router edge1" in result["diff"]["after"]
    assert "load_balancer = web" in result["diff"]["after"]
    run_module("ovn_topology", {**to_nb, **network()})
    uuids = [
        row["_uuid"] for table in ("Load_Balancer", "Logical_Switch_Port", "DHCP_Options") for row in nb.rows(table)
    ]
    again = run_module("ovn_topology", {**to_nb, **absent_network()}, check=True)
    shown = str(again["diff"]) + str(again["operations"])
    assert not [uuid for uuid in uuids if uuid in shown]


def test_two_routers_may_have_the_same_route(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    route = {"ip_prefix": "0.0.0.0/0", "nexthop": "discard"}
    nat = {"type": "snat", "logical_ip": "10.0.0.0/8", "external_ip": "192.0.2.1"}
    routers = [
        {"name": name, "chassis": "ubuntu1", "static_routes": [route], "nat": [nat]} for name in ("edge1", "edge2")
    ]
    assert run_module("ovn_topology", {**to_nb, "routers": routers})["changed"]
    for router in nb.rows("Logical_Router"):
        assert (len(router["static_routes"]), len(router["nat"])) == (1, 1)
    assert run_module("ovn_topology", {**to_nb, "routers": routers})["changed"] is False
