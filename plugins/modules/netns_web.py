#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: netns_web
short_description: Manage the web servers of lightweight VMs
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - A web server inside a VM of M(ovnlab.ovn.netns_vm), one for each VM, or all those of a host in one task.
  - It serves the folder C(/srv/netns-web/VM) over HTTP/1.1, and keeps connections open.
  - Each request is a line of C(/var/log/netns-web/VM.log), in the common log format, the client's address first.
  - A unit of systemd, C(netns-web@VM), runs it, and starts again with the VM.
options:
  vm:
    description: Name of the VM. Either this or O(servers) is needed.
    type: str
  port:
    description: TCP port.
    type: int
    default: 8000
  content:
    description: The page. Without it, the folder is left to whoever fills it.
    type: str
  servers:
    description: Several web servers, each with the options of one.
    type: list
    elements: dict
    suboptions:
      vm:
        description: Name of the VM.
        type: str
        required: true
      port:
        description: TCP port.
        type: int
        default: 8000
      content:
        description: The page. Without it, the folder is left to whoever fills it.
        type: str
      state:
        description: Whether there shall be a web server. The log stays.
        type: str
        choices: [present, absent]
        default: present
  state:
    description: Whether there shall be a web server. The log stays.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - ovnlab.ovn.attributes
requirements:
  - Python 3.9 or later at C(/usr/bin/python3) on the host
seealso:
  - module: ovnlab.ovn.netns_vm
"""

EXAMPLES = r"""
- name: Two web servers that tell which one they are
  ovnlab.ovn.netns_web:
    servers:
      - {vm: vm1, content: i am vm1}
      - {vm: vm2, content: i am vm2}

- name: No web server
  ovnlab.ovn.netns_web:
    vm: vm1
    state: absent
"""

RETURN = r"""
servers:
  description: The web servers that run.
  returned: success
  type: list
  elements: dict
  contains:
    vm:
      description: Name of the VM.
      type: str
    port:
      description: TCP port.
      type: int
    log:
      description: Path of the log of requests on the host.
      type: str
  sample:
    - {vm: vm1, port: 8000, log: /var/log/netns-web/vm1.log}
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.web_work import ARGUMENTS, EXCLUSIONS, ONE_OF, work


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS, mutually_exclusive=EXCLUSIONS, required_one_of=ONE_OF)


if __name__ == "__main__":
    main()
