# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a bridge takes the place of its NIC: files that do it now and at every boot.

The bridge carries the NIC's addresses and routes. The live move and the boot use the same
file of ``ip`` commands, run by the same unit, so the boot cannot differ from what was
tried. Whatever tool configures the NIC at boot may go on doing so: the unit runs after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .datapath import NETDEV
from .files import File
from .iproute import Link, goes_over, route_words
from .systemd import UNIT_FOLDER

FOLDER = "/etc/ovs-bridge"
# Of connection tracking; OVN takes its own from 1 on.
SHARED_ZONE = 64000


@dataclass
class Takeover:
    """A bridge, its NIC and what the bridge carries.

    :param addresses: with prefix lengths
    :param routes: the words after ``ip route replace``
    :param share: ports of each protocol at which a router of OVN that has the bridge's addresses is asked
    """

    bridge: str
    nic: str | None
    datapath_type: str
    addresses: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    share: dict[str, list[int]] | None = None

    @property
    def unit(self) -> str:
        return f"ovs-bridge-{self.bridge}.service"

    @property
    def batch_path(self) -> str:
        return f"{FOLDER}/{self.bridge}.ip"

    @property
    def sysctl_path(self) -> str:
        return f"{FOLDER}/{self.bridge}.sysctl"

    @property
    def flows_path(self) -> str:
        return f"{FOLDER}/{self.bridge}.flows"

    def files(self) -> list[File]:
        return [
            File(self.batch_path, self._batch()),
            File(self.flows_path, self._flows()),
            File(self.sysctl_path, self._sysctls()),
            File(f"{UNIT_FOLDER}/{self.unit}", self._unit()),
        ]

    def no_files(self) -> list[File]:
        return [File(file.path, None) for file in self.files()]

    def _batch(self) -> str:
        lines = ["# Written by Ansible. The unit of the same name runs it: ip -batch THIS-FILE"]
        if self.nic:
            # Only now: what is still on the NIC would answer beside the bridge.
            lines += [f"address flush dev {self.nic} scope global", f"link set dev {self.nic} up"]
        lines += [f"link set dev {self.bridge} up"]
        lines += [address_command(address, self.bridge) for address in self.addresses]
        lines += [f"route replace {route}" for route in self.routes]
        return "".join(f"{line}\n" for line in lines)

    def settings(self) -> dict[str, str]:
        """Kernel settings of the NIC: it is a port of a switch now, and no end of its own."""
        if not self.nic:
            return {}
        settings = {f"net/ipv6/conf/{self.nic}/disable_ipv6": "1"}
        if self.datapath_type == NETDEV:
            # The kernel's datapath takes every packet away from the NIC. The userspace one
            # only gets a copy, and the bridge has the NIC's MAC: without this the kernel
            # would answer everything twice, and refuse each tunnel packet to its sender.
            settings[f"net/ipv4/conf/{self.nic}/rp_filter"] = "1"
            settings[f"net/ipv4/conf/{self.nic}/arp_ignore"] = "8"
        return settings

    def _sysctls(self) -> str:
        head = "# Written by Ansible. A hyphen: no fault where the kernel has no such setting.\n"
        return head + "".join(f"-{key} = {value}\n" for key, value in self.settings().items())

    def _flows(self) -> str | None:
        """Who gets what arrives for an address that host and router share.

        The router's connections are remembered when they leave. LOCAL is the host; FLOOD, from which it is taken out,
        the router behind the patch ports that ovn-controller makes.
        """
        if self.share is None or self.nic is None:
            return None
        shared = [address.partition("/")[0] for address in self.addresses if ":" not in address]
        lines = ["# Written by Ansible.", f"priority=100,in_port=LOCAL,actions=output:{self.nic}"]
        for ip in shared:
            lines += [
                f"priority=90,in_port={self.nic},{protocol},nw_dst={ip},tp_dst={port},actions=FLOOD"
                for protocol, ports in self.share.items()
                for port in ports
            ]
            lines += [
                f"priority=80,in_port={self.nic},ip,nw_dst={ip},actions=ct(zone={SHARED_ZONE},table=1)",
                f"priority=60,ip,nw_src={ip},actions=ct(commit,zone={SHARED_ZONE}),output:{self.nic}",
            ]
        lines += [
            f"priority=70,in_port={self.nic},actions=LOCAL,FLOOD",
            f"priority=50,actions=output:{self.nic}",
            "table=1,priority=20,ct_state=+trk+est,actions=FLOOD",
            "table=1,priority=20,ct_state=+trk+rel,actions=FLOOD",
            "table=1,priority=10,actions=LOCAL",
        ]
        return "".join(f"{line}\n" for line in lines)

    def _unit(self) -> str:
        after = ["network-online.target", "networking.service", "systemd-networkd.service", "NetworkManager.service"]
        if self.nic:
            after.append(f"ifup@{self.nic}.service")
        shared = self.share is not None
        return UNIT.format(
            bridge=self.bridge,
            folder=FOLDER,
            after=" ".join(after),
            part_of=" ovs-vswitchd.service" if shared else "",
            flows=FLOWS.format(bridge=self.bridge, folder=FOLDER) if shared else "",
        )


UNIT = """\
# Written by Ansible.
[Unit]
Description=Addresses and routes of the Open vSwitch bridge {bridge}
Wants=network-online.target openvswitch-switch.service
After={after} openvswitch-switch.service ovs-vswitchd.service
# Started again, each of these gives the address back to the NIC.
PartOf=networking.service systemd-networkd.service NetworkManager.service{part_of}
Before=ovn-controller.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/lib/systemd/systemd-sysctl {folder}/{bridge}.sysctl
ExecStart=ip -batch {folder}/{bridge}.ip
{flows}
[Install]
WantedBy=multi-user.target
"""

# Open vSwitch keeps neither over a restart.
FLOWS = """\
ExecStart=ovs-ofctl mod-port {bridge} {bridge} no-flood
ExecStart=ovs-ofctl -O OpenFlow13 replace-flows {bridge} {folder}/{bridge}.flows
"""


def address_command(address: str, interface: str) -> str:
    # No duplicate address detection: the address was in use here a moment ago.
    return f"address replace {address} dev {interface}" + (" nodad" if ":" in address else " broadcast +")


def carried(batch: str | None) -> tuple[list[str], list[str]]:
    """Addresses and routes that an earlier run has written."""
    words = [line.split() for line in (batch or "").splitlines()]
    addresses = [line[2] for line in words if line[:2] == ["address", "replace"]]
    routes = [" ".join(line[2:]) for line in words if line[:2] == ["route", "replace"]]
    return addresses, routes


def moved_routes(routes: list[dict[str, Any]], interface: str | None, successor: str) -> list[str]:
    """The routes over an interface, as they read over its successor."""
    if interface is None:
        return []
    return [" ".join(route_words(route, interface, successor)) for route in routes if goes_over(route, interface)]


def gather(
    bridge: str,
    nic: str | None,
    wanted: list[str] | None,
    links: dict[str, Link],
    routes: list[dict[str, Any]],
    before: str | None,
) -> tuple[list[str], list[str]]:
    """Addresses and routes that the bridge shall carry.

    :param wanted: the addresses, or ``None`` for those that are there: on the NIC, or on the
        bridge since an earlier run
    :param before: the file of that run
    """
    old_addresses, old_routes = carried(before)
    live: list[str] = []
    for name in (nic, bridge):
        if name in links:
            live += links[name].cidrs
    addresses = wanted if wanted is not None else [*old_addresses, *live]
    # Routes that somebody sets on the bridge later are not ours.
    found = old_routes if before is not None else moved_routes(routes, bridge, bridge)
    return _unique(addresses), _unique([*found, *moved_routes(routes, nic, bridge)])


def _unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


def restore_commands(nic: str, link: Link, routes: list[str]) -> str:
    """What gives a NIC back what it had."""
    lines = [f"link set dev {nic} up", *(address_command(cidr, nic) for cidr in link.cidrs)]
    lines += [f"route replace {route}" for route in routes]
    return "".join(f"{line}\n" for line in lines)
