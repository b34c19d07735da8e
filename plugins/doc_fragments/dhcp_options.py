# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a DHCP_Options row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, state

OPTIONS = (
    r"""
name:
  description:
    - Name of the set of options, by which ports refer to it.
    - OVN's table has no name. It is kept in C(external_ids:ansible-ovn-name).
  type: str
  required: true
cidr:
  description: The network that is served, such as V(172.16.255.128/26). An IPv6 network makes it DHCPv6.
  type: str
options:
  description:
    - The DHCP options as OVN names them. For IPv4, C(server_id), C(server_mac) and C(lease_time) are needed.
    - Keys are merged into what is there. The value V(null) takes a key away.
  type: dict
"""
    + EXTERNAL_IDS
    + state("set of DHCP options", "Ports that refer to it lose it.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
