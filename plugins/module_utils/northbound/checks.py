# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of single values: each returns why the value is wrong and what would be right."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Union

Check = Callable[[Any], Union[str, None]]
Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
Interface = Union[ipaddress.IPv4Interface, ipaddress.IPv6Interface]

MAC = re.compile(r"(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")


# Checks, canonical forms and rules look at the same texts.
@lru_cache(maxsize=1 << 16)
def parse_ip(text: str) -> Address | None:
    """An address without a zone (``%eth0``): interfaces of a host mean nothing to a logical network."""
    try:
        return None if "%" in text else ipaddress.ip_address(text)
    except ValueError:
        return None


def is_ip(text: str) -> bool:
    """Whether the text is an address. It is quicker than to have one made of it."""
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text)
    except (OSError, ValueError):
        return False
    return True


def parse_network(text: str) -> Network | None:
    """A network, host bits allowed (they are masked as OVN does)."""
    try:
        return None if _is_odd(text) else ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def parse_interface(text: str) -> Interface | None:
    """An address with its network: ``172.16.255.129/26``."""
    try:
        return None if _is_odd(text) else ipaddress.ip_interface(text)
    except ValueError:
        return None


def _is_odd(text: str) -> bool:
    """Whether it has a zone, or a mask whose ones are those of the hosts, which is not what OVN would read."""
    mask = text.partition("/")[2]
    return "%" in text or ("." in mask and mask != "0.0.0.0" and int(mask.partition(".")[0]) < 128)


def mac(value: str) -> str | None:
    if MAC.fullmatch(value):
        return None
    return f"{value!r} is not a MAC address, write six hexadecimal pairs such as 02:ac:10:ff:01:30"


def ip(value: str) -> str | None:
    return None if parse_ip(value) else f"{value!r} is not an IP address, write for example 172.16.255.130"


def ipv4_network(value: str) -> str | None:
    network = parse_network(value)
    if "/" in value and isinstance(network, ipaddress.IPv4Network):
        return None
    return f"{value!r} is not an IPv4 network, write for example 172.16.255.128/26"


def network(value: str) -> str | None:
    if parse_network(value):
        return None
    return f"{value!r} is neither a network nor an address, write for example 172.16.255.128/25"


def ipv6_prefix(value: str) -> str | None:
    parsed = parse_interface(value)
    if isinstance(parsed, ipaddress.IPv6Interface) and parsed.network.prefixlen in (64, 128):
        return None
    return f"{value!r} is not an IPv6 prefix of 64 bits, write for example fd00:10::/64"


def interface(value: str) -> str | None:
    """An address of a router port, with the length of its network."""
    parsed = parse_interface(value)
    if parsed is None or "/" not in value:
        return f"{value!r} is not an address with its prefix length, write for example 172.16.255.129/26"
    plain = parsed.network.prefixlen >= parsed.max_prefixlen - 1
    if parsed.ip == parsed.network.network_address and not plain:
        example = parsed.network.network_address + 1
        return f"{value!r} is the network itself, write the port's own address in it, such as {example}/{parsed.network.prefixlen}"
    return None


def exclude_ips(value: str) -> str | None:
    ends = [parse_ip(end) for end in value.split("..")]
    numbers = [int(end) for end in ends if isinstance(end, ipaddress.IPv4Address)]
    if len(numbers) == len(ends) <= 2 and numbers == sorted(numbers):
        return None
    return f"{value!r} is neither an IPv4 address nor a range, write for example 10.0.0.2 or 10.0.0.2..10.0.0.9"


def lsp_address(value: str) -> str | None:
    """One entry of a logical switch port's ``addresses``."""
    words = value.split()
    right = "write 'MAC [IP...]', 'dynamic [IP...]', 'MAC dynamic', 'unknown' or 'router'"
    if not words:
        return f"an empty address; {right}"
    first, rest = words[0], words[1:]
    if first in ("unknown", "router"):
        return f"{value!r}: nothing may follow {first!r}; {right}" if rest else None
    if first != "dynamic":
        if not MAC.fullmatch(first):
            return f"{value!r}: {first} is not a MAC address; {right}"
        if rest == ["dynamic"]:
            return None
    for word in rest:
        if not is_ip(word):
            return f"{value!r}: {word} is not an IP address; {right}"
    return None


def port_security(value: str) -> str | None:
    words = value.split()
    right = "write 'MAC [IP[/LENGTH]...]'"
    if not words or not MAC.fullmatch(words[0]):
        return f"{value!r} does not begin with a MAC address; {right}"
    return next(
        (f"{value!r}: {word} is not an IP address; {right}" for word in words[1:] if not parse_interface(word)), None
    )


def port_number(text: str) -> int | None:
    """A TCP or UDP port, in plain digits."""
    number = int(text) if re.fullmatch("[1-9][0-9]{0,4}", text) else 0
    return number if 0 < number <= 65535 else None


def port_range(value: str) -> str | None:
    low, dash, high = value.partition("-")
    first, last = port_number(low), port_number(high) if dash else 65536
    if first and last and first < last:
        return None
    return f"{value!r} is not a port or a range of ports, write N or N-M with 0 < N < M < 65536"


def ip_pair(value: str) -> str | None:
    """One IPv4 address, one IPv6 address, or both."""
    addresses = [parse_ip(word) for word in value.split()]
    versions = [address.version for address in addresses if address]
    if 0 < len(addresses) == len(set(versions)):
        return None
    return f"{value!r} is not one IPv4 address, one IPv6 address, or both with a space between"


def force_snat_ip(value: str) -> str | None:
    problem = None if value == "router_ip" else ip_pair(value)
    return problem and f"{problem}; or write router_ip"


def text(value: str) -> str | None:
    """What a database can keep as text."""
    if "\0" in value:
        return "has a NUL character, which OVSDB cannot keep"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "is not valid Unicode"
    return None


def _shown(value: int) -> str:
    """A number, unless it has more digits than Python writes."""
    return str(value) if abs(value) < 1 << 64 else "a number of more than 64 bits"


def between(low: int, high: int) -> Check:
    def check(value: int) -> str | None:
        return None if low <= value <= high else f"{_shown(value)} is not between {low} and {high}"

    return check


def at_least(low: int) -> Check:
    def check(value: int) -> str | None:
        return None if value >= low else f"{_shown(value)} is less than {low}"

    return check


def not_empty(value: str) -> str | None:
    return None if value.strip() else "an empty name; give it one"


def set_member(value: str) -> str | None:
    """A member of an address set."""
    if parse_network(value) or MAC.fullmatch(value):
        return None
    return f"{value!r} is neither an address, a network nor a MAC, write for example 172.16.255.128/26"


def dns_record(host: str, addresses: list[str]) -> str | None:
    """A name and its addresses; the address of a reverse record is a name."""
    if not host.strip() or " " in host:
        return f"{host!r} is not a host name, write for example vm1.example.org"
    if host.lower().endswith(".arpa"):
        return None
    wrong = next((address for address in addresses if not parse_ip(address)), None)
    return wrong and f"{wrong!r} is not an IP address, write for example 172.16.255.130"


def group_name(value: str) -> str | None:
    """A port group or address set: matches name it."""
    if re.fullmatch("[a-zA-Z_.][a-zA-Z0-9_.]*", value):
        return None
    return (
        f"{value!r} cannot be named in a match: take letters, digits, '_' and '.', with no digit in front, "
        "such as web_servers"
    )


def acl_name(value: str) -> str | None:
    """OVN's logs name an ACL by it."""
    return None if len(value) <= 63 else f"{value!r} has {len(value)} characters, the most are 63"


def nat_addresses(value: str) -> str | None:
    """What a port to a router announces for the router's NAT."""
    words = value.split()
    if value == "router" or (len(words) > 1 and MAC.fullmatch(words[0])):
        ips = [word for word in words[1:] if not word.startswith("is_chassis_resident(")]
        wrong = next((word for word in ips if not parse_ip(word)), None)
        return wrong and f"{value!r}: {wrong} is not an IP address; write router, or 'MAC IP...'"
    return f"{value!r} is neither router nor a MAC with its addresses; write router, or 'MAC IP...'"
