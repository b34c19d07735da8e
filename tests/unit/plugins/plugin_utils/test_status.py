# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault of a network, one at a time, in one that is well otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.status import Network, report

CENTRAL = {"c1": "10.0.0.1", "c2": "10.0.0.2", "c3": "10.0.0.3"}
CHASSIS = {"h1": "h1", "h2": "second"}
IPS = {"h1": "10.0.0.11", "second": "10.0.0.12"}
Facts = dict[str, Any]
Spoil = Callable[[Facts], None]


def database(schema: str, host: str) -> Facts:
    return {
        "state": "member",
        "running": True,
        "connected": True,
        "schema": schema,
        "wanted_schema": schema,
        "cid": "c1d",
        "role": "leader" if host == "c2" else "follower",
        "leader": "a2a2",
        "election_timer": 1000,
        "members": [
            {"sid": f"a{number}a{number}", "address": f"ssl:{ip}:6643", "lag": 0, "silent_ms": 200, "self": False}
            for number, ip in enumerate(CENTRAL.values(), 1)
        ],
    }


def common(host: str, *services: str) -> Facts:
    return {
        "services": {name: {"active": "active", "enabled": "static"} for name in services},
        "failed_units": [],
        "packages": {"ovn-common": "25.03.0", "openvswitch-common": "3.5.0"},
        "programs": {},
        "certificates": [
            {"path": "/etc/ovn/pki/cert.pem", "name": CHASSIS.get(host, host), "days_left": 396},
            {"path": "/etc/ovn/pki/cacert.pem", "name": "authority", "days_left": 3649},
        ],
        "databases": {},
        "northd": None,
        "problems": [],
    }


def central(host: str) -> Facts:
    return {
        **common(host, "ovn-central", "ovn-northd"),
        "programs": {"ovn-northd": {"version": "25.03.0", "package": "ovn-common"}},
        "databases": {"OVN_Northbound": database("7.11.0", host), "OVN_Southbound": database("20.41.0", host)},
        "northd": "active" if host == "c3" else "standby",
        "network": {
            "nb_cfg": 9,
            "sb_cfg": 9,
            "age": 60,
            "chassis": [
                {"name": name, "hostname": name, "ips": [ip], "zones": [], "nb_cfg": 9} for name, ip in IPS.items()
            ],
        },
    }


def chassis(host: str) -> Facts:
    return {
        **common(host, "ovn-host", "ovn-controller", "openvswitch-switch"),
        "connection": "connected",
        "chassis": CHASSIS[host],
        "remotes": ["ssl:10.0.0.1:6642"],
        "datapath": "system",
        "tunnels": [
            {"name": "t", "type": "geneve", "to": ip, "error": None, "carrier": "up", "bfd": "up"}
            for name, ip in IPS.items()
            if name != CHASSIS[host]
        ],
    }


@pytest.fixture
def facts() -> Facts:
    return {**{host: central(host) for host in CENTRAL}, **{host: chassis(host) for host in CHASSIS}}


def told(facts: Facts, backends: Facts | None = None) -> tuple[list[str], list[str]]:
    found = report(Network(CENTRAL, CHASSIS, facts, backends or {}))
    return found["wrong"], found["warnings"]


def test_a_network_that_is_well(facts: Facts) -> None:
    found = report(
        Network(CENTRAL, CHASSIS, facts, {"backends": [backend("online"), backend("unchecked"), backend("unknown")]})
    )
    assert (found["wrong"], found["warnings"]) == ([], [])
    assert [" ".join(line.split()) for line in found["table"][:3]] == [
        "host services versions databases northd certificate controller changes tunnels",
        "c1 2 of 2 ovn 25.03.0, ovs 3.5.0 nb follower, sb follower standby 396 days - - -",
        "c2 2 of 2 ovn 25.03.0, ovs 3.5.0 nb leader, sb leader standby 396 days - - -",
    ]
    assert " ".join(found["table"][5].split()) == "h2 3 of 3 ovn 25.03.0, ovs 3.5.0 - - 396 days connected 9 1 of 1"
    assert found["table"][6:] == [
        "OVN_Northbound: schema 7.11.0, 3 of 3 members answer, leader c2",
        "OVN_Southbound: schema 20.41.0, 3 of 3 members answer, leader c2",
        "change 9: northd has done 9, 2 of 2 chassis have it",
        "backends: 1 of 2 checked ones online, 1 not checked",
    ]


def backend(state: str, where: str | None = "h1") -> Facts:
    return {"load_balancer": "web", "vip": "10.1.0.80:80", "backend": "10.1.0.10:80", "chassis": where, "state": state}


def put(value: Any, *path: Any) -> Spoil:
    """One value among the facts is another."""

    def spoil(facts: Facts) -> None:
        place = facts
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return spoil


def all_of(*spoils: Spoil) -> Spoil:
    def spoil(facts: Facts) -> None:
        for each in spoils:
            each(facts)

    return spoil


def everywhere(value: Any, *path: Any) -> Spoil:
    return all_of(*(put(value, host, *path) for host in CENTRAL))


NB, SB = "OVN_Northbound", "OVN_Southbound"
UP = "start ovn-host there, or run site.yml"
RENEWS = "run site.yml, which renews it, or takes a newer one from pki_provided_dir"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            put({"unreachable": True, "msg": "no\nroute"}, "h1"),
            "h1: does not answer (no route); start it, or mend the way to it",
        ),
        (
            put({"msg": "No JSON", "module_stderr": "state improper"}, "h1"),
            "h1: does not answer (state improper); start it, or mend the way to it",
        ),
        (put({"msg": "no ovs-vsctl"}, "h1"), "h1: could not be looked at: no ovs-vsctl"),
        (
            put("failed", "c1", "services", "ovn-northd", "active"),
            "c1: service ovn-northd is failed; start it with: systemctl start ovn-northd, or see: journalctl -u ovn-northd",
        ),
        (
            put(["netns-vm@vm1.service"], "h1", "failed_units"),
            "h1: netns-vm@vm1.service has failed; see: journalctl -u netns-vm@vm1.service",
        ),
        (
            put("24.09.1", "c1", "programs", "ovn-northd", "version"),
            "c1: ovn-northd 24.09.1 runs, but 25.03.0 is installed; restart it (playbooks/upgrade.yml does)",
        ),
        (put(["x.pem holds no certificate"], "h1", "problems"), "h1: x.pem holds no certificate"),
        (
            put(6, "h1", "certificates", 0, "days_left"),
            "h1: the certificate of h1 in /etc/ovn/pki/cert.pem expires in 6 days; " + RENEWS,
        ),
        (
            put(-2, "c1", "certificates", 1, "days_left"),
            "c1: the certificate of authority in /etc/ovn/pki/cacert.pem has expired 2 days ago; " + RENEWS,
        ),
        (
            put("h1", "h2", "certificates", 0, "name"),
            "h2: the certificate in /etc/ovn/pki/cert.pem is that of h1, but the chassis is called second, so the Southbound "
            "database does not let it write; run site.yml",
        ),
        (put([], "h1", "certificates"), "h1: has no certificate, but ssl:10.0.0.1:6642 wants one; run site.yml"),
        (
            put("not connected", "h1", "connection"),
            "h1: ovn-controller is not connected to the Southbound database at ssl:10.0.0.1:6642; see /var/log/ovn/ovn-controller.log",
        ),
        (
            put(None, "h1", "datapath"),
            "h1: has no integration bridge; start ovn-controller, which makes it: systemctl restart ovn-host",
        ),
        (
            put("7.0.0", "c1", "databases", NB, "schema"),
            f"c1: {NB} has schema 7.0.0, older than the programs' 7.11.0; convert it with: playbooks/upgrade.yml",
        ),
        (
            all_of(put("7.0.0", "c1", "databases", NB, "schema"), put("standalone", "c1", "databases", NB, "state")),
            f"c1: {NB} has schema 7.0.0, older than the programs' 7.11.0; convert it with: systemctl restart ovn-ovsdb-server-nb",
        ),
        (
            put("standalone", "c1", "databases", SB, "state"),
            f"c1: {SB} is a database of its own and in no cluster; run site.yml",
        ),
        (
            all_of(put("joining", "c1", "databases", SB, "state"), put(False, "c1", "databases", SB, "connected")),
            f"c1: {SB} is joining: no member lets it join; see /var/log/ovn",
        ),
        (
            all_of(put("silent", "c1", "databases", SB, "state"), put(False, "c1", "databases", SB, "connected")),
            f"c1: {SB} is silent: the server does not answer; see /var/log/ovn",
        ),
        (
            put("other", "c3", "databases", NB, "cid"),
            f"network: {NB} has 2 clusters, c1d on c2, other on c3; site.yml tells what to do",
        ),
        (
            all_of(everywhere("candidate", "databases", NB, "role"), everywhere(None, "databases", NB, "leader")),
            f"network: {NB} has no leader; more than half of its 3 members must run: start more of them",
        ),
        (
            put("ssl:10.0.0.9:6643", "c2", "databases", NB, "members", 0, "address"),
            f"c1: is no member of the cluster of {NB}; run site.yml",
        ),
        (
            put(4000, "c2", "databases", NB, "members", 2, "silent_ms"),
            f"c3: {NB} has been silent for 4 s, its leader c2 says; see systemctl status ovn-central",
        ),
        (
            put(101, "c2", "databases", NB, "members", 0, "lag"),
            f"c1: {NB} is 101 entries behind its leader c2; see /var/log/ovn",
        ),
        (put("paused", "c1", "northd"), "c1: northd is paused; run: ovn-appctl -t ovn-northd resume"),
        (
            everywhere("standby", "northd"),
            "network: no northd is active, so no change comes into effect; start ovn-northd on a central host",
        ),
        (
            put("stranger", "c1", "network", "chassis", 0, "name"),
            "network: chassis stranger (host h1) is no host of the inventory; remove it with: ovn-sbctl chassis-del stranger",
        ),
        (
            put([], "c1", "network", "chassis"),
            f"h2: chassis second has not registered in the Southbound database; {UP}",
        ),
        (
            put(8, "c1", "network", "sb_cfg"),
            "network: northd has done change 8, but 9 was asked for 60 s ago; see /var/log/ovn/ovn-northd.log on the central hosts",
        ),
        (
            put(7, "c1", "network", "chassis", 1, "nb_cfg"),
            "h2: chassis second has change 7, but 9 was asked for 60 s ago; see /var/log/ovn/ovn-controller.log",
        ),
        (
            put("no route", "h1", "tunnels", 0, "error"),
            "h1: the geneve tunnel to second does not work: no route; see /var/log/openvswitch/ovs-vswitchd.log",
        ),
        (
            put("down", "h1", "tunnels", 0, "carrier"),
            "h1: the geneve tunnel to second has no way out: its NIC has no carrier",
        ),
        (
            put("down", "h1", "tunnels", 0, "bfd"),
            "h1: nothing comes through the geneve tunnel to second, BFD is down; is that host up, and may UDP pass?",
        ),
        (
            put([], "h2", "tunnels"),
            "h2: has no tunnel to h1; do both offer one kind of tunnel (encap_type)? See /var/log/ovn/ovn-controller.log",
        ),
    ],
)
def test_a_fault(facts: Facts, spoil: Spoil, sentence: str) -> None:
    spoil(facts)
    wrong, warnings = told(facts)
    assert sentence in wrong
    # What follows from the fault may be told, too: of the same host, or of the network.
    assert {line.partition(":")[0] for line in wrong} <= {sentence.partition(":")[0], "network", "h1", "h2"}
    assert [line for line in warnings if "cluster of" not in line] == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            put("disabled", "h1", "services", "ovn-host", "enabled"),
            "h1: service ovn-host does not start at boot; run: systemctl enable ovn-host",
        ),
        (
            put("24.09.1", "h1", "packages", "ovn-common"),
            "network: there are 2 versions of ovn-common, 24.09.1 on h1; 25.03.0 on c1, c2, c3, h2; see playbooks/upgrade.yml",
        ),
        (
            put(29, "h1", "certificates", 0, "days_left"),
            "h1: the certificate of h1 in /etc/ovn/pki/cert.pem expires in 29 days; " + RENEWS,
        ),
        (
            lambda facts: facts["c2"]["databases"][SB]["members"].append(
                {"address": "ssl:10.0.0.9:6644", "lag": 0, "silent_ms": 9}
            ),
            f"network: the cluster of {SB} has a member ssl:10.0.0.9:6644 that is no host of group central; take it out with "
            "playbooks/central_leave.yml -e host=10.0.0.9, or add it to the inventory",
        ),
    ],
)
def test_what_will_be_wrong_one_day(facts: Facts, spoil: Spoil, sentence: str) -> None:
    spoil(facts)
    assert told(facts) == ([], [sentence])


@pytest.mark.parametrize(
    "spoil",
    [
        put(30, "h1", "certificates", 0, "days_left"),
        put(100, "c2", "databases", NB, "members", 0, "lag"),
        put(None, "h1", "tunnels", 0, "bfd"),
        all_of(put(7, "c1", "network", "chassis", 1, "nb_cfg"), put(10, "c1", "network", "age")),
        all_of(
            put([], "h2", "tunnels"),
            put(["a"], "c1", "network", "chassis", 0, "zones"),
            put(["b"], "c1", "network", "chassis", 1, "zones"),
        ),
        all_of(*(put("25.03.0+ds", host, "packages", "ovn-common") for host in (*CENTRAL, *CHASSIS))),
    ],
    ids=["30 days", "100 entries", "no BFD", "10 seconds", "other zones", "another package"],
)
def test_what_is_not_wrong(facts: Facts, spoil: Spoil) -> None:
    spoil(facts)
    assert told(facts) == ([], [])


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            {"backends": [backend("offline")]},
            "h1: backend 10.1.0.10:80 of load balancer web at 10.1.0.80:80 is offline; is its server up?",
        ),
        (
            {"backends": [backend("error", None)]},
            "network: backend 10.1.0.10:80 of load balancer web at 10.1.0.80:80 is error; is its server up?",
        ),
        ({"msg": "no\nleader"}, "network: the load balancers' backends could not be read: no leader"),
    ],
)
def test_backends(facts: Facts, found: Facts, sentence: str) -> None:
    assert told(facts, found) == ([sentence], [])


def test_a_backend_on_a_dead_host(facts: Facts) -> None:
    facts["h2"] = {"unreachable": True, "msg": "gone"}
    wrong, _warnings = told(facts, {"backends": [backend("online", "second")]})
    assert (
        "h2: backend 10.1.0.10:80 of load balancer web at 10.1.0.80:80 is on a host that does not answer, and still gets "
        "its share; nobody checks it there"
    ) in wrong


def test_hosts_that_were_not_asked_are_named_and_not_judged(facts: Facts) -> None:
    found = report(Network(CENTRAL, CHASSIS, {"c1": facts["c1"], "h1": facts["h1"]}))
    assert (found["wrong"], found["warnings"]) == ([], [])
    assert found["table"][-1] == "not asked (--limit): c2, c3, h2"
    found = report(Network(CENTRAL, CHASSIS, {"h1": facts["h1"]}))
    assert (found["wrong"], found["warnings"]) == ([], [])
    assert "No central host has told of chassis and changes: they are not judged." in found["table"]


def test_nobody_answers() -> None:
    gone = {host: {"unreachable": True, "msg": "gone"} for host in (*CENTRAL, *CHASSIS)}
    found = report(Network(CENTRAL, CHASSIS, gone))
    assert len(found["wrong"]) == len(gone)
    assert [line.split()[1:] for line in found["table"][1:6]] == [["no", "answer"]] * 5
