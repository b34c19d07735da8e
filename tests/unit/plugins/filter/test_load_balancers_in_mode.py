# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.ovnlab.ovn.plugins.filter.load_balancers_in_mode import load_balancers_in_mode
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.modes import MODES as MODES_OF_SITE

MODES = {
    "lb-router": [{"name": "outer", "routers": ["edge"]}, {"name": "both", "routers": ["edge"]}],
    "lb-switch": [{"name": "inner", "switches": ["inside"]}, {"name": "both", "switches": ["inside"]}],
}


def test_a_mode_has_its_own_and_takes_the_others_away() -> None:
    assert load_balancers_in_mode(MODES, "lb-switch") == [
        {"name": "inner", "switches": ["inside"], "purge": ["switches", "routers", "health_checks"]},
        {"name": "both", "switches": ["inside"], "purge": ["switches", "routers", "health_checks"]},
        {"name": "outer", "state": "absent"},
    ]


def test_off_takes_all_away() -> None:
    names = [{"name": name, "state": "absent"} for name in ("both", "inner", "outer")]
    assert load_balancers_in_mode(MODES, "lb-off") == names


def test_an_unknown_mode_is_named_with_those_that_exist() -> None:
    with pytest.raises(AnsibleFilterError, match=r"no mode 'lb-swich'.*there are lb-router, lb-switch, lb-off"):
        load_balancers_in_mode(MODES, "lb-swich")


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (MODES, ["outer", "both"]),
        ({"lb-switch": MODES["lb-switch"], "lb-off": []}, ["inner", "both"]),
        ({}, []),
        (None, []),
    ],
)
def test_without_a_mode(modes: dict[str, list[dict[str, Any]]] | None, expected: list[str]) -> None:
    found = load_balancers_in_mode(modes)
    assert [item["name"] for item in found if item.get("state") != "absent"] == expected


def test_the_modes_are_the_tags_of_the_playbook() -> None:
    plays = yaml.safe_load((Path(__file__).parents[4] / "playbooks/site.yml").read_text(encoding="utf-8"))
    [play] = [play for play in plays if play["name"] == "Load balancer"]
    assert tuple(play["tags"]) == MODES_OF_SITE
    assert str(list(MODES_OF_SITE)) in play["vars"]["load_balancer_mode"]
