#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_switch
short_description: Declare an OVN logical switch with its ports and rules
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a logical switch with its ports, ACLs, QoS rules and forwarding groups in the OVN Northbound
    database, in one transaction.
  - An option that is left out is left alone. Lists of objects name what must be there, see O(purge).
extends_documentation_fragment:
  - ovnlab.ovn.switch
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_lb
  - module: ovnlab.ovn.ovn_dhcp_options
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The dmz with two servers that get their addresses by DHCP
  ovnlab.ovn.ovn_switch:
    name: dmz
    subnet: 172.16.255.128/26
    ports:
      - name: dmz-vm1
        addresses: ["02:ac:10:ff:01:30 172.16.255.130"]
        port_security: ["02:ac:10:ff:01:30 172.16.255.130"]
      - name: dmz-vm2
        addresses: ["02:ac:10:ff:01:31 172.16.255.131"]

- name: An address that the two servers hand to each other, as keepalived does
  ovnlab.ovn.ovn_switch:
    name: dmz
    ports:
      - name: dmz-vip
        type: virtual
        virtual_ip: 172.16.255.140
        virtual_parents: [dmz-vm1, dmz-vm2]

- name: The servers answer on port 80, and to nothing else
  ovnlab.ovn.ovn_switch:
    name: dmz
    acls:
      - direction: to-lport
        priority: 1001
        match: tcp.dst == 80
        action: allow-related
      - direction: to-lport
        priority: 1000
        match: ip
        action: drop
    purge: [acls]

- name: The first one sends 10 Mbit/s at most, and SSH is marked as urgent
  ovnlab.ovn.ovn_switch:
    name: dmz
    qos_rules:
      - direction: from-lport
        priority: 100
        match: inport == "dmz-vm1"
        rate: 10000
        burst: 1000
      - direction: from-lport
        priority: 200
        match: tcp.src == 22
        dscp: 46

- name: A switch that leads to the physical network, in VLAN 100 of it
  ovnlab.ovn.ovn_switch:
    name: outside
    ports:
      - name: outside-phys
        type: localnet
        network_name: dataNet
        tag: 100
        addresses: [unknown]

- name: No other ports than these, so no port dmz-vm2 and no dmz-vip
  ovnlab.ovn.ovn_switch:
    name: dmz
    ports:
      - name: dmz-vm1
    purge: [ports]

- name: No switch
  ovnlab.ovn.ovn_switch:
    name: dmz
    state: absent
"""

RETURN = r"""
operations:
  description:
    - What was done, or in check mode would be. An empty list if nothing.
    - What goes along with a deleted row, such as its children, is in the list, too.
    - Of more than 1,000 operations there is one entry for each action and table, with all C(names); C(--diff) shows more.
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
      description: Name of the row, or what else tells it from others.
      type: str
    names:
      description: The same of many rows, in place of C(name), C(before) and C(after).
      type: list
      elements: str
    before:
      description: Columns that change, as they were. References are names.
      type: dict
    after:
      description: Columns that change, as they are now.
      type: dict
  sample:
    - action: update
      table: Logical_Switch
      name: inside
      before: {load_balancer: []}
      after: {load_balancer: [lb-internal]}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("switches")


if __name__ == "__main__":
    main()
