# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NB_Global and SB_Global: where a database listens, and what holds for the whole of it."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from . import checks
from .chassis_template_var import CHASSIS_TEMPLATE_VAR
from .options import Child, ChildList, Column, Map, Roots
from .record import Record

# Each has one row.
SINGLE = Identity()

_CONNECTION = (
    Column("target", required=True, check=checks.not_empty),
    Column("inactivity_probe", type="int"),
    Column("max_backoff", type="int"),
    Map("other_config"),
)

NB_CONNECTION = Record(
    table="Connection",
    noun="connection",
    identity=Identity("target"),
    options=(*_CONNECTION, Map("external_ids")),
    owned=False,
)

SB_CONNECTION = Record(
    table="Connection",
    noun="connection",
    identity=Identity("target"),
    options=(*_CONNECTION, Column("role"), Column("read_only", type="bool"), Map("external_ids")),
    owned=False,
)

SSL = Record(
    table="SSL",
    noun="TLS configuration",
    identity=SINGLE,
    options=(
        Column("private_key", required=True, check=checks.not_empty, is_public=True),
        Column("certificate", required=True, check=checks.not_empty),
        Column("ca_cert", required=True, check=checks.not_empty),
        Column("bootstrap_ca_cert", type="bool"),
        Column("ssl_protocols"),
        Column("ssl_ciphers"),
        Column("ssl_ciphersuites", since="25.03"),
        Map("external_ids"),
    ),
    owned=False,
)

NB_GLOBAL = Record(
    table="NB_Global",
    noun="Northbound database",
    identity=SINGLE,
    options=(
        Column("name"),
        Column("ipsec", type="bool"),
        Map("options"),
        ChildList("connections", record=NB_CONNECTION),
        Child("ssl", record=SSL),
        Roots("chassis_template_vars", record=CHASSIS_TEMPLATE_VAR),
        Map("external_ids"),
    ),
    owned=False,
    has_state=False,
    purgeable=("connections",),
)

SB_GLOBAL = Record(
    table="SB_Global",
    noun="Southbound database",
    identity=SINGLE,
    options=(
        ChildList("connections", record=SB_CONNECTION),
        Child("ssl", record=SSL),
        Map("external_ids"),
    ),
    owned=False,
    has_state=False,
    purgeable=("connections",),
)
