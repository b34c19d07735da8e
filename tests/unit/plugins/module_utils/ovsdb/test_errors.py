# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the input as one message."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault, InvalidInput


def test_one_fault_is_a_sentence() -> None:
    fault = Fault("ports[2].addresses[0]", "'x' is not a MAC address")
    assert str(InvalidInput([fault])) == "ports[2].addresses[0]: 'x' is not a MAC address"


def test_several_faults_are_a_list_without_repetitions() -> None:
    one, two = Fault("name", "is empty"), Fault("", "the input as a whole")
    assert str(InvalidInput([one, two, one])) == (
        "2 faults in the input, nothing was changed:\n- name: is empty\n- the input as a whole"
    )
