# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NAT."""

from __future__ import annotations

from typing import Any

from ..ovsdb.rows import Identity
from . import canonical, checks
from .options import Column, Key, Map, Reference
from .record import Record


def _nat_identity(values: dict[str, Any]) -> tuple[Any, ...]:
    """What OVN allows once at a gateway port: an inside for snat, an outside for the others."""
    kind = values.get("type")
    fixed = values.get("logical_ip") if kind == "snat" else values.get("external_ip")
    return (kind, canonical.prefix_of_row(fixed), values.get("external_port_range") or "", values.get("match") or "")


class _Stateless(Key):
    """Every new rule has the key, so only what it does is something to tell."""

    def is_default(self, value: Any, values: dict[str, Any]) -> bool:
        return not value


NAT = Record(
    table="NAT",
    noun="NAT rule",
    identity=Identity(
        "type",
        "external_ip",
        "logical_ip",
        "external_port_range",
        "match",
        derive=_nat_identity,
        finer="gateway_port",
    ),
    options=(
        Column("type", required=True, choices=("snat", "dnat", "dnat_and_snat")),
        Column("external_ip", required=True, check=checks.ip, canonical=canonical.ip),
        Column("logical_ip", required=True, check=checks.network, canonical=canonical.network),
        Column("logical_port"),
        Column("external_mac", check=checks.mac, canonical=str.lower),
        Column("external_port_range", check=checks.port_range),
        Reference("allowed_ext_ips", table="Address_Set"),
        Reference("exempted_ext_ips", table="Address_Set"),
        Reference("gateway_port", table="Logical_Router_Port", since="22.06"),
        Column("match", since="24.09"),
        Column("priority", type="int", check=checks.between(0, 32767), unset=0, since="24.09"),
        _Stateless("stateless", type="bool"),
        Key("add_route", type="bool"),
        Map("options", hidden=("stateless", "add_route")),
        Map("external_ids"),
    ),
    # ovn-nbctl 25.03.0 crashes on a dnat_and_snat rule without the key.
    initial={"options": {"stateless": "false"}},
)
