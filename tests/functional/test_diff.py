# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A diff is short enough to read, and hides nothing that goes."""

from __future__ import annotations

from typing import Any

from support.modules import ModuleRunner, Result
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.render import SHOWN

MANY = 120


def ports(switch: int, address: str = "") -> list[dict[str, Any]]:
    return [{"name": f"p{switch}-{number}", "addresses": [address or "unknown"]} for number in range(4)]


def network(address: str = "", **more: Any) -> dict[str, Any]:
    return {"switches": [{"name": f"s{number}", "ports": ports(number, address), **more} for number in range(MANY)]}


def lines(result: Result, side: str) -> list[str]:
    return str(result["diff"][side]).splitlines()


def test_of_many_rows(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    made = run_module("ovn_topology", {**to_nb, **network()})
    assert lines(made, "before") == []
    shown = lines(made, "after")
    assert len([line for line in shown if line.startswith("Logical_Switch s")]) == SHOWN
    assert len([line for line in shown if line.startswith("Logical_Switch_Port p")]) == SHOWN
    assert shown[-2:] == [
        f"Logical_Switch: {MANY - SHOWN} more rows are made, see operations",
        f"Logical_Switch_Port: {4 * MANY - SHOWN} more rows are made, see operations",
    ]
    changed = run_module("ovn_topology", {**to_nb, **network("dynamic")})
    assert len(lines(changed, "before")) == 2 * SHOWN
    assert lines(changed, "after")[2 * SHOWN :] == [
        f"Logical_Switch_Port: {4 * MANY - SHOWN} more rows change, see operations"
    ]
    assert len(changed["operations"]) == 4 * MANY


def test_all_that_goes_is_named(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, **network()})
    gone = run_module(
        "ovn_topology", {**to_nb, "switches": [{"name": f"s{n}", "state": "absent"} for n in range(MANY)]}
    )
    named = {line for line in lines(gone, "before") if not line.startswith(" ")}
    assert named == {
        *(f"Logical_Switch s{number}" for number in range(MANY)),
        *(f"Logical_Switch_Port {port['name']}" for number in range(MANY) for port in ports(number)),
    }
    assert lines(gone, "after") == []
