# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory declares all that exists: each reference to something else, with its message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


def port(name: str = "r-a", **options: Any) -> dict[str, Any]:
    return {"name": name, "mac": "02:00:00:00:00:01", "networks": ["10.0.0.1/24"], **options}


def switch(*ports: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"switches": [{"name": "s", "ports": list(ports), **options}]}


def router(*ports: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"routers": [{"name": "r", "chassis": "one", "ports": list(ports) or [port()], **options}]}


def balancer(**options: Any) -> dict[str, Any]:
    return {"load_balancers": [{"name": "web", "vips": {"10.9.0.9": []}, "neighbor_responder": "all", **options}]}


def nat(**options: Any) -> dict[str, Any]:
    return router(nat=[{"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.0/24", **options}])


ERRORS = {
    "switch of a router port": (
        router(port(switch="t")),
        "routers[0].ports[0].switch: the router port r-a is on switch t, which does not exist; declared are: none",
    ),
    "switch of a load balancer": (
        {**switch(), **balancer(switches=["t"])},
        "load_balancers[0].switches[0]: load balancer web is attached to t, which does not exist; declared are: s",
    ),
    "router of a load balancer": (
        {**router(), **balancer(routers=["q"])},
        "load_balancers[0].routers[0]: load balancer web is attached to q, which does not exist; declared are: r",
    ),
    "load balancer of a switch": (
        switch(load_balancers=["web"]),
        "switches[0].load_balancers[0]: there is no load balancer web; declared are: none",
    ),
    "load balancer of a router": (
        {**router(load_balancers=["wob"]), **balancer()},
        "routers[0].load_balancers[0]: there is no load balancer wob; declared are: web",
    ),
    "load balancer of a group": (
        {"load_balancer_groups": [{"name": "g", "load_balancers": ["web"]}]},
        "load_balancer_groups[0].load_balancers[0]: there is no load balancer web; declared are: none",
    ),
    "group of a switch": (
        switch(load_balancer_groups=["g"]),
        "switches[0].load_balancer_groups[0]: there is no load balancer group g; declared are: none",
    ),
    "DNS of a switch": (switch(dns=["d"]), "switches[0].dns[0]: there are no DNS records d; declared are: none"),
    "switch of DNS": (
        {"dns": [{"name": "d", "records": {}, "switches": ["s"]}]},
        "dns[0].switches[0]: there is no switch s; declared are: none",
    ),
    "protection of a switch": (
        switch(copp="c"),
        "switches[0].copp: there is no control plane protection c; declared are: none",
    ),
    "protection of a router": (
        router(copp="c"),
        "routers[0].copp: there is no control plane protection c; declared are: none",
    ),
    "DHCPv4 options": (
        switch({"name": "p", "dhcpv4_options": "d"}),
        "switches[0].ports[0].dhcpv4_options: there are no DHCP options d; declared are: none",
    ),
    "DHCPv6 options": (
        switch({"name": "p", "dhcpv6_options": "d"}),
        "switches[0].ports[0].dhcpv6_options: there are no DHCP options d; declared are: none",
    ),
    "chassis group of a switch port": (
        switch({"name": "p", "ha_chassis_group": "g"}),
        "switches[0].ports[0].ha_chassis_group: there is no HA chassis group g; declared are: none",
    ),
    "chassis group of a router port": (
        {"routers": [{"name": "r", "ports": [port(ha_chassis_group="g")]}]},
        "routers[0].ports[0].ha_chassis_group: there is no HA chassis group g; declared are: none",
    ),
    "addresses that NAT allows": (
        nat(allowed_ext_ips="a"),
        "routers[0].nat[0].allowed_ext_ips: there is no address set a; declared are: none",
    ),
    "addresses that NAT exempts": (
        {**nat(exempted_ext_ips="a"), "address_sets": [{"name": "b"}]},
        "routers[0].nat[0].exempted_ext_ips: there is no address set a; declared are: b",
    ),
    "member of a port group": (
        {**switch({"name": "p"}), "port_groups": [{"name": "g", "ports": ["p", "q"]}]},
        "port_groups[0].ports[1]: there is no switch port q; declared are: p",
    ),
    "router port of a switch port": (
        {**switch({"name": "up", "type": "router", "router_port": "r-b"}), **router()},
        "switches[0].ports[0].router_port: there is no router port r-b for up to lead to; declared are: r-a",
    ),
    "peer": (router(port(peer="q-a")), "routers[0].ports[0].peer: there is no router port q-a; declared are: r-a"),
    "parent": (
        switch({"name": "p", "parent_name": "vm", "tag_request": 1}),
        "switches[0].ports[0].parent_name: there is no port vm, the parent of p",
    ),
    "router port without a MAC": (
        router(port(mac=None)),
        "routers[0].ports[0].mac: the router port r-a has none, write for example 02:ac:10:ff:01:29",
    ),
    "meter": (
        switch(acls=[{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop", "meter": "m"}]),
        "switches[0].acls[0].meter: there is no meter m; declared are: none",
    ),
}


@pytest.mark.parametrize(("declared", "message"), ERRORS.values(), ids=ERRORS)
def test_error(as_inventory: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_inventory(declared)
    assert [*map(str, checked.faults + checked.errors)] == [message]


def test_next_hop_of_the_other_family(as_inventory: Judge) -> None:
    """Which release is installed, an inventory does not tell."""
    checked = as_inventory(router(static_routes=[{"ip_prefix": "fd00::/64", "nexthop": "10.0.0.2"}]))
    assert checked.errors == []
    assert [*map(str, checked.warnings)] == [
        "routers[0].static_routes[0].nexthop: 10.0.0.2 is not of the same IP family as fd00::/64: OVN routes so from 24.09 "
        "on, and with dynamic_neigh_routers of the router not set to true"
    ]


def test_a_group_that_a_load_balancer_makes(as_inventory: Judge) -> None:
    checked = as_inventory({**switch(load_balancer_groups=["g"]), **balancer(groups=["g"])})
    assert checked.faults + checked.errors + checked.warnings == []


def test_all_faults_together(as_inventory: Judge) -> None:
    checked = as_inventory({**switch(copp="c", dns=["d"]), **router(load_balancers=["web"])})
    assert [fault.path for fault in checked.errors] == [
        "switches[0].dns[0]",
        "switches[0].copp",
        "routers[0].load_balancers[0]",
    ]
