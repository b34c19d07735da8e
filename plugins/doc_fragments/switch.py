# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a logical switch, its ports and rules."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import forwarding_group, qos, switch_port
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.acl import acls
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import (
    EXTERNAL_IDS,
    documentation,
    nested,
    purge,
    state,
)

OPTIONS = (
    r"""
name:
  description: Name of the logical switch.
  type: str
  required: true
subnet:
  description: IPv4 network from which OVN gives addresses to ports that ask for V(dynamic) ones (C(other_config:subnet)).
  type: str
exclude_ips:
  description: Addresses and ranges (V(10.0.0.2..10.0.0.9)) of the subnet that OVN does not give away.
  type: list
  elements: str
ipv6_prefix:
  description: IPv6 prefix of 64 bits for dynamic addresses.
  type: str
mac_only:
  description: Give dynamic MAC addresses without IP addresses.
  type: bool
mcast_snoop:
  description: Send multicast only to the ports that asked for it, by IGMP or MLD. OVN's default is V(false).
  type: bool
mcast_querier:
  description:
    - Ask the ports for what they want, with O(mcast_snoop). OVN's default is V(true).
    - It needs the keys C(mcast_eth_src) and C(mcast_ip4_src) or C(mcast_ip6_src) in O(other_config).
  type: bool
mcast_flood_unregistered:
  description: With O(mcast_snoop), send multicast that nobody asked for to all ports. OVN's default is V(false).
  type: bool
other_config:
  description: Further keys of C(other_config), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested(
        "ports",
        "Ports of the switch. Ports that are not named stay, unless O(purge) names V(ports).\n"
        "A purge leaves ports of type V(remote), which OVN makes itself between deployments.",
        switch_port.OPTIONS,
    )
    + nested(
        "qos_rules",
        "Rules that mark packets or limit their rate. Those not named stay, unless O(purge) names V(qos_rules).\n"
        "A rule is told from others by direction, priority and match. It needs a DSCP, a mark or a rate.",
        qos.OPTIONS,
    )
    + acls("switch")
    + nested(
        "forwarding_groups",
        "Ports that share what is sent to one address. Those not named stay, unless O(purge) names V(forwarding_groups).",
        forwarding_group.OPTIONS,
    )
    + r"""
load_balancers:
  description: Names of load balancers that the switch applies to what its own clients send.
  type: list
  elements: str
load_balancer_groups:
  description: Names of groups whose load balancers the switch applies. They must be there.
  type: list
  elements: str
dns:
  description: Names of sets of DNS records from which the switch's ports get answers. They must be there.
  type: list
  elements: str
copp:
  description: Name of the control plane protection of the switch.
  type: str
"""
    + EXTERNAL_IDS
    + purge("ports, qos_rules, acls, forwarding_groups, load_balancers, load_balancer_groups, dns")
    + state("switch", "Its ports, ACLs, QoS rules and forwarding groups go with it.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
