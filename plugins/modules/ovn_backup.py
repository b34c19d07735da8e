#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_backup
short_description: Take a backup of a database of OVN
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Writes what a database holds at one moment into a file, on the host that runs the module. Of a cluster the leader is
    asked.
  - The file is that of a standalone database, readable by root alone. M(ovnlab.ovn.ovn_restore) takes it, and so do
    C(ovsdb-tool) and C(ovsdb-client restore).
  - Before it gets its name, a server is started on it that nobody else knows, and asked for all rows. They must be those
    of the database.
options:
  database:
    description: Which database.
    type: str
    choices: [northbound, southbound]
    required: true
  dest:
    description: Path of the file. Its folder must be there; a file that is there is replaced.
    type: path
    required: true
extends_documentation_fragment:
  - ovnlab.ovn.connection
attributes:
  check_mode:
    description: Tells what would be in the backup, and writes no file.
    support: full
  diff_mode:
    description: Has nothing to show a difference of.
    support: N/A
  idempotent:
    description: Each run takes a new backup.
    support: none
requirements:
  - C(ovsdb-server), which the package openvswitch-common or openvswitch-switch brings
seealso:
  - module: ovnlab.ovn.ovn_restore
  - name: ovsdb(5)
    description: The format of the file.
    link: https://docs.openvswitch.org/en/latest/ref/ovsdb.5/
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
"""

RETURN = r"""
backup:
  description: What the backup holds.
  returned: success
  type: dict
  contains:
    database:
      description: Name of the database, as its schema has it.
      type: str
    schema_version:
      description: Version of the schema.
      type: str
    cluster_id:
      description: Identity of the cluster, null for a standalone database.
      type: str
    server:
      description: The server that was asked.
      type: str
    rows:
      description: For each table that has some, the number of rows.
      type: dict
    time:
      description: When it was taken, in UTC.
      type: str
    sha256:
      description: Checksum of the file. Not in check mode.
      type: str
  sample:
    database: OVN_Northbound
    schema_version: 7.11.0
    cluster_id: null
    server: unix:/var/run/ovn/ovnnb_db.sock
    rows: {Logical_Switch: 1, NB_Global: 1}
    time: "2026-11-21T15:42:07Z"
    sha256: 0b1c…
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.backup.work import ARGUMENTS, backup
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module


def main() -> None:
    run_module(backup, argument_spec=ARGUMENTS["backup"])


if __name__ == "__main__":
    main()
