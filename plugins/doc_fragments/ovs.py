# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the modules that talk to the host's own Open vSwitch."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  ovs_connection:
    description: Where the database of this host's Open vSwitch is, as C(ovs-vsctl --db) takes it.
    type: str
    default: "unix:/var/run/openvswitch/db.sock"
  timeout:
    description: Seconds for each answer of the database, and for ovs-vswitchd to follow a change.
    type: int
    default: 30
requirements:
  - an Open vSwitch that runs on this host
"""
