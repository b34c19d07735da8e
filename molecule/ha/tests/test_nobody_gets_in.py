# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has no certificate of the lab gets nowhere, and who has one may in the Southbound change what is its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from testinfra.host import Host

from proof import listeners as listening
from proof.lab import Lab
from proof.pki import FILES, OPTIONS
from proof.visitor import Visitor, visit
from proof.wait import eventually

# README, "Who may connect"
DOCUMENTED = {6641, 6642, 6643, 6644, 16642}
ADDRESSES = {
    "central1": "10.130.0.11",
    "central2": "10.130.0.12",
    "central3": "10.130.0.13",
    "host1": "10.130.0.21",
    "host2": "10.130.0.22",
    "gw1": "10.130.0.31",
    "gw2": "10.130.0.32",
}
CENTRAL = [host for host in ADDRESSES if host.startswith("central")]
# client1 is outside, and has nothing of OVN.
HOSTS = [*ADDRESSES, "client1"]
SOUTHBOUND = ",".join(f"ssl:{ADDRESSES[host]}:6642" for host in CENTRAL)


@pytest.fixture(scope="module")
def visitor(lab: Lab) -> Iterator[Visitor]:
    with ExitStack() as stack:
        yield stack.enter_context(visit(lab.host("host1")))


@pytest.fixture(scope="module")
def listeners(lab: Lab) -> dict[str, set[int]]:
    """What each host itself says."""
    return {name: listening.tcp(lab.host(name)) for name in HOSTS}


def test_only_the_documented_ports_listen(listeners: dict[str, set[int]]) -> None:
    assert listeners == {name: DOCUMENTED if name in CENTRAL else set() for name in HOSTS}


def test_nothing_listens_for_datagrams(lab: Lab) -> None:
    assert {name: listening.udp(lab.host(name)) for name in HOSTS} == {name: set() for name in HOSTS}


@pytest.mark.parametrize("kind", ["plain", "without", "stranger", "expired"])
def test_every_port_turns_away(lab: Lab, visitor: Visitor, listeners: dict[str, set[int]], kind: str) -> None:
    """The last words are those of a server that refuses; nobody is answered, and nobody may stay."""
    files = {
        "plain": lambda: None,
        "without": lambda: None,
        "stranger": lambda: visitor.stranger("host1"),
        "expired": lambda: visitor.expired(lab.host("central1"), "host1"),
    }[kind]()
    words = {
        "plain": {"closed", "ConnectionResetError"},
        "without": {"TLSV13_ALERT_CERTIFICATE_REQUIRED"},
        "stranger": {"TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_BAD_CERTIFICATE"},
        "expired": {"SSLV3_ALERT_CERTIFICATE_EXPIRED"},
    }[kind]
    ports = [(name, port) for name, found in listeners.items() for port in sorted(found)]
    said = visitor.knock(
        [(ADDRESSES[name], port, "plain" if kind == "plain" else "tls", files) for name, port in ports]
    )
    assert {place: answer for place, answer in zip(ports, said) if answer not in words} == {}
    assert len(said) == len(CENTRAL) * len(DOCUMENTED)


def test_who_has_a_certificate_of_the_lab_gets_in(visitor: Visitor, listeners: dict[str, set[int]]) -> None:
    """So the test above can fail. Between the members of a cluster nobody answers such a question, or hangs up."""
    doors = [(ADDRESSES[name], port, "tls", visitor.own) for name in CENTRAL for port in sorted(listeners[name])]
    members = [door for door in doors if door[1] in (6643, 6644)]
    assert visitor.knock([door for door in doors if door not in members]) == ["answered"] * 9
    assert set(visitor.knock(members, patience=5)) <= {"answered", "silent"}


def test_a_chassis_cannot_pose_as_a_database(lab: Lab, visitor: Visitor) -> None:
    """Its certificate is for clients: one who connects finds that out."""
    place, own = f"{ADDRESSES['host1']}:7777", f"-key {FILES['private_key']} -cert {FILES['certificate']}"
    pid = visitor.host.check_output(
        f"timeout 30 openssl s_server -www -accept {place} {own} >/run/visitor/posing 2>&1 & echo $!"
    )
    eventually(lambda: visitor.host.check_output("ss -Hltn sport = 7777"), 10, "somebody who poses")
    fooled = lab.host("host2").run(f"ovsdb-client {OPTIONS} -t 5 list-dbs ssl:{place}")
    assert fooled.rc != 0
    assert "certificate verify failed" in fooled.stderr
    visitor.host.check_output(f"kill {pid}")


def refusal(*results: dict[str, object]) -> str:
    (last,) = [result for result in results if result and result.get("error")]
    return f"{last['error']}: {last['details']}"


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("Chassis", "name", {"external_ids": ["map", [["by", "host1"]]]}),
        ("Chassis_Private", "name", {"nb_cfg": 1}),
        ("Encap", "chassis_name", {"ip": "10.130.0.99"}),
    ],
)
def test_a_chassis_may_not_touch_another(visitor: Visitor, table: str, column: str, row: dict[str, object]) -> None:
    for name in ("host2", "gw1"):
        where = {"table": table, "where": [[column, "==", name]]}
        for operation, words in (
            ({"op": "update", "row": row}, f'prohibit modification of table "{table}"'),
            ({"op": "delete"}, f'prohibit row deletion from table "{table}"'),
        ):
            results = visitor.transact(SOUTHBOUND, {**operation, **where})
            assert refusal(*results).startswith('permission error: RBAC rules for client "host1" role "ovn-controller"')
            assert words in refusal(*results)


def test_a_chassis_may_not_make_another(visitor: Visitor) -> None:
    encap = {"type": "geneve", "ip": "10.130.0.99", "chassis_name": "intruder"}
    results = visitor.transact(
        SOUTHBOUND,
        {"op": "insert", "table": "Encap", "uuid-name": "encap", "row": encap},
        {"op": "insert", "table": "Chassis", "row": {"name": "intruder", "encaps": ["named-uuid", "encap"]}},
    )
    assert "prohibit row insertion into table" in refusal(*results)


def test_a_chassis_may_not_write_flows(visitor: Visitor) -> None:
    results = visitor.transact(SOUTHBOUND, {"op": "delete", "table": "Logical_Flow", "where": []})
    assert 'prohibit row deletion from table "Logical_Flow"' in refusal(*results)


def test_a_chassis_may_write_its_own_row(visitor: Visitor, central: Host) -> None:
    """So the tests above can fail."""
    mine = [["name", "==", "host1"]]
    row = {"op": "mutate", "table": "Chassis", "where": mine}
    results = visitor.transact(SOUTHBOUND, {**row, "mutations": [["external_ids", "insert", ["map", [["by", "me"]]]]]})
    assert results == [{"count": 1}]
    look = "ovn-sbctl --no-leader-only get chassis host1 external_ids:by"
    eventually(lambda: central.run(look).stdout == "me\n", 10, "the change")
    assert visitor.transact(SOUTHBOUND, {**row, "mutations": [["external_ids", "delete", ["set", ["by"]]]]}) == [
        {"count": 1}
    ]
