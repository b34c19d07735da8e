# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about load balancers, where they are, and health checks: each with an input that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked

Judge = Callable[[dict[str, Any]], Checked]


VIP, BACKENDS = "10.9.0.9:80", ["10.0.1.5:80"]


def balancer(**options: Any) -> dict[str, Any]:
    return {"name": "web", "vips": {VIP: BACKENDS}, **options}


def network(router: dict[str, Any], *balancers: dict[str, Any]) -> dict[str, Any]:
    """Servers on ``near``, clients on ``far``, both at a router with a port to the outside."""
    ports = [
        {"name": f"r-{name}", "switch": name, "mac": f"02:00:00:00:00:0{i}", "networks": [f"10.0.{i}.1/24"]}
        for i, name in enumerate(("outside", "near", "far"))
    ]
    ports[0] = {**ports[0], **router.pop("outside", {})}
    return {
        "switches": [
            {"name": "outside"},
            {"name": "near", "ports": [{"name": "vm", "addresses": ["02:00:00:00:00:11 10.0.1.5"]}]},
            {"name": "far"},
        ],
        "routers": [{"name": "r", "ports": ports, **router}],
        "load_balancers": list(balancers),
    }


def gateway(**options: Any) -> dict[str, Any]:
    """A router that is bound to a chassis."""
    return {"chassis": "one", **options}


def checked(**options: Any) -> dict[str, Any]:
    """A load balancer with a health check, on the clients' switch."""
    item = {"ip_port_mappings": {"10.0.1.5": "vm:10.0.1.9"}, "health_checks": [{"vip": VIP}], **options}
    return network(gateway(), balancer(switches=["far"], **item))


def pooled(**config: Any) -> dict[str, Any]:
    """The same, where OVN gives addresses to ports."""
    declared = checked()
    declared["switches"][1].update(subnet="10.0.1.0/24", **config)
    return declared


def two_checked(mapping: str) -> dict[str, Any]:
    """A second load balancer for the same server."""
    declared = checked()
    second = {"name": "two", "vips": {"10.9.0.8:80": BACKENDS}, "health_checks": [{"vip": "10.9.0.8:80"}]}
    declared["load_balancers"].append({**second, "switches": ["far"], "ip_port_mappings": {"10.0.1.5": mapping}})
    return declared


TEMPLATE = {"template": True, "address_family": "ipv4", "vips": {"^vip:^port": ["^backends"]}}
HERE = "load_balancers[0]"
VM = {"switches": [{"name": "near", "ports": [{"name": "vm"}]}]}

ERRORS = {
    "VIP with a zone": (
        {"load_balancers": [balancer(vips={"[fe80::1%eth0]:80": []})]},
        f"{HERE}.vips[[fe80::1%eth0]:80]: the VIP '[fe80::1%eth0]:80' is neither an IP address nor IP:PORT (IPv6: [IP]:PORT)",
    ),
    "one VIP in two forms": (
        {"load_balancers": [balancer(vips={"[fd00::1]:80": [], "[fd00:0::1]:80": []})]},
        f"{HERE}.vips[[fd00:0::1]:80]: is the same VIP as [fd00::1]:80; write it once (load balancer web)",
    ),
    "one backend in two forms": (
        {
            **VM,
            "load_balancers": [balancer(ip_port_mappings={"fd00::3": "vm:[fd00::9]", "[fd00:0::3]": "vm:[fd00::9]"})],
        },
        f"{HERE}.ip_port_mappings[[fd00:0::3]]: is the same backend as fd00::3; write it once (load balancer web)",
    ),
    "mapping of nothing": (
        {"load_balancers": [balancer(ip_port_mappings={"garbage": "vm:10.0.0.9"})]},
        f"{HERE}.ip_port_mappings[garbage]: 'garbage' is not the address of a backend, write for example 172.16.255.130 or "
        "[fd00::130] (load balancer web)",
    ),
    "mapping of a port": (
        {**VM, "load_balancers": [balancer(ip_port_mappings={"10.0.1.5:80": "vm:10.0.1.9"})]},
        f"{HERE}.ip_port_mappings[10.0.1.5:80]: '10.0.1.5:80' is not the address of a backend, write for example "
        "172.16.255.130 or [fd00::130] (load balancer web)",
    ),
    "port of an IPv6 backend": (
        {"load_balancers": [balancer(vips={"[fd00::9]:80": ["fd00::1"]})]},
        f"{HERE}.vips[[fd00::9]:80]: the VIP [fd00::9]:80 has a port but its backend fd00::1 has none; write [fd00::1]:80",
    ),
    "reject and event": (
        {"load_balancers": [balancer(reject=True, options={"event": "true"})]},
        f"{HERE}.options.event: load balancer web can either reject connections or make events of them; take event or reject",
    ),
    "variables without template": (
        {"load_balancers": [balancer(vips={"^vip:80": []})]},
        f"{HERE}.vips[^vip:80]: the VIP '^vip:80' is neither an IP address nor IP:PORT (IPv6: [IP]:PORT)",
    ),
    "template without variables": (
        {"load_balancers": [balancer(**{**TEMPLATE, "vips": {"10.0.0.9:80": []}})]},
        f"{HERE}.vips[10.0.0.9:80]: the VIP '10.0.0.9:80' of a template is no variable, write ^VARIABLE:PORT or "
        "^VARIABLE:^VARIABLE",
    ),
    "template without a family": (
        {"load_balancers": [balancer(**{**TEMPLATE, "address_family": None})]},
        f"{HERE}.template: the template web needs address_family, ipv4 or ipv6",
    ),
    "template that answers ARP": (
        {"load_balancers": [balancer(**TEMPLATE, neighbor_responder="reachable")]},
        f"{HERE}.neighbor_responder: a template cannot have neighbor_responder reachable; take all or none",
    ),
    "template with routes": (
        {"load_balancers": [balancer(**TEMPLATE, add_route=True)]},
        f"{HERE}.add_route: a template cannot have add_route; take it away",
    ),
    "distributed to where": (
        {"load_balancers": [balancer(distributed=True)]},
        f"{HERE}.distributed: a distributed load balancer must know where its backends are: 10.0.1.5 has no entry in "
        "ip_port_mappings",
    ),
    "one VIP in two forms on a switch": (
        network(
            gateway(),
            balancer(vips={"fd00::9": []}, switches=["far"]),
            {"name": "two", "vips": {"fd00:0::9": []}, "switches": ["far"]},
        ),
        "load_balancers[1].vips[fd00:0::9]: the VIP fd00:0::9 is served by web on far already; which of the two wins is "
        "undefined",
    ),
    "one VIP in two by a group": (
        {
            "switches": [{"name": "far", "load_balancer_groups": ["g"]}],
            "load_balancers": [
                balancer(vips={"10.9.0.9": []}, groups=["g"]),
                {"name": "two", "vips": {"10.9.0.9": []}, "switches": ["far"]},
            ],
        },
        "load_balancers[0].vips[10.9.0.9]: the VIP 10.9.0.9 is served by two on far already; which of the two wins is "
        "undefined",
    ),
    "distributed router, from the router's side": (
        network({"load_balancers": ["web"]}, balancer(vips={"10.0.0.9": []})),
        "routers[0].load_balancers[0]: router r is distributed and has no gateway port: replies would not be translated "
        "back; attach web to the clients' switches, or give r a chassis",
    ),
    "checks from a VM": (
        checked(ip_port_mappings={"10.0.1.5": "vm:10.0.1.5"}),
        f"{HERE}.ip_port_mappings[10.0.1.5]: 10.0.1.5 is the address of the port vm: checks need one that nobody uses",
    ),
    "checks from a VIP": (
        checked(vips={"10.0.1.9:80": BACKENDS}, health_checks=[{"vip": "10.0.1.9:80"}], routers=["r"]),
        f"{HERE}.ip_port_mappings[10.0.1.5]: 10.0.1.9 is the address of the VIP of web: checks need one that nobody uses",
    ),
    "checks from far": (
        checked(ip_port_mappings={"10.0.1.5": "vm:10.0.2.9"}),
        f"{HERE}.ip_port_mappings[10.0.1.5]: 10.0.2.9 is outside 10.0.1.0/24, the network of the backend 10.0.1.5: it would "
        "not answer",
    ),
    "checks from a pool": (
        pooled(),
        f"{HERE}.ip_port_mappings[10.0.1.5]: 10.0.1.9 is in the pool 10.0.1.0/24 of switch near, from which OVN gives "
        "addresses to ports; name it in exclude_ips of the switch",
    ),
    "checks of one backend from two addresses": (
        two_checked("vm:10.0.1.8"),
        "load_balancers[1].ip_port_mappings[10.0.1.5]: the backend 10.0.1.5 is checked from 10.0.1.8 here and from 10.0.1.9 "
        "by web, but OVN checks it once for both; write the same address",
    ),
    "health check of another VIP": (
        checked(health_checks=[{"vip": "10.9.0.9:81"}]),
        f"{HERE}.health_checks[0].vip: 10.9.0.9:81 is no VIP of load balancer web, so nothing would be checked; its VIPs "
        "are: 10.9.0.9:80",
    ),
    "health check of all ports": (
        checked(vips={"10.9.0.9": ["10.0.1.5"]}, health_checks=[{"vip": "10.9.0.9"}]),
        f"{HERE}.health_checks[0].vip: 10.9.0.9 has no port that could be asked: OVN checks VIPs with a port alone",
    ),
    "health check from nowhere": (
        checked(ip_port_mappings={"10.0.1.6": "vm:10.0.1.9"}),
        f"{HERE}.ip_port_mappings: the backend 10.0.1.5 has no entry and would not be checked; write 10.0.1.5: "
        "PORT:SOURCE_IP",
    ),
    "health check without mappings": (
        checked(ip_port_mappings=None),
        f"{HERE}.ip_port_mappings: the backend 10.0.1.5 has no entry and would not be checked; write 10.0.1.5: "
        "PORT:SOURCE_IP",
    ),
    "health check of SCTP": (
        checked(protocol="sctp"),
        f"{HERE}.health_checks[0]: OVN checks no backends of SCTP; take the health checks away",
    ),
    "health check of a template": (
        checked(**TEMPLATE),
        f"{HERE}.health_checks[0]: OVN checks no backends of a template; take the health checks away",
    ),
    "mapping to a port of nobody": (
        checked(ip_port_mappings={"10.0.1.5": "wm:10.0.1.9"}),
        f"{HERE}.ip_port_mappings[10.0.1.5]: there is no switch port wm, behind which the backend 10.0.1.5 would be; "
        "correct the name, declare it in the same task, or create it first",
    ),
    "mapping without a source": (
        checked(ip_port_mappings={"10.0.1.5": "vm"}),
        f"{HERE}.ip_port_mappings[10.0.1.5]: 'vm' names no address that checks come from, write PORT:SOURCE_IP such as "
        "dmz-vm1:172.16.255.190",
    ),
    "mapping to the other family": (
        checked(ip_port_mappings={"10.0.1.5": "vm:[fd00::9]"}),
        f"{HERE}.ip_port_mappings[10.0.1.5]: fd00::9 is not of the same IP family as the backend 10.0.1.5",
    ),
}

WARNINGS = {
    "VIP in a network of the switch": (
        network(gateway(), balancer(vips={"10.0.2.9": []}, switches=["far"])),
        f"{HERE}.switches[0]: the VIP 10.0.2.9 is inside 10.0.2.0/24, a network of far: nobody answers ARP for it",
    ),
    "the servers' own switch": (
        network(gateway(), balancer(switches=["near"])),
        f"{HERE}.switches[0]: near is the servers' own switch: clients on other switches get no answer from 10.9.0.9:80; "
        "attach the load balancer to the clients' switch",
    ),
    "clients inside": (
        network(
            {"outside": {"gateway_chassis": [{"chassis_name": "one"}]}},
            balancer(vips={"10.0.0.9:80": BACKENDS}, routers=["r"], switches=["near"]),
        ),
        f"{HERE}.routers[0]: router r translates at its gateway port r-outside alone: clients on far get no answer; attach "
        "web to their switches too",
    ),
    "gateway ports in several places": (
        {
            "routers": [
                {
                    "name": "r",
                    "ports": [
                        {
                            "name": name,
                            "mac": f"02:00:00:00:00:0{i}",
                            "networks": [f"10.0.{i}.1/24"],
                            "gateway_chassis": [{"chassis_name": name}],
                        }
                        for i, name in enumerate(("one", "two"))
                    ],
                }
            ],
            "load_balancers": [balancer(vips={"10.0.0.9:80": BACKENDS}, routers=["r"])],
        },
        f"{HERE}.routers[0]: the gateway ports of router r are on different chassis, which may drop replies; set "
        "use_stateless_nat of web",
    ),
    "all ports of the address of SNAT": (
        network(
            gateway(nat=[{"type": "snat", "external_ip": "10.0.0.9", "logical_ip": "10.0.1.0/24"}]),
            balancer(vips={"10.0.0.9": ["10.0.1.5"]}, routers=["r"]),
        ),
        f"{HERE}.routers[0]: the VIP 10.0.0.9 is also the external_ip of a NAT rule of router r",
    ),
    "skip_snat of what nobody does": (
        network(gateway(), balancer(vips={"10.0.0.9:80": BACKENDS}, routers=["r"], skip_snat=True)),
        f"{HERE}.skip_snat: has no effect: no router that web is attached to has lb_force_snat_ip",
    ),
    "VIP of a NAT rule": (
        network(
            gateway(nat=[{"type": "dnat", "external_ip": "10.0.0.9", "logical_ip": "10.0.1.5"}]),
            balancer(vips={"10.0.0.9:80": BACKENDS}, routers=["r"]),
        ),
        f"{HERE}.routers[0]: the VIP 10.0.0.9:80 is also the external_ip of a NAT rule of router r",
    ),
    "VIP out of sight": (
        network(gateway(), balancer(routers=["r"])),
        f"{HERE}.routers[0]: the VIP 10.9.0.9:80 is in no network of its routers: nobody answers ARP for it; neighbours "
        "need a route to it, or neighbor_responder must be all",
    ),
}

FINE = {
    "health checks": checked(),
    "checks from the router, of a new release": checked(ip_port_mappings={"10.0.1.5": "vm:10.0.1.1"}),
    "checks from beside a pool": pooled(exclude_ips=["10.0.1.8..10.0.1.20"]),
    "checks from a pool, but for one": pooled(exclude_ips=["10.0.1.7", "10.0.1.9"]),
    "checks of one backend for two": two_checked("vm:10.0.1.9"),
    "a mapping with a zone": checked(ip_port_mappings={"10.0.1.5": "vm:10.0.1.9:zone"}),
    "a template": {"load_balancers": [balancer(**TEMPLATE, neighbor_responder="all")]},
    "distributed": network(
        gateway(), balancer(switches=["far"], distributed=True, ip_port_mappings={"10.0.1.5": "vm"})
    ),
    "one VIP for two protocols": network(
        gateway(),
        balancer(switches=["far"]),
        {"name": "dns", "vips": {VIP: BACKENDS}, "protocol": "udp", "switches": ["far"]},
    ),
    "a distributed router that answers ARP for its clients' switch": network(
        {}, balancer(vips={"10.0.2.9": ["10.0.1.5"]}, routers=["r"], switches=["far", "outside"])
    ),
    "all clients served, inside and outside": network(
        {"outside": {"gateway_chassis": [{"chassis_name": "one"}]}},
        balancer(vips={"10.0.0.9:80": BACKENDS}, routers=["r"], switches=["near", "far"]),
    ),
    "a port of the address of router and SNAT": network(
        gateway(nat=[{"type": "snat", "external_ip": "10.0.0.1", "logical_ip": "10.0.1.0/24"}]),
        balancer(vips={"10.0.0.1:80": BACKENDS}, routers=["r"]),
    ),
    "a VIP that is routed": network(gateway(), balancer(routers=["r"], neighbor_responder="all")),
    "clients as they are": network(
        gateway(lb_force_snat_ip="router_ip"), balancer(vips={"10.0.0.9": []}, routers=["r"], skip_snat=True)
    ),
}


@pytest.mark.parametrize(("declared", "message"), ERRORS.values(), ids=ERRORS)
def test_error(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_task(declared)
    assert [*map(str, checked.faults + checked.errors)] == [message]


@pytest.mark.parametrize(("declared", "message"), WARNINGS.values(), ids=WARNINGS)
def test_warning(as_task: Judge, declared: dict[str, Any], message: str) -> None:
    checked = as_task(declared)
    assert checked.faults + checked.errors == []
    assert [*map(str, checked.warnings)] == [message]


@pytest.mark.parametrize("declared", FINE.values(), ids=FINE)
def test_nothing_to_say(as_task: Judge, declared: dict[str, Any]) -> None:
    checked = as_task(declared)
    assert checked.faults + checked.errors + checked.warnings == []


def test_the_address_of_a_router_port_on_an_old_release(on_an_old_release: Judge) -> None:
    checked = on_an_old_release(network(gateway(), balancer(vips={"10.0.0.1:80": BACKENDS}, routers=["r"])))
    assert [*map(str, checked.warnings)] == [
        f"{HERE}.routers[0]: the VIP 10.0.0.1:80 is the address of r-outside itself, which needs OVN 22.09 or later"
    ]


def test_checks_from_a_router_on_an_old_release(on_an_old_release: Judge, as_inventory: Judge) -> None:
    declared = checked(ip_port_mappings={"10.0.1.5": "vm:10.0.1.1"})
    message = (
        f"{HERE}.ip_port_mappings[10.0.1.5]: 10.0.1.1 is the address of the router port r-near: checks need one that "
        "nobody uses, before OVN 26.03"
    )
    assert [*map(str, on_an_old_release(declared).errors)] == [message]
    # Which release it will be, an inventory does not say.
    assert [*map(str, as_inventory(declared).warnings)] == [message]
