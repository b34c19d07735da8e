# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text that no database can keep, wherever it stands in a declaration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..ovsdb.errors import Fault
from . import checks

# As JSON escapes what is looked for; half of a pair that is no fault looks the same.
_SUSPICIOUS = re.compile(r"\\u(?:0000|d[89a-f])")
# Nothing that is declared contains itself.
_ENCODER = json.JSONEncoder(default=str, check_circular=False)


def unwritable(declared: dict[str, Any], path: str) -> list[Fault]:
    """The faults of an object's text; a server would close the connection at it."""
    return list(_faults(declared, path)) if _SUSPICIOUS.search(_ENCODER.encode(declared)) else []


def _faults(value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, str):
        problem = checks.text(value)
        if problem:
            yield Fault(path, problem)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _faults(item, f"{path}.{key}" if path else str(key))
            yield from _faults(str(key), f"{path}: the key {str(key)!a}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(item, f"{path}[{index}]")
