# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modes of the load balancers, of which a lab has one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OFF = "lb-off"
# The tags of site.yml; the first is what a run without a tag takes, if it is declared.
MODES = ("lb-router", "lb-switch", OFF)


def default_mode(modes: Mapping[str, Any]) -> str:
    """What a run takes that names none."""
    return MODES[0] if MODES[0] in modes else next(iter(modes), OFF)
