# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ACL, and the Sample that it may take of its packets."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Identity
from . import checks
from .options import NAME, Column, Key, Map, Reference, Shared
from .record import Record

DIRECTIONS = ("from-lport", "to-lport")
PRIORITY = checks.between(0, 32767)

SAMPLE = Record(
    table="Sample",
    noun="sample",
    identity=Identity("metadata"),
    options=(
        Column("metadata", type="int", required=True, check=checks.between(1, 4294967295)),
        Reference(
            "collectors",
            type="list",
            elements="int",
            check=checks.between(1, 255),
            table="Sample_Collector",
            identity=Identity("id"),
        ),
    ),
    owned=False,
    has_state=False,
    since="24.09",
)


def _acl_identity(values: dict[str, Any]) -> tuple[Any, ...]:
    return (values.get("tier") or "", values.get("direction"), values.get("priority"), values.get("match"))


ACL = Record(
    table="ACL",
    noun="ACL",
    identity=Identity("tier", "direction", "priority", "match", derive=_acl_identity),
    options=(
        Column("direction", required=True, choices=DIRECTIONS),
        Column("priority", type="int", required=True, check=PRIORITY),
        Column("match", required=True, check=checks.not_empty),
        Column(
            "action",
            choices=("allow", "allow-related", "allow-stateless", "drop", "reject", "pass"),
            newer={"allow-stateless": "21.06", "pass": "23.06"},
        ),
        Column("tier", type="int", check=checks.between(0, 3), unset=0, since="23.06"),
        Column("name", check=checks.acl_name),
        Column("log", type="bool"),
        Column("severity", choices=("alert", "warning", "notice", "info", "debug")),
        Column("meter"),
        Column("label", type="int", check=checks.between(0, 4294967295), unset=0, since="21.09"),
        Key("apply_after_lb", type="bool", key="apply-after-lb"),
        Key("log_related", type="bool", key="log-related"),
        Key("persist_established", type="bool", key="persist-established", since="25.03"),
        Shared("sample_new", record=SAMPLE, since="24.09"),
        Shared("sample_est", record=SAMPLE, since="24.09"),
        Reference("network_function_group", table="Network_Function_Group", identity=NAME, since="26.03"),
        Map("options", hidden=("apply-after-lb", "log-related", "persist-established")),
        Map("external_ids"),
    ),
    needed={"action": "a new ACL needs action, such as allow-related or drop"},
)
