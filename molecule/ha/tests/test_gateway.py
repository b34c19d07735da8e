# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two gateways, of which one does the work: what a client outside loses when it dies, and when it is back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.database import SB, dump
from proof.lab import Lab
from proof.traffic import Traffic, flowing
from proof.wait import eventually

pytestmark = pytest.mark.usefixtures("on_router")

ClientOf = Callable[[str], Client]
Tell = Callable[[str], None]

URL = "http://203.0.113.80:8000/"
ROUTER_MAC = "02:0a:83:00:00:01"
# Seconds without an answer: OVN's BFD finds out in three; a busy machine takes its time with the rest.
GAP = 30
# Seconds to wait for what comes: another gateway, or a host that has to boot first.
LIMIT, BOOT = 60, 180
# Answers in a row, each within a second.
SEVERAL = 5


def gateway(central: Host) -> str | None:
    """The chassis that does the work."""
    tables = dump(central, SB)
    port = next(row for row in tables["Port_Binding"].values() if row["logical_port"] == "cr-edge-outside")
    kind, uuid = port["chassis"]
    return str(tables["Chassis"][uuid]["name"]) if kind == "uuid" else None


@pytest.fixture(autouse=True)
def gw1_does_the_work(lab: Lab, central: Host) -> Iterator[None]:
    """Also after a test that failed."""
    yield
    lab.podman("start", "gw1")
    eventually(lambda: gateway(central) == "gw1", BOOT, "the gateway is gw1")


def moved(central: Host, to: str, traffic: Traffic, since: float, limit: float = LIMIT) -> float:
    """Wait until another gateway does the work and the client is answered; the seconds until the Southbound had it."""
    eventually(lambda: gateway(central) == to, limit, f"the gateway is {to}")
    seconds = time.time() - since
    eventually(lambda: traffic.answered_since(since) > SEVERAL, LIMIT, "the client is answered")
    return seconds


def sessions(host: Host) -> list[str]:
    """The BFD state of each of the host's tunnels, empty where nobody watches."""
    found = host.check_output("ovs-vsctl -f json --columns bfd_status find Interface type=geneve")
    return [dict(row[0][1]).get("state", "") for row in json.loads(found)["data"]]


def test_gateway_is_the_one_with_the_highest_priority(central: Host) -> None:
    assert gateway(central) == "gw1"


def test_everybody_watches_both_gateways_by_bfd(lab: Lab) -> None:
    """Hosts do not watch each other."""
    wanted = {"gw1": ["up"] * 3, "gw2": ["up"] * 3, "host1": ["", "up", "up"], "host2": ["", "up", "up"]}
    eventually(
        lambda: {name: sorted(sessions(lab.host(name))) for name in wanted} == wanted, LIMIT, "all sessions are up"
    )


def test_gateway_dies_and_takes_over_again_when_it_is_back(
    lab: Lab, central: Host, client: ClientOf, tell: Tell
) -> None:
    """Who asks from outside need not learn anything: the router's address stays the same, gratuitous ARP tells switches."""
    asking = client("client1")
    with flowing(asking, URL) as died:
        begin = time.time()
        lab.podman("kill", "gw1")
        seconds = moved(central, "gw2", died, begin)
        assert ROUTER_MAC in asking.run("ip neigh show 203.0.113.80").stdout
    tell(f"gateway gw1 dies: {died.story}; gw2 has taken over after {seconds:.1f} s")
    assert died.lost
    assert died.gap < GAP
    with flowing(asking, URL) as back:
        lab.podman("start", "gw1")
        begin = time.time()
        seconds = moved(central, "gw1", back, begin, BOOT)
    tell(f"gateway gw1 is back: {back.story}; it does the work again {seconds:.1f} s after its start")
    assert back.gap < GAP


def test_gateway_is_shut_down(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    """In order: it says that it goes."""
    controller = "ovn-controller"
    with flowing(client("client1"), URL) as left:
        begin = time.time()
        lab.host("gw1").check_output(f"systemctl stop {controller}")
        try:
            moved(central, "gw2", left, begin)
        finally:
            begin = time.time()
            lab.host("gw1").check_output(f"systemctl start {controller} ovn-host")
            moved(central, "gw1", left, begin)
    tell(f"ovn-controller of gw1 is stopped, and started again: {left.story}")
    assert left.gap < GAP


def test_other_priorities_move_the_gateway(lab: Lab, central: Host, client: ClientOf, tell: Tell) -> None:
    """A planned move: change them, and run site.yml."""
    members = [{"chassis_name": "gw1", "priority": 20}, {"chassis_name": "gw2", "priority": 30}]
    groups = {"ovn_ha_chassis_groups": [{"name": "gateways", "ha_chassis": members}]}
    with flowing(client("client1"), URL) as traffic:
        begin = time.time()
        lab.play("site.yml", "--tags", "network", "-e", json.dumps(groups))
        moved(central, "gw2", traffic, begin)
        begin = time.time()
        lab.play("site.yml", "--tags", "network")
        moved(central, "gw1", traffic, begin)
    tell(f"priorities of gw1 and gw2 changed, and changed back: {traffic.story}")
    assert traffic.gap < GAP
