# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The echo request by hand."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.echo import checksum


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", 0xFFFF),
        # The example of RFC 1071: the sum is ddf2.
        (bytes.fromhex("0001f203f4f5f6f7"), 0xFFFF ^ 0xDDF2),
        (b"\xff", 0x00FF),
    ],
)
def test_checksum(data: bytes, expected: int) -> None:
    assert checksum(data) == expected


@given(data=st.binary(max_size=99))
def test_data_with_its_checksum_sums_up_to_nothing(data: bytes) -> None:
    even = data + b"\0" * (len(data) % 2)
    assert checksum(even + struct.pack("!H", checksum(even))) == 0
