# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a port's addresses."""

from __future__ import annotations

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.port_address import own, split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("02:AC:10:FF:00:11 10.0.1.10  fd00::1:2:3:4", (["02:ac:10:ff:00:11"], ["10.0.1.10", "fd00::1:2:3:4"])),
        ("02:ac:10:ff:00:11", (["02:ac:10:ff:00:11"], [])),
        ("02:ac:10:ff:00:11 dynamic", (["02:ac:10:ff:00:11"], [])),
        ("dynamic 10.0.1.10", ([], ["10.0.1.10"])),
        # As many colons as in a MAC.
        ("fd00:1:2:3::9 10.0.1.10", ([], ["fd00:1:2:3::9", "10.0.1.10"])),
        ("unknown", ([], [])),
        ("", ([], [])),
    ],
)
def test_split(text: str, parts: tuple[list[str], list[str]]) -> None:
    assert split(text) == parts


def test_addresses_of_ones_own() -> None:
    found, faults = own({"a": ["10.0.1.10/24", "FD00::0:1"], "b": [], "c": "10.0.1.11", "d": ["10.0.1.12", "x/24", 7]})
    assert found["a"] == ["10.0.1.10", "fd00::1"]
    assert "b" not in found
    assert list(map(str, faults)) == [
        "addresses[c]: '10.0.1.11' is no list; write [10.0.1.11]",
        "addresses[d][1]: 'x/24' is not an IP address, write for example 172.16.255.130",
        "addresses[d][2]: '7' is not an IP address, write for example 172.16.255.130",
    ]
