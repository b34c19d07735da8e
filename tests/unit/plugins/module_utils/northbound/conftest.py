# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations that are judged as a task's, and as an inventory's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.rules.want import COLUMN, NAME_ONLY, OPTIONS, Want
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import Checked, check, places

Judge = Callable[[dict[str, Any]], Checked]


def empty_database(wanted: set[Want]) -> dict[Want, Any]:
    """What the empty database of a new release answers."""
    return {want: {OPTIONS: None, NAME_ONLY: False, COLUMN: True}.get(want.part, []) for want in wanted}


@pytest.fixture(scope="session")
def as_task() -> Judge:
    def judge(declared: dict[str, Any]) -> Checked:
        where = places(declared)
        checked = check(where)
        checked.complete(where, empty_database)
        return checked

    return judge


@pytest.fixture(scope="session")
def on_an_old_release() -> Judge:
    def judge(declared: dict[str, Any]) -> Checked:
        where = places(declared)
        checked = check(where)
        checked.complete(
            where, lambda wanted: {**empty_database(wanted), **{w: False for w in wanted if w.part == COLUMN}}
        )
        return checked

    return judge


@pytest.fixture(scope="session")
def as_inventory() -> Judge:
    return lambda declared: check(places(declared), closed=True)
