# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the modules that write to the Northbound database."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Return at once (V(none)), when northd has translated the change for the Southbound database (V(sb)), or when
        every chassis has it, too (V(hv)).
      - Costs a round trip through all of OVN, so set it on the last task only.
    type: str
    choices: [none, sb, hv]
    default: none
  wait_timeout:
    description:
      - Seconds to wait, for all that the task waits for together. If they pass, the task fails and names who lags, northd
        or which chassis.
    type: int
    default: 60
  wait_chassis:
    description:
      - With O(wait=hv), names of chassis that must have registered and have the change.
      - Without it, those that have registered by then are waited for.
    type: list
    elements: str
    default: []
  assume_empty:
    description:
      - In check mode, if the database cannot be reached, show the plan for an empty one.
      - For a run that would start the database itself, before the task. The schema is that of the package ovn-central.
    type: bool
    default: false
  validate:
    description:
      - V(strict) fails on what OVN would accept and could not make work, V(warn) makes warnings of these errors,
        V(off) is silent about them. A value that cannot be written at all is an error in any case.
      - What the task does not declare itself is looked up in the database, unless that would be many rows.
    type: str
    choices: [strict, warn, 'off']
    default: strict
  owner:
    description:
      - Mark of the rows that the task makes, kept in their C(external_ids:ansible-ovn-owner). Rows of tables that have no
        C(external_ids) are noted in those of NB_Global.
      - A row that is there already does not get the mark.
    type: str
    default: ansible
"""
