# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A VM as it is, in the words of what it shall be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import vm_files, vm_live
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.iproute import Address, Link
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.systemd import UnitState
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import VM_ARGUMENTS, Vm

MAC = "02:ac:10:ff:01:30"
UNITS = {vm_files.unit("vm1"): UnitState(True, True), vm_files.dhcp_unit("vm1"): UnitState(False, False)}
PLUGGED_IN = {"vm1": Link("vm1", "", 1442, True, promiscuity=1)}


def vm(**given: Any) -> Vm:
    defaults = {name: spec.get("default") for name, spec in VM_ARGUMENTS.items()}
    given = {"mac": MAC, "addresses": ["10.0.0.2/24"], "gateway": "10.0.0.1", **given}
    return Vm.of({**defaults, "name": "vm1", **given}, "")


class Inside:
    """What the programs print inside the VM; a test changes it."""

    def __init__(self) -> None:
        address = {"family": "inet", "local": "10.0.0.2", "prefixlen": 24, "scope": "global"}
        self.link: dict[str, Any] = {
            "ifname": "vm1",
            "flags": ["UP"],
            "mtu": 1442,
            "address": MAC,
            "addr_info": [address],
        }
        self.routes: list[dict[str, Any]] = [{"dst": "default", "gateway": "10.0.0.1", "dev": "vm1"}]
        self.offload = False
        self.second: dict[str, Any] = {
            "ifname": "ens3",
            "flags": ["UP"],
            "addr_info": [{"local": "192.168.122.2", "prefixlen": 32, "scope": "global"}],
        }

    def run(self, argv: list[str], *, data: str | None = None) -> tuple[int, str, str]:
        if "ethtool" in argv:
            return 0, json.dumps([{"tx-checksumming": {"active": self.offload}}]), ""
        if "route" in argv:
            return 0, json.dumps(self.routes if "-4" in argv else []), ""
        return 0, json.dumps([self.link, self.second]), ""


@pytest.fixture
def inside() -> Inside:
    return Inside()


def differences(
    inside: Inside,
    machine: Vm,
    *,
    tx_offload: bool | None = False,
    namespaces: frozenset[str] = frozenset({"vm1"}),
    links: dict[str, Link] | None = None,
    units: dict[str, UnitState] | None = None,
) -> list[str]:
    wanted = vm_live.wanted(machine, tx_offload)
    live = vm_live.live(
        inside.run, machine, wanted, set(namespaces), PLUGGED_IN if links is None else links, units or UNITS
    )
    return [key for key in wanted if wanted[key] != live[key]]


def test_nothing_differs(inside: Inside) -> None:
    assert differences(inside, vm()) == []


@pytest.mark.parametrize(
    ("key", "value", "difference"),
    [
        ("mtu", 1500, "mtu"),
        ("flags", [], "up"),
        ("address", "02:00:00:00:00:99", "mac"),
        ("addr_info", [], "addresses"),
    ],
)
def test_the_interface_differs(inside: Inside, key: str, value: Any, difference: str) -> None:
    inside.link[key] = value
    assert differences(inside, vm()) == [difference]


def test_a_route_is_missing(inside: Inside) -> None:
    inside.routes = []
    assert differences(inside, vm()) == ["routes"]


def test_the_route_to_a_single_host(inside: Inside) -> None:
    inside.routes.append({"dst": "192.0.2.1", "gateway": "10.0.0.9", "dev": "vm1"})
    assert differences(inside, vm(routes=[{"dest": "192.0.2.1", "via": "10.0.0.9"}])) == []


def test_what_else_is_there_may_stay(inside: Inside) -> None:
    inside.link["addr_info"].append({"local": "192.0.2.1", "prefixlen": 32, "scope": "global"})
    inside.routes.append({"dst": "198.51.100.0/24", "dev": "vm1"})
    assert differences(inside, vm()) == []


def test_checksum_offload(inside: Inside) -> None:
    inside.offload = True
    assert differences(inside, vm()) == ["tx_offload"]
    assert differences(inside, vm(), tx_offload=None) == []


def test_the_other_end(inside: Inside) -> None:
    assert differences(inside, vm(), links={}) == ["plugged_in"]
    nobody_listens = {"vm1": Link("vm1", "", 1442, True, promiscuity=0)}
    assert differences(inside, vm(), links=nobody_listens) == ["plugged_in"]


def test_the_link_to_the_host(inside: Inside) -> None:
    machine = vm(host_link={"address": "192.168.122.2", "host_address": "192.168.122.1", "interface": "ens3"})
    end = Link("vm1-host", "", 1500, True, addresses=[Address("192.168.122.1/32")])
    links = {**PLUGGED_IN, "vm1-host": end}
    default = {"dst": "default", "gateway": "192.168.122.1", "dev": "ens3"}
    inside.routes.append(default)
    assert differences(inside, machine, links=links) == []
    assert differences(inside, machine) == ["host_link"]
    inside.routes[-1] = {**default, "metric": 200}
    assert differences(inside, machine, links=links) == ["host_link"]
    inside.routes[-1], inside.second["addr_info"] = default, []
    assert differences(inside, machine, links=links) == ["host_link"]


def test_the_unit(inside: Inside) -> None:
    units = {**UNITS, vm_files.unit("vm1"): UnitState(True, False)}
    assert differences(inside, vm(), units=units) == ["service"]


def test_no_vm_at_all(inside: Inside) -> None:
    gone = differences(inside, vm(), namespaces=frozenset())
    assert {"namespace", "up", "mtu", "addresses", "routes"} <= set(gone)


def test_dhcp_may_set_the_mtu(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    lease = {"LEASED": "10.0.0.2/24", "MTU": "1400"}
    monkeypatch.setattr(vm_files, "lease", lambda name: lease)
    inside.link["mtu"] = 1400
    units = {**UNITS, vm_files.dhcp_unit("vm1"): UnitState(True, True)}
    machine = vm(dhcp=True, addresses=[], gateway=None)
    assert differences(inside, machine, units=units) == []
    inside.link["addr_info"] = []
    assert differences(inside, machine, units=units) == ["addresses"]
