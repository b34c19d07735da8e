# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever stands in an inventory is judged with sentences, never with a traceback."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.spec import declared
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.examine import examine, summary
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.inventory.lab import (
    BRIDGE_SPEC,
    HOST_PORT_SPEC,
    HOST_VARIABLES,
    NETWORK,
    NIC_SPEC,
    VM_SPEC,
    Inventory,
)

# Names that meet, and texts that come near to what is right.
NAMES = ("a", "b", "one", "two", "lb-router", "physnet", "web")
NEAR = (
    "",
    "10.0.1.1",
    "10.0.1.1/24",
    "10.0.1.0/24",
    "fd00::1/64",
    "[fd00::1]:80",
    "10.0.1.10:80",
    "02:00:00:00:00:01 10.0.1.1",
    "auto",
    "router",
    "http://10.0.1.1/",
    "geneve,vxlan",
    "a:10.0.1.9",
)
TEXT = st.one_of(st.sampled_from(NAMES), st.sampled_from(NEAR), st.text(max_size=8))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.one_of(TEXT, st.integers(), st.none()), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def objects(draw: st.DrawFn, spec: dict[str, Any]) -> Any:
    """Some options of an object, most of the required ones among them, and now and then one that there is not."""
    required = [option for option, argument in spec.items() if argument.get("required") and draw(st.integers(0, 9))]
    options = draw(st.lists(st.sampled_from(sorted(spec)), max_size=4, unique=True))
    made = {option: draw(values(spec[option])) for option in dict.fromkeys([*required, *options])}
    return made if draw(st.integers(0, 9)) else {**made, draw(TEXT): draw(ANYTHING)}


@st.composite
def values(draw: st.DrawFn, argument: dict[str, Any]) -> Any:
    """Often of the right type, else anything."""
    if not draw(st.integers(0, 4)):
        return draw(ANYTHING)
    if "options" in argument:
        inner = objects(argument["options"])
        return draw(st.lists(inner, max_size=2) if argument["type"] == "list" else inner)
    if "choices" in argument:
        right = st.sampled_from(argument["choices"])
    else:
        kind = argument.get("elements") or argument["type"]
        right = {
            "str": TEXT,
            "int": st.integers(-1, 70000),
            "bool": st.booleans(),
            "dict": st.dictionaries(TEXT, ANYTHING, max_size=2),
        }[kind]
    return draw(st.lists(right, max_size=2) if argument["type"] == "list" else right)


def lists(spec: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(objects(spec), max_size=3), st.lists(ANYTHING, max_size=2), ANYTHING)


HOSTS = {
    "ovn_encap_ip": st.one_of(TEXT, ANYTHING),
    "compute_encap_type": st.one_of(st.sampled_from(["geneve", "vxlan", "geneve,vxlan"]), ANYTHING),
    "ovn_provider_bridges": lists(BRIDGE_SPEC),
    "ovn_host_ports": lists(HOST_PORT_SPEC),
    "lab_nics": lists(NIC_SPEC),
}
BALANCERS = lists(COLLECTIONS["load_balancers"].arguments())
INVENTORIES = st.builds(
    Inventory,
    groups=st.fixed_dictionaries(
        {},
        optional={group: st.just(["one", "two"]) for group in ("central", "compute", "gateway", "client")},
    ),
    hosts=st.fixed_dictionaries(dict.fromkeys(("one", "two"), st.fixed_dictionaries({}, optional=HOSTS))),
    network=st.fixed_dictionaries({}, optional={name: lists(COLLECTIONS[name].arguments()) for name in NETWORK}),
    load_balancers=st.one_of(
        st.dictionaries(st.sampled_from(["lb-router", "lb-switch", 5]), BALANCERS, max_size=2), ANYTHING
    ),
    vms=lists(VM_SPEC),
    checks=lists(declared()),
    variables=st.lists(st.sampled_from(["ovn_vms", "ovn_vm", "mine"]), max_size=2),
)


def test_every_variable_is_tried() -> None:
    assert set(HOSTS) == set(HOST_VARIABLES)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(inventory=INVENTORIES)
def test_any_inventory_is_judged(inventory: Inventory) -> None:
    report = examine(inventory)
    for fault in (*report.faults, *report.warnings):
        assert fault.path
        assert fault.text
    assert summary(inventory)
