#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_port_group
short_description: Declare an OVN port group and its ACLs
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a group of switch ports with its ACLs in the OVN Northbound database, in one transaction.
  - An option that is left out is left alone. Lists name what must be there, see O(purge).
extends_documentation_fragment:
  - ovnlab.ovn.port_group
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_acl
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_address_set
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The switch of the servers
  ovnlab.ovn.ovn_switch:
    name: dmz
    ports:
      - name: dmz-vm1
        addresses: ["02:ac:10:ff:01:30 172.16.255.130"]
      - name: dmz-vm2
        addresses: ["02:ac:10:ff:01:31 172.16.255.131"]

- name: Web servers, which answer on port 80 and to nothing else
  ovnlab.ovn.ovn_port_group:
    name: web
    ports: [dmz-vm1, dmz-vm2]
    acls:
      - direction: to-lport
        priority: 1001
        match: outport == @web && tcp.dst == 80
        action: allow-related
      - direction: to-lport
        priority: 1000
        match: outport == @web && ip
        action: drop
    purge: [ports, acls]

- name: The second server is no web server any more
  ovnlab.ovn.ovn_port_group:
    name: web
    ports: [dmz-vm1]
    purge: [ports]

- name: No group, and no ACLs of it
  ovnlab.ovn.ovn_port_group:
    name: web
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
      table: Port_Group
      name: web
      before: {ports: [dmz-vm1, dmz-vm2]}
      after: {ports: [dmz-vm1]}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("port_groups")


if __name__ == "__main__":
    main()
