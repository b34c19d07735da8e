# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""edge1's SNAT rule: what the network is without it, and that a run of site.yml brings it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from testinfra.host import Host

from proof.capture import packets
from proof.clients import TIMED_OUT, Client, texts
from proof.lab import Lab

ClientOf = Callable[[str], Client]

URL = "http://10.127.0.254:8000/"
RULE = "edge1 snat 172.16.255.128/25"


@pytest.fixture(scope="module", autouse=True)
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


@pytest.fixture
def without_snat(lab: Lab, central: Host) -> Iterator[None]:
    central.check_output(f"ovn-nbctl --wait=hv lr-nat-del {RULE}")
    yield
    central.check_output("ovn-nbctl --may-exist --wait=hv lr-nat-add edge1 snat 10.127.0.129 172.16.255.128/25")


@pytest.mark.usefixtures("without_snat")
def test_without_snat_requests_arrive_and_replies_go_nowhere(lab: Lab, client: ClientOf) -> None:
    """The hosts have no route to the VMs' own addresses."""
    with packets(f"{lab.name}-ubuntu1", "br-eth1", "icmp and host 10.127.0.130", 3) as seen:
        assert client("vm1").run("ping -n -c 3 -W 1 10.127.0.130").rc == 1
    assert len(seen) == 3
    # Replies would be among the first three.
    for packet in seen:
        assert "172.16.255.130 > 10.127.0.130: ICMP echo request" in packet
    assert client("vm1").ping("10.127.0.129").ttls == [253] * 3


@pytest.mark.usefixtures("without_snat")
def test_l1_07_without_snat_inside_vm_hangs_at_the_vip(client: ClientOf) -> None:
    assert set(client("vm3").get_at_once(URL)) == {(TIMED_OUT, "")}
    assert set(texts(client("ubuntu1").get(URL))) == {"i am vm1", "i am vm2"}


@pytest.mark.usefixtures("without_snat")
def test_site_brings_the_rule_back(lab: Lab, client: ClientOf, central: Host) -> None:
    assert lab.play("site.yml", "--tags", "network").changed == 1
    central.check_output("ovn-nbctl --wait=hv sync")
    assert client("vm1").ping("10.127.0.130").ttls == [62] * 3
    assert set(texts(client("vm3").get(URL))) == {"i am vm1", "i am vm2"}
