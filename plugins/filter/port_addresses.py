# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import port_of, texts

DOCUMENTATION = r"""
name: port_addresses
short_description: The addresses that VMs give themselves, by logical port
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes the VMs of a lab and gives the addresses of each that has some of its own, as
    O(ovnlab.ovn.ovn_mac_binding#module:addresses) and O(ovnlab.ovn.ovn_trace#module:addresses) take them.
options:
  _input:
    description: VMs, each with C(name), C(port) and C(addresses).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Routers forget what is no longer so
  ovnlab.ovn.ovn_mac_binding:
    addresses: "{{ ovn_vms | ovnlab.ovn.port_addresses }}"
"""

RETURN = r"""
_value:
  description: For each logical port, the addresses of its VM.
  type: dict
"""


def port_addresses(vms: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {port_of(vm): texts(vm["addresses"]) for vm in vms if vm.get("addresses") and vm.get("state") != "absent"}


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"port_addresses": port_addresses}
