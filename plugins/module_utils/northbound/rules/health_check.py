# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about health checks and where backends are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .. import checks
from ..load_balancer import backends, split_endpoint
from .attachment import networks_of
from .declared import COLUMN, Declared, Finding, Item, Want, error, place, warning
from .router import interfaces
from .switch import ips

# PORT:SOURCE_IP, and maybe the availability zone.
MAPPING = re.compile(r"(.+):(\[[^\]]+\]|[0-9.]+)(?::[^:\[\]]+)?")
# Came with OVN 26.03, in which a check may come from the router's own address.
SIGN_OF_26_03 = Want("Logical_Switch_Port", "health_checks", COLUMN)


def _source(text: str) -> tuple[str, checks.Address | None]:
    """The port of a backend, and where checks of it come from."""
    found = MAPPING.fullmatch(text)
    return (found[1], checks.parse_ip(found[2].strip("[]"))) if found else (text, None)


def _mappings(item: Item) -> dict[checks.Address, tuple[str, str]]:
    """For each backend the key as it was written, and the value."""
    found = {
        split_endpoint(str(key))[0]: (str(key), str(value))
        for key, value in (item.value.get("ip_port_mappings") or {}).items()
    }
    return {address: pair for address, pair in found.items() if address}


def health_checks(declared: Declared) -> Iterable[Finding]:
    for item in declared.load_balancers:
        probes = [probe for probe in item.items("health_checks") if probe.given]
        if not probes or not declared.whole(item):
            continue
        if item.flag("template") or item.value.get("protocol") == "sctp":
            why = "a template" if item.flag("template") else "SCTP"
            yield error(place(probes[0].path), f"OVN checks no backends of {why}; take the health checks away")
            continue
        known = {split_endpoint(str(vip)): backends(targets) for vip, targets in (item.value.get("vips") or {}).items()}
        mapped = _mappings(item)
        for probe in probes:
            yield from _probe(item, probe, known, mapped)


def _probe(
    item: Item,
    probe: Item,
    known: Mapping[tuple[checks.Address | None, int | None], list[str]],
    mapped: Mapping[checks.Address, tuple[str, str]],
) -> Iterable[Finding]:
    vip = str(probe.value.get("vip"))
    if split_endpoint(vip) not in known:
        names = ", ".join(map(str, item.value.get("vips") or ())) or "none"
        yield error(
            probe.at("vip"),
            f"{vip} is no VIP of load balancer {item.name}, so nothing would be checked; its VIPs are: {names}",
        )
    elif not split_endpoint(vip)[1]:
        yield error(probe.at("vip"), f"{vip} has no port that could be asked: OVN checks VIPs with a port alone")
    for target in known.get(split_endpoint(vip), ()):
        address = split_endpoint(target)[0]
        if address and address not in mapped:
            shown = f"[{address}]" if address.version == 6 else address
            yield error(
                place(item.at("ip_port_mappings"), probe.at("vip")),
                f"the backend {address} has no entry and would not be checked; write {shown}: PORT:SOURCE_IP",
            )


def mappings(declared: Declared) -> Iterable[Finding]:
    mapped = [item for item in declared.load_balancers if item.says("ip_port_mappings")]
    used = _addresses(declared) if mapped else {}
    homes = {port.name: switch for switch, port in declared.switch_ports()} if mapped else {}
    for item in mapped:
        for address, (key, text) in _mappings(item).items():
            path = item.at(f"ip_port_mappings[{key}]")
            port, source = _source(text)
            if source or not item.flag("distributed"):
                yield from _source_problems(declared, path, address, port, source, used)
                yield from _far_source(declared, path, address, source, homes.get(port))
            old = ((item.before or {}).get("ip_port_mappings") or {}).get(key)
            if declared.whole(item) and old != text and declared.missing("Logical_Switch_Port", port):
                yield error(
                    path,
                    f"there is no switch port {port}, behind which the backend {address} would be"
                    + declared.remedy(declared.names("Logical_Switch_Port")),
                )


def _addresses(declared: Declared) -> dict[checks.Address, str]:
    """The addresses that are in use, as far as they are known, and by what."""
    used: dict[checks.Address, str] = {
        interface.ip: f"the router port {port.name}"
        for _router, port in declared.router_ports()
        for interface in interfaces(port)
    }
    used.update(
        {address: f"the port {port.name}" for _switch, port in declared.switch_ports() for _i, address in ips(port)}
    )
    return used


def _source_problems(
    declared: Declared,
    path: str,
    backend: checks.Address,
    port: str,
    source: checks.Address | None,
    used: Mapping[checks.Address, str],
) -> Iterable[Finding]:
    if source is None:
        yield error(
            path,
            f"{port!r} names no address that checks come from, write PORT:SOURCE_IP such as dmz-vm1:172.16.255.190",
        )
        return
    if source.version != backend.version:
        yield error(path, f"{source} is not of the same IP family as the backend {backend}")
        return
    user = used.get(source)
    if user and not (user.startswith("the router port") and not declared.closed and declared.ask(SIGN_OF_26_03)):
        yield warning(path, f"{source} is the address of {user}: checks need one that nobody uses")


def _far_source(
    declared: Declared, path: str, backend: checks.Address, source: checks.Address | None, switch: Item | None
) -> Iterable[Finding]:
    around = networks_of(declared, switch) if switch and source and source.version == backend.version else []
    home = next((network for network in around if backend in network), None)
    if home and source and source not in home:
        yield warning(path, f"{source} is outside {home}, the network of the backend {backend}: it would not answer")


RULES = (health_checks, mappings)
