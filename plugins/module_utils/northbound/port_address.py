# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses of switch ports: what the database has in a line, and what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ovsdb.errors import Fault
from .checks import ip, mac, parse_ip


def split(text: str) -> tuple[list[str], list[str]]:
    """The MACs, in small letters, and the IP addresses among the words of a port's ``addresses``."""
    words = text.split()
    return [word.lower() for word in words if mac(word) is None], [word for word in words if parse_ip(word)]


def own(addresses: Mapping[str, Any]) -> tuple[dict[str, list[str]], list[Fault]]:
    """What ports have beyond the database, by their names and without prefix lengths, and what is wrong with it."""
    found: dict[str, list[str]] = {}
    faults = []
    for port, texts in addresses.items():
        if not isinstance(texts, list):
            faults.append(Fault(f"addresses[{port}]", f"{texts!r} is no list; write [{texts}]"))
            continue
        for index, text in enumerate(map(str, texts)):
            address = parse_ip(text.partition("/")[0])
            if address:
                found.setdefault(port, []).append(str(address))
            else:
                faults.append(Fault(f"addresses[{port}][{index}]", str(ip(text))))
    return found, faults
