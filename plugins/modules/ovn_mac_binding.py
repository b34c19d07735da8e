#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_mac_binding
short_description: Find and remove stale MAC bindings
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - A router that is not told which MAC address a neighbour has asks for it, and keeps the answer in the table
    C(MAC_Binding) of the Southbound database. If the neighbour's MAC address changes, and nobody tells the router, it
    goes on sending to the old one.
  - Compares what was learned with the Northbound database. A binding is stale if a port beside the router has the
    address with another MAC, or if there can be nothing with the MAC, since each port of the switch has declared its
    own.
  - The stale bindings are removed in one transaction. The router asks anew with its next packet to the address.
  - On a switch with a port that leads to where OVN does not know everything, such as V(localnet), or with an address
    C(unknown), a MAC that nobody has declared is never stale.
  - A binding that comes back is no stale one. Then something still uses a MAC that is not declared.
options:
  mend:
    description: Remove what is stale. With V(false) it is only named, and nothing changes.
    type: bool
    default: true
  addresses:
    description:
      - For each port, by its name, addresses that it has beyond those of the Northbound. A prefix length is ignored.
      - It tells which MAC would be right, for ports that have declared a MAC alone.
    type: dict
    default: {}
extends_documentation_fragment:
  - ovnlab.ovn.connection
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovn_router
    description: With its O(ovnlab.ovn.ovn_router#module:static_mac_bindings) nothing needs to be learned.
  - module: ovnlab.ovn.ovn_trace
  - name: ovn-sb(5)
    description: The Southbound schema, column by column.
    link: https://www.ovn.org/support/dist-docs/ovn-sb.5.html
"""

EXAMPLES = r"""
- name: The switch of a VM whose IP address only the VM knows
  ovnlab.ovn.ovn_switch:
    name: ls2
    ports:
      - name: ls2-vm3
        addresses: ["02:ac:10:ff:00:33"]

- name: Name what is stale
  ovnlab.ovn.ovn_mac_binding:
    mend: false
  register: found

- name: Remove it, where there is something, else it changes nothing
  ovnlab.ovn.ovn_mac_binding:
    addresses:
      ls2-vm3: [192.168.101.10/24]
"""

RETURN = r"""
stale:
  description: The bindings that are stale, or were until the task removed them.
  returned: success
  type: list
  elements: dict
  contains:
    router:
      description: Name of the router that has learned it.
      type: str
    logical_port:
      description: The router's port behind which the address is.
      type: str
    ip:
      description: The address.
      type: str
    mac:
      description: The MAC that the address is bound to.
      type: str
    link:
      description: What the router's port leads to, a switch or the port of another router.
      type: str
    expected:
      description: The MACs with which the address is declared. Empty if it is declared nowhere.
      type: list
      elements: str
    port:
      description: The port that has the address. Null if none is declared to, or if the binding is a static one.
      type: str
    text:
      description: All of it as a sentence.
      type: str
  sample:
    - router: router1
      logical_port: router1-ls2
      ip: 192.168.101.10
      mac: "02:ac:10:ff:00:13"
      link: ls2
      expected: ["02:ac:10:ff:00:33"]
      port: ls2-vm3
      text: "router1-ls2: 192.168.101.10 is bound to 02:ac:10:ff:00:13, but ls2-vm3 has 02:ac:10:ff:00:33"
operations:
  description:
    - What was done, or in check mode would be. An empty list if nothing.
    - Of more than 1,000 operations there is one entry for each action and table, with all C(names); C(--diff) shows more.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: Always V(delete).
      type: str
    table:
      description: Table of the row.
      type: str
    name:
      description: The router's port and the address.
      type: str
    names:
      description: The same of many rows, in place of C(name), C(before) and C(after).
      type: list
      elements: str
    before:
      description: The MAC that the row had.
      type: dict
  sample:
    - action: delete
      table: MAC_Binding
      name: router1-ls2 192.168.101.10
      before: {mac: "02:ac:10:ff:00:13"}
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.southbound.mac_binding import mac_binding_module


def main() -> None:
    mac_binding_module()


if __name__ == "__main__":
    main()
