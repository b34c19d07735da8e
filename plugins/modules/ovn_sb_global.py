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
options:
  connections:
    description:
      - Connections of the server. Those that are not named stay, unless O(purge) names V(connections).
    type: list
    elements: dict
    suboptions:
      target:
        description: Where to listen, V(ptcp:PORT[:IP]) or V(pssl:PORT[:IP]), or where to connect to.
        type: str
        required: true
      inactivity_probe:
        description: Milliseconds of silence after which the server asks whether the client lives, V(0) for never.
        type: int
      max_backoff:
        description: Milliseconds between attempts to connect, at most.
        type: int
      role:
        description: Role that the clients of this connection have, V(ovn-controller) for chassis, empty for no limits.
        type: str
      read_only:
        description: Whether clients of this connection can only read.
        type: bool
      external_ids:
        description: Notes that OVN does not read, merged key by key.
        type: dict
      state:
        description: Whether the connection shall be there.
        type: str
        choices: [present, absent]
        default: present
  external_ids:
    description: Notes that OVN does not read, merged key by key.
    type: dict
  purge:
    description: Collections of which everything goes that is not named.
    type: list
    elements: str
    choices: [connections]
extends_documentation_fragment:
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
    - action: update
      table: Logical_Switch
      name: inside
      before: {load_balancer: []}
      after: {load_balancer: [lb-internal]}
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.global_settings import SB_GLOBAL
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.module import global_module, southbound


def main() -> None:
    global_module(SB_GLOBAL, southbound)


if __name__ == "__main__":
    main()
