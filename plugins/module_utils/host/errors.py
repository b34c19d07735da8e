# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong on a host, as one exception."""

from __future__ import annotations


class HostError(Exception):
    """A sentence for the user; modules turn it into ``fail_json`` once."""
