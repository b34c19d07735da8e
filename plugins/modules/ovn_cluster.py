#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_cluster
short_description: Tell the state of clustered databases, and change who is a member
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Works on the databases of the host on which it runs, through the sockets of their servers and on their files.
  - V(created) and V(joined) write the file of a member while its server is stopped. The server does the rest when it is
    started; O(state=gathered) with O(wait) waits for that.
  - No database is ever deleted. What must give way is moved aside, with the time after its name.
options:
  state:
    description:
      - V(gathered) changes nothing.
      - V(created) makes this host the first member of a new cluster, whose data is that of the standalone database if
        there is one. The file of a member that has never been one, as OVN's scripts make it where a database is missing,
        stays, unless O(replace) is set.
      - V(joined) makes it one more member of a cluster.
      - V(left) lets it leave its cluster, waits until the others know, and moves the file aside.
      - V(kicked) removes other members, dead ones.
      - What is so already is no change. A database that belongs to a cluster is neither V(created) nor V(joined) again.
    type: str
    choices: [gathered, created, joined, left, kicked]
    default: gathered
  databases:
    description: The databases that are meant, by default both.
    type: list
    elements: dict
    default: [{name: OVN_Northbound}, {name: OVN_Southbound}]
    suboptions:
      name:
        description: Name of the database.
        type: str
        choices: [OVN_Northbound, OVN_Southbound]
        required: true
      address:
        description: For V(created) and V(joined), where the other members reach this one, V(tcp:IP:PORT) or V(ssl:IP:PORT).
        type: str
      remotes:
        description: For V(joined), addresses of members. One that answers is enough.
        type: list
        elements: str
        default: []
      members:
        description: For V(kicked), identities or addresses of those that have to go. Who is no member is passed over.
        type: list
        elements: str
        default: []
  replace:
    description:
      - A database that is there, and not open in a server, gives way.
      - With O(state=joined) it is a standalone one, or that of a member that was kicked. With O(state=created) it is also that
        of a member that has never been one. With O(state=left) it is that of a member that was kicked.
    type: bool
    default: false
  wait:
    description: With V(gathered) and V(kicked), wait until the databases are there and know a leader.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait, for this and for members that leave.
    type: int
    default: 30
  database_dir:
    description: Where the files are, C(ovnnb_db.db) and C(ovnsb_db.db).
    type: path
    default: /var/lib/ovn
  run_dir:
    description: Where the sockets of the servers are.
    type: path
    default: /var/run/ovn
  schema_dir:
    description: Where the schemas of new databases are.
    type: path
    default: /usr/share/ovn
extends_documentation_fragment:
  - ovnlab.ovn.attributes
requirements:
  - ovsdb-tool (Debian has it in openvswitch-common), on the host that runs the module
seealso:
  - name: ovsdb(7)
    description: How clusters of databases work.
    link: https://docs.openvswitch.org/en/latest/ref/ovsdb.7/
"""

EXAMPLES = r"""
- name: Who is a member, who is the leader, who lags
  ovnlab.ovn.ovn_cluster:
  register: cluster

- name: The first member, while its servers are stopped
  ovnlab.ovn.ovn_cluster:
    state: created
    databases:
      - {name: OVN_Northbound, address: "tcp:10.0.0.1:6643"}
      - {name: OVN_Southbound, address: "tcp:10.0.0.1:6644"}

- name: One more member
  ovnlab.ovn.ovn_cluster:
    state: joined
    databases:
      - {name: OVN_Northbound, address: "tcp:10.0.0.2:6643", remotes: ["tcp:10.0.0.1:6643"]}
      - {name: OVN_Southbound, address: "tcp:10.0.0.2:6644", remotes: ["tcp:10.0.0.1:6644"]}

- name: Its databases are in touch with a leader
  ovnlab.ovn.ovn_cluster:
    wait: true

- name: Another one is dead for good
  ovnlab.ovn.ovn_cluster:
    state: kicked
    databases:
      - {name: OVN_Northbound, members: ["tcp:10.0.0.3:6643"]}
      - {name: OVN_Southbound, members: ["tcp:10.0.0.3:6644"]}
"""

RETURN = r"""
databases:
  description: For each database, its state on this host when the task has ended.
  returned: success
  type: dict
  contains:
    OVN_Northbound:
      description: The Northbound, if it is meant.
      type: dict
      contains:
        state:
          description:
            - V(absent) where there is no file, V(standalone), or that of a cluster.
            - V(member), V(joining), V(leaving), V(disconnected), from the majority, and V(failed), as on a full disk, are what the
              server says. V(silent) is a file of a cluster whose server does not answer. V(stopped) is one that no server has
              open, since none runs or since the member has left.
          type: str
        running:
          description: Whether the server runs, with this database or without it.
          type: bool
        connected:
          description: Whether the database can be used here. Of a cluster, whether this member is in touch with the others.
          type: bool
        content:
          description: Whether something was declared in a standalone Northbound database.
          type: bool
        file:
          description: Path of the file.
          type: str
        cid:
          description: Identity of the cluster.
          type: str
        sid:
          description: Identity of this member. One that joins anew has a new one.
          type: str
        address:
          description: Where the other members reach this one.
          type: str
        role:
          description: V(leader), V(follower) or V(candidate).
          type: str
        term:
          description: How many elections there have been.
          type: int
        leader:
          description: The first digits of the leader's identity. Null if there is none.
          type: str
        index:
          description: The last entry of the log that this member has.
          type: int
        election_timer:
          description: Milliseconds without a leader after which there is an election.
          type: int
        members:
          description: The members of the cluster.
          type: list
          elements: dict
          contains:
            sid:
              description: The first digits of its identity.
              type: str
            address:
              description: Where the other members reach it.
              type: str
            self:
              description: Whether it is this one.
              type: bool
            lag:
              description: How many entries of the leader's log it is not known to have. Null on all others but the leader.
              type: int
            silent_ms:
              description: For how many milliseconds this member has not heard from it. Followers hear from the leader alone.
              type: int
    OVN_Southbound:
      description: The same of the Southbound.
      type: dict
  sample:
    OVN_Northbound:
      state: member
      running: true
      connected: true
      content: false
      file: /var/lib/ovn/ovnnb_db.db
      cid: e0419d78-44fc-44eb-a626-99e6d8170f26
      sid: 28bf5bf4-1efe-4727-90d2-111c1bed4ce7
      address: tcp:10.0.0.1:6643
      role: leader
      term: 1
      leader: 28bf
      index: 4
      election_timer: 1000
      members:
        - {sid: 28bf, address: "tcp:10.0.0.1:6643", self: true, lag: 0, silent_ms: 0}
        - {sid: 524e, address: "tcp:10.0.0.2:6643", self: false, lag: 0, silent_ms: 6}
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.cluster.work import ARGUMENTS, work
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.module import run_module


def main() -> None:
    run_module(work, argument_spec=ARGUMENTS)


if __name__ == "__main__":
    main()
