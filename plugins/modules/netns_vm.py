#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: netns_vm
short_description: Manage lightweight VMs, network namespaces at ports of Open vSwitch
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - A "VM" is a network namespace of this host with one interface, whose other end is a port of a bridge of Open vSwitch.
    For OVN it is what a real VM is, once C(iface-id) of the port names a logical port.
  - Makes, changes or removes one VM, or all VMs of a host in one task.
  - Units of systemd, C(netns-vm@NAME) and C(netns-vm-dhcp@NAME), make the VM, now and at every boot. What runs inside
    may be a unit with C(NetworkNamespacePath=/run/netns/NAME) and C(BindsTo=netns-vm@NAME.service).
  - The VM is compared with what is declared, live, not only by its files. One that differs is made anew, which ends what
    runs inside it.
options:
  name:
    description: Name of the VM and of its network namespace. Either this or O(vms) is needed.
    type: str
  vms:
    description: Several VMs in one transaction, each with the options of one VM.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the VM and of its network namespace.
        type: str
        required: true
      bridge: &bridge
        description: The bridge that the VM is plugged into. It must be there.
        type: str
        default: br-int
      iface_id: &iface_id
        description: The logical port. By default, the VM's name.
        type: str
      interface: &interface
        description: Name of the interface, on the host and inside the VM, at most 15 characters. By default, the VM's name.
        type: str
      guest_interface: &guest_interface
        description: Another name of the interface inside the VM, such as C(eth0). Only for V(veth).
        type: str
      interface_type: &interface_type
        description:
          - A pair of interfaces (V(veth)), or one that Open vSwitch makes and the VM takes (V(internal)).
          - On the userspace datapath an internal interface is dead after Open vSwitch has restarted.
        type: str
        choices: [veth, internal]
        default: veth
      mac: &mac
        description: MAC address of the interface. Without it, another one at every start of the VM.
        type: str
      mtu: &mtu
        description: MTU of the interface. What comes by DHCP goes before. The default fits into a geneve tunnel over Ethernet.
        type: int
        default: 1442
      addresses: &addresses
        description: Addresses of the interface with prefix lengths.
        type: list
        elements: str
        default: []
      gateway: &gateway
        description: The default gateway of IPv4.
        type: str
      gateway6: &gateway6
        description: The default gateway of IPv6.
        type: str
      routes: &routes
        description: More routes.
        type: list
        elements: dict
        default: []
        suboptions:
          dest:
            description: The network that the route leads to.
            type: str
            required: true
          via:
            description: The gateway. Without it, the network is at the interface itself.
            type: str
      host_link: &host_link
        description:
          - A second NIC, whose other end is the host itself, as a hypervisor's own network gives one to each VM.
          - The VM's default route is there. Default routes over the logical port, O(gateway) or those of DHCP, get a metric
            by which they stand behind. What the logical network is to be asked for needs O(routes).
        type: dict
        suboptions:
          address:
            description: The VM's IPv4 address, without a prefix length.
            type: str
            required: true
          host_address:
            description: The host's IPv4 address, the VM's default gateway. Several VMs of a host may have the same.
            type: str
            required: true
          interface:
            description: Name of the NIC inside the VM. The host's end is called C(NAME-host), after the VM.
            type: str
            default: host0
      dns: &dns
        description: Name servers, for C(/etc/netns/NAME/resolv.conf). The host's own file is not touched.
        type: list
        elements: str
        default: []
      dhcp: &dhcp
        description: Whether address, gateway, MTU and name servers come by DHCP. Needs C(udhcpc) on the host.
        type: bool
        default: false
      tx_offload: &tx_offload
        description:
          - Whether the VM leaves checksums to its interface. By default not where the bridge's datapath is V(netdev),
            because there nobody would make them and TCP would time out. Elsewhere as the kernel has it.
        type: bool
      state: &state
        description: Whether the VM shall be there.
        type: str
        choices: [present, absent]
        default: present
  bridge: *bridge
  iface_id: *iface_id
  interface: *interface
  guest_interface: *guest_interface
  interface_type: *interface_type
  mac: *mac
  mtu: *mtu
  addresses: *addresses
  gateway: *gateway
  gateway6: *gateway6
  routes: *routes
  host_link: *host_link
  dns: *dns
  dhcp: *dhcp
  tx_offload: *tx_offload
  state: *state
  wait:
    description:
      - Wait until OVN has the VM's port in its flows and, with O(dhcp), until an address is there. If it does not come
        to that, the task fails with the reason.
      - Does nothing in check mode.
    type: bool
    default: true
  wait_timeout:
    description: Seconds to wait.
    type: int
    default: 30
extends_documentation_fragment:
  - ovnlab.ovn.ovs
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.netns_web
  - module: ovnlab.ovn.ovn_switch
"""

EXAMPLES = r"""
- name: Two VMs that get their addresses from OVN
  ovnlab.ovn.netns_vm:
    vms:
      - name: vm1
        iface_id: dmz-vm1
        mac: "02:ac:10:ff:01:30"
        dhcp: true
      - name: vm3
        iface_id: inside-vm3
        mac: "02:ac:10:ff:01:94"
        dhcp: true

- name: A VM with a fixed address
  ovnlab.ovn.netns_vm:
    name: vm5
    iface_id: ls1-vm5
    mac: "02:ac:10:ff:00:55"
    addresses: [192.168.100.15/24]
    gateway: 192.168.100.1
    routes:
      - {dest: 10.0.0.0/8, via: 192.168.100.254}

- name: No VM
  ovnlab.ovn.netns_vm:
    name: vm5
    state: absent
"""

RETURN = r"""
operations:
  description: What was done in the database of Open vSwitch, or in check mode would be. An empty list if nothing.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: V(insert), V(update) or V(delete).
      type: str
    table:
      description: Table of the row.
      type: str
    name:
      description: Name of the row.
      type: str
    before:
      description: Columns that change, as they were.
      type: dict
    after:
      description: Columns that change, as they are now.
      type: dict
  sample:
    - action: insert
      table: Interface
      name: vm1
      before: {}
      after: {name: vm1, external_ids: {iface-id: dmz-vm1, attached-mac: "02:ac:10:ff:01:30"}}
vms:
  description: The VMs that are there.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the VM.
      type: str
    interface:
      description: Name of the interface.
      type: str
    iface_id:
      description: The logical port.
      type: str
    addresses:
      description: Addresses, declared and by DHCP.
      type: list
      elements: str
  sample:
    - name: vm1
      interface: vm1
      iface_id: dmz-vm1
      addresses: [172.16.255.130/26]
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.vm_work import ARGUMENTS, EXCLUSIONS, ONE_OF, work


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS, mutually_exclusive=EXCLUSIONS, required_one_of=ONE_OF)


if __name__ == "__main__":
    main()
