# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a logical switch and its ports."""

from __future__ import annotations

from textwrap import indent

OPTIONS = r"""
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
other_config:
  description: Further keys of C(other_config), merged. The value V(null) takes a key away.
  type: dict
ports:
  description: Ports of the switch. Ports that are not named stay, unless O(purge) names V(ports).
  type: list
  elements: dict
  suboptions:
    name:
      description: Name of the port, unique in the whole database.
      type: str
      required: true
    type:
      description: Kind of port. Empty for a VM or container.
      type: str
      choices: ['', router, localnet, localport, l2gateway, vtep, external, virtual, remote, switch]
    addresses:
      description:
        - Addresses behind the port, each V(MAC [IP...]), V(dynamic [IP...]), V(MAC dynamic), V(unknown) or V(router).
        - The list is the whole set. A new port of type V(router) gets V(router) by itself.
      type: list
      elements: str
    port_security:
      description: Source addresses that the port may use, each V(MAC [IP[/LENGTH]...]). The list is the whole set.
      type: list
      elements: str
    enabled:
      description: V(false) shuts the port down administratively.
      type: bool
    parent_name:
      description: The port of the VM in which this container lives. Needs a tag.
      type: str
    tag_request:
      description: VLAN tag that tells the containers of a VM apart, V(0) lets OVN choose.
      type: int
    tag:
      description: VLAN tag on the physical network, for ports of type V(localnet) and V(l2gateway).
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
    requested_chassis:
      description: Chassis that alone may bind the port.
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
    external_ids:
      description: Notes that OVN does not read, merged key by key.
      type: dict
    state:
      description: Whether the port shall be there.
      type: str
      choices: [present, absent]
      default: present
load_balancers:
  description: Names of load balancers that the switch applies to what its own clients send.
  type: list
  elements: str
external_ids:
  description: Notes that OVN does not read, merged key by key.
  type: dict
purge:
  description: Collections of which everything goes that is not named.
  type: list
  elements: str
  choices: [ports, load_balancers]
state:
  description: Whether the switch shall be there.
  type: str
  choices: [present, absent]
  default: present
"""


class ModuleDocFragment:
    DOCUMENTATION: str = "options:\n" + indent(OPTIONS, "  ")
