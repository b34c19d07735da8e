#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_restore
short_description: Bring a database of OVN back to a backup
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Makes a running database, standalone or clustered, hold what a backup of M(ovnlab.ovn.ovn_backup) holds, in one
    transaction, and reads it back row for row. A database that holds it already is not touched.
  - Rows keep their UUIDs. The Southbound and chassis know them by these, so what has not been lost goes on as it is.
  - Of the Northbound all rows are restored, and others go. Left alone are where the server listens and with which keys,
    what OVN itself has written, and C(nb_cfg), which counts on.
  - Of the Southbound datapaths and ports are restored, for their tunnel keys. With other keys chassis would not
    understand each other until each has all of the new flows. Chassis, flows and what routers have learned of neighbours are
    not restored. The first two come back by themselves, and the last may have become false.
  - Pause northd on all central hosts meanwhile, C(ovn-appctl -t ovn-northd pause). It would remove from the Southbound
    what the Northbound does not have yet. The playbook C(restore.yml) does it.
options:
  database:
    description: Which database.
    type: str
    choices: [northbound, southbound]
    required: true
  src:
    description: Path of the backup, on the host that runs the module.
    type: path
    required: true
  sha256:
    description: Checksum that the backup must have.
    type: str
extends_documentation_fragment:
  - ovnlab.ovn.connection
  - ovnlab.ovn.attributes
requirements:
  - C(ovsdb-server) and C(ovsdb-tool), which the packages of Open vSwitch bring
notes:
  - A backup with an older schema is converted to the server's, one with a newer schema refused.
seealso:
  - module: ovnlab.ovn.ovn_backup
"""

EXAMPLES = r"""
- name: A switch to be kept
  ovnlab.ovn.ovn_switch:
    name: dmz

- name: Keep the network
  ovnlab.ovn.ovn_backup:
    database: northbound
    dest: /root/nb.db
  register: kept

- name: A mistake
  ovnlab.ovn.ovn_switch:
    name: dmz
    state: absent

- name: The switch comes back
  ovnlab.ovn.ovn_restore:
    database: northbound
    src: /root/nb.db
    sha256: "{{ kept.backup.sha256 }}"
"""

RETURN = r"""
summary:
  description: How many rows were made, changed and removed, or in check mode would be.
  returned: success
  type: dict
  sample: {insert: 1, update: 0, delete: 0}
schema_version:
  description: The schema with which the backup was taken.
  returned: success
  type: str
  sample: 7.11.0
operations:
  description:
    - What was done, or in check mode would be. An empty list if nothing.
    - Of more than 1,000 operations there is one entry for each action and table, with all C(names); C(--diff) shows more.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: V(insert), V(update) or V(delete).
      type: str
    table:
      description: Table of the row.
      type: str
    name:
      description: Name of the row.
      type: str
    names:
      description: The same of many rows, in place of C(name), C(before) and C(after).
      type: list
      elements: str
    before:
      description: Columns that change, as they were.
      type: dict
    after:
      description: Columns that change, as they are now.
      type: dict
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.backup.work import ARGUMENTS, restore
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module


def main() -> None:
    run_module(restore, argument_spec=ARGUMENTS["restore"])


if __name__ == "__main__":
    main()
