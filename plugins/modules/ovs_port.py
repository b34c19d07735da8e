#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_port
short_description: Manage a port of Open vSwitch that is an interface of the host itself
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes an internal port of a bridge, with addresses and routes in the host's own network namespace.
    With O(iface_id), the host is itself at a port of the logical network, beside its VMs.
  - A unit of systemd, C(ovs-port@NAME.service), gives the interface its addresses and routes, now and at every boot.
options:
  name:
    description: Name of the port and its interface, at most 15 characters.
    type: str
    required: true
  bridge:
    description: The bridge. It must be there.
    type: str
    default: br-int
  iface_id:
    description: The logical port. By default, O(name).
    type: str
  mac:
    description: MAC address of the interface. Without it, one that Open vSwitch chooses.
    type: str
  mtu:
    description: MTU of the interface. The default fits into a geneve tunnel over Ethernet.
    type: int
    default: 1442
  addresses:
    description: Addresses of the interface with prefix lengths. Others that it has stay.
    type: list
    elements: str
    default: []
  routes:
    description: Routes over the interface. Others stay.
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
  state:
    description: Whether the port shall be there.
    type: str
    choices: [present, absent]
    default: present
  wait:
    description:
      - Wait until OVN has the port in its flows. If it does not come to that, the task fails with the reason.
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
  - module: ovnlab.ovn.netns_vm
  - module: ovnlab.ovn.ovn_switch
"""

EXAMPLES = r"""
- name: The host is at a port of the logical network
  ovnlab.ovn.ovs_port:
    name: node1
    iface_id: ls1-node1
    mac: "02:00:00:00:02:02"
    mtu: 1400
    addresses: [192.168.2.2/24]
    routes:
      - {dest: 192.168.0.0/16, via: 192.168.2.1}

- name: No more
  ovnlab.ovn.ovs_port:
    name: node1
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
      name: node1
      before: {}
      after: {name: node1, type: internal, external_ids: {iface-id: ls1-node1}}
addresses:
  description: The addresses that the interface is given.
  returned: success
  type: list
  elements: str
  sample: [192.168.2.2/24]
routes:
  description: The routes, as C(ip route replace) takes them.
  returned: success
  type: list
  elements: str
  sample: [192.168.0.0/16 via 192.168.2.1 dev node1]
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.port_work import ARGUMENTS, work


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS)


if __name__ == "__main__":
    main()
