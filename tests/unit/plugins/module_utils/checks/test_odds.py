# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enough requests, and not many more."""

from __future__ import annotations

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.odds import AT_LEAST, FALSE_ALARM, requests_for


def hashes(backends: int, factor: int) -> list[int]:
    """How many each backend has: dealt out one by one, as to buckets of one weight.

    :param factor: Open vSwitch has so many times as many hashes as backends at least: 1, and since 3.5 it is 4
    """
    number = 16
    while number < backends * factor:
        number *= 2
    return [len(range(backend, number, backends)) for backend in range(backends)]


def missed(shares: list[int], requests: int) -> float:
    """How often at least one backend is missed, at most."""
    return sum((1 - share / sum(shares)) ** requests for share in shares)


@pytest.mark.parametrize(("backends", "requests"), [(2, 21), (3, 40), (4, 53), (9, 249)])
def test_some_numbers(backends: int, requests: int) -> None:
    """Of three, the smallest share is 5 of 16; of nine, 1 of 16."""
    assert requests_for(backends) == requests


@pytest.mark.parametrize("factor", [1, 4])
@pytest.mark.parametrize("backends", range(2, 64))
def test_all_are_found(backends: int, factor: int) -> None:
    assert missed(hashes(backends, factor), requests_for(backends)) < FALSE_ALARM


@pytest.mark.parametrize("backends", [2, 4, 8, 16, 32])
def test_no_more_than_needed_where_all_have_the_same_share(backends: int) -> None:
    assert missed(hashes(backends, 1), requests_for(backends) - 1) >= FALSE_ALARM


@pytest.mark.parametrize("backends", [0, 1])
def test_no_choice(backends: int) -> None:
    assert requests_for(backends) == AT_LEAST
