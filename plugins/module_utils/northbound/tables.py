# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables whose rows are declared by themselves, by the option that takes a list of them."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from .address_set import ADDRESS_SET
from .chassis_template_var import CHASSIS_TEMPLATE_VAR
from .copp import COPP
from .dhcp_options import DHCP_OPTIONS
from .dns import DNS
from .ha_chassis_group import HA_CHASSIS_GROUP
from .load_balancer import LOAD_BALANCER
from .load_balancer_group import LOAD_BALANCER_GROUP
from .meter import METER
from .port_group import PORT_GROUP
from .record import Record
from .router import ROUTER
from .switch import SWITCH

# A new table of roots is one more line here.
COLLECTIONS: dict[str, Record] = {
    "dhcp_options": DHCP_OPTIONS,
    "dns": DNS,
    "address_sets": ADDRESS_SET,
    "meters": METER,
    "copps": COPP,
    "ha_chassis_groups": HA_CHASSIS_GROUP,
    "switches": SWITCH,
    "routers": ROUTER,
    "load_balancers": LOAD_BALANCER,
    "load_balancer_groups": LOAD_BALANCER_GROUP,
    "port_groups": PORT_GROUP,
    "chassis_template_vars": CHASSIS_TEMPLATE_VAR,
}


def identities() -> dict[str, Identity]:
    """How the rows of each table are told apart."""
    known: dict[str, Identity] = {}
    todo = list(COLLECTIONS.values())
    while todo:
        record = todo.pop()
        if record.table not in known:
            known[record.table] = record.identity
            todo += [each for option in record.options for each in option.records]
    return known
