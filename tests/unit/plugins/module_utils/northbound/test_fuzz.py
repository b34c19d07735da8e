# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever passes the argument spec is judged with sentences, never with a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import (
    Checked,
    check,
    places,
)

# Texts that come near to what is right, and texts that do not.
TEXT = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789abcdef:./[]-, ", max_size=20),
    st.sampled_from(
        [
            "",
            " ",
            "dmz",
            "10.0.0.1",
            "10.0.0.1:80",
            "10.0.0.0/24",
            "[fd00::1]:80",
            "fd00::1/64",
            "02:00:00:00:00:01 10.0.0.1",
            "router",
            "discard",
        ]
    ),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXT, inner, max_size=2)),
    max_leaves=4,
)
KEYS = st.one_of(TEXT, st.integers(), st.booleans())
BY_TYPE = {
    "str": TEXT,
    "int": st.integers(),
    "bool": st.booleans(),
    "dict": st.dictionaries(KEYS, ANYTHING, max_size=3),
}


def values(argument: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Everything that Ansible lets through for an argument."""
    if "choices" in argument and argument["type"] != "list":
        return st.sampled_from(argument["choices"])
    if argument["type"] != "list":
        return BY_TYPE[argument["type"]]
    if argument["elements"] == "dict" and "options" in argument:
        return st.lists(declarations(argument["options"]), max_size=2)
    if "choices" in argument:
        return st.lists(st.sampled_from(argument["choices"]), max_size=2)
    return st.lists(BY_TYPE[argument["elements"]], max_size=2)


def declarations(spec: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object as Ansible hands it over: what is left out is None."""
    strategies = {
        name: values(argument) if argument.get("required") or "default" in argument else st.none() | values(argument)
        for name, argument in spec.items()
    }
    return st.fixed_dictionaries(strategies)


NETWORKS = st.fixed_dictionaries(
    {name: st.lists(declarations(record.arguments()), max_size=2) for name, record in COLLECTIONS.items()}
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(declared=NETWORKS)
def test_any_declaration_is_judged(as_task: Callable[[dict[str, Any]], Checked], declared: dict[str, Any]) -> None:
    for checked in (check(places(declared)), as_task(declared), check(places(declared), closed=True)):
        for fault in (*checked.faults, *checked.errors, *checked.warnings):
            assert fault.text
