#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_router
short_description: Declare an OVN logical router with ports, routes, policies and NAT
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a logical router with its ports, static routes, policies, NAT rules, BFD sessions and static
    MAC bindings in the OVN Northbound database, in one transaction.
  - An option that is left out is left alone. Lists of objects name what must be there, see O(purge).
extends_documentation_fragment:
  - ovnlab.ovn.router
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_lb
  - module: ovnlab.ovn.ovn_dhcp_options
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A gateway router that hides the tenants behind its own address
  ovnlab.ovn.ovn_router:
    name: edge1
    chassis: ubuntu1
    ports:
      - name: edge1-transit
        mac: 02:ac:10:ff:00:01
        networks: [172.16.255.1/30]
      - name: edge1-outside
        mac: 02:0a:7f:00:01:29
        networks: [10.127.0.129/25]
    static_routes:
      - ip_prefix: 172.16.255.128/25
        nexthop: 172.16.255.2
    nat:
      - type: snat
        logical_ip: 172.16.255.128/25
        external_ip: 10.127.0.129

- name: The switches of a tenant
  ovnlab.ovn.ovn_topology:
    switches:
      - name: dmz
      - name: inside

- name: A router between them, with MAC addresses that follow from its addresses
  ovnlab.ovn.ovn_router:
    name: tenant1
    ports:
      - name: tenant1-dmz
        mac: auto
        networks: [172.16.255.129/26]
        switch: dmz
      - name: tenant1-inside
        mac: auto
        networks: [172.16.255.193/26]
        switch: inside

- name: Two ways out, each of them used while its neighbour answers
  ovnlab.ovn.ovn_router:
    name: edge1
    static_routes:
      - ip_prefix: 0.0.0.0/0
        nexthop: 10.127.0.131
        bfd: {logical_port: edge1-outside, dst_ip: 10.127.0.131}
      - ip_prefix: 0.0.0.0/0
        nexthop: 10.127.0.132
        bfd: {logical_port: edge1-outside, dst_ip: 10.127.0.132}
    bfd:
      - logical_port: edge1-outside
        dst_ip: 10.127.0.131
        min_tx: 300
        min_rx: 300
        detect_mult: 3
      - logical_port: edge1-outside
        dst_ip: 10.127.0.132
        min_tx: 300
        min_rx: 300
        detect_mult: 3

- name: Networks of partners
  ovnlab.ovn.ovn_address_set:
    name: partners
    addresses: [192.0.2.0/24, 198.51.100.0/24]

- name: They see the tenants' own addresses, without NAT
  ovnlab.ovn.ovn_router:
    name: edge1
    nat:
      - type: snat
        logical_ip: 172.16.255.128/25
        external_ip: 10.127.0.129
        exempted_ext_ips: partners

- name: What the dmz sends to them takes the second way, and nobody sends mail
  ovnlab.ovn.ovn_router:
    name: edge1
    policies:
      - priority: 200
        match: ip4.src == 172.16.255.128/26 && ip4.dst == $partners
        action: reroute
        nexthops: [10.127.0.132]
      - priority: 100
        match: tcp.dst == 25
        action: drop

- name: A neighbour that answers no ARP
  ovnlab.ovn.ovn_router:
    name: edge1
    static_mac_bindings:
      - logical_port: edge1-outside
        ip: 10.127.0.140
        mac: 02:0a:7f:00:01:40

- name: Clients inside get their addresses from a server in the dmz (OVN 24.09 or later)
  ovnlab.ovn.ovn_router:
    name: tenant1
    ports:
      - name: tenant1-inside
        dhcp_relay:
          name: tenant1
          servers: 172.16.255.130

- name: No other routes than this one
  ovnlab.ovn.ovn_router:
    name: edge1
    static_routes:
      - ip_prefix: 172.16.255.128/25
        nexthop: 172.16.255.2
    purge: [static_routes, bfd]

- name: No router
  ovnlab.ovn.ovn_router:
    name: edge1
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
    record_module("routers")


if __name__ == "__main__":
    main()
