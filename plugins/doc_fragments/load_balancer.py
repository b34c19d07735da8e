# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a load balancer, its health checks and its attachment."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import (
    EXTERNAL_IDS,
    documentation,
    nested,
    purge,
    state,
)
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.health_check import PROBE

HEALTH_CHECK = (
    r"""
vip:
  description: A key of O(vips), with its port.
  type: str
  required: true
"""
    + PROBE
    + EXTERNAL_IDS
    + state("check")
)

OPTIONS = (
    r"""
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
      (or, see O(reject), refuses).
    - The dictionary is the whole set.
  type: dict
ip_port_mappings:
  description:
    - For each backend's address, V(PORT:SOURCE_IP), its switch port and the address that asks whether it is healthy.
    - OVN looks for an IPv6 address in brackets and in its shortest form alone. It is written so, however it is given.
    - Health checks need it, and O(distributed). The dictionary is the whole set.
    - The address must be one of the backend's network that nobody uses. One that a port, a router or a VIP has, or that
      OVN may give to a port (C(exclude_ips) of the switch keeps it back), is refused.
    - Checks never come from another address than that with which they began, so a task that changes it takes the
      backend's mapping away first, waits until its chassis has seen that, and then writes the new one. If it fails in
      between, nothing checks the backend until the task is run again, which waits for the chassis, too.
  type: dict
selection_fields:
  description:
    - Fields that choose the backend, instead of a hash of all five of a connection. The list is the whole set.
    - V(ipv6_src) and V(ipv6_dst) need OVN 25.03 or later.
  type: list
  elements: str
  choices: [eth_src, eth_dst, ip_src, ip_dst, ipv6_src, ipv6_dst, tp_src, tp_dst]
reject:
  description: Refuse connections to a VIP without backends, instead of dropping them.
  type: bool
event:
  description:
    - Tell by an event that somebody wants a VIP without backends. Not together with O(reject).
    - It needs C(controller_event=true) in the options of NB_Global.
  type: bool
hairpin_snat_ip:
  description: Source address of a connection that leads a backend to itself, by default the VIP.
  type: str
skip_snat:
  description: Leave these connections alone on routers with C(lb_force_snat_ip). OVN's default is V(false).
  type: bool
add_route:
  description: Give other routers a route to the VIPs. OVN's default is V(false).
  type: bool
neighbor_responder:
  description: The VIPs for which routers answer ARP, those in their networks (OVN's default), all, or none.
  type: str
  choices: [reachable, all, none]
affinity_timeout:
  description: Seconds for which a client stays with the backend that it had, up to 65535. V(0), OVN's default, for none.
  type: int
ct_flush:
  description: Forget the connections of a backend that is taken away. OVN's default is V(false).
  type: bool
template:
  description:
    - VIPs and backends contain variables, V(^NAME), that have another value on each chassis.
    - It needs O(address_family).
  type: bool
address_family:
  description: With O(template), what the variables stand for. OVN takes V(ipv4) for none.
  type: str
  choices: [ipv4, ipv6]
use_stateless_nat:
  description:
    - Translate without connection tracking on routers with several gateway ports. OVN's default is V(false).
    - Needs OVN 25.03 or later.
  type: bool
distributed:
  description:
    - Each chassis uses the backends that live on it, and no others. It needs O(ip_port_mappings). OVN's default is V(false).
    - Needs OVN 26.03 or later.
  type: bool
options:
  description: Further keys of the load balancer's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested(
        "health_checks",
        "Checks that take backends out while they do not answer. They need O(ip_port_mappings).\n"
        "The chassis of a backend asks it, so one whose whole host is dead stays in; C(ovn-sbctl set Port_Binding PORT "
        "up=false) takes it out until its host is back.\n"
        "Those that are not named stay, unless O(purge) names V(health_checks).",
        HEALTH_CHECK,
    )
    + r"""
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
groups:
  description:
    - Names of load balancer groups to put it into. A group that is not there is made.
    - Groups that are not named keep it, unless O(purge) names V(groups).
  type: list
  elements: str
"""
    + EXTERNAL_IDS
    + purge("health_checks, switches, routers, groups")
    + state("load balancer", "If it goes, it is detached everywhere.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
