# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a Sample row, which an ACL takes of its packets."""

from __future__ import annotations

OPTIONS = r"""
metadata:
  description: Number that the sample carries to the collectors, from 1 to 4294967295, one for each sample of the database.
  type: int
  required: true
collectors:
  description: The C(id) of rows of Sample_Collector that get the samples. They must be there. Those not named stay.
  type: list
  elements: int
"""
