#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_copp
short_description: Declare OVN control plane protection
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a row of Copp in the OVN Northbound database. It limits, by meters, the packets of each
    protocol that ovn-controller must handle for a switch or router.
  - An option that is left out is left alone.
extends_documentation_fragment:
  - ovnlab.ovn.copp
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_meter
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A hundred packets a second
  ovnlab.ovn.ovn_meter:
    name: per-protocol
    unit: pktps
    fair: true
    bands:
      - rate: 100

- name: As many questions for a MAC address, and as many errors sent, are enough
  ovnlab.ovn.ovn_copp:
    name: edge
    meters:
      arp: per-protocol
      arp-resolve: per-protocol
      icmp4-error: per-protocol

- name: The router to the outside is protected
  ovnlab.ovn.ovn_router:
    name: edge1
    chassis: ubuntu1
    copp: edge

- name: No limit for errors
  ovnlab.ovn.ovn_copp:
    name: edge
    meters:
      icmp4-error: null

- name: No protection
  ovnlab.ovn.ovn_copp:
    name: edge
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
      table: Copp
      name: edge
      before: {meters: {icmp4-error: per-protocol}}
      after: {meters: {}}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("copps")


if __name__ == "__main__":
    main()
