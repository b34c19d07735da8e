#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_sb_global
short_description: Set where the OVN Southbound database listens, and its options
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Changes the one row that the Southbound database has about itself, and the connections that its server listens on.
  - An option that is left out is left alone.
extends_documentation_fragment:
  - ovnlab.ovn.sb_global
  - ovnlab.ovn.connection
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_nb_global
"""

EXAMPLES = r"""
- name: Listen on TCP, on all addresses
  ovnlab.ovn.ovn_sb_global:
    connections:
      - target: ptcp:6642

- name: Listen with TLS instead, for chassis that may write no more than their own
  ovnlab.ovn.ovn_sb_global:
    connections:
      - target: pssl:6642
        role: ovn-controller
    purge: [connections]
    ssl:
      private_key: /etc/ovn/sb-privkey.pem
      certificate: /etc/ovn/sb-cert.pem
      ca_cert: /etc/ovn/cacert.pem
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
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.global_settings import SB_GLOBAL
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import sb_global_module


def main() -> None:
    sb_global_module(SB_GLOBAL)


if __name__ == "__main__":
    main()
