# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load_Balancer_Group."""

from __future__ import annotations

from .options import NAME, Reference
from .record import Record

LOAD_BALANCER_GROUP = Record(
    table="Load_Balancer_Group",
    noun="load balancer group",
    identity=NAME,
    key="name",
    options=(Reference("load_balancers", type="list", elements="str", table="Load_Balancer", column="load_balancer"),),
    owned=False,
    purgeable=("load_balancers",),
    since="21.09",
)
