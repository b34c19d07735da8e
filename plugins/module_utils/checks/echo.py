# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One echo request, with the time to live of its reply."""

from __future__ import annotations

import os
import socket
import struct
import time

from ..northbound.checks import parse_ip
from .outcome import TIMEOUT, Outcome, failure_of

PATIENCE = 1.0
_TTL_OFFSET = 8
# The kernel's numbers: Python knows them from 3.14 on only, or not at all.
_IP_RECVERR = 11
_IPV6_RECVERR = 25


def ping(address: str) -> Outcome:
    """``ttl N``, or the failure."""
    parsed = parse_ip(address)
    exchange = _exchange6 if parsed is not None and parsed.version == 6 else _exchange4
    request = struct.pack("!2s2s", os.urandom(2), os.urandom(2)) + b"ovnlab check"
    try:
        ttl = exchange(address, request)
    except PermissionError:
        return Outcome("raw sockets take root, set become: true", True)
    except OSError as exc:
        return failure_of(exc)
    return Outcome(TIMEOUT, True) if ttl is None else Outcome(f"ttl {ttl}", False)


def _exchange4(address: str, request: bytes) -> int | None:
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as link:
        link.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
        link.connect((address, 0))
        # type 8, code 0, checksum
        link.send(struct.pack("!BBH", 8, 0, checksum(b"\x08\x00\x00\x00" + request)) + request)
        end = time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            link.settimeout(left)
            packet = link.recv(2048)
            message = packet[(packet[0] & 15) * 4 :]
            if message[0] == 0 and message[4:] == request:
                return packet[_TTL_OFFSET]
    return None


def _exchange6(address: str, request: bytes) -> int | None:
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as link:
        link.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
        link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
        link.connect((address, 0))
        # type 128, code 0; the kernel fills in the checksum
        link.send(struct.pack("!BBH", 128, 0, 0) + request)
        end = time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            link.settimeout(left)
            message, ancillary, _flags, _sender = link.recvmsg(2048, socket.CMSG_SPACE(4))
            if message[0] == 129 and message[4:] == request:
                for level, kind, data in ancillary:
                    if level == socket.IPPROTO_IPV6 and kind == socket.IPV6_HOPLIMIT:
                        return int(struct.unpack("=i", data[:4])[0])
    return None


def checksum(data: bytes) -> int:
    """The Internet checksum: the complement of the ones' complement sum of 16-bit words."""
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
