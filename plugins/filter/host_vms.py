# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import VmError, vms_of_host

DOCUMENTATION = r"""
name: host_vms
short_description: The VMs of one host, completed from the logical network
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes the VMs of a whole lab and gives those of one host, as M(ovnlab.ovn.netns_vm) takes them.
  - A VM that names no MAC address gets that of its logical port. Without DHCP it also gets the port's addresses, with
    the prefix lengths of the switch's subnet or of the routers at the switch, and the router as its gateway.
positional: host
options:
  _input:
    description: VMs, each with C(name), C(host), C(port), C(web) and the options of M(ovnlab.ovn.netns_vm).
    type: list
    elements: dict
    required: true
  host:
    description: Name of the host in the inventory.
    type: str
    required: true
  switches:
    description: The logical switches, as M(ovnlab.ovn.ovn_topology) takes them.
    type: list
    elements: dict
    default: []
  routers:
    description: The logical routers, as M(ovnlab.ovn.ovn_topology) takes them.
    type: list
    elements: dict
    default: []
  defaults:
    description: Options for VMs that do not have them.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: The VMs of this host
  ovnlab.ovn.netns_vm:
    vms: "{{ ovn_vms | ovnlab.ovn.host_vms(inventory_hostname, switches=ovn_switches, routers=ovn_routers) }}"
"""

RETURN = r"""
_value:
  description: VMs for M(ovnlab.ovn.netns_vm).
  type: list
  elements: dict
"""


def host_vms(
    vms: list[dict[str, Any]],
    host: str,
    switches: list[dict[str, Any]] | None = None,
    routers: list[dict[str, Any]] | None = None,
    defaults: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    try:
        return vms_of_host(vms, host, switches or [], routers or [], defaults or {})
    except VmError as exc:
        raise AnsibleFilterError(str(exc)) from exc


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"host_vms": host_vms}
