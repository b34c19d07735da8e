#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_lb_group
short_description: Declare a group of OVN load balancers
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a group of load balancers in the OVN Northbound database. Switches and routers that refer to
    it apply all of them, and get new ones with one change of the group.
  - An option that is left out is left alone. Lists name what must be there, see O(purge).
extends_documentation_fragment:
  - ovnlab.ovn.load_balancer_group
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_lb
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A load balancer for the web servers
  ovnlab.ovn.ovn_lb:
    name: web
    vips:
      172.16.255.62:80: [172.16.255.130:80, 172.16.255.131:80]

- name: And one for DNS
  ovnlab.ovn.ovn_lb:
    name: dns
    protocol: udp
    vips:
      172.16.255.62:53: [172.16.255.130:53]

- name: Both as what tenant1 offers
  ovnlab.ovn.ovn_lb_group:
    name: tenant1
    load_balancers: [web, dns]

- name: Clients that use them
  ovnlab.ovn.ovn_switch:
    name: inside
    load_balancer_groups: [tenant1]

- name: The web servers only
  ovnlab.ovn.ovn_lb_group:
    name: tenant1
    load_balancers: [web]
    purge: [load_balancers]

- name: Clients that use none
  ovnlab.ovn.ovn_switch:
    name: inside
    purge: [load_balancer_groups]

- name: No group, now that nobody uses it
  ovnlab.ovn.ovn_lb_group:
    name: tenant1
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
      table: Load_Balancer_Group
      name: tenant1
      before: {load_balancer: [dns, web]}
      after: {load_balancer: [web]}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("load_balancer_groups")


if __name__ == "__main__":
    main()
