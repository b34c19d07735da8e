# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a whole logical network: those of its objects, as lists."""

from __future__ import annotations

from textwrap import indent

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import dhcp_options, load_balancer, router, switch

COLLECTIONS = {
    "dhcp_options": ("Sets of DHCP options.", "ovn_dhcp_options", dhcp_options.OPTIONS),
    "switches": ("Logical switches with their ports.", "ovn_switch", switch.OPTIONS),
    "routers": ("Logical routers with their ports, routes and NAT rules.", "ovn_router", router.OPTIONS),
    "load_balancers": ("Load balancers and what they are attached to.", "ovn_lb", load_balancer.OPTIONS),
}


def _collection(name: str, text: str, module: str, options: str) -> str:
    # An option's mention of its sibling is one of the module's own options there, and a nested one here.
    nested = options.replace("O(purge", f"O({name}[].purge")
    return (
        f"{name}:\n"
        "  description:\n"
        f"    - {text} The options of each are those of M(ovnlab.ovn.{module}).\n"
        "    - Objects that are not named stay as they are.\n"
        "  type: list\n"
        "  elements: dict\n"
        "  suboptions:\n"
    ) + indent(nested, "    ")


class ModuleDocFragment:
    DOCUMENTATION: str = "options:\n" + indent(
        "".join(_collection(name, *entry) for name, entry in COLLECTIONS.items()),
        "  ",
    )
