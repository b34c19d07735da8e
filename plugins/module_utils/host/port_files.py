# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A port of Open vSwitch that is an interface of the host itself: its options, and the files that keep it."""

from __future__ import annotations

from typing import Any

from ..ovsdb.errors import Fault
from .files import File
from .systemd import UNIT_FOLDER
from .takeover import address_command
from .vm_spec import VM_ARGUMENTS, Vm, option_faults

FOLDER = "/etc/ovs-port"

_OF_A_VM = ("name", "bridge", "iface_id", "mac", "mtu", "addresses", "routes", "state")
PORT_ARGUMENTS: dict[str, Any] = {option: VM_ARGUMENTS[option] for option in _OF_A_VM}

UNIT = f"""\
# Written by Ansible.
[Unit]
Description=Addresses and routes of %i, a port of Open vSwitch
Wants=openvswitch-switch.service
After=openvswitch-switch.service ovs-vswitchd.service network.target
# Its interfaces are new then.
PartOf=ovs-vswitchd.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=ip -batch {FOLDER}/%i.ip

[Install]
WantedBy=multi-user.target
"""


def port_faults(path: str, options: dict[str, Any]) -> list[Fault]:
    """Everything that is wrong with the options of one port."""
    name = options["name"]
    if len(name) > 15:
        return [
            Fault(
                f"{path}name",
                f"{name} is too long for an interface (15 characters); shorten it, the logical port may have another",
            )
        ]
    return option_faults(path, _as_vm(options))


def parse(options: dict[str, Any]) -> Vm:
    """The port as a VM without a namespace of its own."""
    return Vm.of(_as_vm(options), "")


def _as_vm(options: dict[str, Any]) -> dict[str, Any]:
    left_out = {name: argument.get("default") for name, argument in VM_ARGUMENTS.items()}
    return {**left_out, **options, "interface_type": "internal"}


def unit(port: str) -> str:
    return f"ovs-port@{port}.service"


def files(port: Vm) -> list[File]:
    lines = [f"link set dev {port.interface} up"]
    lines += [address_command(address, port.interface) for address in port.addresses]
    lines += [f"route replace {route}" for route in route_words(port)]
    return [
        File(f"{UNIT_FOLDER}/ovs-port@.service", UNIT),
        File(f"{FOLDER}/{port.interface}.ip", "".join(f"{line}\n" for line in lines)),
    ]


def no_files(port: Vm) -> list[File]:
    """The unit is that of other ports, too."""
    return [File(f"{FOLDER}/{port.interface}.ip", None)]


def route_words(port: Vm) -> list[str]:
    """The words after ``ip route replace``."""
    return [f"{dest}{f' via {via}' if via else ''} dev {port.interface}" for dest, via in port.routes]
