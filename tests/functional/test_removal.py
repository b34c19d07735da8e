# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that go: what goes with them, what a purge takes, and what keeps them from going."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.reader import Reader

NEIGHBOUR = "10.0.0.1"


def router(name: str, network: int = 0) -> dict[str, Any]:
    """A router with two ports, and on each of them a BFD session and a static MAC binding."""
    ports = [f"{name}-{number}" for number in (0, 1)]
    binding = {"ip": NEIGHBOUR, "mac": "02:00:00:00:00:02"}
    return {
        "name": name,
        "ports": [
            {"name": port, "mac": "auto", "networks": [f"10.{network}.{number}.254/24"]}
            for number, port in enumerate(ports)
        ],
        "bfd": [{"logical_port": port, "dst_ip": NEIGHBOUR} for port in ports],
        "static_mac_bindings": [{"logical_port": port, **binding} for port in ports],
    }


def names(result: Result) -> list[str]:
    assert not result.get("failed"), result
    return sorted(
        f"{operation['action']} {operation['table']} {operation['name']}" for operation in result["operations"]
    )


def of_ports(*ports: str) -> list[str]:
    """All operations that take router ports away, with what speaks of them."""
    return sorted(
        f"delete {what}"
        for port in ports
        for what in (
            f"Logical_Router_Port {port}",
            f"BFD {port} {NEIGHBOUR}",
            f"Static_MAC_Binding {port} {NEIGHBOUR}",
        )
    )


def ports_of(nb: Reader, table: str) -> list[str]:
    return sorted(row["logical_port"] for row in nb.rows(table))


@pytest.mark.releases
@pytest.mark.parametrize(
    ("declared", "gone"),
    [
        pytest.param({"ports": [{"name": "edge-0", "state": "absent"}]}, ["edge-0"], id="absent"),
        pytest.param({"ports": [{"name": "edge-1"}], "purge": ["ports"]}, ["edge-0"], id="purge"),
        pytest.param({"ports": [], "purge": ["ports"]}, ["edge-0", "edge-1"], id="purge all"),
    ],
)
def test_what_speaks_of_a_router_port_goes_with_it(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], declared: dict[str, Any], gone: list[str]
) -> None:
    names(run_module("ovn_topology", {**to_nb, "routers": [router("edge"), router("other", 1)]}))
    result = run_module("ovn_router", {**to_nb, "name": "edge", **declared})
    assert names(result) == of_ports(*gone)
    left = sorted({"edge-0", "edge-1", "other-0", "other-1"} - set(gone))
    assert ports_of(nb, "BFD") == left
    assert ports_of(nb, "Static_MAC_Binding") == left


@pytest.mark.releases
def test_a_router_goes_while_another_gets_ports(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    names(run_module("ovn_router", {**to_nb, **router("edge")}))
    result = run_module("ovn_topology", {**to_nb, "routers": [{"name": "edge", "state": "absent"}, router("other", 1)]})
    gone = [name for name in names(result) if name.startswith("delete ")]
    assert gone == sorted([*of_ports("edge-0", "edge-1"), "delete Logical_Router edge"])
    assert ports_of(nb, "BFD") == ports_of(nb, "Static_MAC_Binding") == ["other-0", "other-1"]
