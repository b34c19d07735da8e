# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that ovsdbapp, the library of OpenStack, writes and reads beside us."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ovsdbapp.backend.ovs_idl import connection
from ovsdbapp.schema.ovn_northbound.impl_idl import OvnNbApiIdlImpl
from support.modules import ModuleRunner


@pytest.fixture
def api(to_nb: dict[str, Any]) -> Iterator[OvnNbApiIdlImpl]:
    """ovsdbapp's view of the test's own server; the class keeps its first connection, so it is a new one."""

    class Api(OvnNbApiIdlImpl):
        _ovsdb_connection = None

    idl = connection.OvsdbIdl.from_server(",".join(to_nb["nb_connection"]), "OVN_Northbound")
    link = connection.Connection(idl, timeout=10)
    yield Api(link)
    link.stop()


def test_what_ovsdbapp_wrote_needs_no_change(
    run_module: ModuleRunner, to_nb: dict[str, Any], api: OvnNbApiIdlImpl
) -> None:
    address = "02:ac:10:ff:01:30 172.16.255.130"
    with api.transaction(check_error=True) as transaction:
        transaction.add(api.ls_add("dmz"))
        transaction.add(api.lsp_add("dmz", "dmz-vm1"))
        transaction.add(api.lsp_set_addresses("dmz-vm1", [address]))
        transaction.add(api.lr_add("edge1", options={"chassis": "ubuntu1"}))
        transaction.add(api.lrp_add("edge1", "edge1-dmz", "02:ac:10:ff:01:29", ["172.16.255.129/26"]))
        transaction.add(api.lb_add("web", "10.127.0.254", ["172.16.255.130"], protocol="tcp"))
    with api.transaction(check_error=True) as transaction:
        transaction.add(api.lr_route_add("edge1", "10.0.0.0/8", "172.16.255.131"))
        transaction.add(api.ls_lb_add("dmz", api.lb_get("web").execute(check_error=True).uuid))
    result = run_module(
        "ovn_topology",
        {
            **to_nb,
            "switches": [{"name": "dmz", "ports": [{"name": "dmz-vm1", "addresses": [address]}], "purge": ["ports"]}],
            "routers": [
                {
                    "name": "edge1",
                    "chassis": "ubuntu1",
                    "ports": [{"name": "edge1-dmz", "mac": "02:ac:10:ff:01:29", "networks": ["172.16.255.129/26"]}],
                    "static_routes": [{"ip_prefix": "10.0.0.0/8", "nexthop": "172.16.255.131"}],
                    "purge": ["ports", "static_routes"],
                }
            ],
            "load_balancers": [{"name": "web", "vips": {"10.127.0.254": ["172.16.255.130"]}, "switches": ["dmz"]}],
        },
    )
    assert result["operations"] == []
    assert not result["changed"]


def test_ovsdbapp_reads_what_we_wrote(run_module: ModuleRunner, to_nb: dict[str, Any], api: OvnNbApiIdlImpl) -> None:
    run_module(
        "ovn_router",
        {
            **to_nb,
            "name": "edge1",
            "chassis": "ubuntu1",
            "ports": [{"name": "edge1-out", "mac": "02:00:00:00:00:01", "networks": ["192.0.2.1/24"]}],
            "nat": [{"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.0/24"}],
        },
    )
    router = api.lr_get("edge1").execute(check_error=True)
    assert router.options["chassis"] == "ubuntu1"
    (rule,) = api.lr_nat_list("edge1").execute(check_error=True)
    assert (rule.type, rule.external_ip, rule.logical_ip) == ("snat", "192.0.2.1", "10.0.0.0/24")
    (port,) = api.lrp_list("edge1").execute(check_error=True)
    assert port.networks == ["192.0.2.1/24"]
