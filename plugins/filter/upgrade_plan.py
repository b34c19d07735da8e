# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from typing import Any

DOCUMENTATION = r"""
name: upgrade_plan
short_description: What an upgrade of a host's OVN and Open vSwitch comes to
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Reads what the role C(upgrade) found on a host, and what apt would do there.
options:
  _input:
    description:
      - Lines V(package NAME VERSION STATUS) and V(unit NAME STATE), where a unit is V(current), V(stale), which is running
        a program that is no longer installed, or V(stopped). The line V(held) if ovn-controller minds northd's version,
        V(waits) if a new one waits with its flows, and V(schema nb) or V(schema sb) for a database whose schema is older than the package's.
    type: list
    elements: str
    required: true
  simulated:
    description: What C(apt-get --simulate) prints.
    type: list
    elements: str
    required: true
  chassis:
    description: Whether the host is a chassis, and ovn-controller has to run.
    type: bool
    required: true
  hold:
    description: Whether ovn-controller shall mind northd's version for good.
    type: bool
    default: false
  wait:
    description: Whether a new ovn-controller shall wait with its flows for good.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Tell what would be upgraded
  ansible.builtin.debug:
    msg: "{{ found.stdout_lines | ovnlab.ovn.upgrade_plan(apt.stdout_lines, chassis=true) }}"
"""

RETURN = r"""
_value:
  description:
    - C(packages) are those of the host's own that change, with C(name), C(from) and C(to); C(more) is how many others they
      need; C(removed) are names of those that go; C(broken) are names of those that an earlier run left half done; C(wanted) are
      the lines that will tell that all of this is done.
    - C(stale), C(stopped), C(held), C(waits) and C(schemas) as found; C(release) is the release of OVN, C(target) the one that comes. C(due) is
      whether anything is to be done.
  type: dict
"""

UPGRADED = re.compile(r"Inst (\S+) \[([^\]]+)\] \((\S+) ")
RELEASE = re.compile(r"\d+\.\d+")


def upgrade_plan(
    found: list[str], simulated: list[str], chassis: bool, hold: bool = False, wait: bool = False
) -> dict[str, Any]:
    words = [line.split() for line in found]
    installed = {line[1]: line[2] for line in words if line[0] == "package"}
    broken = [line[1] for line in words if line[0] == "package" and line[3] != "installed"]
    units = {line[1]: line[2] for line in words if line[0] == "unit"}
    coming = [line for line in simulated if line.startswith("Inst ")]
    upgraded = [match for match in map(UPGRADED.match, coming) if match and match[1] in installed]
    stale = [unit for unit, state in units.items() if state == "stale"]
    stopped = [unit for unit, state in units.items() if state == "stopped"]
    schemas = [line[1] for line in words if line[0] == "schema"]
    held, waits = ["held"] in words, ["waits"] in words
    unfinished = chassis and ("ovn-controller" in stopped or held != hold or waits != wait)
    targets = {match[1]: match[3] for match in upgraded}
    release = RELEASE.match(installed.get("ovn-common", ""))
    target = RELEASE.match(targets.get("ovn-common", installed.get("ovn-common", "")))
    becomes = {**{name: installed[name] for name in broken}, **targets}
    return {
        "wanted": [f"package {name} {version} installed" for name, version in becomes.items()],
        "packages": [{"name": match[1], "from": match[2], "to": match[3]} for match in upgraded],
        "more": len(coming) - len(upgraded),
        "removed": [line.split()[1] for line in simulated if line.startswith("Remv ")],
        "broken": broken,
        "stale": stale,
        "stopped": stopped,
        "held": held,
        "waits": waits,
        "schemas": schemas,
        "release": release[0] if release else None,
        "target": target[0] if target else None,
        "due": bool(upgraded or broken or stale or schemas or unfinished),
    }


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"upgrade_plan": upgrade_plan}
