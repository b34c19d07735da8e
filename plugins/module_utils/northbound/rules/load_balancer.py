# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about a load balancer itself: its VIPs and options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .. import checks
from ..load_balancer import backends, canonical_backend, split_endpoint
from .declared import Declared
from .finding import UNDECLARED, Finding, error, place, warning
from .item import Item
from .want import Want

# A VIP of a template: a variable, and a variable or a port.
TEMPLATE = r"\^[A-Za-z0-9_]+(?::(?:\^[A-Za-z0-9_]+|[0-9]+))?"


def vips_of(item: Item) -> Iterator[tuple[str, str, list[str]]]:
    """Path, VIP and backends of each VIP."""
    for vip, value in (item.value.get("vips") or {}).items():
        yield item.at(f"vips[{vip}]"), str(vip), backends(value)


def mappings_of(item: Item) -> dict[checks.Address, tuple[str, str]]:
    """For each backend the key as it was written, and the value."""
    found = {
        split_endpoint(str(key))[0]: (str(key), str(value))
        for key, value in (item.value.get("ip_port_mappings") or {}).items()
        # The task's come into their one form, others may have written what northd does not find.
        if item.says("ip_port_mappings") or canonical_backend(str(key)) == str(key)
    }
    return {address: pair for address, pair in found.items() if address}


def vips(declared: Declared) -> Iterable[Finding]:
    for item in declared.load_balancers:
        for path, vip, targets in vips_of(item):
            if item.flag("template"):
                yield from _template(path, vip)
            # The load balancer may be there, and a template.
            elif not vip.startswith("^") or declared.whole(item):
                yield from _vip(path, vip, targets)


def _template(path: str, vip: str) -> Iterable[Finding]:
    if not re.fullmatch(TEMPLATE, vip):
        yield error(path, f"the VIP {vip!r} of a template is no variable, write ^VARIABLE:PORT or ^VARIABLE:^VARIABLE")


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
            shown = f"[{backend_address}]" if backend_address.version == 6 else backend
            yield error(path, f"the VIP {vip} has a port but its backend {backend} has none; write {shown}:{port}")
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
        portless = [vip for _path, vip, _targets in vips_of(item) if split_endpoint(vip)[1] is None and ":^" not in vip]
        if item.value.get("protocol") and portless and not item.flag("template"):
            yield warning(
                item.at("protocol"),
                f"OVN ignores it for a VIP without a port: {', '.join(portless)} balances every protocol",
            )


def reject_or_event(declared: Declared) -> Iterable[Finding]:
    """What happens to a connection that no backend is there for."""
    for item in declared.load_balancers:
        path = place(item.where("event"), item.where("reject"))
        if path is UNDECLARED:
            continue
        declared.whole(item)
        if item.flag("reject") and item.flag("event"):
            yield error(
                path,
                f"load balancer {item.name} can either reject connections or make events of them; take event or reject",
            )
        if item.flag("event"):
            settings = declared.ask(Want("NB_Global", ""))
            if settings and settings["options"].get("controller_event") != "true":
                yield warning(
                    item.where("event"),
                    "has no effect as long as controller_event is not true among the options of NB_Global",
                )


def templates(declared: Declared) -> Iterable[Finding]:
    for item in declared.load_balancers:
        places = {
            option: item.where(option) for option in ("template", "neighbor_responder", "add_route", "address_family")
        }
        if place(*places.values()) is UNDECLARED:
            continue
        whole = declared.whole(item)
        if not item.flag("template"):
            continue
        if whole and not item.get("address_family"):
            yield error(places["template"], f"the template {item.name} needs address_family, ipv4 or ipv6")
        if item.get("neighbor_responder") == "reachable":
            yield error(
                place(places["neighbor_responder"], places["template"]),
                "a template cannot have neighbor_responder reachable; take all or none",
            )
        if item.flag("add_route"):
            yield error(
                place(places["add_route"], places["template"]), "a template cannot have add_route; take it away"
            )


def distributed(declared: Declared) -> Iterable[Finding]:
    for item in declared.load_balancers:
        if item.where("distributed") is not UNDECLARED and item.flag("distributed") and declared.whole(item):
            wanted = {split_endpoint(target)[0] for _path, _vip, targets in vips_of(item) for target in targets}
            for address in sorted(filter(None, wanted - mappings_of(item).keys()), key=str):
                yield error(
                    item.where("distributed"),
                    f"a distributed load balancer must know where its backends are: {address} has no entry in "
                    "ip_port_mappings",
                )


RULES = (vips, protocol, reject_or_event, templates, distributed)
