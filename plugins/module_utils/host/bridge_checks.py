# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands against a bridge, before anything is touched."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from ..ovsdb.errors import Fault
from .bridge_rows import Switch
from .chassis import network_faults
from .iproute import Link

# Masters that a NIC may have and still go into a bridge of Open vSwitch.
_NO_MASTERS = ("", "ovs-system")

SHARE_ARGUMENTS: dict[str, Any] = {
    protocol: {"type": "list", "elements": "int", "default": []} for protocol in ("tcp", "udp")
}


def option_faults(params: dict[str, Any]) -> list[Fault]:
    """Faults of the options alone."""
    faults = []
    if not re.fullmatch(r"[^\s/@%]{1,15}", params["name"]):
        faults.append(
            Fault(
                "name",
                f"{params['name']!r} is no name of an interface; it has 1 to 15 characters, no space and none of / @ %",
            )
        )
    if params["nic"] and params["nic"] == params["name"]:
        faults.append(
            Fault(
                "nic",
                f"the bridge and its NIC cannot both be {params['nic']}; take another name for the bridge, br-{params['nic']} for example",
            )
        )
    for index, address in enumerate(params["addresses"] or []):
        faults += cidr_faults(f"addresses[{index}]", address)
    if params["network"] is not None:
        faults += network_faults("network", params["network"])
    if params["nic_by_address"]:
        faults += ip_faults("nic_by_address", params["nic_by_address"])
    return faults + share_faults("share_address", params)


def share_faults(path: str, params: dict[str, Any]) -> list[Fault]:
    """Faults of sharing the bridge's addresses with a router."""
    share = params["share_address"]
    if share is None:
        return []
    faults = [
        Fault(f"{path}.{protocol}[{index}]", f"{port} is not between 1 and 65535")
        for protocol, ports in share.items()
        for index, port in enumerate(ports)
        if not 0 < port < 65536
    ]
    if not params["nic"]:
        faults.append(Fault(path, "there is nothing to share without a NIC that leads out; give nic, too"))
    return faults


def cidr_faults(path: str, text: str) -> list[Fault]:
    """An address of an interface, with its prefix length."""
    try:
        interface = ipaddress.ip_interface(text)
    except ValueError:
        return [Fault(path, f"{text!r} is no IP address with a prefix length; write it as 192.0.2.1/24")]
    if "/" not in text:
        return [Fault(path, f"{text} has no prefix length; write it as {text}/24, with your network's length")]
    network = interface.network
    if network.num_addresses > 2 and interface.ip == network.network_address:
        return [Fault(path, f"{text} is the address of the whole network; write one of a host in it")]
    return []


def ip_faults(path: str, text: str, version: int | None = None) -> list[Fault]:
    """An address without a prefix length, of one IP version if that is given."""
    try:
        found = ipaddress.ip_address(text).version
    except ValueError:
        return [Fault(path, f"{text!r} is no IP address; write one without a prefix length")]
    if version not in (None, found):
        return [Fault(path, f"{text} is an IPv{found} address; write one of IPv{version}")]
    return []


def nic_faults(params: dict[str, Any], nic: str | None, links: dict[str, Link], switch: Switch) -> list[Fault]:
    """Faults of the options on this host."""
    name = params["name"]
    faults = []
    if name in links and name not in switch.bridges:
        faults.append(
            Fault(
                "name",
                f"this host has an interface {name} already, which is no bridge of Open vSwitch; take another name",
            )
        )
    if nic is None:
        return faults
    if nic not in links:
        others = ", ".join(sorted(link for link in links if link != "lo" and link not in switch.bridges))
        return [*faults, Fault("nic", f"this host has no interface {nic}; it has {others}")]
    holder = switch.bridge_of(nic)
    if holder not in (None, name):
        faults.append(
            Fault("nic", f"{nic} is in the bridge {holder} already; use that bridge, or take the NIC out of it first")
        )
    if nic in switch.bridges or nic == "lo":
        faults.append(Fault("nic", f"{nic} is no NIC; name an interface that leads out of this host"))
    if links[nic].master not in _NO_MASTERS:
        faults.append(
            Fault(
                "nic",
                f"{nic} belongs to {links[nic].master}; put {links[nic].master} into the bridge instead, or take the NIC out of it",
            )
        )
    if params["fail_mode"] == "secure" and (links[nic].cidrs or params["addresses"]):
        faults.append(
            Fault(
                "fail_mode",
                f"a bridge in mode secure forwards nothing by itself, so the addresses of {nic} would be cut off; use standalone",
            )
        )
    return faults
