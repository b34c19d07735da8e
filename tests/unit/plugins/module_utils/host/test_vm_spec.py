# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of VMs, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import vm_spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import VM_ARGUMENTS, Vm

DEFAULTS: dict[str, Any] = {name: spec.get("default") for name, spec in VM_ARGUMENTS.items()}


def options(**given: Any) -> dict[str, Any]:
    return {**DEFAULTS, "name": "vm1", **given}


def link(**given: str) -> dict[str, str]:
    return {"address": "192.168.122.2", "host_address": "192.168.122.1", "interface": "host0", **given}


def parse(*vms: dict[str, Any]) -> tuple[list[Vm], list[Any]]:
    return vm_spec.parse({**DEFAULTS, "vms": list(vms)})


def test_a_name_is_enough() -> None:
    (vm,), faults = parse(options())
    assert faults == []
    assert (vm.iface_id, vm.interface, vm.bridge, vm.mtu, vm.dhcp) == ("vm1", "vm1", "br-int", 1442, False)
    assert vm.tx_offload is None


def test_one_vm_without_a_list() -> None:
    (vm,), _faults = vm_spec.parse({**options(), "vms": None})
    assert (vm.name, vm.path) == ("vm1", "")


def test_gateways_become_routes() -> None:
    (vm,), _faults = parse(
        options(
            addresses=["10.0.0.2/24", "2001:db8::2/64"],
            gateway="10.0.0.1",
            gateway6="2001:db8::1",
            routes=[{"dest": "192.0.2.0/24", "via": "10.0.0.9"}, {"dest": "198.51.100.0/24", "via": None}],
        )
    )
    assert vm.routes == [
        ("192.0.2.0/24", "10.0.0.9"),
        ("198.51.100.0/24", None),
        ("0.0.0.0/0", "10.0.0.1"),
        ("::/0", "2001:db8::1"),
    ]


@pytest.mark.parametrize(
    ("gateway", "beside"), [("10.0.0.1", False), ("10.0.1.1", True), ("2001:db8::1", True), ("fe80::1", False)]
)
def test_a_gateway_beside_the_network(gateway: str, beside: bool) -> None:
    (vm,), _faults = parse(options(addresses=["10.0.0.2/24"]))
    assert vm.on_link(gateway) is beside


@pytest.mark.parametrize(
    ("given", "path", "words"),
    [
        ({"name": "a vm"}, "name", "letters, digits"),
        ({"name": "../vm"}, "name", "letters, digits"),
        ({"name": "a-name-that-is-too-long"}, "interface", "give interface, too"),
        ({"interface": "a-name-that-is-too-long"}, "interface", "1 to 15"),
        ({"guest_interface": "eth 0"}, "guest_interface", "1 to 15"),
        ({"guest_interface": "eth0", "interface_type": "internal"}, "guest_interface", "use interface_type: veth"),
        ({"host_link": link(interface="eth0"), "guest_interface": "eth0"}, "host_link.interface", "take another name"),
        ({"iface_id": "a port"}, "iface_id", "no space"),
        ({"mac": "02:ac:10:ff:01"}, "mac", "no MAC address"),
        ({"mac": "03:ac:10:ff:01:30"}, "mac", "group address"),
        ({"mtu": 67}, "mtu", "not between"),
        ({"addresses": ["10.0.0.2"]}, "addresses[0]", "no prefix length"),
        ({"addresses": ["10.0.0.2/24", "10.0.0.300/24"]}, "addresses[1]", "no IP address"),
        ({"addresses": ["10.0.0.2/24"], "gateway": "2001:db8::1"}, "gateway", "write one of IPv4"),
        ({"gateway": "10.0.0.1"}, "gateway", "give addresses, too"),
        ({"gateway6": "2001:db8::1", "addresses": ["10.0.0.2/24"]}, "gateway6", "give addresses, too"),
        ({"gateway": "10.0.0.1", "dhcp": True}, "gateway", "comes by DHCP"),
        ({"routes": [{"dest": "10.0.0.1/8", "via": None}]}, "routes[0].dest", "host bits"),
        ({"routes": [{"dest": "default", "via": "router"}]}, "routes[0].via", "no IP address"),
        ({"host_link": link(address="192.168.122.2/24")}, "host_link.address", "no IP address"),
        ({"host_link": link(host_address="fd00::1")}, "host_link.host_address", "write one of IPv4"),
        ({"host_link": link(host_address="192.168.122.2")}, "host_link.host_address", "give the host another"),
        ({"host_link": link(interface="a b")}, "host_link.interface", "1 to 15"),
        ({"host_link": link(interface="vm1")}, "host_link.interface", "that of the logical port"),
        ({"host_link": link(), "name": "web-server-1"}, "host_link", "shorten the VM's name"),
        ({"dns": ["9.9.9.9", "dns.example"]}, "dns[1]", "no IP address"),
    ],
)
def test_faults(given: dict[str, Any], path: str, words: str) -> None:
    vms, faults = parse(options(name="vm0"), options(**given))
    assert vms == []
    assert [(fault.path, words in fault.text) for fault in faults] == [(f"vms[1].{path}", True)]


def test_all_faults_at_once() -> None:
    _vms, faults = parse(options(mac="x", mtu=1), options(name="vm 2"))
    assert [fault.path for fault in faults] == ["vms[0].mac", "vms[0].mtu", "vms[1].name"]


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ({}, {}, "name"),
        ({"interface": "port"}, {"name": "vm2", "interface": "port"}, "interface"),
        ({"iface_id": "dmz-vm"}, {"name": "vm2", "iface_id": "dmz-vm"}, "iface_id"),
        ({"host_link": link()}, {"name": "vm2", "host_link": link()}, "host_link.address"),
        ({"mac": "02:AC:10:FF:01:30"}, {"name": "vm2", "mac": "02:ac:10:ff:01:30"}, "mac"),
    ],
)
def test_two_vms_share_nothing(first: dict[str, Any], second: dict[str, Any], path: str) -> None:
    _vms, faults = parse(options(**first), options(**second))
    assert f"vms[1].{path}" in [fault.path for fault in faults]


def test_a_vm_that_goes_may_leave_its_mac_to_another() -> None:
    mac = "02:ac:10:ff:01:30"
    _vms, faults = parse(options(mac=mac, state="absent"), options(name="vm2", mac=mac))
    assert faults == []
