#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_acl
short_description: Declare ACLs of an OVN logical switch or port group
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes ACLs of a logical switch or of a port group that is there, in the OVN Northbound database,
    in one transaction.
  - The same ACLs can be declared with the switch or the port group, see M(ovnlab.ovn.ovn_switch) and
    M(ovnlab.ovn.ovn_port_group). With this module, others than those who keep the switch can keep its rules.
  - ACLs that are not named stay, see O(purge).
extends_documentation_fragment:
  - ovnlab.ovn.acl
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_port_group
  - module: ovnlab.ovn.ovn_address_set
  - module: ovnlab.ovn.ovn_meter
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A switch, a port group and an address set
  ovnlab.ovn.ovn_topology:
    switches:
      - name: dmz
        ports:
          - name: dmz-vm1
            addresses: ["02:ac:10:ff:01:30 172.16.255.130"]
    port_groups:
      - name: web
        ports: [dmz-vm1]
    address_sets:
      - name: admins
        addresses: [172.16.255.192/26]
    meters:
      - name: acl-log
        unit: pktps
        bands: [{rate: 10}]

- name: Into the dmz by SSH from the administrators only, and whoever else tries is logged
  ovnlab.ovn.ovn_acl:
    switch: dmz
    acls:
      - direction: to-lport
        priority: 1001
        match: ip4.src == $admins && tcp.dst == 22
        action: allow-related
      - direction: to-lport
        priority: 1000
        match: tcp.dst == 22
        action: drop
        name: ssh-to-dmz
        log: true
        severity: notice
        meter: acl-log

- name: The web servers answer on ports 80 and 443, and these are all their ACLs
  ovnlab.ovn.ovn_acl:
    port_group: web
    acls:
      - direction: to-lport
        priority: 1001
        match: outport == @web && tcp.dst == {80, 443}
        action: allow-related
      - direction: to-lport
        priority: 1000
        match: outport == @web && ip
        action: reject
    purge: [acls]

- name: Web servers open no connections of their own
  ovnlab.ovn.ovn_acl:
    port_group: web
    acls:
      - direction: from-lport
        priority: 1000
        match: inport == @web && ip && ct.new
        action: drop

- name: SSH is decided before everything else, in a tier of its own (OVN 23.06 or later)
  ovnlab.ovn.ovn_acl:
    port_group: web
    acls:
      - direction: to-lport
        tier: 0
        priority: 1000
        match: outport == @web && tcp.dst == 22 && ip4.src == $admins
        action: allow-related
      - direction: to-lport
        tier: 0
        priority: 0
        match: outport == @web && ip
        action: pass
      - direction: to-lport
        tier: 1
        priority: 1000
        match: outport == @web && ip
        action: drop

- name: No ACL on the dmz
  ovnlab.ovn.ovn_acl:
    switch: dmz
    purge: [acls]
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
    - action: insert
      table: ACL
      name: to-lport 1000 tcp.dst == 22
      before: {}
      after: {action: drop, direction: to-lport, match: tcp.dst == 22, priority: 1000}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import acl_module


def main() -> None:
    acl_module()


if __name__ == "__main__":
    main()
