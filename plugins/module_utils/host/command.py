# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs of the host. What they print is read as JSON or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .errors import HostError

# AnsibleModule.run_command: arguments, and with ``data=`` the standard input.
Run = Callable[..., "tuple[int, str, str]"]


def must(run: Run, argv: list[str], *, data: str | None = None) -> str:
    """The program's output.

    :raises HostError: it failed, with what it said
    """
    status, out, err = run(argv, data=data)
    if status != 0:
        said = (err or out).strip() or f"it returned {status}"
        raise HostError(f"`{' '.join(argv)}` failed: {said}")
    return out


def as_json(run: Run, argv: list[str]) -> Any:
    """The program's output, which is JSON; nothing at all counts as an empty list."""
    return json.loads(must(run, argv).strip() or "[]")
