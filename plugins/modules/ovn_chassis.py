#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_chassis
short_description: Set what makes this host an OVN chassis
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Sets the host's own OVN settings, keys of C(external_ids) in the database of its Open vSwitch, in one transaction,
    and waits, if asked to, until the host is a chassis in the Southbound database.
  - An option that is left out is left alone.
options:
  system_id:
    description:
      - The name of the chassis.
      - Also written to C(/etc/openvswitch/system-id.conf), from which Open vSwitch takes it at every start.
    type: str
  remote:
    description: Where the Southbound database is, V(tcp:IP:PORT) or V(ssl:IP:PORT), all members of a cluster.
    type: list
    elements: str
  encap_type:
    description: The kinds of tunnel that this chassis offers.
    type: list
    elements: str
    choices: [geneve, vxlan]
  encap_ip:
    description: Where this chassis' tunnels end. The host must have the address.
    type: list
    elements: str
  bridge_mappings:
    description:
      - For each physical network, as the O(ovnlab.ovn.ovn_switch#module:ports[].network_name) of a localnet port names it, its bridge.
      - Merged key by key. The value V(null) takes a network away.
    type: dict
  datapath_type:
    description:
      - The datapath of the integration bridge. V(auto) is the kernel's where the kernel has it, else the one in userspace.
    type: str
    choices: [auto, system, netdev]
  hostname:
    description: The host's name, for people.
    type: str
  monitor_all:
    description: Whether ovn-controller reads the whole Southbound database, or just what concerns this chassis.
    type: bool
  external_ids:
    description: More keys, merged. The value V(null) takes a key away.
    type: dict
  wait:
    description:
      - Wait until the Southbound database has this chassis with its tunnel addresses. If it does not come to that, the
        task fails with the reason.
      - A cluster that lost all its databases and was made anew is behind what ovn-controller has seen, which refuses it
        for ever; it is then told to forget that (C(ovn-appctl -t ovn-controller sb-cluster-state-reset)).
      - Check mode does not wait.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait.
    type: int
    default: 60
  private_key:
    description: Path of the PEM file with the private key, to look into the Southbound database over V(ssl:).
    type: path
  certificate:
    description: Path of the PEM file with the certificate.
    type: path
  ca_cert:
    description: Path of the PEM file with the certificate of the authority that the server must be signed by.
    type: path
  state:
    description:
      - V(absent) takes all the keys away that have an option here, and those named in O(external_ids), except
        O(system_id) and O(hostname).
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - ovnlab.ovn.ovs
  - ovnlab.ovn.attributes
seealso:
  - module: ovnlab.ovn.ovs_bridge
  - name: ovn-controller(8)
    description: All keys that ovn-controller reads.
    link: https://www.ovn.org/support/dist-docs/ovn-controller.8.html
"""

EXAMPLES = r"""
- name: This host is a chassis
  ovnlab.ovn.ovn_chassis:
    system_id: ubuntu2
    remote: [tcp:10.127.0.2:6642]
    encap_type: [geneve]
    encap_ip: [10.127.0.3]
    datapath_type: auto

- name: It has registered
  ovnlab.ovn.ovn_chassis:
    wait: true

- name: The bridge to the network outside, and no network "old" any more
  ovnlab.ovn.ovn_chassis:
    bridge_mappings:
      dataNet: br-eth1
      old:
"""

RETURN = r"""
operations:
  description: What was done in the database, or in check mode would be. An empty list if nothing.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: V(update).
      type: str
    table:
      description: Table of the row.
      type: str
    name:
      description: Name of the row.
      type: str
    before:
      description: Keys that change, as they were.
      type: dict
    after:
      description: Keys that change, as they are now.
      type: dict
  sample:
    - action: update
      table: Open_vSwitch
      name: Open vSwitch
      before: {external_ids: {}}
      after: {external_ids: {ovn-encap-ip: 10.127.0.3}}
datapath_type:
  description: The datapath, V(system) or V(netdev).
  returned: when O(datapath_type) is given
  type: str
  sample: netdev
chassis:
  description: Name of the chassis that has registered.
  returned: when O(wait) is true, outside check mode
  type: str
  sample: ubuntu2
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.chassis_work import ARGUMENTS, work
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS)


if __name__ == "__main__":
    main()
