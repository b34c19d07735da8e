# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments of a declaration: what becomes of a value that is not of the option's type."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.arguments import Spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault

SPEC = Spec({"name": {"type": "str", "required": True}, "tag": {"type": "int"}})
TOO_LARGE = "tag: is a number that OVSDB cannot keep, which has 64 bits for it"


def declared(value: Any) -> tuple[dict[str, Any], list[str]]:
    faults: list[Fault] = []
    return SPEC.declared(value, "", faults), [str(fault) for fault in faults]


@pytest.mark.parametrize("given", [5, "5", 5.0, "5.0"])
def test_a_number_however_it_is_written(given: Any) -> None:
    assert declared({"name": "p", "tag": given}) == ({"name": "p", "tag": 5}, [])


@pytest.mark.parametrize("given", [float("inf"), float("-inf"), float("nan"), "inf", "nan", "5.5", "x", [5], {}])
def test_what_is_no_number(given: Any) -> None:
    found, [fault] = declared({"name": "p", "tag": given})
    assert found == {"name": "p"}
    assert fault.startswith(f"tag: {given!r} is not of type int (")


@pytest.mark.parametrize("given", [1 << 63, -(1 << 63) - 1, "1e5000", 1e300])
def test_what_no_database_can_keep(given: Any) -> None:
    assert declared({"name": "p", "tag": given}) == ({"name": "p"}, [TOO_LARGE])


def test_every_fault_is_told() -> None:
    found, faults = declared({"nmae": "p", "tag": "x"})
    assert found == {}
    assert faults == [
        "nmae: there is no such option; did you mean name?",
        "tag: 'x' is not of type int (\"'x'\" cannot be converted to an int)",
        "name: is missing, and without it nothing can be declared here",
    ]
