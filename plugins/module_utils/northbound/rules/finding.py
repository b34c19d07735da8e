# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule says, and of which place in the input."""

from __future__ import annotations

from collections.abc import Iterable

from ...ovsdb.errors import Fault
from ...plain import plain

# The place of what the task does not declare: nothing is reported there.
UNDECLARED = "\0"


@plain
class Finding:
    """What a rule found: an error keeps the task from running, a warning does not."""

    is_error: bool
    fault: Fault


def error(path: str, text: str) -> Finding:
    return Finding(True, Fault(path, text))


def warning(path: str, text: str) -> Finding:
    return Finding(False, Fault(path, text))


def place(*paths: str) -> str:
    """Where to report what several options are to each other: the first that the task declares."""
    return next((path for path in paths if path is not UNDECLARED), UNDECLARED)


def known(names: Iterable[str]) -> str:
    """The names that would be right, for a message."""
    return ", ".join(sorted(names)) or "none"
