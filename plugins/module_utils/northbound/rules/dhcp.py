# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about DHCP."""

from __future__ import annotations

from collections.abc import Iterable

from .. import checks
from .declared import Declared
from .finding import Finding, error, warning
from .switch import ips


def dhcp_options(declared: Declared) -> Iterable[Finding]:
    """Without these OVN answers no DHCP request, and says nothing."""
    for item in declared["dhcp_options"]:
        whole = item.says("cidr", "options") and declared.whole(item)
        cidr = checks.parse_network(item.value.get("cidr") or "")
        options = item.value.get("options") or {}
        if cidr is None:
            if declared.closed and not item.value.get("cidr"):
                yield error(item.at("cidr"), f"the DHCP options {item.name} need the network that they serve")
            continue
        needed = ("server_id", "server_mac", "lease_time") if cidr.version == 4 else ("server_id",)
        for key in needed if whole and item.says("options") else ():
            if options.get(key) is None:
                yield error(
                    item.at("options"), f"the DHCP options {item.name} lack {key}, without which OVN answers nobody"
                )
        mac_key = "server_mac" if cidr.version == 4 else "server_id"
        checked = [(mac_key, checks.mac)] + ([("server_id", checks.ip)] if cidr.version == 4 else [])
        for key, check in checked:
            problem = check(str(options[key])) if options.get(key) is not None else None
            if problem:
                yield error(item.at(f"options.{key}"), problem)


def addresses_in_pool(declared: Declared) -> Iterable[Finding]:
    for _switch, port in declared.switch_ports("dhcpv4_options", "dhcpv6_options"):
        for option in ("dhcpv4_options", "dhcpv6_options"):
            name = port.given.get(option)
            item = declared.find("DHCP_Options", name) if name else None
            pool = checks.parse_network(item.value.get("cidr") or "") if item else None
            for _index, address in ips(port) if pool else ():
                if pool and address.version == pool.version and address not in pool:
                    yield warning(
                        port.at(option), f"{address} of {port.name} is outside {pool}, it will get no DHCP answer"
                    )


RULES = (dhcp_options, addresses_in_pool)
