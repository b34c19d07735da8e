# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of single values."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import checks

GOOD = [
    (checks.mac, "02:ac:10:ff:01:30"),
    (checks.mac, "02:AC:10:FF:01:30"),
    (checks.ip, "172.16.255.130"),
    (checks.ip, "fd00::1"),
    (checks.ipv4_network, "172.16.255.128/26"),
    (checks.ipv4_network, "172.16.255.129/26"),
    (checks.network, "0.0.0.0/0"),
    (checks.network, "::/0"),
    (checks.network, "172.16.255.130"),
    (checks.network, "172.16.255.128/255.255.255.192"),
    (checks.network, "0.0.0.0/0.0.0.0"),
    (checks.ipv6_prefix, "fd00:10::/64"),
    (checks.ipv6_prefix, "fd00:10::"),
    (checks.interface, "172.16.255.129/26"),
    (checks.interface, "172.16.255.0/31"),
    (checks.interface, "172.16.255.1/32"),
    (checks.interface, "fd00::1/64"),
    (checks.exclude_ips, "10.0.0.2"),
    (checks.exclude_ips, "10.0.0.2..10.0.0.9"),
    (checks.exclude_ips, "10.0.0.9..10.0.0.10"),
    (checks.exclude_ips, "10.0.0.2..10.0.0.2"),
    (checks.lsp_address, "unknown"),
    (checks.lsp_address, "router"),
    (checks.lsp_address, "dynamic"),
    (checks.lsp_address, "dynamic 10.0.0.5"),
    (checks.lsp_address, "02:ac:10:ff:01:30"),
    (checks.lsp_address, "02:ac:10:ff:01:30 dynamic"),
    (checks.lsp_address, "02:ac:10:ff:01:30 172.16.255.130 fd00::130"),
    (checks.port_security, "02:ac:10:ff:01:30"),
    (checks.port_security, "02:ac:10:ff:01:30 172.16.255.130 172.16.255.0/24"),
    (checks.port_range, "80"),
    (checks.port_range, "1-65535"),
    (checks.between(0, 4095), 0),
    (checks.between(0, 4095), 4095),
    (checks.not_empty, "dmz"),
    (checks.group_name, "web_1.a"),
    (checks.group_name, ".web"),
    (checks.acl_name, "x" * 63),
    (checks.nat_addresses, "router"),
    (checks.nat_addresses, "02:ac:10:ff:01:30 172.16.255.130 fd00::1"),
    (checks.nat_addresses, '02:ac:10:ff:01:30 172.16.255.130 is_chassis_resident("r-a")'),
]

BAD = [
    (checks.mac, "02:ac:10:ff:01", "is not a MAC address, write six hexadecimal pairs such as 02:ac:10:ff:01:30"),
    (checks.mac, "02:ac:10:ff:01:3g", "is not a MAC address"),
    (checks.mac, "02:ac:10:ff:01:30 ", "is not a MAC address"),
    (checks.ip, "172.16.255.300", "is not an IP address, write for example 172.16.255.130"),
    (checks.ip, "172.16.255.130/26", "is not an IP address"),
    (checks.ip, "fe80::1%eth0", "is not an IP address"),
    (checks.network, "fe80::%eth0/64", "is neither a network nor an address"),
    (checks.interface, "fe80::1%eth0/64", "is not an address with its prefix length"),
    (checks.port_security, "02:ac:10:ff:01:30 fe80::1%eth0", "fe80::1%eth0 is not an IP address"),
    (checks.lsp_address, "02:ac:10:ff:01:30 fe80::1%1", "fe80::1%1 is not an IP address"),
    (checks.ipv4_network, "10.0.0.0/0.0.0.255", "is not an IPv4 network"),
    (checks.interface, "10.0.0.1/0.0.0.255", "is not an address with its prefix length"),
    (checks.ipv4_network, "172.16.255.128/33", "is not an IPv4 network, write for example 172.16.255.128/26"),
    (checks.ipv4_network, "172.16.255.128", "is not an IPv4 network"),
    (checks.ipv4_network, "fd00::/64", "is not an IPv4 network"),
    (checks.network, "172.16.255.128/99", "is neither a network nor an address, write for example 172.16.255.128/25"),
    (checks.ipv6_prefix, "fd00:10::/48", "is not an IPv6 prefix of 64 bits, write for example fd00:10::/64"),
    (checks.ipv6_prefix, "10.0.0.0/24", "is not an IPv6 prefix"),
    (
        checks.interface,
        "172.16.255.129",
        "is not an address with its prefix length, write for example 172.16.255.129/26",
    ),
    (
        checks.interface,
        "172.16.255.128/26",
        "is the network itself, write the port's own address in it, such as 172.16.255.129/26",
    ),
    (checks.exclude_ips, "10.0.0.9..10.0.0.2", "is neither an IPv4 address nor a range"),
    (checks.exclude_ips, "10.0.0.9..", "is neither an IPv4 address nor a range"),
    (checks.exclude_ips, "fd00::1", "is neither an IPv4 address nor a range"),
    (checks.exclude_ips, "10.0.0.2..10.0.0.3..10.0.0.4", "is neither an IPv4 address nor a range"),
    (checks.lsp_address, "", "an empty address"),
    (checks.lsp_address, "172.16.255.130", "172.16.255.130 is not a MAC address"),
    (checks.lsp_address, "02:ac:10:ff:01:30 20.0.0.300", "20.0.0.300 is not an IP address"),
    (checks.lsp_address, "unknown 10.0.0.1", "nothing may follow 'unknown'"),
    (checks.lsp_address, "router 10.0.0.1", "nothing may follow 'router'"),
    (checks.port_security, "", "does not begin with a MAC address"),
    (checks.port_security, "02:ac:10:ff:01:30 x", "x is not an IP address"),
    (checks.port_range, "0", "is not a port or a range of ports, write N or N-M with 0 < N < M < 65536"),
    (checks.port_range, "80-80", "is not a port or a range"),
    (checks.port_range, "90-80", "is not a port or a range"),
    (checks.port_range, "٣", "is not a port or a range"),
    (checks.port_range, "80-65536", "is not a port or a range"),
    (checks.between(0, 4095), 4096, "4096 is not between 0 and 4095"),
    (checks.not_empty, " ", "an empty name; give it one"),
    (
        checks.group_name,
        "web-1",
        "cannot be named in a match: take letters, digits, '_' and '.', with no digit in front",
    ),
    (checks.group_name, "1web", "cannot be named in a match"),
    (checks.group_name, "", "cannot be named in a match"),
    (checks.acl_name, "x" * 64, "has 64 characters, the most are 63"),
    (checks.nat_addresses, "02:ac:10:ff:01:30", "is neither router nor a MAC with its addresses"),
    (checks.nat_addresses, "routers", "is neither router nor a MAC with its addresses"),
    (checks.nat_addresses, "02:ac:10:ff:01:30 x", "x is not an IP address; write router, or 'MAC IP...'"),
]

TEXT_CHECKS = [
    checks.mac,
    checks.ip,
    checks.ipv4_network,
    checks.network,
    checks.ipv6_prefix,
    checks.interface,
    checks.exclude_ips,
    checks.lsp_address,
    checks.port_security,
    checks.port_range,
    checks.not_empty,
    checks.group_name,
    checks.acl_name,
    checks.nat_addresses,
]


@pytest.mark.parametrize(("check", "value"), GOOD)
def test_accepted(check: checks.Check, value: object) -> None:
    assert check(value) is None


@pytest.mark.parametrize(("check", "value", "message"), BAD)
def test_refused_with_a_remedy(check: checks.Check, value: object, message: str) -> None:
    problem = check(value)
    assert problem is not None
    assert message in problem


@pytest.mark.parametrize("check", TEXT_CHECKS)
@given(text=st.one_of(st.text(), st.text(alphabet="0123456789abcdef:./- ²٣x")))
@example(text="²")
@example(text="80-٣")
def test_any_text_is_judged(check: checks.Check, text: str) -> None:
    problem = check(text)
    assert problem is None or problem.strip()


def test_a_number_that_python_would_not_write() -> None:
    assert checks.between(0, 4095)(1 << 20000) == "a number of more than 64 bits is not between 0 and 4095"
    assert checks.at_least(1)(-1 << 20000) == "a number of more than 64 bits is less than 1"
