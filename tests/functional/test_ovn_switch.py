# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_switch against a real Northbound database."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader, Row

VM1 = "02:ac:10:ff:01:30 172.16.255.130"
VM2 = "02:ac:10:ff:01:31 172.16.255.131"


def ports_of(nb: Reader, switch: str) -> dict[str, Row]:
    uuids = nb.row("Logical_Switch", name=switch)["ports"]
    return {port["name"]: port for port in nb.referenced("Logical_Switch_Port", uuids)}


@pytest.mark.releases
def test_life_of_a_switch(life: StartLife) -> None:
    def created(nb: Reader) -> None:
        switch = nb.row("Logical_Switch", name="dmz")
        assert switch["other_config"] == {"subnet": "172.16.255.128/26", "exclude_ips": "172.16.255.129"}
        ports = ports_of(nb, "dmz")
        assert set(ports) == {"dmz-vm1", "dmz-vm2", "dmz-tenant1"}
        assert ports["dmz-vm1"]["addresses"] == [VM1]
        assert ports["dmz-vm1"]["port_security"] == [VM1]
        assert ports["dmz-tenant1"]["type"] == "router"
        assert ports["dmz-tenant1"]["addresses"] == ["router"]
        assert ports["dmz-tenant1"]["options"] == {"router-port": "tenant1-dmz"}

    def changed(nb: Reader) -> None:
        assert nb.row("Logical_Switch", name="dmz")["other_config"] == {
            "subnet": "172.16.255.128/26",
            "exclude_ips": "172.16.255.129 172.16.255.140..172.16.255.150",
            "mcast_snoop": "true",
        }
        ports = ports_of(nb, "dmz")
        assert set(ports) == {"dmz-vm1", "dmz-vm3", "dmz-tenant1"}
        assert ports["dmz-vm1"]["enabled"] is False
        assert ports["dmz-vm1"]["addresses"] == [VM1]
        assert ports["dmz-vm1"]["port_security"] == []
        assert ports["dmz-vm3"]["addresses"] == ["unknown"]

    def deleted(nb: Reader) -> None:
        assert nb.rows("Logical_Switch") == []
        assert nb.rows("Logical_Switch_Port") == []

    switch = life("ovn_switch")
    port = {"name": "tenant1-dmz", "mac": "02:ac:10:ff:01:93", "networks": "172.16.255.129/26"}
    switch.reader.transact(
        {"op": "insert", "table": "Logical_Router_Port", "uuid-name": "port", "row": port},
        {"op": "insert", "table": "Logical_Router", "row": {"name": "tenant1", "ports": ["named-uuid", "port"]}},
    )
    switch.passes(
        create=Stage(
            {
                "name": "dmz",
                "subnet": "172.16.255.128/26",
                "exclude_ips": ["172.16.255.129"],
                "ports": [
                    {"name": "dmz-vm1", "addresses": [VM1], "port_security": [VM1]},
                    {"name": "dmz-vm2", "addresses": [VM2]},
                    {"name": "dmz-tenant1", "type": "router", "router_port": "tenant1-dmz"},
                ],
            },
            created,
        ),
        change=Stage(
            {
                "name": "dmz",
                "exclude_ips": ["172.16.255.129", "172.16.255.140..172.16.255.150"],
                "other_config": {"mcast_snoop": True},
                "ports": [
                    {"name": "dmz-vm1", "enabled": False, "port_security": []},
                    {"name": "dmz-vm2", "state": "absent"},
                    {"name": "dmz-vm3", "addresses": ["unknown"]},
                ],
            },
            changed,
        ),
        delete=Stage({"name": "dmz", "state": "absent"}, deleted),
    )


@pytest.mark.releases
def test_life_of_every_kind_of_port(life: StartLife) -> None:
    def created(nb: Reader) -> None:
        ports = ports_of(nb, "outside")
        assert ports["outside-localnet"]["options"] == {"network_name": "dataNet"}
        assert ports["outside-localnet"]["tag"] == 7
        assert ports["vm"]["options"] == {"requested-chassis": "ubuntu2,ubuntu3"}
        assert ports["container"]["parent_name"] == "vm"
        assert ports["container"]["tag_request"] == 0
        [dhcp] = nb.rows("DHCP_Options")
        assert ports["vm"]["dhcpv4_options"] == dhcp["_uuid"]

    def changed(nb: Reader) -> None:
        ports = ports_of(nb, "outside")
        assert set(ports) == {"outside-localnet", "vm"}
        assert ports["outside-localnet"]["tag"] == 8
        assert ports["vm"]["options"] == {"requested-chassis": "ubuntu3", "qos_max_rate": "1000000"}

    def deleted(nb: Reader) -> None:
        assert set(ports_of(nb, "outside")) == {"outside-localnet", "vm"}
        assert ports_of(nb, "outside")["vm"]["options"] == {"requested-chassis": "ubuntu3"}

    switch = life("ovn_switch")
    pool = {"cidr": "10.0.0.0/24", "external_ids": ["map", [["ansible-ovn-name", "pool"]]]}
    switch.reader.insert("DHCP_Options", **pool)
    switch.passes(
        create=Stage(
            {
                "name": "outside",
                "ports": [
                    {"name": "outside-localnet", "type": "localnet", "network_name": "dataNet", "tag": 7},
                    {"name": "vm", "requested_chassis": ["ubuntu2", "ubuntu3"], "dhcpv4_options": "pool"},
                    {"name": "container", "parent_name": "vm", "tag_request": 0},
                ],
            },
            created,
        ),
        change=Stage(
            {
                "name": "outside",
                "ports": [
                    {"name": "outside-localnet", "tag": 8},
                    {"name": "vm", "requested_chassis": ["ubuntu3"], "options": {"qos_max_rate": 1000000}},
                ],
                "purge": ["ports"],
            },
            changed,
        ),
        # A key of a map goes by the value null.
        delete=Stage({"name": "outside", "ports": [{"name": "vm", "options": {"qos_max_rate": None}}]}, deleted),
    )


def test_what_is_not_named_stays(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    other = ["map", [["neutron:id", "7"]]]
    port = nb.transact(
        {"op": "insert", "table": "Logical_Switch_Port", "uuid-name": "port", "row": {"name": "theirs"}},
        {
            "op": "insert",
            "table": "Logical_Switch",
            "row": {"name": "dmz", "ports": ["named-uuid", "port"], "external_ids": other},
        },
    )
    assert len(port) == 2
    ours = {"name": "dmz", "subnet": "10.0.0.0/24", "ports": [{"name": "ours"}], "external_ids": {"note": "x"}}
    assert run_module("ovn_switch", {**to_nb, **ours})["changed"]
    switch = nb.row("Logical_Switch", name="dmz")
    assert switch["external_ids"]["neutron:id"] == "7"
    assert switch["external_ids"]["note"] == "x"
    assert set(ports_of(nb, "dmz")) == {"theirs", "ours"}


def test_columns_that_northd_writes_are_no_difference(
    run_module: ModuleRunner, northd: object, nb: Reader, to_nb: dict[str, Any]
) -> None:
    args = {
        **to_nb,
        "name": "dmz",
        "subnet": "10.0.0.0/24",
        "ports": [{"name": "vm", "addresses": ["dynamic"]}, {"name": "child", "parent_name": "vm", "tag_request": 0}],
        "wait": "sb",
    }
    assert run_module("ovn_switch", args)["changed"]
    ports = ports_of(nb, "dmz")
    assert ports["vm"]["dynamic_addresses"]
    assert ports["child"]["tag"] == 1
    again = run_module("ovn_switch", args)
    assert again["operations"] == []
    assert again["changed"] is False


def test_rows_carry_the_owner_mark(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_switch", {**to_nb, "name": "dmz", "ports": [{"name": "vm"}], "owner": "lab1"})
    assert nb.row("Logical_Switch")["external_ids"] == {"ansible-ovn-owner": "lab1"}
    assert nb.row("Logical_Switch_Port")["external_ids"] == {"ansible-ovn-owner": "lab1"}
