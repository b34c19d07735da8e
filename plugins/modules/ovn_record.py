#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_record
short_description: Declare a row of any table of the OVN Northbound database
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes one row, in the same way as the modules that know their tables.
  - For tables without a module of their own, such as V(Mirror), V(Sample_Collector) and V(Network_Function), and
    for those of OVN releases to come. What OVN makes of the values is not checked beyond the schema.
extends_documentation_fragment:
  - ovnlab.ovn.record
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Copy what a port sends and receives to an analyser
  ovnlab.ovn.ovn_record:
    table: Mirror
    key: {name: to-ids}
    columns: {filter: from-lport, sink: 172.16.255.62, type: gre, index: 7}

- name: The switch port whose packets are copied
  ovnlab.ovn.ovn_switch:
    name: dmz
    ports:
      - name: dmz-vm1
        mirrors: [to-ids]

- name: A collector of packet samples (OVN 24.09 or later)
  ovnlab.ovn.ovn_record:
    table: Sample_Collector
    key: {id: 1}
    columns: {name: ipfix, probability: 655, set_id: 100}

- name: Copy DNS queries only (OVN 25.09 or later)
  ovnlab.ovn.ovn_record:
    table: Mirror_Rule
    key: {priority: 100, match: udp.dst == 53, action: mirror}
    parent:
      table: Mirror
      key: {name: to-ids}
      column: mirror_rules
"""

RETURN = r"""
operations:
  description: What was done, or in check mode would be. An empty list if nothing.
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
    before:
      description: Columns that change, as they were. References are names.
      type: dict
    after:
      description: Columns that change, as they are now.
      type: dict
  sample:
    - action: insert
      table: Mirror
      name: to-ids
      before: {}
      after: {name: to-ids, filter: both, sink: 172.16.255.62, type: gre, index: 7}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import any_record_module


def main() -> None:
    any_record_module()


if __name__ == "__main__":
    main()
