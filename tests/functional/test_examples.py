# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the documentation do what they say, and nothing when they run again.

Those of a module run in their order on an empty database, as a playbook of their own. Of the modules without
connection options there are none: ovn_chassis, ovs_bridge, netns_vm, netns_web and ovn_check need a host, and
ovn_validate has nothing that could change. ovn_trace follows packets through a network that is there. The examples of
ovn_restore begin with a backup, which is another one each time; test_ovn_backup.py has them.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
import yaml
from ansible.parsing.plugin_docs import read_docstring
from jinja2.nativetypes import NativeEnvironment
from support.modules import ModuleRunner
from support.processes import OvsdbServer
from support.programs import ROOT
from support.reader import Reader

MODULES = [
    module
    for module in yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"]["ovn"]
    if module not in ("ovn_trace", "ovn_backup", "ovn_restore")
]
PREFIX = "ovnlab.ovn."
NEEDS = re.compile(r"\(OVN ([0-9.]+) or later\)$")


def examples(module: str) -> list[dict[str, Any]]:
    text = read_docstring(str(ROOT / f"plugins/modules/{module}.py"))["plainexamples"]
    tasks: list[dict[str, Any]] = yaml.safe_load(text)
    return tasks


def arguments(given: dict[str, Any] | None, variables: dict[str, Any]) -> dict[str, Any]:
    """Return a task's arguments with the variables that earlier tasks have registered."""
    template = NativeEnvironment().from_string
    return {
        name: template(value).render(variables) if isinstance(value, str) else value
        for name, value in (given or {}).items()
    }


@pytest.mark.releases
@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of(
    module: str, run_module: ModuleRunner, northbound: OvsdbServer, southbound: OvsdbServer, release: str
) -> None:
    nb, sb = Reader(northbound), Reader(southbound)
    connections = {"nb_connection": [northbound.connection], "sb_connection": [southbound.connection]}
    variables: dict[str, Any] = {}
    for task in examples(module):
        ((name, given),) = ((key, value) for key, value in task.items() if key.startswith(PREFIX))
        args = {**connections, **arguments(given, variables)}
        run = partial(run_module, name.removeprefix(PREFIX), args, check=task.get("check_mode", False))
        before = nb.snapshot(), sb.snapshot()
        done = run()
        needs = NEEDS.search(task["name"])
        if needs and needs[1] > release:
            assert done.get("failed"), f"{task['name']}: done by {release}, so it needs no {needs[1]}"
            assert (nb.snapshot(), sb.snapshot()) == before
            continue
        assert not done.get("failed"), f"{task['name']}: {done['msg']}"
        changes = "register" not in task and "changes nothing" not in task["name"]
        assert done["changed"] is changes, f"{task['name']}: {done}"
        if task.get("check_mode"):
            assert (nb.snapshot(), sb.snapshot()) == before
        else:
            again = run()
            assert again["changed"] is False, f"{task['name']}, again: {again['operations']}"
        variables[task.get("register", "")] = done
