# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.vms import VmError, completed_host_ports

DOCUMENTATION = r"""
name: host_ports
short_description: The ports of a host itself, completed from the logical network
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Takes the host's own ports of the logical network and gives them as M(ovnlab.ovn.ovs_port) takes them.
  - One that names no MAC address gets that of its logical port, and one that names no addresses the port's addresses,
    with the prefix lengths of the switch's subnet or of the routers at the switch. It gets no routes.
positional: switches, routers
options:
  _input:
    description: Ports, each with C(name), C(port) and the options of M(ovnlab.ovn.ovs_port).
    type: list
    elements: dict
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
"""

EXAMPLES = r"""
- name: The ports of this host
  ansible.builtin.debug:
    msg: "{{ ovn_host_ports | ovnlab.ovn.host_ports(ovn_switches, ovn_routers) }}"
"""

RETURN = r"""
_value:
  description: Options of M(ovnlab.ovn.ovs_port) for each.
  type: list
  elements: dict
"""


def host_ports(
    ports: list[dict[str, Any]],
    switches: list[dict[str, Any]] | None = None,
    routers: list[dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    try:
        return completed_host_ports(ports, switches or [], routers or [])
    except VmError as exc:
        raise AnsibleFilterError(str(exc)) from exc


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"host_ports": host_ports}
