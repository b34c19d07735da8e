# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about static routes and routing policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import canonical, checks
from .declared import Declared
from .finding import Finding, error, known, place, warning
from .item import Item
from .router import networks
from .want import COLUMN, Want

# Came with OVN 24.09, which can also route to a next hop of the other family.
SIGN_OF_24_09 = Want("NAT", "match", COLUMN)


def routes(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        mine = [route for route in router.items("static_routes") if route.given]
        reached = networks(router) if mine else []
        for route in mine:
            yield from _next_hop(declared, router, reached, route)
            yield from _discard(route)


def _next_hop(declared: Declared, router: Item, reached: list[checks.Network], route: Item) -> Iterable[Finding]:
    nexthop, output_port = route.value.get("nexthop") or "", route.value.get("output_port")
    prefix = checks.parse_network(route.value.get("ip_prefix") or "")
    if output_port and declared.whole(router, "ports"):
        names = {port.name for port in router.items("ports")}
        if output_port not in names:
            yield error(
                route.at("output_port"),
                f"{output_port} is no port of router {router.name}; its ports are: {known(names)}",
            )
    if nexthop == "discard" or (not nexthop and output_port):
        return
    address = checks.parse_ip(nexthop)
    if address is None:
        yield error(
            route.at("nexthop"),
            f"{nexthop!r} is neither an IP address nor 'discard'; only with output_port may it be empty",
        )
        return
    if prefix is not None and prefix.version != address.version:
        yield from _other_family(declared, route, f"{nexthop} is not of the same IP family as {prefix}")
    if not output_port:
        yield from _unreachable(declared, router, reached, route.at("nexthop"), address)


def _other_family(declared: Declared, route: Item, text: str) -> Iterable[Finding]:
    recent = None if declared.closed else declared.ask(SIGN_OF_24_09)
    if recent is False:
        yield error(route.at("nexthop"), f"{text}, which needs OVN 24.09 or later")
    elif recent or declared.closed:
        yield warning(
            route.at("nexthop"),
            f"{text}: OVN routes so from 24.09 on, and with dynamic_neigh_routers of the router not set to true",
        )


def _unreachable(
    declared: Declared, router: Item, reached: list[checks.Network], path: str, address: checks.Address
) -> Iterable[Finding]:
    """A next hop is in a network of the router: OVN ignores what leads elsewhere."""
    if not declared.whole(router, "ports"):
        return
    if not any(address in network for network in reached if network.version == address.version) and (
        reached or not declared.closed
    ):
        yield error(
            path,
            f"router {router.name} cannot reach {address}: it is in none of its networks ({known(map(str, reached))}); "
            "correct it, or set output_port",
        )


def _discard(route: Item) -> Iterable[Finding]:
    if route.value.get("nexthop") == "discard":
        for option in ("output_port", "bfd", "ecmp_symmetric_reply"):
            if route.value.get(option):
                yield error(route.at(option), "means nothing for a route that discards; take it away")


def _prefix(route: Item) -> tuple[Any, ...]:
    value = route.value
    prefix = canonical.prefix_of_row(value.get("ip_prefix"))
    return (value.get("route_table") or "", value.get("policy") or "dst-ip", prefix)


def discarded_and_routed(declared: Declared) -> Iterable[Finding]:
    """A prefix is discarded or routed."""
    for router in declared.routers:
        if router.items("static_routes"):
            declared.whole(router, "static_routes")
        first: dict[tuple[Any, ...], Item] = {}
        for route in router.items("static_routes"):
            other = first.setdefault(_prefix(route), route)
            hops = [each.value.get("nexthop") for each in (other, route)]
            if hops[0] != hops[1] and "discard" in hops:
                yield error(
                    place(route.at("nexthop"), other.at("nexthop")),
                    f"router {router.name} would both discard and route {route.value.get('ip_prefix')}; one of the "
                    "routes must go",
                )


def policies(declared: Declared) -> Iterable[Finding]:
    for router in declared.routers:
        mine = [policy for policy in router.items("policies") if policy.given]
        # The database may have what the declaration leaves out.
        if mine and declared.whole(router, "policies"):
            reached = networks(router)
            for policy in mine:
                yield from _policy(declared, router, reached, policy)


def _policy(declared: Declared, router: Item, reached: list[checks.Network], policy: Item) -> Iterable[Finding]:
    value = policy.value
    action = value.get("action")
    listed = [(policy.at(f"nexthops[{i}]"), hop) for i, hop in enumerate(value.get("nexthops") or ())]
    hops = listed + ([(policy.at("nexthop"), value["nexthop"])] if value.get("nexthop") else [])
    if action == "reroute" and not hops and not value.get("output_port"):
        yield error(policy.at("nexthops"), "a policy that reroutes needs nexthops, the addresses to route to")
    if action == "jump" and not value.get("jump_chain"):
        yield error(policy.at("jump_chain"), "a policy that jumps needs jump_chain, the chain to go on with")
    for option, right in (
        ("nexthops", "reroute"),
        ("nexthop", "reroute"),
        ("output_port", "reroute"),
        ("bfd_sessions", "reroute"),
        ("jump_chain", "jump"),
    ):
        if action and value.get(option) and action != right:
            yield error(
                place(policy.at(option), policy.at("action")),
                f"{option} is for the action {right} alone, not for {action}",
            )
    if action != "reroute":
        return
    addresses = [(path, address) for path, hop in hops if (address := checks.parse_ip(hop))]
    if len({address.version for _path, address in addresses}) > 1:
        yield error(place(*(path for path, _address in addresses)), "the next hops of a policy are of one IP family")
    for path, address in addresses if not value.get("output_port") else ():
        yield from _unreachable(declared, router, reached, path, address)
    for session in policy.items("bfd_sessions"):
        target = checks.parse_ip(session.value.get("dst_ip") or "")
        if target and target not in [address for _path, address in addresses]:
            yield error(session.at("dst_ip"), f"{target} is none of the policy's next hops, whose state BFD would tell")


RULES = (routes, discarded_and_routed, policies)
