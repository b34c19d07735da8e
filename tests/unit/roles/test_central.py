# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where databases listen is where the others look for them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import (
    CLIENT_PORTS,
    NO_ROLE_PORT,
    NORTHBOUND,
    SOUTHBOUND,
)

DEFAULTS = Path(__file__).resolve().parents[3] / "roles/central/defaults/main.yml"


@pytest.mark.parametrize(
    ("option", "ports"),
    [
        ("central_nb_connections", {CLIENT_PORTS[NORTHBOUND]}),
        ("central_sb_connections", {CLIENT_PORTS[SOUTHBOUND], NO_ROLE_PORT}),
    ],
)
def test_ports(option: str, ports: set[int]) -> None:
    listeners = yaml.safe_load(DEFAULTS.read_text())[option]
    assert {int(each["target"].rpartition(":")[2]) for each in listeners} == ports
