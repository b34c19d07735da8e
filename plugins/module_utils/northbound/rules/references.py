# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""References to rows that nobody declares.

In an open world the engine looks for them; an inventory must declare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .declared import Declared
from .finding import Finding, error
from .item import Item

# Collection, list of children, option, and what it names: its table, and what to say.
REFERENCES = (
    ("switches", "", "load_balancers", "Load_Balancer", "there is no load balancer {}"),
    ("switches", "", "load_balancer_groups", "Load_Balancer_Group", "there is no load balancer group {}"),
    ("switches", "", "dns", "DNS", "there are no DNS records {}"),
    ("switches", "", "copp", "Copp", "there is no control plane protection {}"),
    ("switches", "ports", "ha_chassis_group", "HA_Chassis_Group", "there is no HA chassis group {}"),
    ("switches", "ports", "dhcpv4_options", "DHCP_Options", "there are no DHCP options {}"),
    ("switches", "ports", "dhcpv6_options", "DHCP_Options", "there are no DHCP options {}"),
    ("routers", "", "load_balancers", "Load_Balancer", "there is no load balancer {}"),
    ("routers", "", "load_balancer_groups", "Load_Balancer_Group", "there is no load balancer group {}"),
    ("routers", "", "copp", "Copp", "there is no control plane protection {}"),
    ("routers", "ports", "ha_chassis_group", "HA_Chassis_Group", "there is no HA chassis group {}"),
    ("routers", "nat", "allowed_ext_ips", "Address_Set", "there is no address set {}"),
    ("routers", "nat", "exempted_ext_ips", "Address_Set", "there is no address set {}"),
    ("routers", "policies", "output_port", "Logical_Router_Port", "there is no router port {}"),
    ("load_balancer_groups", "", "load_balancers", "Load_Balancer", "there is no load balancer {}"),
    ("port_groups", "", "ports", "Logical_Switch_Port", "there is no switch port {}"),
    ("dns", "", "switches", "Logical_Switch", "there is no switch {}"),
)


def references(declared: Declared) -> Iterable[Finding]:
    if not declared.closed:
        return
    # A load balancer makes the groups that it names.
    made = {name for item in declared.load_balancers for name in item.value.get("groups") or ()}
    for collection, children, option, table, text in REFERENCES:
        for root in declared[collection]:
            for item in root.items(children) if children else [root]:
                for path, name in _names(item, option):
                    if declared.missing(table, name) and not (table == "Load_Balancer_Group" and name in made):
                        yield error(path, text.format(name) + declared.remedy(declared.names(table)))


def _names(item: Item, option: str) -> Iterator[tuple[str, str]]:
    value = item.value.get(option)
    if isinstance(value, list):
        yield from ((item.at(f"{option}[{index}]"), name) for index, name in enumerate(value))
    elif value:
        yield item.at(option), value


RULES = (references,)
