# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovsdbapp's second opinion: it reads what the modules wrote, and they leave alone what it wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ovsdbapp.backend.ovs_idl.connection import Connection, OvsdbIdl
from ovsdbapp.schema.ovn_northbound.impl_idl import OvnNbApiIdlImpl
from support.modules import ModuleRunner
from support.processes import OvsdbServer
from support.reader import Reader
from test_ovn_topology import network


@pytest.fixture
def api(northbound: OvsdbServer) -> Iterator[OvnNbApiIdlImpl]:
    connection = Connection(OvsdbIdl.from_server(northbound.connection, "OVN_Northbound"), timeout=10)
    yield OvnNbApiIdlImpl(connection)
    connection.stop(timeout=10)
    # It keeps the first connection of the process for all that come later.
    OvnNbApiIdlImpl._ovsdb_connection = None


def run(command: Any) -> Any:
    return command.execute(check_error=True)


def test_it_reads_what_was_written(run_module: ModuleRunner, api: OvnNbApiIdlImpl, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, **network()})

    assert {row.name for row in run(api.ls_list())} == {"dmz", "outside"}
    assert {row.name for row in run(api.lsp_list("dmz"))} == {"dmz-vm0", "dmz-vm1", "dmz-edge1-dmz"}
    assert run(api.lsp_get_addresses("dmz-vm0")) == ["02:ac:10:ff:01:30 172.16.255.130"]
    assert run(api.lsp_get_dhcpv4_options("dmz-vm0")).cidr == "172.16.255.128/26"
    assert run(api.lsp_get_options("dmz-edge1-dmz")) == {"router-port": "edge1-dmz"}
    assert {row.name for row in run(api.lrp_list("edge1"))} == {"edge1-dmz", "edge1-outside"}
    assert [(row.ip_prefix, row.nexthop) for row in run(api.lr_route_list("edge1"))] == [("0.0.0.0/0", "10.127.0.254")]
    assert [(row.type, row.logical_ip, row.external_ip) for row in run(api.lr_nat_list("edge1"))] == [
        ("snat", "172.16.255.128/26", "10.127.0.129")
    ]
    assert [row.vips for row in run(api.lr_lb_list("edge1"))] == [{"10.127.0.200": "172.16.255.130,172.16.255.131"}]


def test_what_it_wrote_is_as_declared(
    run_module: ModuleRunner, api: OvnNbApiIdlImpl, nb: Reader, to_nb: dict[str, Any]
) -> None:
    declared = network()
    [pool], [edge], [web] = declared["dhcp_options"], declared["routers"], declared["load_balancers"]
    named = {"ansible-ovn-name": pool["name"]}
    dhcp = run(api.dhcp_options_add(pool["cidr"], **named))  # keywords become external_ids
    run(api.dhcp_options_set_options(dhcp.uuid, **{key: str(value) for key, value in pool["options"].items()}))
    for switch in declared["switches"]:
        run(api.ls_add(switch["name"]))
        for port in switch["ports"]:
            run(api.lsp_add(switch["name"], port["name"]))
            run(api.lsp_set_addresses(port["name"], port["addresses"]))
    run(api.lsp_set_type("localnet", "localnet"))
    run(api.lsp_set_options("localnet", network_name="dataNet"))
    for name in ("dmz-vm0", "dmz-vm1"):
        run(api.lsp_set_dhcpv4_options(name, dhcp.uuid))
    run(api.lr_add(edge["name"], options={"chassis": "ubuntu1"}))
    for port in edge["ports"]:
        run(api.lrp_add(edge["name"], port["name"], port["mac"], port["networks"]))
        link = f"{port['switch']}-{port['name']}"
        run(api.lsp_add(port["switch"], link))
        run(api.lsp_set_type(link, "router"))
        run(api.lsp_set_addresses(link, ["router"]))
        run(api.lsp_set_options(link, **{"router-port": port["name"]}))
    run(api.lr_route_add(edge["name"], "0.0.0.0/0", "10.127.0.254"))
    run(api.lr_nat_add(edge["name"], "snat", "10.127.0.129", "172.16.255.128/26"))
    for vip, backends in web["vips"].items():
        run(api.lb_add(web["name"], vip, backends))
    run(api.lr_lb_add(edge["name"], web["name"]))

    before = nb.snapshot()
    result = run_module("ovn_topology", {**to_nb, **declared})
    assert result["operations"] == []
    assert result["changed"] is False
    assert nb.snapshot() == before
