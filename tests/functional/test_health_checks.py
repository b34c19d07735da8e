# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Health checks with a real northd: what ovn_info tells of backends, and checks that shall come from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.processes import Northd
from support.reader import Reader
from test_wait import register

VIP, WEB1, WEB2 = "10.9.0.9:80", "10.0.1.5:80", "10.0.1.6:80"
SOURCES = {"10.0.1.5": "web1:10.0.1.254", "10.0.1.6": "web2:10.0.1.254"}
BALANCER = {
    "name": "web",
    "protocol": "tcp",
    "vips": {VIP: [WEB1, WEB2], "10.9.0.8:80": [WEB1]},
    "ip_port_mappings": SOURCES,
    "health_checks": [{"vip": VIP, "interval": 1}],
    "switches": ["far"],
}
NETWORK = {
    "switches": [
        {
            "name": "near",
            "ports": [
                {"name": "up", "type": "router", "router_port": "r-near"},
                {"name": "web1", "addresses": ["02:00:00:00:00:05 10.0.1.5"]},
                {"name": "web2", "addresses": ["02:00:00:00:00:06 10.0.1.6"]},
            ],
        },
        {"name": "far", "ports": [{"name": "vm", "addresses": ["02:00:00:00:00:07 10.0.2.5"]}]},
    ],
    "routers": [{"name": "r", "ports": [{"name": "r-near", "mac": "02:00:00:00:00:01", "networks": ["10.0.1.1/24"]}]}],
    "load_balancers": [BALANCER, {"name": "ping", "vips": {"10.9.0.7": ["10.0.1.5"]}, "switches": ["far"]}],
    "wait": "sb",
}


@pytest.fixture
def ovn(run_module: ModuleRunner, northd: Northd, nb: Reader, sb: Reader) -> dict[str, Any]:
    """The options that lead a module to both databases, which have the network; web1 is on a chassis."""
    connections = {"nb_connection": nb.server.connection, "sb_connection": sb.server.connection}
    made = run_module("ovn_topology", {**connections, **NETWORK})
    assert not made.get("failed"), made["msg"]
    register(sb, "host1", nb_cfg=100)
    bind = {"chassis": ["uuid", sb.row("Chassis", name="host1")["_uuid"]], "up": True}
    sb.transact({"op": "update", "table": "Port_Binding", "where": [["logical_port", "==", "web1"]], "row": bind})
    return connections


def says(sb: Reader, port: str, status: str) -> None:
    """Be the ovn-controller that checks a backend."""
    where = [["logical_port", "==", port]]
    sb.transact({"op": "update", "table": "Service_Monitor", "where": where, "row": {"status": status}})


def monitors(sb: Reader) -> dict[str, tuple[str, str]]:
    """For each port that is checked, the row and the address that checks come from."""
    return {row["logical_port"]: (str(row["_uuid"]), row["src_ip"]) for row in sb.rows("Service_Monitor")}


def test_states(run_module: ModuleRunner, sb: Reader, ovn: dict[str, Any]) -> None:
    says(sb, "web1", "offline")
    found = run_module("ovn_info", {**ovn, "gather": ["backends"]})["backends"]
    rows = [(row["vip"], row["backend"], row["port"], row["chassis"], row["state"]) for row in found]
    assert rows == [
        ("10.9.0.7", "10.0.1.5", None, None, "unchecked"),
        ("10.9.0.8:80", WEB1, "web1", "host1", "unchecked"),
        (VIP, WEB1, "web1", "host1", "offline"),
        (VIP, WEB2, "web2", None, "unknown"),
    ]
    says(sb, "web1", "online")
    says(sb, "web2", "error")
    named = {**ovn, "gather": ["backends"], "names": ["web"]}
    assert [row["state"] for row in run_module("ovn_info", named)["backends"]] == ["unchecked", "online", "error"]


def test_another_source_makes_another_check(
    run_module: ModuleRunner, nb: Reader, sb: Reader, ovn: dict[str, Any]
) -> None:
    """What ovn-controller began from one address, it never goes on from another."""
    before = monitors(sb)
    mappings = {**SOURCES, "10.0.1.5": "web1:10.0.1.253"}
    task = {**ovn, "name": "web", "ip_port_mappings": mappings, "wait": "sb"}
    untouched = nb.snapshot()
    planned = run_module("ovn_lb", task, check=True)
    assert nb.snapshot() == untouched
    done = run_module("ovn_lb", task)
    assert done["changed"], done
    assert (done["operations"], done["diff"]) == (planned["operations"], planned["diff"])
    after = monitors(sb)
    assert after["web1"][0] != before["web1"][0]
    assert after["web1"][1] == "10.0.1.253"
    assert after["web2"] == before["web2"]
    assert run_module("ovn_lb", task)["changed"] is False


def test_without_a_check_it_is_one_change(run_module: ModuleRunner, nb: Reader, ovn: dict[str, Any]) -> None:
    run_module("ovn_lb", {**ovn, "name": "web", "health_checks": [], "purge": ["health_checks"]})
    before = nb.row("NB_Global")["nb_cfg"]
    mappings = {**SOURCES, "10.0.1.5": "web1:10.0.1.253"}
    assert run_module("ovn_lb", {**ovn, "name": "web", "ip_port_mappings": mappings})["changed"]
    assert nb.row("NB_Global")["nb_cfg"] == before


def test_a_chassis_that_does_not_stop_is_named(
    run_module: ModuleRunner, nb: Reader, sb: Reader, ovn: dict[str, Any]
) -> None:
    where = [["name", "==", "host1"]]
    sb.transact({"op": "update", "table": "Chassis_Private", "where": where, "row": {"nb_cfg": 1}})
    task = {**ovn, "name": "web", "ip_port_mappings": {**SOURCES, "10.0.1.5": "web1:10.0.1.253"}, "wait_timeout": 5}
    message = run_module.fails("ovn_lb", task)
    assert message.startswith("checks of 10.0.1.5 come from another address only after they have stopped: written, but")
    assert "chassis host1 (nb_cfg 1)" in message
    assert message.endswith("Nothing checks these backends until the task is run again")
    assert list(monitors(sb)) == ["web2"]
    # It still has not seen it: a new check would go on from the old address.
    assert run_module.fails("ovn_lb", task) == message
    assert list(monitors(sb)) == ["web2"]
    sb.transact({"op": "update", "table": "Chassis_Private", "where": where, "row": {"nb_cfg": 100}})
    patient = {**task, "wait": "sb", "wait_timeout": 60}
    planned = run_module("ovn_lb", patient, check=True)
    again = run_module("ovn_lb", patient)
    assert again["changed"], again
    assert (again["operations"], again["diff"]) == (planned["operations"], planned["diff"])
    assert monitors(sb)["web1"][1] == "10.0.1.253"
    assert nb.row("Load_Balancer", name="web")["external_ids"] == {"ansible-ovn-owner": "ansible"}
    assert run_module("ovn_lb", task)["changed"] is False
