# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one form in which the database keeps an address, however it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..ovsdb.errors import Fault
from . import checks


def interface(text: str) -> str:
    return str(checks.parse_interface(text))


def ip(text: str) -> str:
    """An address in its shortest form; ``discard`` and nothing stay."""
    return str(checks.parse_ip(text) or text)


def network(text: str) -> str:
    """As OVN prints it: a network, or a bare address for one host."""
    network = checks.parse_network(text)
    if network is None:
        return text
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def prefix_of_row(text: Any) -> Any:
    """Rows written by other tools may hold ``10.0.0.1/24`` for ``10.0.0.0/24``."""
    return network(text) if isinstance(text, str) else text


def set_member(text: str) -> str:
    """An address, a network, or a MAC of an address set."""
    return network(text) if checks.parse_network(text) else text.lower()


def addresses(text: str) -> str:
    """MAC and IP addresses of a port: lower case, one space."""
    return " ".join(text.lower().split())


def said_twice(keys: Iterable[Any], form: Callable[[str], str], noun: str, path: str) -> Iterator[Fault]:
    """Keys of a declared map that are one and the same in the database."""
    first: dict[str, str] = {}
    for key in map(str, keys):
        other = first.setdefault(form(key), key)
        if other != key:
            yield Fault(f"{path}[{key}]", f"is the same {noun} as {other}; write it once")
