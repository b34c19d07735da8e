# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that change a host, each created, changed and deleted, and what they say when it cannot be done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.lab import Lab
from proof.modules import OnHost

ClientOf = Callable[[str], Client]

# A logical port that nobody has: the module shall not wait for OVN.
SPARE: dict[str, Any] = {"name": "spare", "iface_id": "spare-port", "mac": "02:00:00:00:00:99", "wait": False}


@pytest.fixture(scope="module")
def host(lab: Lab) -> Host:
    return lab.host("ubuntu3")


@pytest.fixture(scope="module")
def run(lab: Lab) -> OnHost:
    return OnHost(lab, "ubuntu3")


@pytest.fixture
def spare_vm(run: OnHost) -> Iterator[None]:
    run("netns_vm", {**SPARE, "addresses": ["192.0.2.2/24"]})
    yield
    run("netns_web", {"vm": "spare", "state": "absent"})
    run("netns_vm", {"name": "spare", "state": "absent"})


def links(host: Host, namespace: str = "") -> dict[str, dict[str, Any]]:
    inside = f"-n {namespace} " if namespace else ""
    return by_name(host.check_output(f"ip {inside}-j address show"))


def by_name(told: str) -> dict[str, dict[str, Any]]:
    return {link["ifname"]: link for link in json.loads(told or "[]") if link}


def addresses(link: dict[str, Any]) -> set[str]:
    return {f"{found['local']}/{found['prefixlen']}" for found in link["addr_info"] if found["scope"] != "link"}


# What shows all that a module could change: interfaces, routes, files, units and Open vSwitch.
LOOKS = {
    "links": "ip -j address show",
    "namespaces": "ip netns list | cut -d' ' -f1 | sort",
    "routes": "{ ip route show table all; ip -6 route show table all; } | grep -v 'proto kernel'",
    "files": "find /etc/netns /etc/netns-vm /etc/netns-web /etc/ovs-bridge /srv/netns-web /etc/systemd/system "
    "-type f -exec sha1sum {} + -o -type l -print 2>/dev/null | sort",
    "bridges": "ovs-vsctl -f csv --columns=name,fail_mode,other_config,external_ids list Bridge | grep -v br-int",
    "switch": "ovs-vsctl -f csv --columns=name,type,external_ids list Interface | sed 's/ovn-installed-ts=[^,]*//' | sort",
}
NEXT = "=== next ==="


def everything(host: Host) -> dict[str, Any]:
    """All of that at once, since each call of a host takes its time."""
    told = host.check_output(f"; echo '{NEXT}'; ".join(LOOKS.values())).split(NEXT)
    found = {name: text.strip() for name, text in zip(LOOKS, told, strict=True)}
    there = by_name(found["links"]).items()
    return {
        **found,
        "links": sorted((name, link["address"], link["mtu"], sorted(addresses(link))) for name, link in there),
    }


def test_life_of_a_vm(run: OnHost, host: Host) -> None:
    def look() -> dict[str, Any]:
        return everything(host)

    run.goes_through(
        "netns_vm",
        {**SPARE, "addresses": ["192.0.2.2/24", "2001:db8::2/64"], "gateway": "192.0.2.1", "dns": ["192.0.2.53"]},
        look,
    )
    inside = links(host, "spare")["spare"]
    assert (inside["address"], inside["mtu"]) == ("02:00:00:00:00:99", 1442)
    assert addresses(inside) == {"192.0.2.2/24", "2001:db8::2/64"}
    assert host.file("/etc/netns/spare/resolv.conf").content_string == "nameserver 192.0.2.53\n"

    routes = [{"dest": "198.51.100.0/24", "via": "192.0.2.9"}]
    run.goes_through("netns_vm", {**SPARE, "addresses": ["192.0.2.3/24"], "mtu": 1400, "routes": routes}, look)
    inside = links(host, "spare")["spare"]
    assert (addresses(inside), inside["mtu"]) == ({"192.0.2.3/24"}, 1400)
    found = json.loads(host.check_output("ip -n spare -j route"))
    assert [(route["dst"], route["gateway"]) for route in found if "gateway" in route] == [
        ("198.51.100.0/24", "192.0.2.9")
    ]

    run.goes_through("netns_vm", {"name": "spare", "state": "absent"}, look)
    assert "spare" not in str(everything(host))


def test_a_vm_with_an_interface_of_open_vswitch(run: OnHost, host: Host) -> None:
    run.goes_through(
        "netns_vm",
        {**SPARE, "interface_type": "internal", "addresses": ["192.0.2.2/24"]},
        lambda: everything(host),
    )
    assert addresses(links(host, "spare")["spare"]) == {"192.0.2.2/24"}
    host.check_output("systemctl restart netns-vm@spare")
    assert addresses(links(host, "spare")["spare"]) == {"192.0.2.2/24"}
    run.goes_through("netns_vm", {"name": "spare", "state": "absent"}, lambda: everything(host))


def test_a_vm_with_a_second_nic_to_its_host(run: OnHost, host: Host) -> None:
    def look() -> dict[str, Any]:
        return everything(host)

    def defaults() -> list[tuple[str, int | None]]:
        found = json.loads(host.check_output("ip -n spare -4 -j route show default"))
        return [(route["gateway"], route.get("metric")) for route in found]

    vm = {**SPARE, "addresses": ["192.0.2.2/24"], "gateway": "192.0.2.1"}
    link = {"address": "192.168.122.2", "host_address": "192.168.122.1"}
    run.goes_through("netns_vm", {**vm, "host_link": link}, look)
    assert defaults() == [("192.168.122.1", None), ("192.0.2.1", 100)]
    host.check_output("ip netns exec spare ping -c 1 -W 5 192.168.122.1")
    run.goes_through("netns_vm", {**vm, "host_link": {**link, "address": "192.168.122.3", "interface": "ens3"}}, look)
    assert addresses(links(host, "spare")["ens3"]) == {"192.168.122.3/32"}
    run.goes_through("netns_vm", vm, look)
    assert defaults() == [("192.0.2.1", None)]
    assert "spare-host" not in links(host)
    run("netns_vm", {**vm, "host_link": link})
    run.goes_through("netns_vm", {"name": "spare", "state": "absent"}, look)
    assert "spare" not in str(everything(host))


def test_life_of_a_web_server(run: OnHost, host: Host, spare_vm: None) -> None:
    def ask(port: int) -> str:
        return str(host.check_output(f"ip netns exec spare curl -sS http://192.0.2.2:{port}/"))

    def look() -> dict[str, Any]:
        return everything(host)

    run.goes_through("netns_web", {"vm": "spare", "content": "i am spare"}, look)
    assert ask(8000) == "i am spare"
    run.goes_through("netns_web", {"vm": "spare", "port": 80, "content": "i have moved"}, look)
    assert ask(80) == "i have moved"
    assert "192.0.2.2 - - " in host.file("/var/log/netns-web/spare.log").content_string
    run.goes_through("netns_web", {"vm": "spare", "state": "absent"}, look)
    assert not host.service("netns-web@spare").is_running


def test_a_vm_that_goes_takes_its_web_server_along(run: OnHost, host: Host, spare_vm: None) -> None:
    run("netns_web", {"vm": "spare"})
    assert host.service("netns-web@spare").is_running
    run("netns_vm", {"name": "spare", "state": "absent"})
    assert not host.service("netns-web@spare").is_running
    assert host.check_output("systemctl --failed --plain --no-legend") == ""


@pytest.fixture
def routes_of_every_kind(run: OnHost, host: Host) -> Iterator[None]:
    """More addresses and routes on eth1, and a plain eth1 without them afterwards."""
    for command in (
        "-6 address add 2001:db8:9::3/64 dev eth1 nodad",
        "route add 192.0.2.0/24 via 10.127.0.200 dev eth1 proto static metric 77",
        "route add 198.51.100.0/24 nexthop via 10.127.0.201 dev eth1 weight 2 nexthop via 10.127.0.202 dev eth1",
        "route add 203.0.113.0/24 via 10.127.0.200 dev eth1 table 77",
        "-6 route add 2001:db8:8::/48 via 2001:db8:9::1 dev eth1",
    ):
        host.check_output(f"ip {command}")
    yield
    run("ovs_bridge", {"name": "br-spare", "state": "absent"})
    for command in (
        "route flush table 77",
        "route delete 192.0.2.0/24",
        "route delete 198.51.100.0/24",
        "-6 route delete 2001:db8:8::/48",
        "-6 address delete 2001:db8:9::3/64 dev eth1",
    ):
        host.check_output(f"ip {command}")


def test_life_of_a_bridge(run: OnHost, host: Host, routes_of_every_kind: None) -> None:
    """eth1 of ubuntu3, with routes of every kind, goes into a bridge and comes out of it as it was."""

    def look() -> dict[str, Any]:
        return everything(host)

    before = look()
    mac = links(host)["eth1"]["address"]

    run.goes_through(
        "ovs_bridge", {"name": "br-spare", "nic": "eth1", "datapath_type": "auto", "network": "spareNet"}, look
    )
    found = links(host)
    assert addresses(found["br-spare"]) == {"10.127.0.132/24", "2001:db8:9::3/64"}
    assert addresses(found["eth1"]) == set()
    assert found["br-spare"]["address"] == mac
    # (Linux also writes the hops of one route on lines of their own.)
    assert sorted(look()["routes"].splitlines()) == sorted(
        before["routes"].replace("dev eth1", "dev br-spare").splitlines()
    )
    assert "spareNet:br-spare" in host.check_output("ovs-vsctl get Open_vSwitch . external_ids:ovn-bridge-mappings")

    addressed = ["10.127.0.132/24", "192.0.2.132/24"]
    run.goes_through(
        "ovs_bridge", {"name": "br-spare", "nic": "eth1", "addresses": addressed, "external_ids": {"note": "x"}}, look
    )
    assert addresses(links(host)["br-spare"]) >= set(addressed)

    run("ovs_bridge", {"name": "br-spare", "nic": "eth1", "addresses": ["10.127.0.132/24", "2001:db8:9::3/64"]})
    host.check_output("ip address delete 192.0.2.132/24 dev br-spare")
    run.goes_through("ovs_bridge", {"name": "br-spare", "state": "absent"}, look)
    assert sorted(look()["routes"].splitlines()) == sorted(before["routes"].splitlines())
    assert look()["links"] == before["links"]


def test_a_move_that_fails_is_taken_back(run: OnHost, host: Host) -> None:
    folder = "/run/systemd/system/ovs-bridge-br-spare.service.d"
    spoiled = "[Service]\\nExecStart=\\nExecStart=ip address flush dev eth1\\nExecStart=/bin/false\\n"
    before = everything(host)
    host.check_output(f"mkdir -p {folder} && printf '{spoiled}' >{folder}/spoiled.conf")
    try:
        result = run("ovs_bridge", {"name": "br-spare", "nic": "eth1", "datapath_type": "auto"})
    finally:
        host.check_output(f"rm -r {folder} && systemctl daemon-reload")
    assert result["failed"]
    assert "Everything was put back" in result["msg"]
    assert everything(host) == before
    assert host.check_output("systemctl --failed --plain --no-legend") == ""


@pytest.mark.parametrize(
    ("module", "arguments", "words"),
    [
        ("ovs_bridge", {"name": "br-spare", "nic": "eth7"}, "this host has no interface eth7"),
        ("ovs_bridge", {"name": "br-spare", "nic": "eth0"}, "is in the bridge br-encap already"),
        (
            "ovs_bridge",
            {"name": "br-spare", "nic_by_address": "192.0.2.77"},
            "no interface of this host has the address",
        ),
        ("ovs_bridge", {"name": "eth1"}, "which is no bridge of Open vSwitch"),
        ("netns_vm", {"name": "spare", "bridge": "br-nowhere"}, "Open vSwitch has no bridge br-nowhere, it has"),
        ("netns_vm", {"name": "spare", "interface": "eth1"}, "this host has another interface eth1"),
        ("netns_vm", {"name": "spare", "interface": "eth0"}, "eth0 is in the bridge br-encap already"),
        ("ovn_chassis", {"encap_ip": ["192.0.2.77"]}, "192.0.2.77 is on no interface of this host"),
    ],
)
def test_what_cannot_be_done(run: OnHost, host: Host, module: str, arguments: dict[str, Any], words: str) -> None:
    before = everything(host)
    assert words in run.fails(module, arguments)
    assert everything(host) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"iface_id": "nobody-has-it"}, "there is no logical port nobody-has-it"),
        ({"iface_id": "outside-localnet", "dhcp": True}, "spare: "),
    ],
)
def test_a_vm_that_does_not_come_up_says_why(run: OnHost, arguments: dict[str, Any], words: str) -> None:
    result = run("netns_vm", {**SPARE, **arguments, "wait": True, "wait_timeout": 2})
    run("netns_vm", {"name": "spare", "state": "absent"})
    assert result["failed"]
    assert words in result["msg"]
