# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bridge as rows of the database."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_rows import Switch, bridge_row, undo_row

NONE: dict[str, Any] = {
    "name": "br-eth1",
    "fail_mode": None,
    "network": None,
    "other_config": None,
    "external_ids": None,
    "state": "present",
}
MAC = "02:00:00:00:00:01"


def bridge(options: dict[str, Any], nic: str | None = "eth1", mappings: str = "") -> tuple[Any, dict[str, Any]]:
    """The bridge's row, and the keys of the host's."""
    host = bridge_row({**NONE, **options}, nic, MAC if nic else None, "netdev", mappings)
    (row,) = host.children["bridges"].rows
    return row, host.merges


def test_a_bridge_with_its_nic() -> None:
    row, _ids = bridge({"fail_mode": "standalone", "external_ids": {"note": "x", "gone": None}})
    assert row.values == {"name": "br-eth1", "datapath_type": "netdev", "fail_mode": "standalone"}
    assert row.merges == {"other_config": {"hwaddr": MAC}, "external_ids": {"note": "x", "gone": None}}
    ports = row.children["ports"].rows
    interfaces = [port.children["interfaces"].rows[0] for port in ports]
    assert [interface.values for interface in interfaces] == [{"name": "br-eth1", "type": "internal"}, {"name": "eth1"}]


def test_a_bridge_that_leads_nowhere_has_no_mac_of_a_nic() -> None:
    row, _ids = bridge({}, nic=None)
    assert row.merges == {}
    assert [port.key for port in row.children["ports"].rows] == [("br-eth1",)]


def test_a_declared_mac_goes_before_that_of_the_nic() -> None:
    row, _ids = bridge(
        {"other_config": {"hwaddr": "02:00:00:00:00:09", "mcast-snooping-disable-flood-unregistered": True}}
    )
    assert row.merges["other_config"] == {
        "hwaddr": "02:00:00:00:00:09",
        "mcast-snooping-disable-flood-unregistered": "true",
    }


@pytest.mark.parametrize(
    ("options", "before", "after"),
    [
        ({}, "a:br-a", {}),
        ({"network": "dataNet"}, "a:br-a", {"external_ids": {"ovn-bridge-mappings": "a:br-a,dataNet:br-eth1"}}),
        ({"state": "absent"}, "a:br-a,b:br-eth1", {"external_ids": {"ovn-bridge-mappings": "a:br-a"}}),
        ({"state": "absent"}, "b:br-eth1", {"external_ids": {"ovn-bridge-mappings": None}}),
        ({"state": "absent"}, "a:br-a", {}),
    ],
)
def test_the_network_behind_the_bridge(options: dict[str, Any], before: str, after: dict[str, Any]) -> None:
    assert bridge(options, mappings=before)[1] == after


def test_the_way_back() -> None:
    (gone,) = undo_row("br-eth1", "eth1", had_bridge=False).children["bridges"].rows
    assert (gone.key, gone.state) == (("br-eth1",), "absent")
    (kept,) = undo_row("br-eth1", "eth1", had_bridge=True).children["bridges"].rows
    assert [(port.key, port.state) for port in kept.children["ports"].rows] == [(("eth1",), "absent")]


class Database:
    """Answers with rows as ovsdb-server would."""

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        ids = ["map", [["iface-id", "dmz-vm1"]]]
        return [
            [
                {
                    "name": "br-int",
                    "ports": ["set", [["uuid", "p1"], ["uuid", "p2"]]],
                    "datapath_type": "",
                    "fail_mode": "",
                },
                {"name": "br-eth1", "ports": ["uuid", "p3"], "datapath_type": "", "fail_mode": ["set", []]},
            ],
            [
                {"_uuid": ["uuid", "p1"], "name": "br-int"},
                {"_uuid": ["uuid", "p2"], "name": "vm1"},
                {"_uuid": ["uuid", "p3"], "name": "eth1"},
            ],
            [
                {"name": "br-int", "type": "internal", "error": ["set", []], "external_ids": ["map", []]},
                {"name": "vm1", "type": "", "error": "could not open network device vm1", "external_ids": ids},
                {"name": "eth1", "type": "", "error": ["set", []], "external_ids": ["map", []]},
            ],
        ]


def test_what_the_host_has() -> None:
    switch = Switch(Database())  # type: ignore[arg-type]
    assert switch.ports == {"br-int": ["br-int", "vm1"], "br-eth1": ["eth1"]}
    assert switch.bridge_of("eth1") == "br-eth1"
    assert switch.bridge_of("br-int") is None, "a bridge is no port of itself"
    assert switch.nics("br-int") == ["vm1"]
    assert switch.error("vm1") == "could not open network device vm1"
    assert switch.error("eth1") == switch.error("nowhere") == ""
    assert switch.external_ids("vm1") == {"iface-id": "dmz-vm1"}
