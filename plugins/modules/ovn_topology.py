#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_topology
short_description: Declare a whole OVN logical network
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Applies switches, routers, load balancers and everything else that the OVN Northbound database can hold in one task
    and one transaction, so that all of it or nothing is there.
  - The parts may refer to each other in any order, and to what the database has already.
  - An option that is left out is left alone, and so is an object that is not named, unless O(prune) is set.
extends_documentation_fragment:
  - ovnlab.ovn.topology
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_lb
  - module: ovnlab.ovn.ovn_dhcp_options
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two switches and a router between them
  ovnlab.ovn.ovn_topology:
    switches:
      - name: inside
        ports:
          - name: inside-vm3
            addresses: ["02:ac:10:ff:01:94 172.16.255.194"]
      - name: dmz
        ports:
          - name: dmz-vm1
            addresses: ["02:ac:10:ff:01:30 172.16.255.130"]
    routers:
      - name: tenant1
        ports:
          - name: tenant1-inside
            mac: 02:ac:10:ff:01:93
            networks: [172.16.255.193/26]
            switch: inside
          - name: tenant1-dmz
            mac: 02:ac:10:ff:01:29
            networks: [172.16.255.129/26]
            switch: dmz
    load_balancers:
      - name: lb-internal
        vips: {172.16.255.62: [172.16.255.130]}
        switches: [inside]

- name: Web servers that only the clients inside may ask, and that everybody finds by name
  ovnlab.ovn.ovn_topology:
    address_sets:
      - name: clients
        addresses: [172.16.255.192/26]
    port_groups:
      - name: web
        ports: [dmz-vm1]
        acls:
          - direction: to-lport
            priority: 1001
            match: outport == @web && ip4.src == $clients && tcp.dst == 80
            action: allow-related
          - direction: to-lport
            priority: 1000
            match: outport == @web && ip
            action: drop
    dns:
      - name: servers
        records: {www.example.org: [172.16.255.130]}
        switches: [inside, dmz]

- name: What would go if the network were no more than this
  ovnlab.ovn.ovn_topology: &network
    switches:
      - name: dmz
        ports:
          - name: dmz-vm1
            addresses: ["02:ac:10:ff:01:30 172.16.255.130"]
    prune: true
  check_mode: true
  diff: true

- name: Let it go. What somebody else has made stays
  ovnlab.ovn.ovn_topology: *network
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

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import topology_module


def main() -> None:
    topology_module()


if __name__ == "__main__":
    main()
