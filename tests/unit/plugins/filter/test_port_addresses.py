# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses that VMs give themselves, by logical port."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.filter.port_addresses import port_addresses


def test_only_vms_with_addresses_of_their_own() -> None:
    vms = [
        {"name": "vm1", "host": "one", "port": "dmz-vm1", "addresses": ["10.0.1.10/24", "fd00::10/64"]},
        {"name": "vm2", "host": "one", "addresses": ["10.0.1.11/24"]},
        {"name": "vm3", "host": "one", "port": "dmz-vm3", "dhcp": True},
        {"name": "vm4", "host": "one", "port": "gone", "addresses": ["10.0.1.14/24"], "state": "absent"},
    ]
    assert port_addresses(vms) == {"dmz-vm1": ["10.0.1.10/24", "fd00::10/64"], "vm2": ["10.0.1.11/24"]}


def test_addresses_may_be_one_text() -> None:
    vms = [{"name": "vm1", "host": "one", "port": None, "addresses": "10.0.1.10/24,fd00::10/64"}]
    assert port_addresses(vms) == {"vm1": ["10.0.1.10/24", "fd00::10/64"]}
