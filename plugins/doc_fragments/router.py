# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a logical router, its ports, routes and NAT rules."""

from __future__ import annotations

from textwrap import indent

OPTIONS = r"""
name:
  description: Name of the logical router.
  type: str
  required: true
enabled:
  description: V(false) makes the router drop everything.
  type: bool
chassis:
  description: Name of the chassis that the router lives on, which makes it a gateway router (C(options:chassis)).
  type: str
lb_force_snat_ip:
  description: Source address of connections that a load balancer of this gateway router sends on, or V(router_ip).
  type: str
dnat_force_snat_ip:
  description: Source address of connections that a DNAT rule of this gateway router sends on.
  type: str
options:
  description: Further keys of the router's C(options), merged. The value V(null) takes a key away.
  type: dict
ports:
  description: Ports of the router. Ports that are not named stay, unless O(purge) names V(ports).
  type: list
  elements: dict
  suboptions:
    name:
      description: Name of the port, unique in the whole database.
      type: str
      required: true
    mac:
      description: MAC address of the port.
      type: str
    networks:
      description: The port's own addresses with the length of their network, V(172.16.255.129/26). The list is the whole set.
      type: list
      elements: str
    peer:
      description: Name of the port of another router that this one is wired to. Both name each other.
      type: str
    switch:
      description: Name of a logical switch to link the port to. The switch's port that leads here is made along with it.
      type: str
    switch_port:
      description: Name of that port of the switch. By default the names of the switch and of this port with a hyphen.
      type: str
    enabled:
      description: V(false) shuts the port down administratively.
      type: bool
    gateway_chassis:
      description: Chassis that may host the port, which makes it a distributed gateway port.
      type: list
      elements: dict
      suboptions:
        chassis_name:
          description: Name of the chassis.
          type: str
          required: true
        priority:
          description: The chassis with the highest one that lives hosts the port.
          type: int
        external_ids:
          description: Notes that OVN does not read, merged key by key.
          type: dict
    ipv6_ra_configs:
      description: IPv6 router advertisements, as OVN names the keys, merged.
      type: dict
    options:
      description: Further keys of the port's C(options), merged. The value V(null) takes a key away.
      type: dict
    external_ids:
      description: Notes that OVN does not read, merged key by key.
      type: dict
    purge:
      description: Collections of the port of which everything goes that is not named.
      type: list
      elements: str
      choices: [gateway_chassis]
    state:
      description: Whether the port shall be there.
      type: str
      choices: [present, absent]
      default: present
static_routes:
  description: Static routes. A route is told from others by table, policy, prefix, next hop and output port.
  type: list
  elements: dict
  suboptions:
    ip_prefix:
      description: Destination (or source, see O(ignore:policy)), V(0.0.0.0/0) for the default route. Host bits are masked.
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
      description: Send replies back through the next hop that the request came from.
      type: bool
    options:
      description: Further keys of the route's C(options), merged.
      type: dict
    external_ids:
      description: Notes that OVN does not read, merged key by key.
      type: dict
    state:
      description: Whether the route shall be there.
      type: str
      choices: [present, absent]
      default: present
nat:
  description:
    - NAT rules. A V(snat) rule is told from others by its inside, the others by their outside, each with port range and match.
    - They need a gateway router, or a gateway port.
  type: list
  elements: dict
  suboptions:
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
      description: With O(ignore:external_mac), the port whose chassis does V(dnat_and_snat) by itself.
      type: str
    external_mac:
      description: MAC address that goes with the address outside, see O(ignore:logical_port).
      type: str
    external_port_range:
      description: Ports to use outside, V(N) or V(N-M).
      type: str
    gateway_port:
      description: Gateway port of the router, if it has several.
      type: str
    match:
      description: Restricts the rule to what matches.
      type: str
    priority:
      description: Among rules with a match, the highest wins.
      type: int
    stateless:
      description: Translate V(dnat_and_snat) without connection tracking. New rules have it off.
      type: bool
    add_route:
      description: Give other routers a route to the address outside.
      type: bool
    options:
      description: Further keys of the rule's C(options), merged.
      type: dict
    external_ids:
      description: Notes that OVN does not read, merged key by key.
      type: dict
    state:
      description: Whether the rule shall be there.
      type: str
      choices: [present, absent]
      default: present
load_balancers:
  description: Names of load balancers that the router applies. It needs a chassis or a gateway port for it.
  type: list
  elements: str
external_ids:
  description: Notes that OVN does not read, merged key by key.
  type: dict
purge:
  description: Collections of which everything goes that is not named. Routes that OVN learned by itself stay.
  type: list
  elements: str
  choices: [ports, static_routes, nat, load_balancers]
state:
  description: Whether the router shall be there.
  type: str
  choices: [present, absent]
  default: present
"""


class ModuleDocFragment:
    DOCUMENTATION: str = "options:\n" + indent(OPTIONS, "  ")
