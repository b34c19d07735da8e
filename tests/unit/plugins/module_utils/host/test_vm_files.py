# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that make a VM, and what its DHCP client does with an answer."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import vm_files
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_files import Surroundings
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_spec import VM_ARGUMENTS, Vm

KERNEL = Surroundings("system", by_ovn=True, ipv6=True)
USERSPACE = Surroundings("netdev", by_ovn=True, ipv6=True)


def vm(**given: Any) -> Vm:
    defaults = {name: spec.get("default") for name, spec in VM_ARGUMENTS.items()}
    return Vm.of({**defaults, "name": "vm1", "mac": "02:ac:10:ff:01:30", **given}, "")


def text(machine: Vm, suffix: str, around: Surroundings = KERNEL) -> list[str]:
    file = next(file for file in vm_files.vm_files(machine, around) if file.path == vm_files.path(machine.name, suffix))
    return (file.text or "").splitlines()


def test_a_pair_of_interfaces() -> None:
    assert text(vm(), "host") == [
        "netns add vm1",
        "link add name vm1 mtu 1442 type veth peer name vm1 address 02:ac:10:ff:01:30 mtu 1442 netns vm1",
        "link set dev vm1 addrgenmode none up",
    ]
    assert text(vm(), "stop") == ["link delete dev vm1", "netns delete vm1"]


def test_another_name_inside() -> None:
    pod = vm(interface="port1", guest_interface="eth0", addresses=["10.0.0.2/24"], gateway="10.0.0.1")
    assert text(pod, "host", USERSPACE) == [
        "netns add vm1",
        "link add name port1 mtu 1442 type veth peer name eth0 address 02:ac:10:ff:01:30 mtu 1442 netns vm1",
        "link set dev port1 addrgenmode none up",
        "netns exec vm1 ethtool -K eth0 tx off",
    ]
    assert text(pod, "guest")[1:] == [
        "link set dev eth0 mtu 1442 up",
        "address add 10.0.0.2/24 dev eth0 broadcast +",
        "route replace 0.0.0.0/0 via 10.0.0.1 dev eth0",
    ]
    assert text(pod, "stop") == ["link delete dev port1", "netns delete vm1"]
    assert text(pod, "env")[:2] == ["INTERFACE=port1", "GUEST_INTERFACE=eth0"]


def test_a_kernel_without_ipv6() -> None:
    assert text(vm(), "host", Surroundings("system", by_ovn=True, ipv6=False))[2] == "link set dev vm1 up"


def test_an_interface_of_open_vswitch() -> None:
    internal = vm(interface_type="internal")
    assert text(internal, "host") == [
        "netns add vm1",
        "link set dev vm1 address 02:ac:10:ff:01:30",
        "link set dev vm1 netns vm1",
    ]
    assert text(internal, "stop") == ["netns delete vm1"]


def test_what_open_vswitch_is_told() -> None:
    plug_in = "--may-exist add-port br-int vm1 -- set Interface vm1 external_ids:iface-id=dmz-vm1 external_ids:attached-mac=02:ac:10:ff:01:30"
    assert text(vm(iface_id="dmz-vm1"), "env")[3:] == ["FIRST=--if-exists del-port vm1", f"PLUG_IN={plug_in}"]
    internal = text(vm(iface_id="dmz-vm1", interface_type="internal"), "env")
    assert internal[3:] == [f"FIRST={plug_in} type=internal", f"PLUG_IN={plug_in} type=internal"]


@pytest.mark.parametrize(
    ("around", "given", "command"),
    [
        (KERNEL, None, None),
        (USERSPACE, None, "netns exec vm1 ethtool -K vm1 tx off"),
        (USERSPACE, True, "netns exec vm1 ethtool -K vm1 tx on"),
        (KERNEL, False, "netns exec vm1 ethtool -K vm1 tx off"),
    ],
)
def test_checksums_are_made_where_the_datapath_makes_none(
    around: Surroundings, given: bool | None, command: str | None
) -> None:
    commands = text(vm(tx_offload=given), "host", around)
    assert [line for line in commands if "ethtool" in line] == ([command] if command else [])


def test_addresses_and_routes() -> None:
    machine = vm(
        addresses=["10.0.0.2/24", "2001:db8::2/64"],
        gateway="10.0.0.1",
        routes=[{"dest": "192.0.2.0/24", "via": "10.9.9.9"}, {"dest": "198.51.100.0/24", "via": None}],
    )
    assert text(machine, "guest") == [
        "link set dev lo up",
        "link set dev vm1 mtu 1442 up",
        "address add 10.0.0.2/24 dev vm1 broadcast +",
        "address add 2001:db8::2/64 dev vm1 nodad",
        "route replace 192.0.2.0/24 via 10.9.9.9 dev vm1 onlink",
        "route replace 198.51.100.0/24 dev vm1",
        "route replace 0.0.0.0/0 via 10.0.0.1 dev vm1",
    ]
    assert text(machine, "routes") == []


def test_with_dhcp_routes_wait_for_an_address() -> None:
    machine = vm(dhcp=True, routes=[{"dest": "192.0.2.0/24", "via": "10.0.0.9"}])
    assert text(machine, "guest") == ["link set dev lo up", "link set dev vm1 mtu 1442 up"]
    assert text(machine, "routes") == ["route replace 192.0.2.0/24 via 10.0.0.9 dev vm1 onlink"]


HOST_LINK = {"address": "192.168.122.2", "host_address": "192.168.122.1", "interface": "ens3"}


def test_a_second_nic_to_the_host_has_the_default_route() -> None:
    machine = vm(
        host_link=HOST_LINK,
        addresses=["10.0.0.2/24"],
        gateway="10.0.0.1",
        routes=[{"dest": "192.0.2.0/24", "via": "10.0.0.1"}],
    )
    assert text(machine, "host")[-3:] == [
        "link add name vm1-host type veth peer name ens3 netns vm1",
        "address add 192.168.122.1 peer 192.168.122.2 dev vm1-host",
        "link set dev vm1-host up",
    ]
    assert text(machine, "guest")[-5:] == [
        "link set dev ens3 up",
        "address add 192.168.122.2 peer 192.168.122.1 dev ens3",
        "route replace default via 192.168.122.1 dev ens3",
        "route replace 192.0.2.0/24 via 10.0.0.1 dev vm1",
        "route replace 0.0.0.0/0 via 10.0.0.1 dev vm1 metric 100",
    ]
    assert text(machine, "env")[-1] == "METRIC=100"
    assert text(machine, "stop") == ["link delete dev vm1", "link delete dev vm1-host", "netns delete vm1"]


def test_name_servers() -> None:
    path = "/etc/netns/vm1/resolv.conf"

    def found(machine: Vm) -> list[str | None]:
        return [file.text for file in vm_files.vm_files(machine, KERNEL) if file.path == path]

    assert found(vm(dns=["9.9.9.9", "2620:fe::fe"])) == ["nameserver 9.9.9.9\nnameserver 2620:fe::fe\n"]
    assert found(vm()) == [None]
    assert found(vm(dhcp=True)) == [], "those of DHCP are none of our business"


@pytest.mark.parametrize(("by_ovn", "condition"), [(True, "external_ids:ovn-installed=true"), (False, "link_state=up")])
def test_who_says_that_a_port_works(by_ovn: bool, condition: str) -> None:
    assert f"WORKS={condition}" in text(vm(), "env", Surroundings("system", by_ovn=by_ovn, ipv6=True))


class DhcpEvents:
    """The script that udhcpc runs, with an ``ip`` that only writes down what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        script = vm_files.DHCP_EVENT
        for path in (vm_files.RUN_FOLDER, vm_files.FOLDER, "/etc/netns"):
            (folder / path.strip("/")).mkdir(parents=True, exist_ok=True)
            script = script.replace(path, str(folder / path.strip("/")))
        self.script = folder / "dhcp-event"
        self.script.write_text(script)
        programs = folder / "bin"
        programs.mkdir()
        (programs / "ip").write_text(f'#!/bin/sh\necho "$@" >>{self.calls}\n')
        (programs / "ip").chmod(0o755)

    def happen(self, event: str, **environment: str) -> list[str]:
        self.calls.write_text("")
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(
            ["sh", self.script, event], env={"PATH": path, "VM": "vm1", "interface": "vm1", **environment}, check=True
        )
        return self.calls.read_text().splitlines()

    def read(self, path: str) -> str:
        return (self.folder / path.strip("/")).read_text()


@pytest.fixture
def dhcp(tmp_path: Path) -> DhcpEvents:
    return DhcpEvents(tmp_path)


def test_a_lease(dhcp: DhcpEvents) -> None:
    calls = dhcp.happen("bound", ip="10.0.0.2", mask="24", router="10.0.0.1", mtu="1400", dns="9.9.9.9", domain="lab")
    assert calls[:3] == [
        "link set vm1 mtu 1400",
        "address replace 10.0.0.2/24 broadcast + dev vm1",
        "route replace default via 10.0.0.1 dev vm1 onlink",
    ]
    assert dhcp.read("/run/netns-vm/vm1.lease") == "LEASED=10.0.0.2/24\nMTU=1400\n"
    assert dhcp.read("/etc/netns/vm1/resolv.conf") == "search lab\nnameserver 9.9.9.9\n"


def test_static_routes_of_dhcp_replace_its_router(dhcp: DhcpEvents) -> None:
    routes = "192.0.2.0/24 10.0.0.9 198.51.100.0/24 0.0.0.0"
    calls = dhcp.happen("bound", ip="10.0.0.2", mask="24", router="10.0.0.1", staticroutes=routes)
    assert calls[1:3] == [
        "route replace 192.0.2.0/24 via 10.0.0.9 dev vm1 onlink",
        "route replace 198.51.100.0/24 dev vm1",
    ]


def test_the_router_of_dhcp_stands_behind_a_link_to_the_host(dhcp: DhcpEvents) -> None:
    lease = {"ip": "10.0.0.2", "mask": "24", "METRIC": "100"}
    calls = dhcp.happen("bound", router="10.0.0.1", **lease)
    assert calls[1] == "route replace default via 10.0.0.1 dev vm1 onlink metric 100"
    calls = dhcp.happen("renew", staticroutes="0.0.0.0/0 10.0.0.1", **lease)
    assert calls[1] == "route replace 0.0.0.0/0 via 10.0.0.1 dev vm1 onlink metric 100"


def test_another_address_replaces_the_first(dhcp: DhcpEvents) -> None:
    dhcp.happen("bound", ip="10.0.0.2", mask="24")
    assert dhcp.happen("renew", ip="10.0.0.2", mask="24")[0] == "address replace 10.0.0.2/24 broadcast + dev vm1"
    assert dhcp.happen("renew", ip="10.0.0.3", mask="24")[:2] == [
        "address delete 10.0.0.2/24 dev vm1",
        "address replace 10.0.0.3/24 broadcast + dev vm1",
    ]


def test_a_lost_lease(dhcp: DhcpEvents) -> None:
    dhcp.happen("bound", ip="10.0.0.2", mask="24")
    assert dhcp.happen("deconfig") == ["address delete 10.0.0.2/24 dev vm1", "link set vm1 up"]
    assert not (dhcp.folder / "run/netns-vm/vm1.lease").exists()
    assert dhcp.happen("deconfig") == ["link set vm1 up"]
