# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about load balancers and their attachment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import checks
from ..load_balancer import backends, split_endpoint
from .declared import Declared, Finding, Item, error, known, warning


def _vips(item: Item) -> Iterator[tuple[str, str, list[str]]]:
    """Path, VIP and backends of each VIP."""
    for vip, value in (item.value.get("vips") or {}).items():
        yield item.at(f"vips[{vip}]"), str(vip), backends(value)


def vips(declared: Declared) -> Iterable[Finding]:
    for item in declared.load_balancers:
        for path, vip, targets in _vips(item):
            yield from _vip(path, vip, targets)


def _vip(path: str, vip: str, targets: list[str]) -> Iterable[Finding]:
    address, port = split_endpoint(vip)
    if address is None:
        yield error(path, f"the VIP {vip!r} is neither an IP address nor IP:PORT (IPv6: [IP]:PORT)")
        return
    if port == -1:
        yield error(path, f"the port of the VIP {vip!r} is not between 1 and 65535")
        return
    head, _colon, tail = vip.rpartition(":")
    if address.version == 6 and port is None and tail.isdigit() and any(split_endpoint(each)[1] for each in targets):
        yield error(path, f"ambiguous IPv6 VIP {vip}: write [{head}]:{tail} for a VIP with a port")
        return
    for backend in targets:
        backend_address, backend_port = split_endpoint(backend)
        if backend_address is None or backend_port == -1:
            yield error(path, f"the backend {backend!r} is neither an IP address nor IP:PORT with a port of 1 to 65535")
        elif backend_address.version != address.version:
            yield error(path, f"the backend {backend} is not of the same IP family as the VIP {vip}")
        elif port and not backend_port:
            yield error(path, f"the VIP {vip} has a port but its backend {backend} has none; write {backend}:{port}")
        elif backend_port and not port:
            yield error(
                path,
                f"the backend {backend} has a port but its VIP {vip} has none; write {vip}:PORT or {backend_address}",
            )
    for backend in sorted({each for each in targets if targets.count(each) > 1}):
        yield warning(
            path,
            f"the backend {backend} is named {targets.count(backend)} times and gets that share of the connections",
        )


def protocol(declared: Declared) -> Iterable[Finding]:
    for item in declared.load_balancers:
        portless = [vip for _path, vip, _targets in _vips(item) if split_endpoint(vip)[1] is None]
        if item.value.get("protocol") and portless:
            yield warning(
                item.at("protocol"),
                f"OVN ignores it for a VIP without a port: {', '.join(portless)} balances every protocol",
            )


def attachments(declared: Declared) -> Iterable[Finding]:
    """What a load balancer is attached to exists, and one VIP is served once."""
    by_option = {"switches": declared.switches, "routers": declared.routers}
    names = {item.name for item in declared.load_balancers}
    for option, owners in by_option.items():
        existing = {owner.name for owner in owners}
        holders: dict[tuple[str, str], str] = {}
        for item in declared.load_balancers:
            attached = {*(item.value.get(option) or ())}
            for index, name in enumerate(item.value.get(option) or ()):
                if declared.closed and name not in existing:
                    yield error(
                        item.at(f"{option}[{index}]"),
                        f"load balancer {item.name} is attached to {name}, which does not exist; declared are: {known(existing)}",
                    )
            attached |= {owner.name for owner in owners if item.name in (owner.value.get("load_balancers") or ())}
            for name in sorted(attached):
                for path, vip, _targets in _vips(item):
                    other = holders.setdefault((name, vip), item.name)
                    if other != item.name:
                        yield error(
                            path,
                            f"the VIP {vip} is served by {other} on {name} already; which of the two wins is undefined",
                        )
        for owner in owners:
            for index, name in enumerate(owner.value.get("load_balancers") or ()):
                if declared.closed and name not in names:
                    yield error(
                        owner.at(f"load_balancers[{index}]"),
                        f"there is no load balancer {name}; declared are: {known(names)}",
                    )


def on_routers(declared: Declared) -> Iterable[Finding]:
    """Only a router that has a place, a chassis, brings replies back."""
    routers = {router.name: router for router in declared.routers}
    for item in declared.load_balancers:
        for index, name in enumerate(item.value.get("routers") or ()):
            router = routers.get(name)
            ports = router.items("ports") if router else []
            if router is None or not ports:
                continue
            chassis = router.value.get("chassis") or (router.value.get("options") or {}).get("chassis")
            if not chassis and not any(port.value.get("gateway_chassis") for port in ports):
                yield error(
                    item.at(f"routers[{index}]"),
                    f"router {name} is distributed and has no gateway port: replies would not be translated back; "
                    f"attach {item.name} to the clients' switches, or give {name} a chassis",
                )


def on_switches(declared: Declared) -> Iterable[Finding]:
    """A switch balances what its own clients send; the VIP must be somewhere else."""
    switches = {switch.name: switch for switch in declared.switches}
    for item in declared.load_balancers:
        for index, name in enumerate(item.value.get("switches") or ()):
            switch = switches.get(name)
            if switch is None:
                continue
            where = item.at(f"switches[{index}]")
            subnet = checks.parse_network(switch.value.get("subnet") or "")
            addresses = {
                str(address)
                for port in switch.items("ports")
                for text in port.value.get("addresses") or ()
                for address in map(checks.parse_ip, text.split())
                if address
            }
            for _path, vip, targets in _vips(item):
                address = split_endpoint(vip)[0]
                if subnet and address and address in subnet and not item.value.get("routers"):
                    yield warning(
                        where, f"the VIP {vip} is inside {subnet}, the subnet of {name}: nobody answers ARP for it"
                    )
                servers = {str(split_endpoint(backend)[0]) for backend in targets}
                if servers and servers <= addresses and item.value.get("switches") == [name]:
                    yield warning(
                        where,
                        f"{name} is the servers' own switch: clients on other switches get no answer from {vip}; "
                        "attach the load balancer to the clients' switch",
                    )


def force_snat(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        if router.items("ports") and router.value.get("lb_force_snat_ip") and not router.value.get("chassis"):
            yield warning(router.at("lb_force_snat_ip"), f"has no effect: router {router.name} is bound to no chassis")


RULES = (vips, protocol, attachments, on_routers, on_switches, force_snat)
