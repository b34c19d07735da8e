# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a chassis finds the Southbound, if the inventory does not say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import CLIENT_PORTS, SOUTHBOUND, remotes

DEFAULTS = Path(__file__).resolve().parents[3] / "roles/compute/defaults/main.yml"


@pytest.mark.parametrize("tls", [True, False])
def test_remotes_of_all_central_hosts(tls: bool) -> None:
    central = {"c1": "10.0.0.1", "c2": "fd00::2", "c3": "10.0.0.3"}
    variables = {
        "compute_tls": tls,
        "groups": {"central": list(central)},
        "hostvars": {host: {"ovn_encap_ip": address} for host, address in central.items()},
    }
    default = trust_as_template(yaml.safe_load(DEFAULTS.read_text())["compute_remote"])
    found = Templar(DataLoader(), variables=variables).template(default)
    assert found == remotes(central.values(), CLIENT_PORTS[SOUTHBOUND], tls=tls)
