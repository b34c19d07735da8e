#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_address_set
short_description: Declare an OVN address set
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a set of addresses in the OVN Northbound database. ACLs, policies and NAT rules refer to it.
  - An option that is left out is left alone.
extends_documentation_fragment:
  - ovnlab.ovn.address_set
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_acl
  - module: ovnlab.ovn.ovn_port_group
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: From where administrators come
  ovnlab.ovn.ovn_address_set:
    name: admins
    addresses:
      - 172.16.255.192/26
      - 10.127.0.130

- name: The dmz lets them, and nobody else, in by SSH
  ovnlab.ovn.ovn_switch:
    name: dmz
    acls:
      - direction: to-lport
        priority: 1001
        match: ip4.src == $admins && tcp.dst == 22
        action: allow-related
      - direction: to-lport
        priority: 1000
        match: tcp.dst == 22
        action: drop

- name: They come from one network only
  ovnlab.ovn.ovn_address_set:
    name: admins
    addresses: [172.16.255.192/26]

- name: No address set
  ovnlab.ovn.ovn_address_set:
    name: admins
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
      table: Address_Set
      name: admins
      before: {addresses: [10.127.0.130, 172.16.255.192/26]}
      after: {addresses: [172.16.255.192/26]}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("address_sets")


if __name__ == "__main__":
    main()
