# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task registers on a host wins over a play's variable of that name, also in a later play."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PLAYBOOKS = sorted((Path(__file__).resolve().parents[3] / "playbooks").glob("*.yml"))


def registered(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from registered(each)
    elif isinstance(part, dict):
        yield from [part["register"]] if "register" in part else []
        for each in part.values():
            yield from registered(each)


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.name)
def test_no_name_has_two_meanings(playbook: Path) -> None:
    plays = yaml.safe_load(playbook.read_text())
    variables = {name for play in plays for name in play.get("vars", {})}
    assert variables & set(registered(plays)) == set()
