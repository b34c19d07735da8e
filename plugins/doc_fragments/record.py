# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a row of any table."""

from __future__ import annotations

from textwrap import indent

OPTIONS = r"""
table:
  description: Name of the table, as in ovn-nb(5).
  type: str
  required: true
key:
  description:
    - Columns with their values that tell the row from all others of its table, or of its parent.
    - V(COLUMN:KEY) is a key of a map, such as V(external_ids:name). A table that has but one row takes an empty
      dictionary.
  type: dict
  required: true
columns:
  description:
    - Columns with the values that they shall have. A column that is left out is left alone.
    - A set is a list and is the whole set. A map is merged key by key, and the value V(null) takes a key away.
    - Another row is named by what tells it apart in its table, that is its name or number; where that is
      several columns, by a list of their values.
  type: dict
parent:
  description: The row that this one lives in, for tables whose rows live in others. It must exist.
  type: dict
  suboptions:
    table:
      description: Table of the parent.
      type: str
      required: true
    key:
      description: Columns with their values that tell the parent from all others.
      type: dict
      required: true
    column:
      description: Column of the parent that holds the row.
      type: str
      required: true
state:
  description: Whether the row shall be there. One that others refer to cannot go.
  type: str
  choices: [present, absent]
  default: present
"""


class ModuleDocFragment:
    DOCUMENTATION: str = "options:\n" + indent(OPTIONS, "  ")
