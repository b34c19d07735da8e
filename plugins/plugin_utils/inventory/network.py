# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a switch and the routers at it say of one another's networks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import (
    Interface,
    parse_interface,
    parse_network,
)
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Places
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Lab


@dataclass(frozen=True)
class RouterPort:
    path: str
    name: str
    networks: tuple[Interface, ...]


def faults(lab: Lab) -> Iterator[Fault]:
    beside = routers_beside(lab.network)
    for path, switch in lab.network["switches"]:
        routers = beside.get(switch["name"], [])
        yield from _router_networks(switch, routers)
        if lab.reader.is_whole("ovn_routers"):
            yield from _subnet(path, switch, routers)


def routers_beside(network: Places) -> dict[str, list[RouterPort]]:
    """For each switch, the ports of routers that it leads to."""
    led = {
        port["router_port"]: switch["name"]
        for _path, switch in network["switches"]
        for port in switch["ports"] or []
        if port["router_port"]
    }
    found: dict[str, list[RouterPort]] = {}
    for path, router in network["routers"]:
        for index, port in enumerate(router["ports"] or []):
            switch = port["switch"] or led.get(port["name"])
            # One that is none is judged elsewhere.
            networks = tuple(each for text in port["networks"] or [] if (each := parse_interface(text)))
            made = RouterPort(f"{path}.ports[{index}]", port["name"], networks)
            found.setdefault(switch or "", []).append(made)
    found.pop("", None)
    return found


def _router_networks(switch: dict[str, Any], ports: list[RouterPort]) -> Iterator[Fault]:
    seen: list[tuple[RouterPort, Any]] = []
    for port in ports:
        for number, mine in enumerate(port.networks):
            for other, theirs in seen:
                place = f"{port.path}.networks[{number}]"
                if mine.network != theirs.network and mine.network.overlaps(theirs.network):
                    yield Fault(
                        place,
                        f"{mine.network} of {port.name} overlaps with {theirs.network} of {other.name} at switch "
                        f"{switch['name']}; write the same prefix length, or networks apart",
                    )
            seen.append((port, mine))


def _subnet(path: str, switch: dict[str, Any], ports: list[RouterPort]) -> Iterator[Fault]:
    subnet = parse_network(switch["subnet"] or "")
    networks = [mine.network for port in ports for mine in port.networks if mine.version == 4]
    if subnet and networks and not any(subnet.overlaps(network) for network in networks):
        yield Fault(
            f"{path}.subnet",
            f"no router at switch {switch['name']} is in {subnet}: its VMs would have no gateway; the routers there are in "
            f"{', '.join(map(str, networks))}",
        )
