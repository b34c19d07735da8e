# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container's port is in Open vSwitch, and whose ports are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.cni import port
from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.annotation import Annotation
from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.errors import CniError
from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.request import Request

REQUEST = Request("ADD", "1.0.0", container_id="0123456789abcdef0123", port="pod", bridge="br-int")
FOUND = Annotation("0a:00:00:00:00:01", "10.0.2.3/24", "10.0.2.1")
UUID = ["uuid", "6b2d3d4e-0000-0000-0000-000000000001"]


class Switch:
    """A host's Open vSwitch with one interface of a name, or none."""

    def __init__(self, ids: dict[str, str] | None = None, *, installed: bool = True) -> None:
        self.ids = ids
        self.installed = installed
        self.done: list[dict[str, Any]] = []

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        (only,) = selects
        if only["table"] == "Open_vSwitch":
            return [[{"external_ids": ["map", []], "cur_cfg": 7}]]
        if only["table"] == "Port":
            return [[{"_uuid": UUID}]]
        if only["table"] == "Bridge":
            return [[]]
        return [[] if self.ids is None else [{"external_ids": ["map", list(map(list, self.ids.items()))]}]]

    def transact(self, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.done = operations
        if operations[0]["op"] == "insert":
            self.ids = {"ovn-installed": "true"} if self.installed else {}
        return [{"rows": [{"next_cfg": 7}]} for _operation in operations]


def test_a_port_is_made_and_ovn_waited_for() -> None:
    switch = Switch()
    port.plug_in(switch, REQUEST, FOUND)  # type: ignore[arg-type]
    interface = switch.done[0]["row"]
    assert interface["name"] == "0123456789abcde"
    assert dict(interface["external_ids"][1]) == {
        "attached_mac": "0a:00:00:00:00:01",
        "iface-id": "pod",
        "ip_address": "10.0.2.3/24",
        "container_id": REQUEST.container_id,
    }
    assert switch.done[2]["where"] == [["name", "==", "br-int"]]


def test_a_port_that_ovn_does_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "PATIENCE", 0.0)
    with pytest.raises(CniError, match="OVN has not taken the logical port pod into its flows") as caught:
        port.plug_in(Switch(installed=False), REQUEST, FOUND)  # type: ignore[arg-type]
    assert caught.value.code == 11


@pytest.mark.parametrize(
    "ids", [None, {}, {"container_id": "0123456789abcdeXXXXX"}], ids=["none", "no container's", "another's"]
)
def test_nothing_is_taken_from_others(ids: dict[str, str] | None) -> None:
    switch = Switch(ids)
    port.unplug(switch, REQUEST)  # type: ignore[arg-type]
    assert switch.done == []


def test_the_containers_own_port_goes() -> None:
    switch = Switch({"container_id": REQUEST.container_id})
    port.unplug(switch, REQUEST)  # type: ignore[arg-type]
    assert switch.done[0]["mutations"] == [["ports", "delete", ["set", [UUID]]]]


def test_no_bridge() -> None:
    with pytest.raises(CniError, match="Open vSwitch has no bridge br-none"):
        port.bridge(Switch(), "br-none")  # type: ignore[arg-type]
