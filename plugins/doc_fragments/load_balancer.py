# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a load balancer and of its attachment."""

from __future__ import annotations

from textwrap import indent

OPTIONS = r"""
name:
  description: Name of the load balancer.
  type: str
  required: true
protocol:
  description: Protocol of the VIPs that have a port. OVN takes V(tcp) for none, and ignores it for a VIP without a port.
  type: str
  choices: [tcp, udp, sctp]
vips:
  description:
    - For each VIP, V(IP) or V(IP:PORT) or V([IPv6]:PORT), the list of its backends in the same form.
    - A VIP with a port needs backends with ports, one without needs backends without. A VIP without backends drops
      (or, see O(ignore:reject), refuses).
    - The dictionary is the whole set.
  type: dict
selection_fields:
  description: Fields that choose the backend, instead of a hash of all five of a connection. The list is the whole set.
  type: list
  elements: str
  choices: [eth_src, eth_dst, ip_src, ip_dst, ipv6_src, ipv6_dst, tp_src, tp_dst]
reject:
  description: Refuse connections to a VIP without backends, instead of dropping them.
  type: bool
hairpin_snat_ip:
  description: Source address of a connection that leads a backend to itself, by default the VIP.
  type: str
skip_snat:
  description: Leave these connections alone on routers with C(lb_force_snat_ip).
  type: bool
add_route:
  description: Give other routers a route to the VIPs.
  type: bool
neighbor_responder:
  description: The VIPs for which routers answer ARP, those in their networks (OVN's default), all, or none.
  type: str
  choices: [reachable, all, none]
affinity_timeout:
  description: Seconds for which a client stays with the backend that it had.
  type: int
options:
  description: Further keys of the load balancer's C(options), merged. The value V(null) takes a key away.
  type: dict
switches:
  description:
    - Names of switches to attach it to, those of the clients.
    - Switches that are not named keep it, unless O(purge) names V(switches).
  type: list
  elements: str
routers:
  description:
    - Names of routers to attach it to. They need a chassis or a gateway port.
    - Routers that are not named keep it, unless O(purge) names V(routers).
  type: list
  elements: str
external_ids:
  description: Notes that OVN does not read, merged key by key.
  type: dict
purge:
  description: Attachments of which everything goes that is not named.
  type: list
  elements: str
  choices: [switches, routers]
state:
  description: Whether the load balancer shall be there. If it goes, it is detached everywhere.
  type: str
  choices: [present, absent]
  default: present
"""


class ModuleDocFragment:
    DOCUMENTATION: str = "options:\n" + indent(OPTIONS, "  ")
