# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enough requests, and not many more."""

from __future__ import annotations

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.odds import AT_LEAST, FALSE_ALARM, requests_for


def missed(backends: int, requests: int) -> float:
    return backends * ((backends - 1) / backends) ** requests


def test_two_backends() -> None:
    assert requests_for(2) == 21


@pytest.mark.parametrize("backends", range(2, 20))
def test_the_fewest_that_find_all(backends: int) -> None:
    count = requests_for(backends)
    assert missed(backends, count) < FALSE_ALARM <= missed(backends, count - 1)


@pytest.mark.parametrize("backends", [0, 1])
def test_no_choice(backends: int) -> None:
    assert requests_for(backends) == AT_LEAST
