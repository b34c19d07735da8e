#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_lb
short_description: Declare an OVN load balancer and where it is attached
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a load balancer with its health checks, and its attachment to switches, routers and groups,
    in the OVN Northbound database, in one transaction.
  - An option that is left out is left alone.
extends_documentation_fragment:
  - ovnlab.ovn.load_balancer
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_dhcp_options
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The switch of the clients
  ovnlab.ovn.ovn_switch:
    name: inside

- name: A virtual address for two servers, for the clients on one switch and nowhere else
  ovnlab.ovn.ovn_lb:
    name: lb-internal
    vips:
      172.16.255.62:
        - 172.16.255.130
        - 172.16.255.131
    switches: [inside]
    purge: [switches, routers]

- name: The switch of the servers, and the router to the outside
  ovnlab.ovn.ovn_topology:
    switches:
      - name: dmz
        ports:
          - name: dmz-vm1
            addresses: ["02:ac:10:ff:01:30 172.16.255.130"]
          - name: dmz-vm2
            addresses: ["02:ac:10:ff:01:31 172.16.255.131"]
    routers:
      - name: edge1
        chassis: ubuntu1
        ports:
          - name: edge1-outside
            mac: 02:0a:7f:00:01:29
            networks: [10.127.0.129/25]

- name: Web servers for everybody outside, without the one that does not answer
  ovnlab.ovn.ovn_lb:
    name: web
    vips:
      10.127.0.254:8000:
        - 172.16.255.130:8000
        - 172.16.255.131:8000
    ip_port_mappings:
      172.16.255.130: dmz-vm1:172.16.255.190
      172.16.255.131: dmz-vm2:172.16.255.190
    health_checks:
      - vip: 10.127.0.254:8000
        interval: 5
        timeout: 2
        success_count: 2
        failure_count: 3
    routers: [edge1]

- name: A client stays with its server for ten minutes
  ovnlab.ovn.ovn_lb:
    name: web
    affinity_timeout: 600

- name: As one of a group, which switches and routers refer to
  ovnlab.ovn.ovn_lb:
    name: lb-internal
    groups: [tenant1]
    purge: [switches]

- name: No load balancer, and no attachment
  ovnlab.ovn.ovn_lb:
    name: lb-internal
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
    record_module("load_balancers")


if __name__ == "__main__":
    main()
