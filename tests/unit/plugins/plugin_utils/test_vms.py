# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VMs of an inventory, completed from the logical network."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import (
    VmError,
    completed_host_ports,
    vms_of_host,
    web_servers_of_host,
)

SWITCHES = [
    {
        "name": "dmz",
        "ports": [
            {"name": "dmz-tenant1", "type": "router", "router_port": "tenant1-dmz", "addresses": ["02:ac:10:ff:01:29"]},
            {"name": "dmz-vm1", "addresses": ["02:ac:10:ff:01:30 172.16.255.130 2001:db8:1::130"]},
            {"name": "dmz-any", "addresses": ["unknown"]},
        ],
    },
    {
        "name": "lonely",
        "subnet": "10.0.0.0/24",
        "ports": [{"name": "lonely-vm", "addresses": ["02:00:00:00:00:01 10.0.0.5"]}],
    },
    {"name": "bare", "ports": [{"name": "bare-vm", "addresses": ["02:00:00:00:00:02 10.1.0.5"]}]},
]
ROUTERS = [
    {"name": "tenant1", "ports": [{"name": "tenant1-dmz", "networks": ["172.16.255.129/26", "2001:db8:1::1/64"]}]}
]


def complete(**vm: Any) -> dict[str, Any]:
    (found,) = vms_of_host([{"name": "vm1", "host": "ubuntu2", **vm}], "ubuntu2", SWITCHES, ROUTERS, {})
    return found


def test_only_those_of_the_host() -> None:
    vms = [{"name": "vm1", "host": "ubuntu2"}, {"name": "vm2", "host": "ubuntu3"}]
    found = vms_of_host(vms, "ubuntu3", SWITCHES, ROUTERS, {"mtu": 1400})
    assert found == [{"name": "vm2", "iface_id": "vm2", "mtu": 1400}]


def test_with_dhcp_only_the_mac_comes_from_the_port() -> None:
    found = complete(port="dmz-vm1", dhcp=True, web={"port": 8000}, mtu=1400)
    assert found == {"name": "vm1", "iface_id": "dmz-vm1", "mac": "02:ac:10:ff:01:30", "dhcp": True, "mtu": 1400}


def test_without_dhcp_everything_comes_from_the_network() -> None:
    assert complete(port="dmz-vm1") == {
        "name": "vm1",
        "iface_id": "dmz-vm1",
        "mac": "02:ac:10:ff:01:30",
        "addresses": ["172.16.255.130/26", "2001:db8:1::130/64"],
        "gateway": "172.16.255.129",
        "gateway6": "2001:db8:1::1",
    }


def test_what_the_vm_says_goes_before() -> None:
    found = complete(port="dmz-vm1", mac="02:00:00:00:00:09", addresses=["172.16.255.131/26"], gateway="172.16.255.140")
    assert found["mac"] == "02:00:00:00:00:09"
    assert found["addresses"] == ["172.16.255.131/26"]
    assert found["gateway"] == "172.16.255.140"
    assert "gateway6" not in found


def test_a_switch_with_a_subnet_and_no_router() -> None:
    found = complete(port="lonely-vm")
    assert found["addresses"] == ["10.0.0.5/24"]
    assert "gateway" not in found


def test_a_router_port_that_names_the_switch() -> None:
    routers = [{"name": "r", "ports": [{"name": "r-bare", "switch": "bare", "networks": ["10.1.0.1/24"]}]}]
    (found,) = vms_of_host([{"name": "vm1", "host": "h", "port": "bare-vm"}], "h", SWITCHES, routers, {})
    assert (found["addresses"], found["gateway"]) == (["10.1.0.5/24"], "10.1.0.1")


def test_two_routers_give_no_gateway() -> None:
    routers = [*ROUTERS, {"name": "other", "ports": [{"name": "other-dmz", "networks": ["172.16.255.190/26"]}]}]
    switches = [
        {**SWITCHES[0], "ports": [*SWITCHES[0]["ports"], {"name": "dmz-other", "router_port": "other-dmz"}]}  # type: ignore[misc]
    ]
    (found,) = vms_of_host([{"name": "vm1", "host": "h", "port": "dmz-vm1"}], "h", switches, routers, {})
    assert "gateway" not in found
    assert found["gateway6"] == "2001:db8:1::1"


def test_an_address_without_a_network() -> None:
    with pytest.raises(VmError, match=r"ovn_vms\[0\]: the address 10\.1\.0\.5 of the logical port bare-vm"):
        complete(port="bare-vm")


def test_a_port_of_the_host_itself_gets_no_default_gateway() -> None:
    ports = [{"name": "node", "port": "dmz-vm1", "mtu": 1400}]
    assert completed_host_ports(ports, SWITCHES, ROUTERS) == [
        {
            "name": "node",
            "iface_id": "dmz-vm1",
            "mtu": 1400,
            "mac": "02:ac:10:ff:01:30",
            "addresses": ["172.16.255.130/26", "2001:db8:1::130/64"],
        }
    ]
    with pytest.raises(VmError, match=r"ovn_host_ports\[1\]: the address 10\.1\.0\.5 of the logical port bare-vm"):
        completed_host_ports([*ports, {"name": "bare-vm"}], SWITCHES, ROUTERS)


def test_what_ansible_takes_for_lists_and_for_nothing() -> None:
    switch = {"name": "s", "ports": [{"name": "s-vm", "addresses": "02:00:00:00:00:01 10.0.0.5"}]}
    router = {"name": "r", "ports": [{"name": "r-s", "switch": "s", "networks": "10.0.0.1/24"}]}
    vm = {"name": "s-vm", "host": "h", "port": None, "addresses": None, "dhcp": "no", "mtu": None}
    (found,) = vms_of_host([vm], "h", [switch], [router], {"mtu": 1400})
    assert found == {
        "name": "s-vm",
        "iface_id": "s-vm",
        "mac": "02:00:00:00:00:01",
        "addresses": ["10.0.0.5/24"],
        "gateway": "10.0.0.1",
        "dhcp": "no",
        "mtu": 1400,
    }


def test_a_port_without_address() -> None:
    assert complete(port="dmz-any") == {"name": "vm1", "iface_id": "dmz-any", "addresses": []}


def test_a_vm_that_goes_needs_nothing() -> None:
    assert complete(port="bare-vm", state="absent") == {"name": "vm1", "iface_id": "bare-vm", "state": "absent"}


def test_web_servers() -> None:
    vms = [
        {"name": "vm1", "host": "ubuntu2", "web": {"port": 8000, "content": "i am vm1"}},
        {"name": "vm2", "host": "ubuntu3", "web": {"port": 8000}},
        {"name": "vm3", "host": "ubuntu2"},
        {"name": "vm4", "host": "ubuntu2", "state": "absent", "web": {"port": 80}},
    ]
    assert web_servers_of_host(vms, "ubuntu2") == [
        {"vm": "vm1", "port": 8000, "content": "i am vm1"},
        {"vm": "vm4", "port": 80, "state": "absent"},
    ]
