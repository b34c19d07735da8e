# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copp, the protection of ovn-controller from too many packets."""

from __future__ import annotations

from .options import NAME, Map
from .record import Record

COPP = Record(
    table="Copp",
    noun="control plane protection",
    identity=NAME,
    key="name",
    options=(
        Map("meters"),
        Map("external_ids", since="22.03"),
    ),
    since="22.03",
)
