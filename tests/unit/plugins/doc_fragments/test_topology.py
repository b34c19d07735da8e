# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation has every option of every record, as it is: of a topology, so of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import topology
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import records
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.record import Record
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS

OPTIONS = yaml.safe_load(topology.ModuleDocFragment.DOCUMENTATION)["options"]
# What Debian 12 has, the oldest that we support.
OLDEST = "23.03"
SAID_BY_BOTH = ("type", "elements", "choices", "required", "default")


def comparable(options: dict[str, Any]) -> dict[str, Any]:
    """What documentation and argument spec both say of options."""
    made = {}
    for name, option in options.items():
        made[name] = {key: value for key, value in option.items() if key in SAID_BY_BOTH}
        inner = option.get("suboptions") or option.get("options")
        if inner:
            made[name]["options"] = comparable(inner)
    return made


def newer(record: Record, documented: dict[str, Any], path: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """For each option the releases that its columns need, and those that its description names."""
    for option in record.options:
        description = documented[option.name]["description"]
        needed = {option.since or "", *getattr(option, "newer", {}).values()}
        named = set(re.findall(r"OVN (\d\d\.\d\d)", str(description)))
        yield f"{path}.{option.name}", {release for release in needed if release > OLDEST}, named
        for inner in option.records:
            yield from newer(inner, documented[option.name]["suboptions"], f"{path}.{option.name}")


def test_all_collections_are_documented() -> None:
    assert set(OPTIONS) == {*COLLECTIONS, "records", "prune"}
    assert comparable(OPTIONS["records"]["suboptions"]) == comparable(records.ARGUMENTS)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_options_are_those_of_the_record(collection: str) -> None:
    assert comparable(OPTIONS[collection]["suboptions"]) == comparable(COLLECTIONS[collection].arguments())


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_option_names_the_release_that_it_needs(collection: str) -> None:
    for path, needed, named in newer(COLLECTIONS[collection], OPTIONS[collection]["suboptions"], collection):
        assert needed <= named, path
