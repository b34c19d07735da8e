# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Logical_Router_Static_Route row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import bfd
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, nested, state

OPTIONS = (
    r"""
ip_prefix:
  description: Destination (or source, see O(static_routes[].policy)), V(0.0.0.0/0) for the default route. Host bits are masked.
  type: str
  required: true
nexthop:
  description: Address of the next router, or V(discard). May be left out with an output port.
  type: str
output_port:
  description: Port of the router that leads to the next hop, if its networks do not tell.
  type: str
policy:
  description: Whether the prefix is that of the destination (OVN's default) or of the source.
  type: str
  choices: [dst-ip, src-ip]
route_table:
  description: Name of the routing table, empty for the main one.
  type: str
ecmp_symmetric_reply:
  description: Send replies back through the next hop that the request came from. OVN's default is V(false).
  type: bool
selection_fields:
  description: Fields that choose among several next hops of a prefix. The list is the whole set. Needs OVN 25.03 or later.
  type: list
  elements: str
  choices: [eth_src, eth_dst, ip_proto, ip_src, ip_dst, ipv6_src, ipv6_dst, tp_src, tp_dst]
options:
  description: Further keys of the route's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested(
        "bfd",
        "The BFD session with the next hop. While it is down, the route is not used.\n"
        "It is made if it is not there, O(bfd) sets its times.",
        bfd.KEY,
        "dict",
    )
    + EXTERNAL_IDS
    + state("route")
)
