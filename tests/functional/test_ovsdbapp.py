# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovsdbapp's second opinion: it reads what the modules wrote, and they leave alone what it wrote.

Each Debian suite's version on that suite's release of OVN, and PyPI's on the machine's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner
from support.processes import OvsdbServer
from support.programs import OWN_RELEASE, RELEASES, bindings, release_of
from support.reader import Reader
from test_ovn_topology import network

SERVER = Path(__file__).parent / "support" / "ovsdbapp_server.py"


class Api:
    """Every method of ovsdbapp's Northbound API, in the process that has this version. Rows are dictionaries."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return partial(self._call, method)

    def _call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        print(json.dumps([method, args, kwargs]), file=self._process.stdin, flush=True)
        return self.answer(method)

    def answer(self, question: str) -> Any:
        line = self._process.stdout.readline()
        assert line, f"ovsdbapp ended at {question}: see what it printed"
        return json.loads(line)


@pytest.fixture(params=[*RELEASES.values(), None], ids=[*(each.name for each in RELEASES.values()), "PyPI"])
def suite(request: pytest.FixtureRequest) -> Path | None:
    return request.param


@pytest.fixture
def release(suite: Path | None) -> str:
    return release_of(suite) if suite else OWN_RELEASE


@pytest.fixture
def api(northbound: OvsdbServer, suite: Path | None) -> Iterator[Api]:
    packages = bindings(suite) if suite else Path(sys.prefix)
    with subprocess.Popen(
        [sys.executable, str(SERVER), northbound.connection],
        env={**os.environ, "PYTHONPATH": str(packages)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        started = Api(process)
        used = started.answer("its start")
        assert Path(used).is_relative_to(packages)
        yield started
    # Leaving the block has closed its input, by which it ends.
    assert process.returncode == 0


def test_it_reads_what_was_written(run_module: ModuleRunner, api: Api, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, **network()})

    assert {row["name"] for row in api.ls_list()} == {"dmz", "outside"}
    assert {row["name"] for row in api.lsp_list("dmz")} == {"dmz-vm0", "dmz-vm1", "dmz-edge1-dmz"}
    assert api.lsp_get_addresses("dmz-vm0") == ["02:ac:10:ff:01:30 172.16.255.130"]
    assert api.lsp_get_dhcpv4_options("dmz-vm0")["cidr"] == "172.16.255.128/26"
    assert api.lsp_get_options("dmz-edge1-dmz") == {"router-port": "edge1-dmz"}
    assert {row["name"] for row in api.lrp_list("edge1")} == {"edge1-dmz", "edge1-outside"}
    assert [(row["ip_prefix"], row["nexthop"]) for row in api.lr_route_list("edge1")] == [("0.0.0.0/0", "10.127.0.254")]
    assert [(row["type"], row["logical_ip"], row["external_ip"]) for row in api.lr_nat_list("edge1")] == [
        ("snat", "172.16.255.128/26", "10.127.0.129")
    ]
    assert [row["vips"] for row in api.lr_lb_list("edge1")] == [{"10.127.0.200": "172.16.255.130,172.16.255.131"}]


def test_what_it_wrote_is_as_declared(run_module: ModuleRunner, api: Api, nb: Reader, to_nb: dict[str, Any]) -> None:
    declared = network()
    [pool], [edge], [web] = declared["dhcp_options"], declared["routers"], declared["load_balancers"]
    named = {"ansible-ovn-name": pool["name"]}
    dhcp = api.dhcp_options_add(pool["cidr"], **named)  # keywords become external_ids
    api.dhcp_options_set_options(dhcp["uuid"], **{key: str(value) for key, value in pool["options"].items()})
    for switch in declared["switches"]:
        api.ls_add(switch["name"])
        for port in switch["ports"]:
            api.lsp_add(switch["name"], port["name"])
            api.lsp_set_addresses(port["name"], port["addresses"])
    api.lsp_set_type("localnet", "localnet")
    api.lsp_set_options("localnet", network_name="dataNet")
    for name in ("dmz-vm0", "dmz-vm1"):
        api.lsp_set_dhcpv4_options(name, dhcp["uuid"])
    api.lr_add(edge["name"], options={"chassis": "ubuntu1"})
    for port in edge["ports"]:
        api.lrp_add(edge["name"], port["name"], port["mac"], port["networks"])
        link = f"{port['switch']}-{port['name']}"
        api.lsp_add(port["switch"], link)
        api.lsp_set_type(link, "router")
        api.lsp_set_addresses(link, ["router"])
        api.lsp_set_options(link, **{"router-port": port["name"]})
    api.lr_route_add(edge["name"], "0.0.0.0/0", "10.127.0.254")
    api.lr_nat_add(edge["name"], "snat", "10.127.0.129", "172.16.255.128/26")
    for vip, backends in web["vips"].items():
        api.lb_add(web["name"], vip, backends)
    api.lr_lb_add(edge["name"], web["name"])

    before = nb.snapshot()
    result = run_module("ovn_topology", {**to_nb, **declared})
    assert result["operations"] == []
    assert result["changed"] is False
    assert nb.snapshot() == before
