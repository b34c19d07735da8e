# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/new_lab.md as somebody reads it who does what it says."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = (Path(__file__).resolve().parents[3] / "docs/new_lab.md").read_text(encoding="utf-8")


def files() -> dict[str, str]:
    """What to write, by its path."""
    return dict(re.findall(r"`(inventories/cafe/[\w/.]+)`.*?\n```yaml\n(.*?)```", GUIDE, re.DOTALL))


def section(title: str) -> str:
    (found,) = re.findall(rf"^## \d+\. {re.escape(title)}\n(.*?)(?=^## |\Z)", GUIDE, re.DOTALL | re.MULTILINE)
    return str(found)


def blocks(title: str, kind: str = "") -> list[list[str]]:
    """The lines of each block of a section: of commands and what they print, or ``yaml``."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", section(title), re.DOTALL | re.MULTILINE)
    return [text.splitlines() for name, text in found if name == kind]
