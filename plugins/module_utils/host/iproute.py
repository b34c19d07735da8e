# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links, addresses and routes, as iproute2 tells them in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .command import Run, as_json

# What the kernel makes by itself out of addresses, router advertisements and redirects.
_MADE_BY_THE_KERNEL = ("kernel", "ra", "redirect")


@dataclass(frozen=True)
class Address:
    """An address of an interface that somebody has set."""

    cidr: str
    leased: bool = False


@dataclass
class Link:
    """A network interface."""

    name: str
    mac: str
    mtu: int
    up: bool
    kind: str = ""
    master: str = ""
    promiscuity: int = 0
    addresses: list[Address] = field(default_factory=list)

    @property
    def cidrs(self) -> list[str]:
        return [address.cidr for address in self.addresses]


def _ip(namespace: str | None, *words: str) -> list[str]:
    return ["ip", *(["-n", namespace] if namespace else []), "-j", *words]


def namespaces(run: Run) -> set[str]:
    return {entry["name"] for entry in as_json(run, _ip(None, "netns", "list"))}


def links(run: Run, namespace: str | None = None) -> dict[str, Link]:
    """The interfaces of a network namespace by name."""
    entries = as_json(run, _ip(namespace, "-d", "address", "show"))
    return {link.name: link for link in map(parse_link, filter(None, entries))}


def parse_link(entry: dict[str, Any]) -> Link:
    return Link(
        name=entry["ifname"],
        mac=entry.get("address", "").lower(),
        mtu=entry.get("mtu", 0),
        up="UP" in entry.get("flags", []),
        kind=entry.get("linkinfo", {}).get("info_kind", ""),
        master=entry.get("master", ""),
        promiscuity=entry.get("promiscuity", 0),
        addresses=[
            Address(f"{address['local']}/{address['prefixlen']}", leased=address.get("dynamic", False))
            for address in entry.get("addr_info", [])
            if is_set_by_somebody(address)
        ],
    )


def is_set_by_somebody(address: dict[str, Any]) -> bool:
    """Not link-local and not made from a router advertisement: those an interface gets by itself."""
    advertised = address.get("dynamic", False) and address.get("mngtmpaddr", False)
    return address.get("scope") != "link" and not advertised and not address.get("temporary", False)


def routes(run: Run, namespace: str | None = None) -> list[dict[str, Any]]:
    """The routes of a network namespace that somebody has set, in all tables, both families."""
    found = []
    for family in ("-4", "-6"):
        entries = as_json(run, _ip(namespace, family, "route", "show", "table", "all"))
        found += [{**route, "family": family} for route in entries if not _by_itself(route)]
    return found


def _by_itself(route: dict[str, Any]) -> bool:
    return route.get("protocol") in _MADE_BY_THE_KERNEL or route.get("type", "unicast") != "unicast"


def goes_over(route: dict[str, Any], interface: str) -> bool:
    return any(hop.get("dev") == interface for hop in route.get("nexthops", [route]))


def route_words(route: dict[str, Any], interface: str, successor: str) -> list[str]:
    """The words after ``ip route replace`` that make the same route over another interface."""
    dst = route["dst"]
    if dst == "default":  # the word alone would mean IPv4
        dst = "::/0" if route["family"] == "-6" else "0.0.0.0/0"
    words = [dst]
    for option, key in (("tos", "tos"), ("table", "table"), ("proto", "protocol"), ("scope", "scope")):
        if route.get(key) not in (None, "", "main", "boot"):
            words += [option, str(route[key])]
    if route.get("metric"):
        words += ["metric", str(route["metric"])]
    if route.get("prefsrc"):
        words += ["src", route["prefsrc"]]
    for key, words_of in (("mtu", ["mtu"]), ("advmss", ["advmss"])):
        for metrics in route.get("metrics", []):
            if metrics.get(key):
                words += [*words_of, str(metrics[key])]
    if "nexthops" not in route:
        return words + _hop(route, interface, successor)
    for hop in route["nexthops"]:
        words += ["nexthop", *_hop(hop, interface, successor), "weight", str(hop.get("weight", 1))]
    return words


def _hop(hop: dict[str, Any], interface: str, successor: str) -> list[str]:
    words = []
    if "gateway" in hop:
        words += ["via", hop["gateway"]]
    elif "via" in hop:  # a gateway of the other family
        words += ["via", hop["via"]["family"], hop["via"]["host"]]
    words += ["dev", successor if hop.get("dev") == interface else hop["dev"]]
    if "onlink" in hop.get("flags", []):
        words.append("onlink")
    return words
