# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical_Router_Policy."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Identity
from . import canonical, checks
from .acl import PRIORITY
from .bfd import BFD_SESSION
from .options import Column, Key, Map, Reference, Shared
from .record import Record


def _policy_identity(values: dict[str, Any]) -> tuple[Any, ...]:
    return (values.get("chain") or "", values.get("priority"), values.get("match"))


ROUTER_POLICY = Record(
    table="Logical_Router_Policy",
    noun="routing policy",
    identity=Identity("chain", "priority", "match", derive=_policy_identity),
    options=(
        Column("priority", type="int", required=True, check=PRIORITY),
        Column("match", required=True, check=checks.not_empty),
        Column("action", choices=("allow", "drop", "reroute", "jump"), newer={"jump": "25.03"}),
        Column("nexthops", type="list", elements="str", check=checks.ip, canonical=canonical.ip, since="21.03"),
        Column("nexthop", check=checks.ip, canonical=canonical.ip),
        Column("chain", since="25.03"),
        Column("jump_chain", since="25.03"),
        Reference("output_port", table="Logical_Router_Port", since="26.03"),
        Shared("bfd_sessions", type="list", elements="dict", record=BFD_SESSION, since="24.03"),
        Key("pkt_mark", type="int", check=checks.between(0, 4294967295)),
        Map("options", hidden=("pkt_mark",)),
        Map("external_ids"),
    ),
    needed={"action": "a new routing policy needs action: allow, drop, reroute or jump"},
)
