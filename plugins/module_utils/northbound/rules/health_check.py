# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about health checks and where backends are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .. import checks
from ..load_balancer import backends, source_of, split_endpoint
from .attachment import networks_of
from .declared import Declared
from .finding import Finding, error, place, warning
from .item import Item
from .load_balancer import mappings_of
from .router import interfaces
from .switch import config as config_of
from .switch import ips
from .want import BESIDE, COLUMN, Want

# Came with OVN 26.03, in which a check may come from the router's own address.
SIGN_OF_26_03 = Want("Logical_Switch_Port", "health_checks", COLUMN)

# Who may have an address.
WHAT = {
    "Logical_Switch_Port": "the port",
    "Logical_Router_Port": "the router port",
    "Load_Balancer": "the VIP of",
}


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
        mapped = mappings_of(item)
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
    users = _users(declared) if mapped else {}
    homes = {port.name: switch for switch, port in declared.switch_ports()} if mapped else {}
    for item in mapped:
        for address, (key, text) in mappings_of(item).items():
            path = item.at(f"ip_port_mappings[{key}]")
            port, source = source_of(text)
            if source or not item.flag("distributed"):
                yield from _source_problems(path, address, port, source)
                yield from _far_source(declared, path, address, source, homes.get(port))
                yield from _used_source(declared, path, port, source, homes.get(port), users)
            old = ((item.before or {}).get("ip_port_mappings") or {}).get(key)
            if declared.whole(item) and old != text and declared.missing("Logical_Switch_Port", port):
                yield error(
                    path,
                    f"there is no switch port {port}, behind which the backend {address} would be"
                    + declared.remedy(declared.names("Logical_Switch_Port")),
                )


def one_source(declared: Declared) -> Iterable[Finding]:
    """OVN checks a backend once, for all load balancers that have it: the source is that of one of them."""
    first: dict[tuple[checks.Address, str], tuple[Item, checks.Address]] = {}
    for item in declared.load_balancers:
        if not any(probe.value for probe in item.items("health_checks")):
            continue
        for address, (key, text) in mappings_of(item).items():
            port, source = source_of(text)
            if source is None:
                continue
            other, theirs = first.setdefault((address, port), (item, source))
            if theirs != source:
                yield error(
                    place(item.at(f"ip_port_mappings[{key}]"), other.at("ip_port_mappings")),
                    f"the backend {address} is checked from {source} here and from {theirs} by {other.name}, but OVN "
                    "checks it once for both; write the same address",
                )


def _users(declared: Declared) -> dict[checks.Address, tuple[str, str]]:
    """The addresses that are in use, as far as they are declared: by the port of which table, or as a VIP."""
    used: dict[checks.Address, tuple[str, str]] = {}
    for item in declared.load_balancers:
        vips = (split_endpoint(str(vip))[0] for vip in item.value.get("vips") or {})
        used.update({address: ("Load_Balancer", item.name) for address in vips if address})
    for _switch, port in declared.switch_ports():
        used.update({address: ("Logical_Switch_Port", port.name) for _i, address in ips(port)})
    for _router, port in declared.router_ports():
        used.update({interface.ip: ("Logical_Router_Port", port.name) for interface in interfaces(port)})
    return used


def _source_problems(path: str, backend: checks.Address, port: str, source: checks.Address | None) -> Iterable[Finding]:
    if source is None:
        yield error(
            path,
            f"{port!r} names no address that checks come from, write PORT:SOURCE_IP such as dmz-vm1:172.16.255.190",
        )
    elif source.version != backend.version:
        yield error(path, f"{source} is not of the same IP family as the backend {backend}")


def _used_source(
    declared: Declared,
    path: str,
    port: str,
    source: checks.Address | None,
    switch: Item | None,
    users: Mapping[checks.Address, tuple[str, str]],
) -> Iterable[Finding]:
    """Answers to a check go to whoever has the address. OVN tells nobody: the backend is offline, or flaps."""
    if source is None:
        return
    around = None if declared.closed else declared.ask(Want("Logical_Switch_Port", port, BESIDE))
    table, name = users.get(source, ("", ""))
    if not name and around:
        found = {checks.parse_ip(word): user for word, user in around.used.items()}
        table, name = found.get(source, ("", ""))
        # What the task itself declares of that port is judged already.
        name = "" if declared.here(table, name) else name
    if name:
        text = f"{source} is the address of {WHAT[table]} {name}: checks need one that nobody uses"
        if table != "Logical_Router_Port":
            yield error(path, text)
        elif declared.closed:
            yield warning(path, f"{text}, before OVN 26.03")
        elif declared.ask(SIGN_OF_26_03) is False:
            yield error(path, f"{text}, before OVN 26.03")
        return
    if declared.closed and switch and not declared.whole(switch):
        return
    config = {**(around.config if around else {}), **_config(switch)}
    pool = checks.parse_network(str(config.get("subnet") or ""))
    if pool and source in pool and not _excluded(source, config.get("exclude_ips")):
        home = f"switch {switch.name}" if switch else "its switch"
        yield error(
            path,
            f"{source} is in the pool {pool} of {home}, from which OVN gives addresses to ports; name it in exclude_ips "
            "of the switch",
        )


def _config(switch: Item | None) -> dict[str, object]:
    if switch is None:
        return {}
    said = {option: config_of(switch, option) for option in ("subnet", "exclude_ips")}
    return {option: value for option, value in said.items() if value}


def _excluded(address: checks.Address, ranges: object) -> bool:
    """``exclude_ips``: addresses and ranges FIRST..LAST, as a list or with blanks between."""
    for text in ranges if isinstance(ranges, list) else str(ranges or "").split():
        first, _dots, last = text.partition("..")
        low, high = checks.parse_ip(first), checks.parse_ip(last or first)
        if low and high and low.version == address.version and int(low) <= int(address) <= int(high):
            return True
    return False


def _far_source(
    declared: Declared, path: str, backend: checks.Address, source: checks.Address | None, switch: Item | None
) -> Iterable[Finding]:
    around = networks_of(declared, switch) if switch and source and source.version == backend.version else []
    home = next((network for network in around if backend in network), None)
    if home and source and source not in home:
        yield error(path, f"{source} is outside {home}, the network of the backend {backend}: it would not answer")


RULES = (health_checks, mappings, one_source)
