# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a whole logical network: those of its objects, as lists."""

from __future__ import annotations

import re

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import (
    address_set,
    chassis_template_var,
    copp,
    dhcp_options,
    dns,
    ha_chassis_group,
    load_balancer,
    load_balancer_group,
    meter,
    port_group,
    record,
    router,
    switch,
)
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import documentation, nested

COLLECTIONS = {
    "dhcp_options": ("Sets of DHCP options.", "ovn_dhcp_options", dhcp_options.OPTIONS),
    "dns": ("Sets of DNS records.", "ovn_dns", dns.OPTIONS),
    "address_sets": ("Address sets.", "ovn_address_set", address_set.OPTIONS),
    "meters": ("Meters.", "ovn_meter", meter.OPTIONS),
    "copps": ("Control plane protection.", "ovn_copp", copp.OPTIONS),
    "ha_chassis_groups": ("Groups of chassis.", "ovn_ha_chassis_group", ha_chassis_group.OPTIONS),
    "switches": ("Logical switches with their ports and rules.", "ovn_switch", switch.OPTIONS),
    "routers": ("Logical routers with their ports, routes and rules.", "ovn_router", router.OPTIONS),
    "load_balancers": ("Load balancers and what they are attached to.", "ovn_lb", load_balancer.OPTIONS),
    "load_balancer_groups": ("Groups of load balancers.", "ovn_lb_group", load_balancer_group.OPTIONS),
    "port_groups": ("Port groups with their ACLs.", "ovn_port_group", port_group.OPTIONS),
    "chassis_template_vars": ("Variables of each chassis.", "ovn_nb_global", chassis_template_var.OPTIONS),
    "records": ("Rows of any other table.", "ovn_record", record.OPTIONS),
}

PRUNE = r"""
prune:
  description:
    - Remove what carries the mark of the O(owner) and is not declared in this task, whichever module made it, and
      nothing else. So the task must declare all of this owner's network.
    - Rows that were there before us never carry the mark, also if we have changed them since.
    - A row that would take somebody else's child along, or that somebody else's row still needs, is an error.
    - Check mode names each row that would go.
  type: bool
  default: false
"""


def _collection(name: str, text: str, module: str, options: str) -> str:
    # A mention of a sibling is one of the module's own options there, and a nested one here.
    nested_options = re.sub(r"O\((?!ignore:)", f"O({name}[].", options)
    return nested(
        name,
        f"{text} The options of each are those of M(ovnlab.ovn.{module}).\nObjects that are not named stay as they are.",
        nested_options,
    )


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(
        "".join(_collection(name, *entry) for name, entry in COLLECTIONS.items()) + PRUNE
    )
