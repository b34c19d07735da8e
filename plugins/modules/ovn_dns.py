#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_dns
short_description: Declare DNS records that OVN answers
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a set of DNS records, and its attachment to switches, in the OVN Northbound database.
  - ovn-controller answers the questions of VMs on these switches itself, also without a DNS server.
  - An option that is left out is left alone.
extends_documentation_fragment:
  - ovnlab.ovn.dns
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_switch
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

- name: Names of the servers, for the clients inside, and the way back
  ovnlab.ovn.ovn_dns:
    name: servers
    records:
      vm1.dmz.example.org: [172.16.255.130]
      vm2.dmz.example.org: [172.16.255.131]
      www.example.org: [172.16.255.130, 172.16.255.131]
      130.255.16.172.in-addr.arpa: [vm1.dmz.example.org]
    switches: [inside]
    purge: [switches]

- name: OVN alone answers for these names (OVN 24.03 or later)
  ovnlab.ovn.ovn_dns:
    name: servers
    options:
      ovn-owned: true

- name: No records
  ovnlab.ovn.ovn_dns:
    name: servers
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
      before: {dns_records: []}
      after: {dns_records: [servers]}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("dns")


if __name__ == "__main__":
    main()
