# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_dhcp_options against a real Northbound database."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader

OPTIONS = {"server_id": "172.16.255.129", "server_mac": "02:ac:10:ff:01:29", "lease_time": 3600}


@pytest.mark.releases
def test_life_of_dhcp_options(life: StartLife) -> None:
    def created(nb: Reader) -> None:
        row = nb.row("DHCP_Options")
        assert row["cidr"] == "172.16.255.128/26"
        assert row["options"] == {**OPTIONS, "lease_time": "3600", "router": "172.16.255.129"}
        assert row["external_ids"]["ansible-ovn-name"] == "dmz"

    def changed(nb: Reader) -> None:
        assert nb.row("DHCP_Options")["options"] == {**OPTIONS, "lease_time": "600", "mtu": "1442"}

    def deleted(nb: Reader) -> None:
        assert nb.rows("DHCP_Options") == []

    life("ovn_dhcp_options").passes(
        create=Stage(
            {"name": "dmz", "cidr": "172.16.255.128/26", "options": {**OPTIONS, "router": "172.16.255.129"}}, created
        ),
        change=Stage({"name": "dmz", "options": {"lease_time": 600, "mtu": 1442, "router": None}}, changed),
        delete=Stage({"name": "dmz", "state": "absent"}, deleted),
    )


def test_two_sets_for_one_network_are_told_apart(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    for name in ("short", "long"):
        result = run_module("ovn_dhcp_options", {**to_nb, "name": name, "cidr": "10.0.0.0/24", "options": OPTIONS})
        assert result["changed"]
    run_module("ovn_dhcp_options", {**to_nb, "name": "short", "options": {"lease_time": 60}})
    leases = {row["external_ids"]["ansible-ovn-name"]: row["options"]["lease_time"] for row in nb.rows("DHCP_Options")}
    assert leases == {"short": "60", "long": "3600"}


def test_ports_let_go_of_what_is_deleted(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_dhcp_options", {**to_nb, "name": "dmz", "cidr": "10.0.0.0/24", "options": OPTIONS})
    run_module("ovn_switch", {**to_nb, "name": "dmz", "ports": [{"name": "vm", "dhcpv4_options": "dmz"}]})
    assert nb.row("Logical_Switch_Port")["dhcpv4_options"] == nb.row("DHCP_Options")["_uuid"]
    assert run_module("ovn_dhcp_options", {**to_nb, "name": "dmz", "state": "absent"})["changed"]
    assert nb.row("Logical_Switch_Port")["dhcpv4_options"] is None
