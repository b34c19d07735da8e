# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A port that is an interface of the host itself: its options and its files."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import port_files
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.port_files import PORT_ARGUMENTS


def options(**given: Any) -> dict[str, Any]:
    return {**{name: spec.get("default") for name, spec in PORT_ARGUMENTS.items()}, "name": "node1", **given}


def test_addresses_and_routes_come_at_every_boot() -> None:
    port = port_files.parse(
        options(addresses=["10.0.0.2/24", "2001:db8::2/64"], routes=[{"dest": "10.0.0.0/16", "via": "10.0.0.1"}])
    )
    unit, batch = port_files.files(port)
    assert unit.path == "/etc/systemd/system/ovs-port@.service"
    assert (batch.path, (batch.text or "").splitlines()) == (
        "/etc/ovs-port/node1.ip",
        [
            "link set dev node1 up",
            "address replace 10.0.0.2/24 dev node1 broadcast +",
            "address replace 2001:db8::2/64 dev node1 nodad",
            "route replace 10.0.0.0/16 via 10.0.0.1 dev node1",
        ],
    )
    assert [(file.path, file.text) for file in port_files.no_files(port)] == [("/etc/ovs-port/node1.ip", None)]


def test_a_route_without_a_gateway() -> None:
    assert port_files.route_words(port_files.parse(options(routes=[{"dest": "10.0.0.0/16", "via": None}]))) == [
        "10.0.0.0/16 dev node1"
    ]


def test_the_logical_port_is_called_like_the_interface_unless_told() -> None:
    assert port_files.parse(options()).iface_id == "node1"
    assert port_files.parse(options(iface_id="ls1-node1")).iface_id == "ls1-node1"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"name": "an-interface-of-node1"},
            "name: an-interface-of-node1 is too long for an interface (15 characters); "
            "shorten it, the logical port may have another",
        ),
        ({"name": "a b"}, "name: 'a b' is no name of a VM; use letters, digits and _ . -"),
        (
            {"mac": "03:00:00:00:00:01"},
            "mac: 03:00:00:00:00:01 is a group address; the second digit of a VM's must be even",
        ),
        ({"mtu": 9}, "mtu: 9 is not between 68 and 65535; 1442 fits into tunnels over Ethernet"),
        (
            {"addresses": ["10.0.0.2"]},
            "addresses[0]: 10.0.0.2 has no prefix length; write it as 10.0.0.2/24, with your",
        ),
        ({"routes": [{"dest": "10.0.0.0/16", "via": "x"}]}, "routes[0].via: 'x' is no IP address; write one without"),
    ],
)
def test_faults(given: dict[str, Any], message: str) -> None:
    (fault,) = port_files.port_faults("", options(**given))
    assert str(fault).startswith(message)
