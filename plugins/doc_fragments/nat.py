# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a NAT row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, state

OPTIONS = (
    r"""
type:
  description: Kind of translation.
  type: str
  required: true
  choices: [snat, dnat, dnat_and_snat]
external_ip:
  description: Address outside.
  type: str
  required: true
logical_ip:
  description: Address inside, for V(snat) also a network.
  type: str
  required: true
logical_port:
  description: With O(nat[].external_mac), the port whose chassis does V(dnat_and_snat) by itself.
  type: str
external_mac:
  description: MAC address that goes with the address outside, see O(nat[].logical_port).
  type: str
external_port_range:
  description: Ports to use outside, V(N) or V(N-M).
  type: str
gateway_port:
  description:
    - Gateway port of the router, if it has several. At each of them, the same address may be translated by another rule.
    - Without it, a rule is the one that names no gateway port, or else the only one for the address.
  type: str
allowed_ext_ips:
  description:
    - Name of an address set. Only what goes to (for V(dnat), comes from) its members is translated.
    - Not together with O(nat[].exempted_ext_ips).
  type: str
exempted_ext_ips:
  description: Name of an address set. What goes to (for V(dnat), comes from) its members is not translated.
  type: str
match:
  description: Restricts the rule to packets that match, too. Needs OVN 24.09 or later.
  type: str
priority:
  description: From 0 to 32767. Among rules with a match, the highest wins. Needs OVN 24.09 or later.
  type: int
stateless:
  description: Translate V(dnat_and_snat) without connection tracking. New rules have it off.
  type: bool
add_route:
  description: Give other routers a route to the address outside. OVN's default is V(false).
  type: bool
options:
  description: Further keys of the rule's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + EXTERNAL_IDS
    + state("rule")
)
