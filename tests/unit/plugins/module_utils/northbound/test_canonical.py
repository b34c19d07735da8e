# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one form of an address, and netaddr's opinion of it."""

from __future__ import annotations

import netaddr
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import canonical, checks

ADDRESSES = st.ip_addresses()


@given(ADDRESSES, st.data())
def test_a_network_is_masked_as_netaddr_masks_it(address: object, data: st.DataObject) -> None:
    longest = 32 if netaddr.valid_ipv4(str(address)) else 128
    text = f"{address}/{data.draw(st.integers(0, longest))}"
    network = netaddr.IPNetwork(text)
    expected = str(network.ip) if network.prefixlen == longest else str(network.cidr)
    assert netaddr.IPNetwork(canonical.network(text)) == netaddr.IPNetwork(expected)
    assert canonical.network(canonical.network(text)) == canonical.network(text)


@given(ADDRESSES)
def test_an_address_is_the_same_however_it_is_written(address: object) -> None:
    text = str(address)
    longer = netaddr.IPAddress(text).format(netaddr.ipv6_verbose) if ":" in text else text
    assert canonical.ip(longer.upper()) == text


@given(st.from_regex(r"([0-9a-fA-F]{1,3}[:.-]){0,6}[0-9a-fA-F]{1,3}", fullmatch=True))
def test_what_is_taken_for_a_mac_is_one_for_netaddr(text: str) -> None:
    if checks.mac(text) is None:
        assert netaddr.valid_mac(text)


@given(st.integers(0, 2**48 - 1))
def test_every_mac_with_colons_is_taken(number: int) -> None:
    assert checks.mac(netaddr.EUI(number).format(netaddr.mac_unix_expanded)) is None
