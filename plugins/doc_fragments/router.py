# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a logical router, its ports, routes and rules."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import (
    bfd,
    nat,
    router_policy,
    router_port,
    static_mac_binding,
    static_route,
)
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
  description: Name of the logical router.
  type: str
  required: true
enabled:
  description: V(false) makes the router drop everything. OVN takes V(true) for none.
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
"""
    + nested(
        "ports",
        "Ports of the router. Ports that are not named stay, unless O(purge) names V(ports).",
        router_port.OPTIONS,
    )
    + nested(
        "static_routes",
        "Static routes. Those not named stay, unless O(purge) names V(static_routes).\n"
        "A route is told from others by table, policy, prefix, next hop and output port.",
        static_route.OPTIONS,
    )
    + nested(
        "policies",
        "Routing policies, which come before the routes. Those not named stay, unless O(purge) names V(policies).\n"
        "A policy is told from others by chain, priority and match.",
        router_policy.OPTIONS,
    )
    + nested(
        "nat",
        "NAT rules. A V(snat) rule is told from others by its inside, the others by their outside, each with port range "
        "and match.\nThose not named stay, unless O(purge) names V(nat).\n"
        "They need a gateway router, or a gateway port.",
        nat.OPTIONS,
    )
    + nested(
        "bfd",
        "BFD sessions of the router's ports. Those not named stay, unless O(purge) names V(bfd).\n"
        "Routes and policies that name a session make it, so it stands here only to set its times.",
        bfd.OPTIONS,
    )
    + nested(
        "static_mac_bindings",
        "MAC addresses that the router need not ask for. Those not named stay, unless O(purge) names "
        "V(static_mac_bindings).\nA binding is told from others by port and address.",
        static_mac_binding.OPTIONS,
    )
    + r"""
load_balancers:
  description: Names of load balancers that the router applies. It needs a chassis or a gateway port for it.
  type: list
  elements: str
load_balancer_groups:
  description: Names of groups whose load balancers the router applies. They must be there.
  type: list
  elements: str
copp:
  description: Name of the control plane protection of the router.
  type: str
"""
    + EXTERNAL_IDS
    + purge(
        "ports, static_routes, policies, nat, bfd, static_mac_bindings, load_balancers, load_balancer_groups",
        "Routes that OVN learned by itself stay.",
    )
    + state(
        "router",
        "Its ports, routes, policies and NAT rules go with it, and the BFD sessions and static MAC bindings of its ports.",
    )
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
