# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that are a VM: commands that make it, and units that run them at every boot.

The module makes a VM in no other way than by starting its unit, so what a reboot brings
back is what was there before.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from .datapath import NETDEV
from .files import File
from .systemd import UNIT_FOLDER
from .vm_spec import Vm

FOLDER = "/etc/netns-vm"
RUN_FOLDER = "/run/netns-vm"
SUFFIXES = ("host", "guest", "routes", "stop", "env")
DEFAULT_ROUTES = ("0.0.0.0/0", "::/0")
DHCP_SCRIPT = "/usr/local/lib/netns-vm/dhcp-event"

VM_UNIT = f"""\
# Written by Ansible.
[Unit]
Description=VM %i, a network namespace at a port of Open vSwitch
Wants=openvswitch-switch.service
After=openvswitch-switch.service
Before=ovn-controller.service

[Service]
Type=oneshot
RemainAfterExit=yes
EnvironmentFile={FOLDER}/%i.env
# ethtool tells at length what it has done.
StandardOutput=null
# Open vSwitch would go on reading from an interface that is gone, also when another of
# the same name has come. So a VM that stops is unplugged, and one that starts plugged in anew.
ExecStart=ovs-vsctl --timeout=20 $FIRST
ExecStart=ip -batch {FOLDER}/%i.host
# The host's end is a port of a switch. In userspace its packets reach the kernel, too, which must not answer ARP there
# for addresses that the host has elsewhere.
ExecStart=-sh -c 'cd /proc/sys/net/ipv4/conf/${{INTERFACE}} && echo 8 >arp_ignore'
ExecStart=ovs-vsctl --timeout=20 $PLUG_IN
ExecStart=ip -n %i -batch {FOLDER}/%i.guest
# Also after a start that failed half-way.
ExecStopPost=-ovs-vsctl --timeout=5 --if-exists del-port ${{INTERFACE}}
ExecStopPost=-ip -force -batch {FOLDER}/%i.stop

[Install]
WantedBy=multi-user.target
"""

DHCP_UNIT = f"""\
# Written by Ansible.
[Unit]
Description=DHCP client of VM %i
BindsTo=netns-vm@%i.service
After=netns-vm@%i.service

[Service]
NetworkNamespacePath=/run/netns/%i
EnvironmentFile={FOLDER}/%i.env
Environment=VM=%i
RuntimeDirectory=netns-vm
RuntimeDirectoryPreserve=yes
# Nobody answers before the port works, and the first try would be lost.
ExecStartPre=-ovs-vsctl --no-wait --timeout=20 wait-until Interface ${{INTERFACE}} ${{WORKS}}
ExecStart=udhcpc -f -i ${{GUEST_INTERFACE}} -s {DHCP_SCRIPT} -t 3 -T 1 -A 1 -O mtu -O staticroutes
# The address went with the client, or will be asked for again.
ExecStopPost=rm -f {RUN_FOLDER}/%i.lease
Restart=on-failure
RestartSec=1

[Install]
WantedBy=netns-vm@%i.service
"""

# udhcpc hands everything over in environment variables. The lease is kept in a file of
# our own, by which the next event knows what to take away and the module what to expect.
DHCP_EVENT = f"""\
#!/bin/sh
# Written by Ansible. What udhcpc runs on every event of the DHCP client of a VM.
set -eu
lease_file={RUN_FOLDER}/$VM.lease

forget() {{
    [ -e "$lease_file" ] || return 0
    . "$lease_file"
    ip address delete "$LEASED" dev "$interface" 2>/dev/null || :
    rm -f "$lease_file"
}}

case $1 in
deconfig)
    forget
    ip link set "$interface" up
    ;;
bound | renew)
    address=$ip/$mask
    if [ -e "$lease_file" ] && ! grep -qxF "LEASED=$address" "$lease_file"; then forget; fi
    [ -z "${{mtu:-}}" ] || ip link set "$interface" mtu "$mtu"
    ip address replace "$address" broadcast + dev "$interface"
    if [ -n "${{staticroutes:-}}" ]; then
        # Network and gateway in turn; by RFC 3442 they replace the router.
        set -- $staticroutes
        while [ $# -ge 2 ]; do
            if [ "$2" = 0.0.0.0 ]; then
                ip route replace "$1" dev "$interface"
            else
                ip route replace "$1" via "$2" dev "$interface" onlink ${{METRIC:+metric $METRIC}}
            fi
            shift 2
        done
    else
        for gateway in ${{router:-}}; do
            ip route replace default via "$gateway" dev "$interface" onlink ${{METRIC:+metric $METRIC}}
            break
        done
    fi
    ip -batch "{FOLDER}/$VM.routes"
    if [ -n "${{dns:-}}" ]; then
        mkdir -p "/etc/netns/$VM"
        {{
            [ -z "${{domain:-}}" ] || echo "search $domain"
            for server in $dns; do echo "nameserver $server"; done
        }} >"/etc/netns/$VM/resolv.conf"
    fi
    # Last, and in one step: whoever waits for the file finds the rest done.
    {{
        echo "LEASED=$address"
        echo "MTU=${{mtu:-}}"
    }} >"$lease_file.new"
    mv "$lease_file.new" "$lease_file"
    ;;
esac
"""


def unit(vm: str) -> str:
    return f"netns-vm@{vm}.service"


def dhcp_unit(vm: str) -> str:
    return f"netns-vm-dhcp@{vm}.service"


def wants_folder(vm: str) -> str:
    """Where systemd keeps the names of the units that start with the VM."""
    return f"{UNIT_FOLDER}/{unit(vm)}.wants"


def shared_files() -> list[File]:
    """What all VMs of a host have in common."""
    return [
        File(f"{UNIT_FOLDER}/netns-vm@.service", VM_UNIT),
        File(f"{UNIT_FOLDER}/netns-vm-dhcp@.service", DHCP_UNIT),
        File(DHCP_SCRIPT, DHCP_EVENT, 0o755),
    ]


@dataclass(frozen=True)
class Surroundings:
    """What the files of a VM depend on beside its options.

    :param datapath_type: of the bridge
    :param by_ovn: whether the bridge is OVN's, which says when the port works
    :param ipv6: whether the host's kernel has it
    """

    datapath_type: str
    by_ovn: bool
    ipv6: bool

    def tx_offload(self, vm: Vm) -> bool | None:
        """As declared; else off where packets leave the kernel before it has made their checksums."""
        if vm.tx_offload is not None:
            return vm.tx_offload
        return False if self.datapath_type == NETDEV else None


def vm_files(vm: Vm, around: Surroundings) -> list[File]:
    """The files of one VM."""
    works = "external_ids:ovn-installed=true" if around.by_ovn else "link_state=up"
    lines = {
        "host": host_commands(vm, around),
        "guest": guest_commands(vm),
        "routes": route_commands(vm) if vm.dhcp else [],
        "stop": stop_commands(vm),
        "env": [
            f"INTERFACE={vm.interface}",
            f"GUEST_INTERFACE={vm.guest_interface}",
            f"WORKS={works}",
            *plug_settings(vm),
            *_metric("METRIC={}", vm),
        ],
    }
    files = [File(path(vm.name, suffix), "".join(f"{line}\n" for line in lines[suffix])) for suffix in SUFFIXES]
    resolv = f"/etc/netns/{vm.name}/resolv.conf"
    if vm.dns:
        files.append(File(resolv, "".join(f"nameserver {server}\n" for server in vm.dns)))
    elif not vm.dhcp:
        files.append(File(resolv, None))
    return files


def no_files(vm: Vm) -> list[File]:
    files = [File(path(vm.name, suffix), None) for suffix in SUFFIXES]
    return [*files, File(f"/etc/netns/{vm.name}/resolv.conf", None), File(lease_path(vm.name), None)]


def remove_folder(vm: str) -> None:
    """The folder that ``ip netns exec`` looks into, unless somebody keeps more there."""
    folder = f"/etc/netns/{vm}"
    if os.path.isdir(folder) and not os.listdir(folder):
        os.rmdir(folder)


def path(vm: str, suffix: str) -> str:
    return f"{FOLDER}/{vm}.{suffix}"


def lease_path(vm: str) -> str:
    return f"{RUN_FOLDER}/{vm}.lease"


def lease(vm: str) -> dict[str, str]:
    """What the DHCP client of a VM has got; empty if nothing."""
    text = File(lease_path(vm), None).before or ""
    return {key: value for key, _equals, value in (line.partition("=") for line in text.splitlines()) if value}


def host_commands(vm: Vm, around: Surroundings) -> list[str]:
    """``ip`` commands of the host: a namespace with an interface in it."""
    nic, guest = vm.interface, vm.guest_interface
    address = f" address {vm.mac}" if vm.mac else ""
    lines = [f"netns add {vm.name}"]
    if vm.interface_type == "veth":
        lines.append(
            f"link add name {nic} mtu {vm.mtu} type veth peer name {guest}{address} mtu {vm.mtu} netns {vm.name}"
        )
        # The host's end is a port of the switch: it must not speak for itself.
        lines.append(f"link set dev {nic}{' addrgenmode none' if around.ipv6 else ''} up")
    else:
        lines += [f"link set dev {nic}{address}"] if address else []
        lines.append(f"link set dev {nic} netns {vm.name}")
    tx_offload = around.tx_offload(vm)
    if tx_offload is not None:
        lines.append(f"netns exec {vm.name} ethtool -K {guest} tx {'on' if tx_offload else 'off'}")
    if vm.host_link:
        end = vm.host_link.host_end
        lines += [
            f"link add name {end} type veth peer name {vm.host_link.interface} netns {vm.name}",
            f"address add {vm.host_link.host_address} peer {vm.host_link.address} dev {end}",
            f"link set dev {end} up",
        ]
    return lines


def guest_commands(vm: Vm) -> list[str]:
    """``ip`` commands inside the VM."""
    nic = vm.guest_interface
    lines = ["link set dev lo up", f"link set dev {nic} mtu {vm.mtu} up"]
    lines += [
        f"address add {address} dev {nic}" + (" nodad" if ":" in address else " broadcast +")
        for address in vm.addresses
    ]
    if vm.host_link:
        second = vm.host_link.interface
        lines += [
            f"link set dev {second} up",
            f"address add {vm.host_link.address} peer {vm.host_link.host_address} dev {second}",
            f"route replace default via {vm.host_link.host_address} dev {second}",
        ]
    return lines if vm.dhcp else [*lines, *route_commands(vm)]


def route_commands(vm: Vm) -> list[str]:
    """``ip`` commands for the declared routes; with DHCP they have to wait for an address."""
    lines = []
    for dest, via in vm.routes:
        hop = f" via {via}" if via else ""
        onlink = " onlink" if via and vm.on_link(via) else ""
        behind = _metric(" metric {}", vm) if dest in DEFAULT_ROUTES else []
        lines.append(f"route replace {dest}{hop} dev {vm.guest_interface}{onlink}{''.join(behind)}")
    return lines


def _metric(text: str, vm: Vm) -> list[str]:
    return [text.format(vm.metric)] if vm.metric is not None else []


def plug_settings(vm: Vm) -> list[str]:
    """Arguments of ``ovs-vsctl``: before the interface is made, and when it is there."""
    ids = [f"external_ids:iface-id={vm.iface_id}", *([f"external_ids:attached-mac={vm.mac}"] if vm.mac else [])]
    plug_in = ["--may-exist", "add-port", vm.bridge, vm.interface, "--", "set", "Interface", vm.interface, *ids]
    first = ["--if-exists", "del-port", vm.interface]
    if vm.interface_type == "internal":  # Open vSwitch itself makes the interface
        plug_in.append("type=internal")
        first = plug_in
    return [f"FIRST={' '.join(first)}", f"PLUG_IN={' '.join(plug_in)}"]


def stop_commands(vm: Vm) -> list[str]:
    """``ip`` commands of the host that leave nothing of the VM, whatever still runs in it."""
    ends = [vm.interface] if vm.interface_type == "veth" else []  # Open vSwitch takes its own away
    ends += [vm.host_link.host_end] if vm.host_link else []
    return [*(f"link delete dev {end}" for end in ends), f"netns delete {vm.name}"]
