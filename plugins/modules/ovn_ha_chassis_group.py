#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_ha_chassis_group
short_description: Declare a group of chassis of which one does the work
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes, changes or removes a group of chassis with priorities in the OVN Northbound database. Gateway ports of routers
    and ports of type V(external) refer to it by its name.
  - An option that is left out is left alone. Lists name what must be there, see O(purge).
extends_documentation_fragment:
  - ovnlab.ovn.ha_chassis_group
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_router
  - module: ovnlab.ovn.ovn_switch
  - module: ovnlab.ovn.ovn_topology
  - name: ovn-nb(5)
    description: The Northbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two gateways, of which the first is preferred
  ovnlab.ovn.ovn_ha_chassis_group:
    name: gateways
    ha_chassis:
      - chassis_name: ubuntu1
        priority: 20
      - chassis_name: ubuntu2
        priority: 10

- name: A router whose port to the outside lives on one of them
  ovnlab.ovn.ovn_router:
    name: edge1
    ports:
      - name: edge1-outside
        mac: 02:0a:7f:00:01:29
        networks: [10.127.0.129/25]
        ha_chassis_group: gateways

- name: The first one goes into maintenance
  ovnlab.ovn.ovn_ha_chassis_group:
    name: gateways
    ha_chassis:
      - chassis_name: ubuntu1
        state: absent

- name: No router
  ovnlab.ovn.ovn_router:
    name: edge1
    state: absent

- name: No group, now that no port uses it
  ovnlab.ovn.ovn_ha_chassis_group:
    name: gateways
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
    - action: delete
      table: HA_Chassis
      name: ubuntu1
      before: {chassis_name: ubuntu1, priority: 20}
      after: {}
nb_cfg:
  description: Number of the configuration that is live.
  returned: when O(wait) is not V(none), outside check mode
  type: int
  sample: 7
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import record_module


def main() -> None:
    record_module("ha_chassis_groups")


if __name__ == "__main__":
    main()
