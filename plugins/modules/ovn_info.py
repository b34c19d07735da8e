#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_info
short_description: Read an OVN network back
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Reads the logical network in the form in which M(ovnlab.ovn.ovn_topology) declares it, and what the Southbound
    database knows of chassis and ports.
options:
  gather:
    description:
      - What to read. V(network) comes from the Northbound database, V(chassis) and V(bindings) from the Southbound,
        V(backends) from both.
    type: list
    elements: str
    choices: [network, chassis, bindings, backends]
    default: [network]
  names:
    description: Names of the objects of the network, and load balancers among V(backends), to read. All if empty.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - ovnlab.ovn.connection
  - ovnlab.ovn.attributes.info
seealso:
  - module: ovnlab.ovn.ovn_topology
"""

EXAMPLES = r"""
- name: A switch with a server
  ovnlab.ovn.ovn_switch:
    name: dmz
    ports:
      - name: dmz-vm1
        addresses: ["02:ac:10:ff:01:30 172.16.255.130"]

- name: Read the whole network
  ovnlab.ovn.ovn_info:
  register: found

- name: Give it back, which changes nothing
  ovnlab.ovn.ovn_topology:
    dhcp_options: "{{ found.network.dhcp_options }}"
    dns: "{{ found.network.dns }}"
    address_sets: "{{ found.network.address_sets }}"
    meters: "{{ found.network.meters }}"
    copps: "{{ found.network.copps }}"
    ha_chassis_groups: "{{ found.network.ha_chassis_groups }}"
    switches: "{{ found.network.switches }}"
    routers: "{{ found.network.routers }}"
    load_balancers: "{{ found.network.load_balancers }}"
    load_balancer_groups: "{{ found.network.load_balancer_groups }}"
    port_groups: "{{ found.network.port_groups }}"
    chassis_template_vars: "{{ found.network.chassis_template_vars }}"
    records: "{{ found.network.records }}"

- name: Read one switch, and which chassis has its ports
  ovnlab.ovn.ovn_info:
    gather: [network, bindings]
    names: [dmz]
  register: dmz

# backends | selectattr('state', 'in', ['offline', 'error']) are those that get no connections
- name: Which backends of the load balancers answer
  ovnlab.ovn.ovn_info:
    gather: [backends]
  register: found
"""

RETURN = r"""
network:
  description: The logical network. Options that are empty are left out.
  returned: when O(gather) has V(network)
  type: dict
  contains:
    dhcp_options:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    dns:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    address_sets:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    meters:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    copps:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    ha_chassis_groups:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    switches:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    routers:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    load_balancers:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    load_balancer_groups:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    port_groups:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    chassis_template_vars:
      description: As the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
    records:
      description: Rows that no other option declares, as the option of the same name of M(ovnlab.ovn.ovn_topology).
      type: list
      elements: dict
chassis:
  description: The chassis that have registered.
  returned: when O(gather) has V(chassis)
  type: list
  elements: dict
  contains:
    name:
      description: Name, which is the C(system-id) of the host.
      type: str
    hostname:
      description: Name of the host.
      type: str
    encaps:
      description: Tunnel end points, each with C(type) and C(ip).
      type: list
      elements: dict
bindings:
  description: The ports as the Southbound database has them.
  returned: when O(gather) has V(bindings)
  type: list
  elements: dict
  contains:
    port:
      description: Name of the port.
      type: str
    type:
      description: Kind of port, empty for a VM or container.
      type: str
    chassis:
      description: Name of the chassis that has it, null if none.
      type: str
    mac:
      description: Addresses of the port.
      type: list
      elements: str
backends:
  description: The backends of every VIP, and what OVN's health checks say of them.
  returned: when O(gather) has V(backends)
  type: list
  elements: dict
  contains:
    load_balancer:
      description: Name of the load balancer.
      type: str
    vip:
      description: The VIP, with its port if it has one.
      type: str
    backend:
      description: The backend, with its port if it has one.
      type: str
    port:
      description: Name of the switch port behind which it is, null where C(ip_port_mappings) does not tell.
      type: str
    chassis:
      description:
        - Name of the chassis that has the port and asks the backend, null if none.
        - Nobody asks a backend whose host is dead, and its state stays as it was.
      type: str
    state:
      description:
        - V(online) and in the rotation, V(offline) or V(error) and not, V(unknown) and in the rotation while there is no
          answer yet, V(unchecked) and always in the rotation, because no health check is for this VIP or none for this
          backend.
      type: str
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.info import info_module


def main() -> None:
    info_module()


if __name__ == "__main__":
    main()
