# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare each role's meta/argument_specs.yml with its defaults/main.yml.

The specs are what a user reads and the defaults are what happens, so the two must say the same:
every default variable is declared with that default, and every declared default is set.
An option without a default (required, or a variable that the inventory may leave out) is only declared.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

MISSING = object()


def load(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def declared_options(specs: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return every option's default over all entry points, and where two entry points disagree."""
    declared: dict[str, Any] = {}
    faults = []
    for entry_point, spec in specs.items():
        for name, option in (spec.get("options") or {}).items():
            default = option.get("default", MISSING)
            if declared.setdefault(name, default) != default:
                faults.append(f"{name} has another default in entry point {entry_point}")
    return declared, faults


def check_role(role: Path) -> list[str]:
    specs_file = role / "meta" / "argument_specs.yml"
    if not specs_file.is_file():
        return ["meta/argument_specs.yml is missing"]
    declared, faults = declared_options(load(specs_file).get("argument_specs") or {})
    defaults_file = role / "defaults" / "main.yml"
    defaults = load(defaults_file) if defaults_file.is_file() else {}

    for name, value in defaults.items():
        if name not in declared:
            faults.append(f"{name} is set in defaults/main.yml but not declared in meta/argument_specs.yml")
        elif declared[name] is MISSING:
            faults.append(f"{name} is declared without the default {value!r} that defaults/main.yml sets")
        elif (type(declared[name]), declared[name]) != (type(value), value):
            faults.append(f"{name} is {declared[name]!r} in meta/argument_specs.yml but {value!r} in defaults/main.yml")
    faults += [
        f"{name} is declared with the default {value!r}, which defaults/main.yml does not set"
        for name, value in declared.items()
        if value is not MISSING and name not in defaults
    ]
    return faults


def main(roles: Path) -> int:
    faults = [
        f"{role.name}: {fault}"
        for role in sorted(path for path in roles.glob("*") if path.is_dir())
        for fault in check_role(role)
    ]
    print("\n".join(faults) if faults else f"{roles}: specs and defaults agree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
