# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import leave

DOCUMENTATION = r"""
name: central_leave
short_description: How a host leaves the cluster of the central hosts
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Whether a host can be spared, and whether it leaves by itself or has to be kicked, for the playbook C(central_leave.yml).
options:
  _input:
    description: For each host that was asked, what M(ovnlab.ovn.ovn_cluster) returned.
    type: dict
    required: true
  host:
    description: Name or address of the host.
    type: str
    required: true
  addresses:
    description: For each host of the inventory that has one, its address.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Can it be spared?
  ansible.builtin.debug:
    msg: "{{ looks | ovnlab.ovn.central_leave('central3', addresses) }}"
"""

RETURN = r"""
_value:
  description:
    - C(faults) if it must not go, or C(says) if it is gone. C(host) is its name in the inventory.
    - C(goes) has its databases that live and leave by themselves, C(kick) for the others the host that kicks them, all as
      M(ovnlab.ovn.ovn_cluster) takes them. C(stay) has the members that stay.
  type: dict
"""


def central_leave(looks: dict[str, Any], host: str, addresses: dict[str, str]) -> dict[str, Any]:
    found = {name: look["databases"] for name, look in looks.items() if "databases" in look}
    names = {address: name for name, address in addresses.items()}
    address = addresses.get(host, "")
    members = {
        member["address"]
        for databases in found.values()
        for each in databases.values()
        for member in each["members"]
        if f":{host}:" in member["address"] or f":[{host}]:" in member["address"]
    }
    if members:  # a member that the inventory does not know has no other name
        address = host
    return asdict(leave(names.get(address, host), address, names, found, looks.keys() - found.keys()))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"central_leave": central_leave}
