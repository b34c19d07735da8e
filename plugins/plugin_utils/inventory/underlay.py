# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the logical network says of the underlay: chassis, gateways, physical networks."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import Host, Lab
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.network import routers_beside


def faults(lab: Lab) -> Iterator[Fault]:
    if lab.compute:
        yield from _chassis(lab)
    yield from _gateways(lab)
    yield from _physical_networks(lab)


def _chassis(lab: Lab) -> Iterator[Fault]:
    for place, chassis in _named_chassis(lab):
        if chassis and chassis not in lab.chassis:
            yield Fault(
                place,
                f"{chassis} is no host of the groups compute and gateway; these are: {', '.join(lab.chassis)}",
            )


def _named_chassis(lab: Lab) -> Iterator[tuple[str, str | None]]:
    for path, router in lab.network["routers"]:
        yield f"{path}.chassis", router["chassis"]
        for index, port in enumerate(router["ports"] or []):
            for number, gateway in enumerate(port["gateway_chassis"] or []):
                yield f"{path}.ports[{index}].gateway_chassis[{number}].chassis_name", gateway["chassis_name"]
    for path, group in lab.network["ha_chassis_groups"]:
        for index, member in enumerate(group["ha_chassis"] or []):
            yield f"{path}.ha_chassis[{index}].chassis_name", member["chassis_name"]
    for path, item in lab.network["chassis_template_vars"]:
        yield f"{path}.chassis", item["chassis"]


def _gateways(lab: Lab) -> Iterator[Fault]:
    """Whoever may have to do the work of a gateway must be able to."""
    candidates = {
        group["name"]: [
            (f"{path}.ha_chassis[{index}].chassis_name", member["chassis_name"])
            for index, member in enumerate(group["ha_chassis"] or [])
        ]
        for path, group in lab.network["ha_chassis_groups"]
    }
    # Groups may also be there for nothing but external ports.
    found: dict[tuple[str, str], Fault] = {}
    for path, router in lab.network["routers"]:
        for index, port in enumerate(router["ports"] or []):
            place = f"{path}.ports[{index}].gateway_chassis"
            own = [
                (f"{place}[{number}].chassis_name", member["chassis_name"])
                for number, member in enumerate(port["gateway_chassis"] or [])
            ]
            for where, name in [*own, *candidates.get(port["ha_chassis_group"] or "", [])]:
                if name in lab.chassis:
                    for text in _cannot_be_gateway(lab, lab.hosts[name], port["name"]):
                        found.setdefault((where, text), Fault(where, text))
    yield from found.values()


def _cannot_be_gateway(lab: Lab, host: Host, port: str) -> Iterator[str]:
    if host.name not in lab.gateways:
        yield (
            f"{host.name} is no host of group gateway, so {port} cannot be there; put it into the group, or name one of: "
            f"{', '.join(lab.gateways) or 'none'}"
        )
        return
    if not lab.reader.is_whole(host.at("ovn_provider_bridges")):
        return
    bridged = {bridge["network"] for _path, bridge in host.bridges}
    beside = routers_beside(lab.network)
    for _path, switch in lab.network["switches"]:
        if port not in (each.name for each in beside.get(switch["name"], [])):
            continue
        for physical in (each["network_name"] for each in switch["ports"] or []):
            if physical and physical not in bridged:
                yield (
                    f"{host.name} has no bridge to the physical network {physical} of switch {switch['name']}: {port} would be "
                    f"cut off there; declare it in ovn_provider_bridges of {host.name}"
                )


def _physical_networks(lab: Lab) -> Iterator[Fault]:
    hosts = [lab.hosts[name] for name in lab.chassis]
    if not lab.reader.is_whole(*(host.at("ovn_provider_bridges") for host in hosts)):
        return
    bridged = {bridge["network"] for host in hosts for _path, bridge in host.bridges}
    for path, switch in lab.network["switches"]:
        for index, port in enumerate(switch["ports"] or []):
            physical = port["network_name"]
            if physical and physical not in bridged:
                yield Fault(
                    f"{path}.ports[{index}].network_name",
                    f"no host has a bridge to the physical network {physical}; declare it in ovn_provider_bridges of a "
                    f"gateway host (declared are: {', '.join(sorted(bridged)) or 'none'})",
                )
