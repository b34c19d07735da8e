# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pair of interfaces between the host and a container's network namespace."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..host import iproute
from ..host.command import Run, as_json, must
from .annotation import Annotation
from .errors import BAD_ENVIRONMENT, NETWORK, CniError
from .request import Request

# Where iproute2 looks for namespaces by name.
NAMESPACES = "/var/run/netns"
Log = Callable[[str], None]


def wire(run: Run, request: Request, annotation: Annotation, *, checksums: bool, log: Log) -> None:
    """Make both ends, and bring them up.

    :param checksums: whether the container must make them itself, because the datapath does not
    """
    if not os.path.exists(request.netns):
        raise CniError(BAD_ENVIRONMENT, f"CNI_NETNS is {request.netns}, which does not exist")
    if request.outer in iproute.links(run):
        raise CniError(
            NETWORK, f"this host has an interface {request.outer} already", "call DEL first if it is this container's"
        )
    space, outer, inner = request.container_id, request.outer, request.inner
    log(f"Creating veth pair for container {space}")
    must(run, ["ip", "link", "add", "name", outer, "mtu", str(request.mtu), "type", "veth", "peer", "name", inner])
    must(run, ["ip", "link", "set", "dev", outer, "alias", space])
    log(f"Bringing up veth outer interface {outer}")
    must(run, ["ip", "link", "set", "dev", outer, "up"])
    silence(outer)
    log(f"Create a link for container namespace {request.netns}")
    link_namespace(request)
    log(f"Adding veth inner interface {inner} to namespace of container {space}")
    must(run, ["ip", "link", "set", "dev", inner, "netns", space])
    log(
        f"Configuring veth inner interface {inner}, new name {request.ifname}, MAC {annotation.mac}, "
        f"MTU {request.mtu}, IP {annotation.address}"
    )
    inside = ["ip", "-n", space]
    must(run, [*inside, "link", "set", "dev", inner, "name", request.ifname])
    nic = ["dev", request.ifname]
    must(run, [*inside, "link", "set", *nic, "address", annotation.mac, "mtu", str(request.mtu)])
    must(run, [*inside, "address", "add", annotation.address, *nic, *(["nodad"] if ":" in annotation.address else [])])
    if checksums:
        must(run, ["ip", "netns", "exec", space, "ethtool", "-K", request.ifname, "tx", "off"])
    must(run, [*inside, "link", "set", *nic, "up"])
    log(f"Setting gateway_ip {annotation.gateway} for container {space}")
    must(run, [*inside, "route", "replace", "default", "via", annotation.gateway, *nic])


def silence(interface: str) -> None:
    """Where the datapath is in userspace the kernel gets the packets, too: it must not answer ARP for addresses of the host."""
    with open(f"/proc/sys/net/ipv4/conf/{interface}/arp_ignore", "w", encoding="ascii") as setting:
        setting.write("8")


def link_namespace(request: Request) -> None:
    """Give the namespace a name for iproute2: the container's id."""
    os.makedirs(NAMESPACES, exist_ok=True)
    place = f"{NAMESPACES}/{request.container_id}"
    if os.path.islink(place):
        os.unlink(place)
    if not os.path.exists(place):
        os.symlink(request.netns, place)


def unwire(run: Run, request: Request) -> None:
    """Take away what is left of the container's wires, whatever that is."""
    for link in as_json(run, ["ip", "-j", "link", "show"]):
        if link and link["ifname"] == request.outer and link.get("ifalias") == request.container_id:
            must(run, ["ip", "link", "delete", "dev", request.outer])
    place = f"{NAMESPACES}/{request.container_id}"
    if os.path.islink(place):
        os.unlink(place)


def problems(run: Run, request: Request, annotation: Annotation) -> list[str]:
    """What of the wires is not as ADD made it."""
    if not os.path.exists(request.netns):
        return [f"the namespace {request.netns} is gone"]
    outer = iproute.links(run).get(request.outer)
    found = [] if outer and outer.up else [f"{request.outer} is not up on the host"]
    link_namespace(request)
    inner = iproute.links(run, request.container_id).get(request.ifname)
    if inner is None:
        return [*found, f"there is no {request.ifname} in the container"]
    wanted = {"MAC": annotation.mac.lower(), "MTU": request.mtu, "up": True}
    live = {"MAC": inner.mac, "MTU": inner.mtu, "up": inner.up}
    found += [
        f"{request.ifname} has {key} {live[key]}, not {wanted[key]}" for key in wanted if live[key] != wanted[key]
    ]
    if annotation.address not in inner.cidrs:
        found.append(f"{request.ifname} has not the address {annotation.address}")
    routes = iproute.routes(run, request.container_id)
    if not any(_default(route) and route.get("gateway") == annotation.gateway for route in routes):
        found.append(f"there is no default route via {annotation.gateway}")
    return found


def _default(route: dict[str, Any]) -> bool:
    return bool(route["dst"] == "default")
