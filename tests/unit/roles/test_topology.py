# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an inventory may declare, and has checked, is also applied."""

from __future__ import annotations

from pathlib import Path

import yaml

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import COLLECTIONS

ROLE = Path(__file__).resolve().parents[3] / "roles/topology"


def test_each_collection_but_load_balancers_is_applied() -> None:
    wanted = {name: f"{{{{ ovn_{name} | default(omit) }}}}" for name in COLLECTIONS if name != "load_balancers"}
    tasks = yaml.safe_load((ROLE / "tasks/main.yml").read_text())
    [applied] = [task["ovnlab.ovn.ovn_topology"] for task in tasks if "ovnlab.ovn.ovn_topology" in task]
    assert {**applied, **wanted} == applied
    specs = yaml.safe_load((ROLE / "meta/argument_specs.yml").read_text())
    assert {f"ovn_{name}" for name in wanted} <= set(specs["argument_specs"]["main"]["options"])
