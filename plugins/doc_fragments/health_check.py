# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a health check, of a load balancer or of a port: how often, and when it has failed."""

from __future__ import annotations

PROBE = r"""
interval:
  description: Seconds between checks. OVN takes 5 for none.
  type: int
timeout:
  description: Seconds to wait for an answer. OVN takes 3 for none.
  type: int
success_count:
  description: Answers in a row that make it count as up. OVN takes 1 for none.
  type: int
failure_count:
  description: Failures in a row that make it count as down. OVN takes 1 for none.
  type: int
options:
  description: Further keys of the check's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
