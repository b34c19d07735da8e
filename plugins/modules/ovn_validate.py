#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_validate
short_description: Check the inventory of a lab before a host is touched
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Checks that what an inventory declares fits together. Addresses and names must be well formed, references must lead
    somewhere, nothing may be declared twice.
  - Reads the groups C(central), C(compute), C(gateway) and C(client), and the variables C(ovn_encap_ip),
    C(compute_encap_type), C(ovn_provider_bridges), C(ovn_host_ports), C(lab_nics), C(ovn_load_balancers), C(ovn_vms),
    C(ovn_checks), and each collection of M(ovnlab.ovn.ovn_topology) with C(ovn_) before its name.
  - A name of a group or variable that nothing reads, and that differs little from a group or from an option of one of the
    collection's roles, is a fault, too. So is a mode of the load balancers that no run of C(site.yml) chooses.
  - Values are taken as modules take them, so a list may be one text with commas.
  - All faults are reported together, each with its place in the inventory and what would be right. What may come of something
    that cannot be read is not reported beside it.
  - Runs where Ansible runs. No host is asked anything.
options: {}
extends_documentation_fragment:
  - ovnlab.ovn.attributes.info
seealso:
  - module: ovnlab.ovn.ovn_topology
"""

EXAMPLES = r"""
- name: The inventory makes sense
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Names, addresses and references fit together
      ovnlab.ovn.ovn_validate:
"""

RETURN = r"""
summary:
  description: What has been checked.
  returned: success
  type: str
  sample: 3 hosts, 5 switches, 2 routers, 2 load balancers in 2 modes, 4 VMs and 20 checks fit together
faults:
  description: What is wrong.
  returned: failure
  type: list
  elements: dict
  contains:
    path:
      description: The place in the inventory.
      type: str
      sample: ovn_vms[1].host
    text:
      description: What is wrong there, and what would be right.
      type: str
"""
