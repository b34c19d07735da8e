#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_bridge
short_description: Manage a bridge of Open vSwitch that may take the place of a NIC
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a bridge of the host's Open vSwitch.
  - With a NIC, the bridge takes over the NIC's MAC address, its IP addresses and its routes in one go, also when the
    task comes in through that very NIC. If the move fails, everything is put back.
  - The move is repeated at every boot by a unit of systemd, C(ovs-bridge-NAME.service), after whatever configures the
    NIC (ifupdown, systemd-networkd, netplan or NetworkManager), and before ovn-controller starts.
  - Link-local addresses and those from router advertisements are not moved. The bridge gets its own, out of the same
    MAC address.
options:
  name:
    description: Name of the bridge.
    type: str
    required: true
  nic:
    description: The NIC whose place the bridge takes.
    type: str
  nic_by_address:
    description:
      - Instead of O(nic), an IP address. The NIC is the one that has this address.
      - If a bridge of Open vSwitch has the address already, nothing is to be done, and RV(bridge) says which one.
    type: str
  datapath_type:
    description:
      - The datapath. V(auto) is the kernel's where the kernel has it, else the one in userspace.
      - On the userspace datapath the kernel is told to ignore what arrives on the NIC, which it would otherwise answer, too.
    type: str
    choices: [auto, system, netdev]
  fail_mode:
    description:
      - What the bridge does without flows, forward like any switch (V(standalone)) or drop (V(secure)).
      - Open vSwitch's own default is V(standalone).
    type: str
    choices: [standalone, secure]
  addresses:
    description:
      - Addresses of the bridge with prefix lengths.
      - Without this option, those that the NIC has now, and those that the bridge has.
    type: list
    elements: str
  network:
    description:
      - Name of the network that the bridge leads to, as the option C(network_name) of a localnet port names it.
      - Kept in C(ovn-bridge-mappings), where the networks of other bridges stay.
    type: str
  share_address:
    description:
      - A router of OVN on this host has the IPv4 addresses and the MAC address of the bridge, too. A router can then have
        the one address that the host has on the network outside.
      - The router gets what answers to its own packets, and new connections to these ports. All else is the host's. Which
        is which is told by flows of the bridge and by connection tracking, in the zone 64000.
      - Needs O(nic). No other controller may have flows on the bridge. Left out, nothing is shared any more.
    type: dict
    suboptions:
      tcp:
        description: Ports of TCP at which the router is asked from outside, such as those of its load balancers.
        type: list
        elements: int
        default: []
      udp:
        description: Ports of UDP.
        type: list
        elements: int
        default: []
  other_config:
    description: Keys of C(other_config), merged. The value V(null) takes a key away. C(hwaddr) defaults to the NIC's MAC address.
    type: dict
  external_ids:
    description: Keys of C(external_ids), merged. The value V(null) takes a key away.
    type: dict
  state:
    description: Whether the bridge shall be there. V(absent) gives addresses and routes back to the NIC.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - ovnlab.ovn.ovs
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_chassis
  - module: ovnlab.ovn.netns_vm
"""

EXAMPLES = r"""
- name: The bridge to the network outside takes the place of eth1
  ovnlab.ovn.ovs_bridge:
    name: br-eth1
    nic: eth1
    network: dataNet
    datapath_type: auto

- name: Tunnels of the userspace datapath start on a bridge, whatever the NIC is called
  ovnlab.ovn.ovs_bridge:
    name: br-encap
    nic_by_address: 10.127.0.3
    datapath_type: netdev

- name: Host and gateway router share one address; port 30080 is the router's
  ovnlab.ovn.ovs_bridge:
    name: br-ex
    nic: eth0
    network: physnet
    share_address: {tcp: [30080]}

- name: eth1 is a plain NIC again
  ovnlab.ovn.ovs_bridge:
    name: br-eth1
    state: absent
"""

RETURN = r"""
operations:
  description: What was done in the database, or in check mode would be. An empty list if nothing.
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
      table: Port
      name: eth1
      before: {}
      after: {name: eth1}
bridge:
  description: Name of the bridge; with O(nic_by_address), the one that has the address.
  returned: success
  type: str
  sample: br-eth1
nic:
  description: The NIC in the bridge, if there is one.
  returned: success
  type: str
  sample: eth1
addresses:
  description: What the bridge carries, or with O(state=absent), what it gave back.
  returned: when RV(bridge) is O(name)
  type: list
  elements: str
  sample: [10.127.0.130/24]
routes:
  description: Routes that the bridge carries, or gave back, as C(ip route) takes them.
  returned: when RV(bridge) is O(name)
  type: list
  elements: str
  sample: [0.0.0.0/0 via 10.127.0.129 dev br-eth1]
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_work import ARGUMENTS, EXCLUSIONS, work
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS, mutually_exclusive=EXCLUSIONS)


if __name__ == "__main__":
    main()
