# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chassis_Template_Var."""

from __future__ import annotations

from ..ovsdb.rows import Identity
from .options import Map
from .record import Record

CHASSIS_TEMPLATE_VAR = Record(
    table="Chassis_Template_Var",
    noun="template variables of chassis",
    identity=Identity("chassis"),
    key="chassis",
    name_in="chassis",
    options=(
        Map("variables"),
        Map("external_ids"),
    ),
    since="22.12",
)
