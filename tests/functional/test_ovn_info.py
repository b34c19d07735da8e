# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_info: what is read back can be given back."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import ModuleRunner
from support.reader import Reader
from test_ovn_topology import network


@pytest.mark.releases
def test_what_it_prints_changes_nothing(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, **network()})
    before = nb.snapshot()
    found = run_module("ovn_info", to_nb)["network"]
    assert nb.snapshot() == before
    result = run_module("ovn_topology", {**to_nb, **found})
    assert result["operations"] == []
    assert result["changed"] is False


@pytest.mark.releases
def test_a_network_moves_to_another_server(
    run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any], second_nb: Reader
) -> None:
    """Read from one server, declared on an empty one, and read there: the same."""
    run_module("ovn_topology", {**to_nb, **network()})
    found = run_module("ovn_info", to_nb)["network"]
    to_second = {"nb_connection": second_nb.server.connection}
    result = run_module("ovn_topology", {**to_second, **found})
    assert result.get("changed") is True, result
    assert run_module("ovn_info", to_second)["network"] == found


def test_names_restrict_it(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    run_module("ovn_topology", {**to_nb, **network()})
    found = run_module("ovn_info", {**to_nb, "names": ["dmz"]})["network"]
    assert [item["name"] for item in found["switches"]] == ["dmz"]
    assert not found.get("routers")


def test_an_empty_database(run_module: ModuleRunner, to_nb: dict[str, Any]) -> None:
    found = run_module("ovn_info", to_nb)
    assert found["changed"] is False
    assert not any(found["network"].values())
