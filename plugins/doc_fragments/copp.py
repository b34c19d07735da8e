# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Copp row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, state

OPTIONS = (
    r"""
name:
  description: Name of the protection, by which switches and routers refer to it.
  type: str
  required: true
meters:
  description:
    - For each protocol whose packets ovn-controller handles, the name of the meter that limits them, merged.
    - OVN knows C(arp), C(arp-resolve), C(bfd), C(dhcpv4-opts), C(dhcpv6-opts), C(dns), C(event-elb), C(icmp4-error),
      C(icmp6-error), C(igmp), C(nd-na), C(nd-ns), C(nd-ns-resolve), C(nd-ra-opts), C(reject), C(svc-monitor),
      C(tcp-reset), and from 25.09 on C(dhcpv4-relay).
    - The value V(null) takes a protocol away.
  type: dict
"""
    + EXTERNAL_IDS
    + state("protection", "Switches and routers that refer to it lose it.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
