# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps a packet from being traced."""

from __future__ import annotations


class TraceError(Exception):
    """A sentence for the user; the module turns it into ``fail_json``."""
