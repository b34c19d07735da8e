# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Logical_Switch_Port row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, nested, purge, state
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.health_check import PROBE

HEALTH_CHECK = (
    r"""
protocol:
  description: How to ask.
  type: str
  required: true
  choices: [icmp, tcp, udp]
address:
  description: Address of the port that is asked.
  type: str
  required: true
port:
  description: TCP or UDP port that is asked, V(0) for V(icmp).
  type: int
src_ip:
  description: Address that asks. Nobody else on the network may have it.
  type: str
  required: true
"""
    + PROBE
    + state("check")
)

OPTIONS = (
    r"""
name:
  description: Name of the port, unique in the whole database.
  type: str
  required: true
type:
  description: Kind of port. Empty, OVN's default, for a VM or container. V(switch) needs OVN 25.03 or later.
  type: str
  choices: ['', router, localnet, localport, l2gateway, vtep, external, virtual, remote, switch]
addresses:
  description:
    - Addresses behind the port, each V(MAC [IP...]), V(dynamic [IP...]), V(MAC dynamic), V(unknown) or V(router).
    - The list is the whole set. A new port of type V(router) gets V(router) by itself.
  type: list
  elements: str
port_security:
  description:
    - Source addresses that the port may use, each V(MAC [IP[/LENGTH]...]). With none of them it may use any.
    - The list is the whole set.
  type: list
  elements: str
enabled:
  description: V(false) shuts the port down administratively. OVN takes V(true) for none.
  type: bool
parent_name:
  description: The port of the VM in which this container lives. Needs a tag.
  type: str
tag_request:
  description: VLAN tag that tells the containers of a VM apart, up to 4095. V(0) lets OVN choose.
  type: int
tag:
  description: VLAN tag on the physical network, for ports of type V(localnet) and V(l2gateway), from 1 to 4095.
  type: int
router_port:
  description: Name of the router port that a port of type V(router) leads to.
  type: str
network_name:
  description: Name of the physical network of a port of type V(localnet), as in the chassis' bridge mappings.
  type: str
nat_addresses:
  description: V(router), or addresses, to announce by gratuitous ARP.
  type: str
peer:
  description: For a port of type V(switch), name of the port of the other switch that it is wired to. Both name each other.
    Needs OVN 25.03 or later.
  type: str
requested_chassis:
  description: Chassis that alone may bind the port. With several, all of them do, as while a VM moves from the first to another.
  type: list
  elements: str
virtual_ip:
  description: For a port of type V(virtual), the address that moves between its O(ports[].virtual_parents).
  type: str
virtual_parents:
  description: For a port of type V(virtual), names of the ports of which one has the address. Who announces it by ARP does.
  type: list
  elements: str
qos_max_rate:
  description: What the port may send at most, in bit/s.
  type: int
qos_min_rate:
  description: What the port can always send, in bit/s.
  type: int
qos_burst:
  description: What may exceed the rate at once, in bit.
  type: int
ha_chassis_group:
  description: Name of the group of chassis of which one serves a port of type V(external).
  type: str
mirrors:
  description:
    - Names of mirrors that get a copy of the port's packets. They must be there, M(ovnlab.ovn.ovn_record) makes them.
    - Those that are not named stay, unless the port's own C(purge) names V(mirrors).
  type: list
  elements: str
dhcpv4_options:
  description: Name of the DHCP options that answer the port's DHCPv4 requests.
  type: str
dhcpv6_options:
  description: Name of the DHCP options that answer the port's DHCPv6 requests.
  type: str
options:
  description: Further keys of the port's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested(
        "health_checks",
        "Checks whether the port answers. A check is told from others by protocol, port and address.\n"
        "Those that are not named stay, unless the port's own C(purge) names V(health_checks).\n"
        "Needs OVN 26.03 or later.",
        HEALTH_CHECK,
    )
    + EXTERNAL_IDS
    + purge("mirrors, health_checks")
    + state("port", "It leaves the port groups that it is in.")
)
