# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers of OVS 3.1 and 3.5 say of their clusters, word by word as they said it."""

from __future__ import annotations

from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.cluster.status import parse

LEADER = """\
28bf
Name: OVN_Northbound
Cluster ID: e041 (e0419d78-44fc-44eb-a626-99e6d8170f26)
Server ID: 28bf (28bf5bf4-1efe-4727-90d2-111c1bed4ce7)
Address: tcp:127.0.0.1:17001
Status: cluster member
Role: leader
Term: 1
Leader: self
Vote: self

Last Election started 7604 ms ago, reason: timeout
Last Election won: 7604 ms ago
Election timer: 1000
Log: [2, 6]
Entries not yet committed: 0
Entries not yet applied: 0
Connections: ->524e <-c01f ->c01f <-25da
Disconnections: 1
Servers:
    25da (25da at tcp:127.0.0.1:17002) next_index=6 match_index=5 last msg 323 ms ago
    28bf (28bf at tcp:127.0.0.1:17001) (self) next_index=2 match_index=5
    524e (524e at tcp:127.0.0.1:17002) next_index=6 match_index=4 last msg 4583 ms ago
    c01f (c01f at tcp:127.0.0.1:17003) next_index=6 match_index=5 last msg 326 ms ago
"""
FOLLOWER = """\
def5
Name: OVN_Southbound
Cluster ID: 46e7 (46e7fe8f-a5a4-4250-aac9-b36f64bebd47)
Server ID: def5 (def5c43c-200c-4cb7-b01c-b4ff4ec3f226)
Address: ssl:[fd00::12]:6644
Status: cluster member
Role: follower
Term: 4
Leader: a05f
Vote: unknown

Election timer: 1000
Log: [2, 22]
Entries not yet committed: 0
Entries not yet applied: 0
Connections: ->0000 <-a05f
Disconnections: 7
Servers:
    def5 (def5 at ssl:[fd00::12]:6644) (self)
    a05f (a05f at ssl:[fd00::11]:6644) last msg 272 ms ago
    1734 (1734 at ssl:[fd00::13]:6644)
"""
JOINING = """\
6a56
Name: OVN_Northbound
Cluster ID: not yet known
Server ID: 6a56 (6a5649bb-2c9a-4fb7-a24e-9838a02ae7ce)
Address: tcp:127.0.0.1:17002
Status: joining cluster
Remotes for joining: tcp:127.0.0.1:17001 tcp:127.0.0.1:17003
Role: follower
Term: 0
Leader: unknown
Vote: unknown

Election timer: 1000
Log: [1, 1]
Entries not yet committed: 0
Entries not yet applied: 0
Connections: ->0000 ->0000
Disconnections: 0
Servers:
"""


def member(sid: str, address: str, lag: int | None, silent_ms: int | None, itself: bool = False) -> dict[str, Any]:
    return {"sid": sid, "address": address, "self": itself, "lag": lag, "silent_ms": silent_ms}


def test_leader_knows_how_far_the_others_are() -> None:
    assert parse(LEADER) == {
        "state": "member",
        "cid": "e0419d78-44fc-44eb-a626-99e6d8170f26",
        "sid": "28bf5bf4-1efe-4727-90d2-111c1bed4ce7",
        "address": "tcp:127.0.0.1:17001",
        "role": "leader",
        "term": 1,
        "leader": "28bf",
        "election_timer": 1000,
        "members": [
            member("25da", "tcp:127.0.0.1:17002", 0, 323),
            member("28bf", "tcp:127.0.0.1:17001", 0, 0, itself=True),
            member("524e", "tcp:127.0.0.1:17002", 1, 4583),
            member("c01f", "tcp:127.0.0.1:17003", 0, 326),
        ],
    }


def test_follower_hears_from_its_leader() -> None:
    found = parse(FOLLOWER)
    assert (found["role"], found["leader"], found["term"]) == ("follower", "a05f", 4)
    assert found["members"] == [
        member("def5", "ssl:[fd00::12]:6644", None, 0, itself=True),
        member("a05f", "ssl:[fd00::11]:6644", None, 272),
        member("1734", "ssl:[fd00::13]:6644", None, None),
    ]


def test_who_joins_has_no_cluster_yet() -> None:
    found = parse(JOINING)
    assert (found["state"], found["cid"], found["leader"], found["members"]) == ("joining", None, None, [])


def test_the_other_states() -> None:
    for text, state in (
        ("leaving cluster", "leaving"),
        ("left cluster", "left"),
        ("disconnected from the cluster (election timeout)", "disconnected"),
        ("failed", "failed"),
    ):
        assert parse(LEADER.replace("cluster member", text))["state"] == state
