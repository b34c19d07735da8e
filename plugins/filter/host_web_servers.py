# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import web_servers_of_host

DOCUMENTATION = r"""
name: host_web_servers
short_description: The web servers of one host's VMs
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes the VMs of a whole lab and gives the web servers of one host, as M(ovnlab.ovn.netns_web) takes them.
positional: host
options:
  _input:
    description: VMs, each with C(name), C(host) and C(web).
    type: list
    elements: dict
    required: true
  host:
    description: Name of the host in the inventory.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: The web servers of this host
  ovnlab.ovn.netns_web:
    servers: "{{ ovn_vms | ovnlab.ovn.host_web_servers(inventory_hostname) }}"
"""

RETURN = r"""
_value:
  description: Web servers for M(ovnlab.ovn.netns_web).
  type: list
  elements: dict
"""


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"host_web_servers": web_servers_of_host}
