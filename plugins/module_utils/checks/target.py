# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Targets of a check: an address to ping, or a web page."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from ..northbound.checks import ip, parse_ip

URL_REMEDY = "write http://ADDRESS:PORT/ with an IP address (IPv6: http://[ADDRESS]:PORT/)"


class Page(NamedTuple):
    """A web page by number: names would need a name server that labs do not have."""

    address: str
    port: int
    path: str


def page(url: str) -> Page:
    """:raises ValueError: why it is none, and what would be right"""
    problem = f"{url!r} is no URL that can be asked; {URL_REMEDY}"
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError:
        raise ValueError(problem) from None
    address = parts.hostname or ""
    if parts.scheme != "http" or parse_ip(address) is None or parts.username is not None:
        raise ValueError(problem)
    return Page(address, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def url_problem(url: str) -> str | None:
    try:
        page(url)
    except ValueError as exc:
        return str(exc)
    return None


def target_problem(text: str) -> str | None:
    """Why neither a ping nor a request could ask this."""
    return url_problem(text) if is_url(text) else ip(text)


def backend_problem(text: str) -> str | None:
    """Why this is no backend of a VIP with a port."""
    address, _colon, port = text.rpartition(":")
    right = "[" in text or ":" not in address
    if right and parse_ip(address.strip("[]")) and port.isdigit() and 0 < int(port) < 65536:
        return None
    return f"{text!r} is no backend, write IP:PORT such as 172.16.255.130:8000 (IPv6: [IP]:PORT)"


def is_url(text: str) -> bool:
    return "://" in text
