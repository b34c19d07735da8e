# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Logical_Router_Port row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import dhcp_relay, ha_chassis
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, nested, purge, state

GATEWAY_OPTIONS = """
options:
  description: OVN has given no key of it a meaning yet, merged.
  type: dict
"""

OPTIONS = (
    r"""
name:
  description: Name of the port, unique in the whole database.
  type: str
  required: true
mac:
  description:
    - MAC address of the port. A new port needs one.
    - V(auto) makes it C(0a:58) and the four bytes of the port's own address in the first IPv4 network, which
      O(ports[].networks) must name.
  type: str
networks:
  description:
    - The port's own addresses with the length of their network, V(172.16.255.129/26). The list is the whole set.
    - A new port needs some.
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
  description: V(false) shuts the port down administratively. OVN takes V(true) for none.
  type: bool
ha_chassis_group:
  description: Name of the group of chassis that may host the port, instead of O(ports[].gateway_chassis).
  type: str
ipv6_ra_configs:
  description: IPv6 router advertisements, as OVN names the keys, merged. The value V(null) takes a key away.
  type: dict
options:
  description: Further keys of the port's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested(
        "gateway_chassis",
        "Chassis that may host the port, which makes it a distributed gateway port.\n"
        "Those that are not named stay, unless the port's own C(purge) names V(gateway_chassis).",
        ha_chassis.OPTIONS + GATEWAY_OPTIONS,
    )
    + nested(
        "dhcp_relay",
        "Send DHCP requests that come in here on to a server. It is made if it is not there.\n"
        "Needs OVN 24.09 or later, and the key C(dhcp_relay_port) in O(ignore:other_config) of the clients' switch.",
        dhcp_relay.OPTIONS,
        "dict",
    )
    + EXTERNAL_IDS
    + purge("gateway_chassis")
    + state("port", "Its BFD sessions and static MAC bindings go with it.")
)
