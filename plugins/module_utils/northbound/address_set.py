# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Address_Set."""

from __future__ import annotations

from . import canonical, checks
from .options import NAME, Column, Map
from .record import Record

ADDRESS_SET = Record(
    table="Address_Set",
    noun="address set",
    identity=NAME,
    key="name",
    options=(
        Column(
            "addresses",
            type="list",
            elements="str",
            check=checks.set_member,
            canonical=canonical.set_member,
        ),
        Map("options"),
        Map("external_ids"),
    ),
)
