# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module is called, and is told, when it runs without Ansible."""

from __future__ import annotations

import json
from typing import Any

PACKAGE = "ansible_collections.ovnlab.ovn.plugins"


def request(name: str, args: dict[str, Any], *, check: bool = False, diff: bool = True) -> str:
    """Return what Ansible hands to a module on its standard input."""
    internal = {
        "check_mode": check,
        "diff": diff,
        "module_name": name,
        "no_log": True,  # the machine's log is none of the tests' business
    }
    return json.dumps(
        {"ANSIBLE_MODULE_ARGS": {**args, **{f"_ansible_{key}": value for key, value in internal.items()}}}
    )
