# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's own OVN settings."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import chassis

NONE: dict[str, Any] = {
    **dict.fromkeys(chassis.KEYS),
    "bridge_mappings": None,
    "external_ids": None,
    "state": "present",
}


def keys(options: dict[str, Any], datapath_type: str | None = None, mappings: str = "") -> dict[str, str | None]:
    return chassis.external_ids({**NONE, **options}, datapath_type, mappings)


def test_an_omitted_option_is_untouched() -> None:
    assert keys({}) == {}


def test_every_option_is_a_key() -> None:
    assert keys(
        {
            "system_id": "ubuntu2",
            "remote": ["tcp:10.0.0.1:6642", "tcp:10.0.0.2:6642"],
            "encap_type": ["geneve", "vxlan"],
            "encap_ip": ["10.0.0.3"],
            "hostname": "ubuntu2.example",
            "monitor_all": False,
            "external_ids": {"ovn-is-interconn": True, "gone": None},
        },
        "netdev",
    ) == {
        "system-id": "ubuntu2",
        "ovn-remote": "tcp:10.0.0.1:6642,tcp:10.0.0.2:6642",
        "ovn-encap-type": "geneve,vxlan",
        "ovn-encap-ip": "10.0.0.3",
        "hostname": "ubuntu2.example",
        "ovn-monitor-all": "false",
        "ovn-bridge-datapath-type": "netdev",
        "ovn-is-interconn": "true",
        "gone": None,
    }


def test_the_kernels_datapath_needs_no_key() -> None:
    assert keys({}, "system") == {"ovn-bridge-datapath-type": None}


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("", {"dataNet": "br-eth1"}, "dataNet:br-eth1"),
        ("a:br-a,b:br-b", {"b": "br-c"}, "a:br-a,b:br-c"),
        ("a:br-a,b:br-b", {"a": None, "c": "br-c"}, "b:br-b,c:br-c"),
        ("a:br-a", {"a": None}, None),
        ("", {"a": None}, None),
    ],
)
def test_mappings_are_merged(before: str, changes: dict[str, str | None], after: str | None) -> None:
    assert keys({"bridge_mappings": changes}, mappings=before) == {"ovn-bridge-mappings": after}


def test_no_mappings_leave_the_mappings_alone() -> None:
    assert keys({"bridge_mappings": {}}, mappings="a:br-a") == {}


def test_a_host_that_is_no_chassis_any_more_keeps_its_name() -> None:
    found = keys({"state": "absent", "system_id": "ubuntu2", "external_ids": {"mine": "x"}})
    assert set(found.values()) == {None}
    assert {"ovn-remote", "ovn-encap-ip", "ovn-bridge-mappings", "mine"} <= set(found)
    assert "system-id" not in found
    assert chassis.system_id_file({**NONE, "state": "absent", "system_id": "ubuntu2"}) is None


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"remote": ["tcp:10.0.0.1"]}, "remote[0]"),
        ({"remote": ["tcp:10.0.0.1:6642", "10.0.0.1:6642"]}, "remote[1]"),
        ({"encap_ip": ["10.0.0.300"]}, "encap_ip[0]"),
        ({"encap_ip": ["10.0.0.1/24"]}, "encap_ip[0]"),
        ({"encap_ip": ["10.0.0.9"]}, "encap_ip[0]"),
        ({"bridge_mappings": {"a:b": "br-a"}}, "bridge_mappings[a:b]"),
        ({"bridge_mappings": {"a": "br-a,br-b"}}, "bridge_mappings[a]"),
        ({"bridge_mappings": {"a": ""}}, "bridge_mappings[a]"),
        ({"external_ids": {"ovn-remote": "tcp:10.0.0.1:6642"}}, "external_ids[ovn-remote]"),
        ({"system_id": "two words"}, "system_id"),
    ],
)
def test_faults(options: dict[str, Any], path: str) -> None:
    (fault,) = chassis.faults({**NONE, **options}, {"10.0.0.1", "2001:db8::1"})
    assert fault.path == path


@pytest.mark.parametrize(
    "options",
    [
        {"remote": ["ssl:[2001:db8::1]:6642", "unix:/run/ovn/ovnsb_db.sock", "tcp:central:6642"]},
        {"encap_ip": ["10.0.0.1", "2001:db8:0::1"]},
        {"bridge_mappings": {"dataNet": "br-eth1", "old": None}},
    ],
)
def test_nothing_wrong(options: dict[str, Any]) -> None:
    assert chassis.faults({**NONE, **options}, {"10.0.0.1", "2001:db8::1"}) == []


def test_who_is_addressed_where_is_told() -> None:
    (fault,) = chassis.faults({**NONE, "encap_ip": ["10.0.0.9"]}, {"10.0.0.1", "10.0.0.2"})
    assert "choose from 10.0.0.1, 10.0.0.2" in fault.text
