# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a DNS row and of its attachment."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, documentation, purge, state

OPTIONS = (
    r"""
name:
  description:
    - Name of the set of records, by which switches refer to it.
    - OVN's table has no name. It is kept in C(external_ids:ansible-ovn-name).
  type: str
  required: true
records:
  description:
    - For each host name the list of its addresses, IPv4 and IPv6. Names are compared in lower case.
    - For the way back, a name below C(in-addr.arpa) or C(ip6.arpa), and the list of one host name.
    - The dictionary is the whole set.
  type: dict
options:
  description:
    - Keys of C(options), merged. With C(ovn-owned=true) OVN alone answers for these names, and sends no question about
      them on that it has no record for. Needs OVN 24.03 or later.
    - The value V(null) takes a key away.
  type: dict
switches:
  description:
    - Names of switches whose ports get answers from these records, whatever server they ask.
    - Switches that are not named keep them, unless O(purge) names V(switches).
  type: list
  elements: str
"""
    + EXTERNAL_IDS
    + purge("switches")
    + state("set of records", "If it goes, it is detached everywhere.")
)


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(OPTIONS)
