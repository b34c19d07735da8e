# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that nobody reads, since they are almost those of variables and groups that are read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ansible.module_utils.common.yaml import yaml_load

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault

GROUPS = frozenset(("central", "compute", "gateway", "client"))
# What no role has as an option, but playbooks, lookups or inventories of the collection read.
VARIABLES = frozenset(("ovn_lb_switch", "ovn_tls", "ovn_nb_remotes", "ovn_sb_remotes"))
ROLES = Path(__file__).parents[3] / "roles"
# As like one another as words with a letter more, less or exchanged; a longer name is somebody's own.
ALIKE = 0.9


def faults(groups: Iterable[str], variables: Iterable[str]) -> Iterator[Fault]:
    yield from _mistyped("group", groups, GROUPS)
    yield from _mistyped("variable", variables, VARIABLES | options_of_roles())


def _mistyped(what: str, names: Iterable[str], known: frozenset[str]) -> Iterator[Fault]:
    for name in sorted(set(names) - known):
        close = difflib.get_close_matches(name, known, n=1, cutoff=ALIKE)
        if close:
            yield Fault(f"{what} {name}", f"nothing reads it; did you mean {close[0]}?")


@cache
def options_of_roles() -> frozenset[str]:
    specs = [yaml_load(path.read_text(encoding="utf-8")) for path in ROLES.glob("*/meta/argument_specs.yml")]
    return frozenset(
        option
        for entry_points in specs
        for entry_point in entry_points["argument_specs"].values()
        for option in entry_point.get("options") or ()
    )
