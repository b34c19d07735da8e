# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Port_Group."""

from __future__ import annotations

from .acl import ACL
from .options import NAME, ChildList, Map, Reference
from .record import Record

PORT_GROUP = Record(
    table="Port_Group",
    noun="port group",
    identity=NAME,
    key="name",
    options=(
        Reference("ports", type="list", elements="str", table="Logical_Switch_Port"),
        ChildList("acls", record=ACL),
        Map("external_ids"),
    ),
    purgeable=("ports", "acls"),
)
