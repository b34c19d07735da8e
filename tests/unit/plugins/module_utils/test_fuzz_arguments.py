# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever Ansible lets through for a module of hosts, checks or traces is judged with sentences, never with a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks import spec, target
from ansible_collections.ovnlab.ovn.plugins.module_utils.host import (
    bridge_checks,
    bridge_work,
    chassis,
    chassis_work,
    port_files,
    port_work,
    vm_spec,
    vm_work,
)
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace import module as trace

Arguments = dict[str, Any]

# Texts that come near to what is right somewhere, and any others.
TEXT = st.one_of(
    st.sampled_from(["", " ", "\0", "\ud800", "vm1", "br-eth1", "default", "10.0.0.1", "10.0.0.1/24", "10.0.0.0/24"]),
    st.sampled_from(
        ["fd00::1/64", "fe80::1%eth0", "10.0.0.0/0.0.0.255", "02:00:00:00:00:01", "http://10.0.0.1:80/", "x" * 300]
    ),
    st.text(max_size=8),
    st.text(alphabet="0123456789abcdef:./%[]-", max_size=20),
)
INTEGER = st.one_of(st.integers(0, 70000), st.integers(-(2**63), 2**63 - 1), st.sampled_from(["5", "1e18", "-1e18"]))
ANYTHING = st.one_of(st.none(), st.booleans(), st.floats(allow_infinity=False), TEXT, st.lists(TEXT, max_size=1))
BY_TYPE = {
    "str": TEXT,
    "path": TEXT,
    "int": INTEGER,
    "bool": st.booleans(),
    "dict": st.dictionaries(TEXT, ANYTHING, max_size=2),
}


def values(argument: Arguments) -> st.SearchStrategy[Any]:
    kind = argument.get("elements", "str") if argument["type"] == "list" else argument["type"]
    if "options" in argument:
        one = objects(argument["options"])
    elif "choices" in argument:
        one = st.sampled_from(argument["choices"])
    else:
        one = BY_TYPE[kind]
    return st.lists(one, max_size=2) if argument["type"] == "list" else one


@st.composite
def objects(draw: st.DrawFn, arguments: Arguments) -> Arguments:
    needed = [name for name in arguments if arguments[name].get("required")]
    free = [name for name in arguments if name not in needed]
    chosen = draw(st.lists(st.sampled_from(free), unique=True, max_size=4)) if free else []
    return {name: draw(values(arguments[name])) for name in [*needed, *chosen]}


def of_vms(params: Arguments) -> Iterable[Any]:
    return vm_spec.parse(params)[1]


def of_chassis(params: Arguments) -> Iterable[Any]:
    return chassis.faults(params, {"10.0.0.1"})


def of_port(params: Arguments) -> Iterable[Any]:
    faults = port_files.port_faults("", params)
    return faults or [port_files.parse(params).name]


def of_check(params: Arguments) -> Iterable[Any]:
    judged = (("get", target.url_problem), ("ping", target.target_problem), ("health", target.backend_problem))
    return [problem for name, judge in judged if params[name] is not None and (problem := judge(params[name]))]


MODULES: dict[str, tuple[Arguments, Callable[[Arguments], Iterable[Any]]]] = {
    "netns_vm": (vm_work.ARGUMENTS, of_vms),
    "ovn_chassis": (chassis_work.ARGUMENTS, of_chassis),
    "ovs_bridge": (bridge_work.ARGUMENTS, bridge_checks.option_faults),
    "ovs_port": (port_work.ARGUMENTS, of_port),
    "ovn_check": (spec.for_host(), of_check),
    "ovn_trace": (trace.arguments(), trace._faults),
}


@pytest.mark.parametrize("module", MODULES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_any_arguments(module: str, data: st.DataObject) -> None:
    arguments, judge = MODULES[module]
    result = ArgumentSpecValidator(arguments).validate(data.draw(objects(arguments)))
    if result.error_messages:
        event("refused by Ansible")
        return
    faults = list(judge(result.validated_parameters))
    event("refused" if faults else "taken")
    assert all(str(fault).strip() for fault in faults)
