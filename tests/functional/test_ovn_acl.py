# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_acl against a real Northbound database: the ACLs of what is there, and nothing else of it."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader

WEB = {"direction": "to-lport", "priority": 1001, "match": "tcp.dst == 80"}
REST = {"direction": "to-lport", "priority": 1000, "match": "ip"}
OWNERS = [("switch", "ovn_switch", "Logical_Switch"), ("port_group", "ovn_port_group", "Port_Group")]


@pytest.mark.releases
@pytest.mark.parametrize(("option", "maker", "table"), OWNERS)
def test_life_of_acls(
    option: str, maker: str, table: str, life: StartLife, run_module: ModuleRunner, to_nb: dict[str, Any]
) -> None:
    def actions(nb: Reader) -> dict[str, str]:
        acls = nb.referenced("ACL", nb.row(table, name="web")["acls"])
        return {acl["match"]: acl["action"] for acl in acls}

    def created(nb: Reader) -> None:
        assert actions(nb) == {"tcp.dst == 80": "allow-related", "ip": "drop"}

    def changed(nb: Reader) -> None:
        assert actions(nb) == {"ip": "reject"}
        assert len(nb.rows("ACL")) == 1

    def deleted(nb: Reader) -> None:
        assert actions(nb) == {}
        assert nb.rows("ACL") == []

    run_module(maker, {**to_nb, "name": "web"})
    life("ovn_acl").passes(
        create=Stage(
            {option: "web", "acls": [{**WEB, "action": "allow-related"}, {**REST, "action": "drop"}]}, created
        ),
        change=Stage({option: "web", "acls": [{**WEB, "state": "absent"}, {**REST, "action": "reject"}]}, changed),
        delete=Stage({option: "web", "purge": ["acls"]}, deleted),
    )


def test_nothing_but_the_named_acls_is_touched(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """Not even the mark of a switch that somebody else has made."""
    nb.insert("Logical_Switch", name="dmz")
    run_module("ovn_acl", {**to_nb, "switch": "dmz", "acls": [{**WEB, "action": "drop"}]})
    run_module("ovn_acl", {**to_nb, "switch": "dmz", "acls": [{**REST, "action": "drop"}]})
    assert {acl["match"] for acl in nb.rows("ACL")} == {"tcp.dst == 80", "ip"}
    assert nb.row("Logical_Switch", name="dmz")["external_ids"] == {}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"switch": "dmz"}, "switch: there is no logical switch dmz; "),
        ({"port_group": "web"}, "port_group: there is no port group web; "),
        ({"switch": " "}, "switch: is empty; name the switch"),
        ({}, "switch: and port_group are missing; name one of them"),
        ({"switch": "dmz", "port_group": "web"}, "port_group: and switch exclude each other; name one of them"),
        (
            {"switch": "dmz", "acls": [{**WEB, "priority": 40000}]},
            "acls[0].priority: 40000 is not between 0 and 32767",
        ),
    ],
)
def test_bad_input(
    given: dict[str, Any], message: str, run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]
) -> None:
    before = nb.snapshot()
    assert message in run_module.fails("ovn_acl", {**to_nb, **given})
    assert nb.snapshot() == before
