# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module returns, against its RETURN documentation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from support.programs import ROOT

# Of every module: what Ansible knows, and the exit code that the tests add.
COMMON = {"changed", "deprecations", "diff", "exception", "failed", "invocation", "msg", "rc", "warnings"}


@cache
def documented(module: str) -> dict[str, Any]:
    # With this part of Ansible in its process, a module would print its warnings.
    from ansible.parsing.plugin_docs import read_docstring

    text = read_docstring(str(ROOT / f"plugins/modules/{module}.py"))["returndocs"]
    found: dict[str, Any] = yaml.safe_load(text) if isinstance(text, str) else text
    return found or {}


def differences(module: str, result: dict[str, Any]) -> list[str]:
    """What is returned and not documented, and the other way round."""
    known = documented(module)
    found = list(_unknown({name: value for name, value in result.items() if name not in COMMON}, known, ""))
    if not result.get("failed"):
        found += [
            f"{name} is documented and not returned"
            for name, value in known.items()
            if value["returned"] in ("always", "success") and name not in result
        ]
    return found


def _unknown(values: dict[str, Any], known: dict[str, Any], path: str) -> Iterator[str]:
    for name, value in values.items():
        if name not in known:
            yield f"{path}{name} is returned and not documented"
            continue
        contains = known[name].get("contains")
        for item in value if isinstance(value, list) else [value]:
            if contains and isinstance(item, dict):
                yield from _unknown(item, contains, f"{path}{name}.")
