# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts whose databases, tunnels or bridges would not come about."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_checks import cidr_faults, share_faults
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.chassis import ENCAP_TYPES
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import ip, parse_ip
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import SIZES
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Host, Lab

# Open vSwitch's own, where the VMs are.
INTEGRATION_BRIDGE = "br-int"


def faults(lab: Lab) -> Iterator[Fault]:
    yield from _groups(lab)
    yield from _tunnel_ends(lab)
    yield from _tunnels(lab)
    for name in sorted({*lab.chassis, *lab.central}):
        yield from _bridges(lab, lab.hosts[name])
        yield from _nics(lab, lab.hosts[name])


def _groups(lab: Lab) -> Iterator[Fault]:
    for group, hosts, what in (
        ("central", lab.central, "no node runs the databases"),
        ("compute", lab.compute, "no host has VMs"),
    ):
        if not hosts:
            yield Fault(f"group {group}", f"has no hosts, so {what}; put at least one into it")
    size = len(lab.central)
    if size and size not in SIZES:
        yield Fault(
            "group central",
            f"has {size} hosts, of which more than half must live, so it survives no more than "
            f"{size - 1} host{'s' if size > 2 else ''}; use 1, 3 or 5",
        )


def _tunnel_ends(lab: Lab) -> Iterator[Fault]:
    first: dict[str, str] = {}
    family: tuple[str, str] | None = None
    for name in sorted({*lab.chassis, *lab.central}):
        address = lab.hosts[name].encap_ip
        place = lab.hosts[name].at("ovn_encap_ip")
        if address is None:
            yield Fault(place, "is not set; give the address where other hosts reach this one")
            continue
        parsed = parse_ip(address)
        if parsed is None:
            yield Fault(place, str(ip(address)))
        elif first.setdefault(str(parsed), name) != name:
            yield Fault(place, f"{address} is the address of {first[str(parsed)]} already; give each host its own")
        elif name in lab.chassis:
            family = family or (name, address)
            if parsed.version != parse_ip(family[1]).version:  # type: ignore[union-attr]
                yield Fault(
                    place,
                    f"{address} is not of the same IP family as {family[1]} of {family[0]}: there would be no tunnel; give both "
                    "hosts addresses of one family",
                )


def _tunnels(lab: Lab) -> Iterator[Fault]:
    """Each two chassis need a kind of tunnel that both offer: since 21.12, OVN makes none otherwise."""
    offers: dict[str, list[str]] = {}
    for name in lab.chassis:
        place, mine = lab.hosts[name].at("compute_encap_type"), lab.hosts[name].encap_types
        if mine is None:
            continue
        for kind in mine:
            if kind not in ENCAP_TYPES:
                yield Fault(place, f"{kind} is no kind of tunnel; these are: {', '.join(ENCAP_TYPES)}")
        for other, theirs in offers.items():
            if not set(mine) & set(theirs):
                yield Fault(
                    place,
                    f"offers {', '.join(mine) or 'none'} and {other} offers {', '.join(theirs) or 'none'}, so there would be "
                    "no tunnel between them; let one of them offer both",
                )
        offers[name] = mine


def _bridges(lab: Lab, host: Host) -> Iterator[Fault]:
    if host.bridges and host.name not in lab.gateways:
        yield Fault(
            host.at("ovn_provider_bridges"),
            f"bridges are made on hosts of group gateway, and {host.name} is none; put it there, too",
        )
    for option in ("name", "nic", "network"):
        first: dict[str, str] = {}
        for path, bridge in host.bridges:
            value = bridge[option]
            if value and first.setdefault(value, path) != path:
                yield Fault(f"{path}.{option}", f"{value} is at {first[value]} already; each bridge has its own")
    for path, bridge in host.bridges:
        if path not in lab.reader.broken:
            yield from share_faults(f"{path}.share_address", bridge)
        if bridge["name"] == INTEGRATION_BRIDGE:
            yield Fault(f"{path}.name", f"{INTEGRATION_BRIDGE} is OVN's own bridge; take another name")
        for number, text in enumerate(bridge["addresses"]):
            yield from cidr_faults(f"{path}.addresses[{number}]", text)


def _nics(lab: Lab, host: Host) -> Iterator[Fault]:
    """A host that is made for the lab has the NICs that the inventory gives it, and no others."""
    nics = {nic["device"]: (nic["address"] or "").partition("/")[0] for _path, nic in host.nics}
    if not nics or not lab.reader.is_whole(host.at("lab_nics")):
        return
    if host.encap_ip not in (None, *nics.values()):
        addresses = ", ".join(filter(None, nics.values())) or "none"
        yield Fault(host.at("ovn_encap_ip"), f"{host.encap_ip} is no address of its lab_nics; these are: {addresses}")
    for path, bridge in host.bridges:
        if bridge["nic"] and bridge["nic"] not in nics:
            yield Fault(f"{path}.nic", f"{bridge['nic']} is none of its lab_nics; these are: {', '.join(nics)}")
