# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands against a bridge."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.bridge_checks import (
    cidr_faults,
    nic_faults,
    option_faults,
)
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.iproute import Address, Link

NONE: dict[str, Any] = {
    "nic": None,
    "nic_by_address": None,
    "addresses": None,
    "fail_mode": None,
    "network": None,
    "share_address": None,
}


class Bridges:
    """The bridges of a host with their ports."""

    def __init__(self, **ports: list[str]) -> None:
        self.ports = {name.replace("_", "-"): found for name, found in ports.items()}

    @property
    def bridges(self) -> dict[str, Any]:
        return dict.fromkeys(self.ports)

    def bridge_of(self, port: str) -> str | None:
        return next((name for name, ports in self.ports.items() if port in ports), None)


def links(*names: str, **values: Any) -> dict[str, Link]:
    return {name: Link(name, "02:00:00:00:00:01", 1500, True, **values) for name in names}


@pytest.mark.parametrize(
    ("options", "path", "words"),
    [
        ({"name": "a bridge"}, "name", "1 to 15 characters"),
        ({"name": "br-that-is-too-long"}, "name", "1 to 15 characters"),
        ({"name": "eth1", "nic": "eth1"}, "nic", "br-eth1 for example"),
        ({"name": "br", "addresses": ["10.0.0.1"]}, "addresses[0]", "no prefix length"),
        ({"name": "br", "addresses": ["10.0.0.1/24", "10.0.0.0/24"]}, "addresses[1]", "whole network"),
        ({"name": "br", "network": "data:net"}, "network", "must not be empty nor hold a colon"),
        ({"name": "br", "share_address": {"tcp": [80], "udp": []}}, "share_address", "give nic, too"),
        (
            {"name": "br", "nic": "eth1", "share_address": {"tcp": [80], "udp": [53, 0]}},
            "share_address.udp[1]",
            "0 is not between 1 and 65535",
        ),
        ({"name": "br", "nic_by_address": "10.0.0.1/24"}, "nic_by_address", "without a prefix length"),
    ],
)
def test_faults_of_the_options(options: dict[str, Any], path: str, words: str) -> None:
    (fault,) = option_faults({**NONE, **options})
    assert fault.path == path
    assert words in fault.text


@pytest.mark.parametrize("address", ["10.0.0.1/24", "10.0.0.0/31", "10.0.0.0/32", "2001:db8::1/64", "2001:db8::/128"])
def test_addresses_of_hosts(address: str) -> None:
    assert cidr_faults("addresses[0]", address) == []


@pytest.mark.parametrize(
    ("options", "has", "switch", "words"),
    [
        ({"nic": "eth9"}, links("lo", "eth0", "eth1"), Bridges(), "it has eth0, eth1"),
        ({"nic": "eth1"}, links("eth1"), Bridges(br_other=["eth1"]), "in the bridge br-other already"),
        ({"nic": "eth1"}, links("eth1", master="bond0"), Bridges(), "put bond0 into the bridge instead"),
        ({"nic": "lo"}, links("lo"), Bridges(), "lo is no NIC"),
        ({"nic": "br-x"}, links("br-x"), Bridges(br_x=["br-x"]), "is in the bridge br-x already"),
        ({}, links("br"), Bridges(), "no bridge of Open vSwitch"),
        (
            {"nic": "eth1", "fail_mode": "secure"},
            links("eth1", addresses=[Address("10.0.0.1/24")]),
            Bridges(),
            "use standalone",
        ),
    ],
)
def test_faults_on_this_host(options: dict[str, Any], has: dict[str, Link], switch: Any, words: str) -> None:
    params = {**NONE, "name": "br", **options}
    assert words in "; ".join(map(str, nic_faults(params, params["nic"], has, switch)))


def test_nothing_against_a_nic_that_is_there_already() -> None:
    params = {**NONE, "name": "br-eth1", "nic": "eth1"}
    has = links("eth1", "br-eth1", master="ovs-system")
    assert nic_faults(params, "eth1", has, Bridges(br_eth1=["br-eth1", "eth1"])) == []
