#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_status
short_description: Look how OVN on this host is
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Reads what there is to know of OVN and Open vSwitch on the host that runs the module. On a central host also what the
    databases know of all chassis.
  - What does not answer is left out, and named in C(problems). Whether something is wrong is not judged here; the playbook
    C(status.yml) does that, with the results of all hosts.
options:
  services:
    description: Names of services of systemd that are to be looked at.
    type: list
    elements: str
    default: []
  certificates:
    description: Paths of PEM files with certificates. One that is not there is left out.
    type: list
    elements: path
    default: []
  database_dir:
    description: Where the databases are.
    type: path
    default: /var/lib/ovn
  run_dir:
    description: Where their sockets are.
    type: path
    default: /var/run/ovn
  schema_dir:
    description: Where the installed programs have their schemas.
    type: path
    default: /usr/share/ovn
  ovs_connection:
    description: Where the database of this host's Open vSwitch is, as C(ovs-vsctl --db) takes it.
    type: str
    default: "unix:/var/run/openvswitch/db.sock"
  timeout:
    description: Seconds for each answer of a database.
    type: int
    default: 10
extends_documentation_fragment:
  - ovnlab.ovn.attributes.info
seealso:
  - module: ovnlab.ovn.ovn_cluster
  - module: ovnlab.ovn.ovn_info
"""

EXAMPLES = r"""
- name: How is it?
  ovnlab.ovn.ovn_status:
    services: [openvswitch-switch, ovn-host, ovn-controller]
    certificates: [/etc/ovn/pki/cert.pem, /etc/ovn/pki/cacert.pem]
  register: status
"""

RETURN = r"""
services:
  description: For each of O(services), C(active) and C(enabled) as systemd says.
  returned: success
  type: dict
  sample: {ovn-controller: {active: active, enabled: static}}
failed_units:
  description: Units of OVN, Open vSwitch and VMs that have failed.
  returned: success
  type: list
  elements: str
packages:
  description: Versions of what is installed.
  returned: success
  type: dict
  sample: {ovn-common: 25.03.0, openvswitch-common: 3.5.0}
programs:
  description: For each program that runs, its C(version) and the C(package) that it is of.
  returned: success
  type: dict
  sample: {ovn-controller: {version: 25.03.0, package: ovn-common}}
certificates:
  description: Each with C(path), C(name), C(not_after) and C(days_left).
  returned: success
  type: list
  elements: dict
databases:
  description:
    - For each database that the host has, what M(ovnlab.ovn.ovn_cluster) returns of it, C(schema), the version of its schema,
      and C(wanted_schema), that of the installed programs.
  returned: success
  type: dict
northd:
  description: V(active), V(standby) or V(paused). Null if northd does not run here.
  returned: success
  type: str
connection:
  description: Whether ovn-controller is connected to the Southbound database.
  returned: when ovn-controller runs
  type: str
  sample: connected
chassis:
  description: Name of the chassis that the host is.
  returned: when Open vSwitch answers
  type: str
remotes:
  description: Where ovn-controller looks for the Southbound database.
  returned: when Open vSwitch answers
  type: list
  elements: str
datapath:
  description: Datapath type of the integration bridge, V(system) or V(netdev). Null if there is no such bridge.
  returned: when Open vSwitch answers
  type: str
tunnels:
  description:
    - Each with C(name), C(type), C(to), the address where it ends, C(error), C(carrier) of the way there, V(up) or V(down), and
      C(bfd), V(up) or V(down), null without BFD.
  returned: when Open vSwitch answers
  type: list
  elements: dict
network:
  description:
    - What the databases know of all chassis. C(nb_cfg) is the number of the last change that somebody waits for, C(sb_cfg) that
      of the last one that northd has done, C(age) the seconds since it was asked for. C(chassis) is a list, each with C(name),
      C(hostname), C(ips) where its tunnels end, C(zones), and C(nb_cfg), the last change that it has.
  returned: when both databases of the host answer
  type: dict
problems:
  description: What did not answer, and why.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.status import ARGUMENTS, work


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS)


if __name__ == "__main__":
    main()
