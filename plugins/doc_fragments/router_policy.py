# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Logical_Router_Policy row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import bfd
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, nested, state

OPTIONS = (
    r"""
priority:
  description: From 0 to 32767. Of the policies that match, the one with the highest decides.
  type: int
  required: true
match:
  description: Which packets, in OVN's expression language, V(ip4.src == 172.16.255.128/26).
  type: str
  required: true
action:
  description:
    - V(allow) leaves the packet to the routes, V(drop) drops it, V(reroute) sends it to O(policies[].nexthops),
      V(jump) goes on in O(policies[].jump_chain). A new policy needs one.
    - V(jump) needs OVN 25.03 or later.
  type: str
  choices: [allow, drop, reroute, jump]
nexthops:
  description: Addresses of next routers for V(reroute). With several, each flow takes one. The list is the whole set.
  type: list
  elements: str
nexthop:
  description: The one next router, as OVN kept it before it knew O(policies[].nexthops), which is the better choice.
  type: str
chain:
  description: Name of the chain that the policy is part of, by default the one that all packets meet. Needs OVN 25.03 or later.
  type: str
jump_chain:
  description: Name of the chain that V(jump) goes on in. Needs OVN 25.03 or later.
  type: str
output_port:
  description: Name of the router port that leads to the next hop, if its networks do not tell. Needs OVN 26.03 or later.
  type: str
pkt_mark:
  description: Mark packets that are allowed or rerouted for the host, C(pkt.mark), up to 4294967295.
  type: int
options:
  description: Further keys of the policy's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested(
        "bfd_sessions",
        "BFD sessions with the next hops. One that is down takes its next hop out. Needs OVN 24.03 or later.\n"
        "They are made if they are not there, O(bfd) sets their times.",
        bfd.KEY,
    )
    + EXTERNAL_IDS
    + state("policy")
)
