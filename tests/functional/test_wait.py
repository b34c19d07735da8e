# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting until northd and the chassis have what was written."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.processes import Northd
from support.reader import Reader

SWITCH = {"name": "dmz", "ports": [{"name": "vm"}]}
# Seconds in which northd translates a change, also on a busy machine; who lags is waited for so long.
ENOUGH = 5


@pytest.fixture
def to_ovn(nb: Reader, sb: Reader) -> dict[str, Any]:
    return {"nb_connection": nb.server.connection, "sb_connection": sb.server.connection}


def register(sb: Reader, name: str, nb_cfg: int) -> None:
    """Be a chassis that has come so far."""
    sb.transact(
        {
            "op": "insert",
            "table": "Encap",
            "uuid-name": "encap",
            "row": {"type": "geneve", "ip": f"127.0.0.{name[-1]}", "chassis_name": name},
        },
        {
            "op": "insert",
            "table": "Chassis",
            "uuid-name": "chassis",
            "row": {"name": name, "encaps": ["named-uuid", "encap"]},
        },
        {
            "op": "insert",
            "table": "Chassis_Private",
            "row": {"name": name, "chassis": ["named-uuid", "chassis"], "nb_cfg": nb_cfg},
        },
    )


def test_the_change_is_translated_when_the_task_returns(
    run_module: ModuleRunner, northd: Northd, sb: Reader, to_ovn: dict[str, Any]
) -> None:
    result = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "sb"})
    assert result["nb_cfg"] == 1
    assert [row["logical_port"] for row in sb.rows("Port_Binding")] == ["vm"]


def test_options_of_the_whole_network_are_waited_for(
    run_module: ModuleRunner, northd: Northd, sb: Reader, to_ovn: dict[str, Any]
) -> None:
    args = {**to_ovn, "ipsec": True, "wait": "sb", "chassis_template_vars": [{"chassis": "one"}], "owner": "me"}
    assert run_module("ovn_nb_global", args)["nb_cfg"] == 1
    assert sb.row("SB_Global")["ipsec"] is True
    assert sb.row("Chassis_Template_Var")["chassis"] == "one"


def test_nothing_to_do_costs_no_round(
    run_module: ModuleRunner, northd: Northd, nb: Reader, to_ovn: dict[str, Any]
) -> None:
    first = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "sb"})
    again = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "sb"})
    assert (again["changed"], again["nb_cfg"]) == (False, first["nb_cfg"])


def test_check_mode_waits_for_nobody(run_module: ModuleRunner, nb: Reader, to_ovn: dict[str, Any]) -> None:
    result = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "hv"}, check=True)
    assert result["changed"]
    assert "nb_cfg" not in result


def test_a_wedged_northd_is_named(run_module: ModuleRunner, northd: Northd, nb: Reader, to_ovn: dict[str, Any]) -> None:
    run_module("ovn_switch", {**to_ovn, "name": "first", "wait": "sb"})
    with northd.frozen():
        result = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "sb", "wait_timeout": 1})
    assert result["failed"]
    assert result["msg"].startswith("written, but ovn-northd has not translated it within 1 s (nb_cfg 2, sb_cfg 1)")
    assert result["changed"]
    assert nb.row("Logical_Switch", name="dmz")
    again = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "sb"})
    assert (again.get("failed"), again["changed"]) == (None, False)


def test_no_northd_at_all(run_module: ModuleRunner, nb: Reader, to_ovn: dict[str, Any]) -> None:
    message = run_module.fails("ovn_switch", {**to_ovn, **SWITCH, "wait": "sb", "wait_timeout": 1})
    assert "start it (systemctl start ovn-northd)" in message


def test_a_chassis_that_lags_is_named(
    run_module: ModuleRunner, northd: Northd, sb: Reader, to_ovn: dict[str, Any]
) -> None:
    run_module("ovn_switch", {**to_ovn, "name": "first", "wait": "sb"})
    register(sb, "ubuntu1", nb_cfg=100)
    register(sb, "ubuntu2", nb_cfg=1)
    message = run_module.fails("ovn_switch", {**to_ovn, **SWITCH, "wait": "hv", "wait_timeout": ENOUGH})
    assert message.startswith(f"written, but not live on every chassis within {ENOUGH} s: chassis ubuntu2 (nb_cfg 1)")
    assert "ubuntu1" not in message


def test_a_chassis_that_never_registered_is_named(
    run_module: ModuleRunner, northd: Northd, sb: Reader, to_ovn: dict[str, Any]
) -> None:
    register(sb, "ubuntu1", nb_cfg=100)
    wait = {"wait": "hv", "wait_timeout": ENOUGH, "wait_chassis": ["ubuntu1", "ubuntu3"]}
    message = run_module.fails("ovn_switch", {**to_ovn, **SWITCH, **wait})
    assert "chassis ubuntu3 never registered: is ovn-controller running there" in message


def test_chassis_that_have_it(run_module: ModuleRunner, northd: Northd, sb: Reader, to_ovn: dict[str, Any]) -> None:
    register(sb, "ubuntu1", nb_cfg=100)
    for chassis in ([], ["ubuntu1"]):
        result = run_module("ovn_switch", {**to_ovn, **SWITCH, "wait": "hv", "wait_chassis": chassis})
        assert not result.get("failed"), result
