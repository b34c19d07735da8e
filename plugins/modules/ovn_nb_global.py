#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_nb_global
short_description: Set where the OVN Northbound database listens, and its options
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Changes the one row that the Northbound database has about itself, and the connections that its server listens on.
  - An option that is left out is left alone.
extends_documentation_fragment:
  - ovnlab.ovn.nb_global
  - ovnlab.ovn.connection
  - ovnlab.ovn.write
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_sb_global
"""

EXAMPLES = r"""
- name: Listen on TCP, on all addresses
  ovnlab.ovn.ovn_nb_global:
    connections:
      - target: ptcp:6641

- name: Listen with TLS instead
  ovnlab.ovn.ovn_nb_global:
    connections:
      - target: pssl:6641
        inactivity_probe: 60000
    purge: [connections]
    ssl:
      private_key: /etc/ovn/nb-privkey.pem
      certificate: /etc/ovn/nb-cert.pem
      ca_cert: /etc/ovn/cacert.pem

- name: Drop what no ACL allows, and encrypt the tunnels
  ovnlab.ovn.ovn_nb_global:
    ipsec: true
    options:
      default_acl_drop: true

- name: Each chassis has an address of its own for a load balancer with a template
  ovnlab.ovn.ovn_nb_global:
    chassis_template_vars:
      - chassis: ubuntu1
        variables: {node_ip: 10.127.0.131}
      - chassis: ubuntu2
        variables: {node_ip: 10.127.0.132}

- name: That load balancer
  ovnlab.ovn.ovn_lb:
    name: node
    protocol: tcp
    template: true
    address_family: ipv4
    vips:
      ^node_ip:8000: [172.16.255.130:8000]
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

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.global_settings import NB_GLOBAL
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import nb_global_module


def main() -> None:
    nb_global_module(NB_GLOBAL)


if __name__ == "__main__":
    main()
