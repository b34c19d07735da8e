# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes one cluster of the central hosts, from what each of them has; and who can be spared."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import (
    NORTHBOUND,
    RAFT_PORTS,
    SOUTHBOUND,
    UNITS,
    Leave,
    Plan,
    leave,
    options,
    plan,
    stale_units,
)

ADDRESSES = {"c1": "10.0.0.1", "c2": "10.0.0.2", "c3": "10.0.0.3"}
CID = "e0419d78-44fc-44eb-a626-99e6d8170f26"
Databases = dict[str, dict[str, Any]]
NB, SB = UNITS[:2]


def at(host: str, database: str, scheme: str = "ssl") -> str:
    return f"{scheme}:{ADDRESSES.get(host, host)}:{RAFT_PORTS[database]}"


def nothing(**more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("cid", "sid", "address", "role", "leader", "election_timer"))
    return {"state": "absent", "running": False, "content": False, "members": [], "file": "/nb.db", **empty, **more}


def both(each: dict[str, Any]) -> Databases:
    return dict.fromkeys(RAFT_PORTS, each)


def member(host: str, *hosts: str, leader: str = "c1", scheme: str = "ssl", silent: str = "") -> Databases:
    """A host that is a member beside others, each with its name for an identity."""
    return {
        database: nothing(
            state="member",
            running=True,
            cid=CID,
            sid=f"{host}-and-so-on",
            address=at(host, database, scheme),
            role="leader" if host == leader else "follower",
            leader=leader or None,
            election_timer=1000,
            members=[
                {
                    "sid": each,
                    "address": at(each, database, scheme),
                    "self": each == host,
                    "lag": 0,
                    "silent_ms": 9999 if each in silent else 100 if host == leader else None,
                }
                for each in (hosts or ADDRESSES)
            ],
        )
        for database in RAFT_PORTS
    }


def whole(**others: Databases | None) -> dict[str, Databases]:
    """A cluster of three that is well, with exceptions; None for a host that does not answer."""
    found = {**{host: member(host) for host in ADDRESSES}, **others}
    return {host: databases for host, databases in found.items() if databases is not None}


def planned(
    found: dict[str, Databases],
    addresses: dict[str, str] | None = None,
    *,
    tls: bool = True,
    lines: dict[str, list[str]] | None = None,
) -> Plan:
    surveys = {host: (lines or {}).get(host, []) for host in found}
    return plan(addresses or ADDRESSES, found, surveys, tls=tls, folder="/pki")


def work(made: Plan) -> tuple[Any, ...]:
    return made.faults, made.create, made.join, made.turns, made.restart


def is_well(made: Plan) -> bool:
    return work(made) == ([], {}, {}, [], {})


def names(jobs: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {host: [job["name"] for job in todo] for host, todo in jobs.items()}


# -- a new cluster --------------------------------------------------------------------------------


def test_new_hosts_become_a_cluster_that_begins_at_the_first() -> None:
    made = planned({host: both(nothing()) for host in ADDRESSES})
    assert made.faults == []
    assert made.create == {
        "c1": [
            {
                "name": database,
                "address": at("c1", database),
                "remotes": [at("c2", database), at("c3", database)],
            }
            for database in RAFT_PORTS
        ]
    }
    assert names(made.join) == {host: [NORTHBOUND, SOUTHBOUND] for host in ("c2", "c3")}
    assert made.turns == []


def test_cluster_begins_where_a_network_is() -> None:
    """Packages have started an empty database everywhere; one of them has been used."""
    full = {**both(nothing(state="standalone")), NORTHBOUND: nothing(state="standalone", content=True)}
    made = planned({"c1": both(nothing(state="standalone")), "c2": full, "c3": both(nothing())})
    assert (made.faults, names(made.create)) == ([], {"c2": [NORTHBOUND, SOUTHBOUND]})
    assert set(made.join) == {"c1", "c3"}


def test_two_networks_do_not_make_one() -> None:
    full = {**both(nothing(state="standalone")), NORTHBOUND: nothing(state="standalone", content=True)}
    assert planned({"c1": full, "c2": full, "c3": both(nothing())}).faults == [
        "OVN_Northbound: c1, c2 have a network of their own each, and a cluster has one; on all but one move /nb.db away, "
        "with ovn-central stopped"
    ]


def test_no_new_cluster_while_somebody_may_have_the_old_one() -> None:
    faults = planned({"c1": both(nothing()), "c3": both(nothing())}).faults
    assert faults == [
        f"{database}: no host that answers has a cluster yet, and c2 cannot be asked; to begin a new one beside one that may be "
        "there would lose data; start it and run for the whole group central, or take it out of the group"
        for database in RAFT_PORTS
    ]


# -- the cluster that is there --------------------------------------------------------------------


def test_nothing_to_do() -> None:
    made = planned(whole())
    assert is_well(made)
    assert made.leader == {NORTHBOUND: "c1", SOUTHBOUND: "c1"}
    assert made.warnings == []


def test_dead_member_is_not_missed() -> None:
    made = planned(whole(c1=None, c2=member("c2", leader="c2"), c3=member("c3", leader="c2")))
    assert is_well(made)
    assert made.leader == {NORTHBOUND: "c2", SOUTHBOUND: "c2"}


def test_new_host_joins() -> None:
    made = planned(whole(c1=member("c1", "c1", "c2"), c2=member("c2", "c1", "c2"), c3=both(nothing())))
    assert (made.faults, made.create, made.turns) == ([], {}, [])
    assert made.join["c3"][0] == {
        "name": NORTHBOUND,
        "address": at("c3", NORTHBOUND),
        "remotes": [at("c1", NORTHBOUND), at("c2", NORTHBOUND)],
    }


def test_host_that_lost_its_database_joins_anew_when_the_old_one_is_kicked() -> None:
    found = {host: member(host, leader="c2") for host in ADDRESSES}
    made = planned({**found, "c1": both(nothing())})
    assert (made.faults, made.create, made.join) == ([], {}, {})
    (turn,) = made.turns
    assert turn["host"] == "c1"
    assert turn["kick"] == {"c2": [{"name": database, "members": ["c1"]} for database in RAFT_PORTS]}
    assert [job["remotes"] for job in turn["join"]] == [[at("c2", db), at("c3", db)] for db in RAFT_PORTS]


def test_host_that_lost_one_database_keeps_the_other() -> None:
    found = whole()
    found["c3"] = {**found["c3"], SOUTHBOUND: nothing()}
    (turn,) = planned(found).turns
    assert turn["kick"] == {"c1": [{"name": SOUTHBOUND, "members": ["c3"]}]}
    assert [job["name"] for job in turn["join"]] == [SOUTHBOUND]


def test_old_self_of_a_host_that_joined_by_itself_is_kicked() -> None:
    found = whole()
    for databases in found.values():
        for database, each in databases.items():
            each["members"] = [*each["members"], {**each["members"][2], "sid": "old", "address": at("c3", database)}]
    (turn,) = planned(found).turns
    assert (turn["host"], turn["join"]) == ("c3", [])
    assert turn["kick"] == {"c1": [{"name": database, "members": ["old"]} for database in RAFT_PORTS]}


def test_nobody_is_kicked_without_a_majority_of_the_others() -> None:
    found = {
        "c1": member("c1", "c1", "c2", "c3", "d4", "d5"),
        "c2": member("c2", "c1", "c2", "c3", "d4", "d5"),
        "c3": both(nothing()),
    }
    addresses = {**ADDRESSES, "d4": "10.0.0.4", "d5": "10.0.0.5"}
    assert planned(found, addresses).faults == [
        f"{database}: c3 must join anew, but of the 4 other members only c1, c2 can be asked, which is no majority; start the "
        "others first"
        for database in RAFT_PORTS
    ]


def test_address_that_changes_is_a_turn() -> None:
    made = planned(whole(), {**ADDRESSES, "c2": "10.0.0.9"})
    (turn,) = made.turns
    assert (turn["host"], made.faults, made.warnings) == ("c2", [], [])
    assert turn["kick"]["c1"][0]["members"] == ["c2"]
    assert turn["join"][0]["address"] == "ssl:10.0.0.9:6643"


def test_change_to_tls_is_a_turn_for_each() -> None:
    made = planned({host: member(host, scheme="tcp") for host in ADDRESSES})
    assert [turn["host"] for turn in made.turns] == ["c1", "c2", "c3"]
    assert set(made.turns[0]["kick"]) == {"c2"}
    assert set(made.turns[2]["kick"]) == {"c1"}
    # Where the others are now, and where those are that had their turn.
    assert made.turns[2]["join"][0]["remotes"] == [
        "tcp:10.0.0.1:6643",
        "tcp:10.0.0.2:6643",
        "ssl:10.0.0.1:6643",
        "ssl:10.0.0.2:6643",
    ]
    assert not made.again


def test_keys_stay_until_the_last_member_talks_without() -> None:
    made = planned(whole(), tls=False)
    assert len(made.turns) == 3
    assert made.again
    assert "--ovn-nb-db-ssl-key=/pki/key.pem" in made.options["c1"]
    made = planned({host: member(host, scheme="tcp") for host in ADDRESSES}, tls=False)
    assert (made.again, [option for option in made.options["c1"] if "pki" in option]) == (False, [])


def test_stranger_is_named_and_stays() -> None:
    found = {host: member(host, "c1", "c2", "c3", "10.0.0.8") for host in ADDRESSES}
    made = planned(found)
    assert is_well(made)
    assert made.warnings == [
        f"{database}: the cluster has a member {at('10.0.0.8', database)} that is no host of group central; take it out "
        "(playbooks/central_leave.yml -e host=10.0.0.8), or add it to the inventory again"
        for database in RAFT_PORTS
    ]


def test_two_clusters() -> None:
    other = member("c3", "c3", leader="c3")
    for each in other.values():
        each["cid"] = "other"
    assert planned(whole(c3=other)).faults[0] == (
        f"OVN_Northbound: there are 2 clusters, {CID} on c2, other on c3; on the hosts of the wrong one stop ovn-central, move "
        "/nb.db away, and run again"
    )


def test_network_is_not_lost_to_a_cluster() -> None:
    full = {**both(nothing(state="standalone")), NORTHBOUND: nothing(state="standalone", content=True)}
    found = {"c1": member("c1", "c1", "c2"), "c2": member("c2", "c1", "c2"), "c3": full}
    assert planned(found).faults == [
        "OVN_Northbound: c3 has a network of its own, which would be lost when it joins; stop ovn-central there, move /nb.db "
        "away, and run again"
    ]


def test_without_a_leader_nothing_is_done() -> None:
    made = planned({"c1": member("c1", leader=""), "c2": both(nothing())})
    assert made.faults[0] == (
        "OVN_Northbound: the cluster has no leader, so nothing can be changed; c1 of its 3 members can be asked, c2, c3 "
        "cannot: start more of them"
    )


def test_members_that_stand_still_are_named() -> None:
    found = {host: both(nothing(state="stopped", cid=CID)) for host in ADDRESSES}
    assert planned(found).idle == {host: [NB, SB] for host in ADDRESSES}


def test_file_that_waits_for_a_cluster_does_not_begin_one_by_itself() -> None:
    """OVN's scripts make it where a database is missing, as at the start of a host that has lost all of them."""
    waiting = {host: both(nothing(state="joining", running=True, address="x")) for host in ADDRESSES}
    made = planned({**waiting, "c2": both(nothing(state="stopped"))})
    assert (made.faults, made.idle) == ([], {})
    assert names(made.create) == {"c1": [NORTHBOUND, SOUTHBOUND]}
    assert set(made.join) == {"c2", "c3"}


@pytest.mark.parametrize(
    ("state", "running", "plight"),
    [
        ("disconnected", True, "it is not in touch with its cluster"),
        ("failed", True, "the server cannot write it any more, as on a full disk"),
        ("silent", True, "the server does not answer"),
        ("stopped", False, "no server runs"),
    ],
)
def test_member_that_does_not_work_is_named_and_stays(state: str, running: bool, plight: str) -> None:
    """With what it has it may be well again; another one beside a full disk would not."""
    found = whole()
    found["c3"] = {database: {**each, "state": state, "running": running} for database, each in found["c3"].items()}
    made = planned(found)
    assert is_well(made)
    assert made.warnings == [
        f"{database}: c3 is a member, but out of work: {plight}; see systemctl status {unit} and /var/log/ovn there"
        for database, unit in zip(RAFT_PORTS, (NB, SB))
    ]


# -- one host alone -------------------------------------------------------------------------------


def test_single_host_is_left_alone() -> None:
    alone = {"c1": "10.0.0.1"}
    assert is_well(planned({}, alone))
    made = planned({"c1": member("c1", "c1")}, alone)
    assert is_well(made)
    assert made.leader == {NORTHBOUND: "c1", SOUTHBOUND: "c1"}


def test_rest_of_a_cluster_is_no_single_host() -> None:
    assert planned({"c1": member("c1")}, {"c1": "10.0.0.1"}).faults[0] == (
        "OVN_Northbound: c1 is the only host of group central, but its database belongs to a cluster with "
        "ssl:10.0.0.2:6643, ssl:10.0.0.3:6643 too; take those out first (playbooks/central_leave.yml -e host=ADDRESS), or add "
        "them to the inventory"
    )


# -- options --------------------------------------------------------------------------------------


def test_options_of_a_single_host() -> None:
    assert options("c1", {"c1": "10.0.0.1"}, tls=False, keys=False, folder="/pki") == []
    assert options("c1", {"c1": "10.0.0.1"}, tls=True, keys=True, folder="/pki") == [
        f"--ovn-{kind}-db-ssl-{name}=/pki/{file}.pem"
        for kind in ("nb", "sb")
        for name, file in (("key", "key"), ("cert", "cert"), ("ca-cert", "cacert"))
    ]


def test_every_member_knows_somebody_to_join() -> None:
    """Or ovn-ctl would make a new cluster where a database is missing."""
    for host, other in (("c1", "c2"), ("c2", "c3"), ("c3", "c1")):
        found = options(host, ADDRESSES, tls=False, keys=False, folder="/pki")
        assert f"--db-nb-cluster-remote-addr={ADDRESSES[other]}" in found
        assert f"--db-sb-cluster-local-addr={ADDRESSES[host]}" in found


def test_northd_knows_all() -> None:
    found = options("c1", {"c1": "fd00::1", "c2": "fd00::2", "c3": "fd00::3"}, tls=True, keys=True, folder="/pki")
    assert "--ovn-northd-nb-db=ssl:[fd00::1]:6641,ssl:[fd00::2]:6641,ssl:[fd00::3]:6641" in found
    assert "--ovn-northd-sb-db=ssl:[fd00::1]:16642,ssl:[fd00::2]:16642,ssl:[fd00::3]:16642" in found
    assert "--db-nb-cluster-local-addr=[fd00::1]" in found
    assert "--ovn-northd-ssl-ca-cert=/pki/cacert.pem" in found


def test_units_that_run_with_something_else() -> None:
    wanted = options("c1", ADDRESSES, tls=True, keys=True, folder="/pki")
    lines = [f"{unit} runs with  {'  '.join(wanted)}" for unit in UNITS]
    assert stale_units([*lines, "active enabled ovn-central"], wanted) == []
    assert stale_units(lines, [*wanted, "--db-nb-probe-interval=3"]) == [NB]
    # Where a lost database would join, or northd connects, does not concern the databases that run.
    moved = options("c1", {**ADDRESSES, "c2": "10.0.0.9"}, tls=True, keys=True, folder="/pki")
    assert stale_units(lines, moved) == ["ovn-northd"]
    assert stale_units([f"{unit} runs with " for unit in UNITS], wanted) == list(UNITS)
    assert stale_units([], wanted) == []


def test_databases_are_restarted_only_while_all_members_are_there() -> None:
    lines = {host: [f"{NB} runs with "] for host in ADDRESSES}
    made = planned(whole(), lines=lines)
    assert (made.faults, made.restart) == ([], {host: [NB] for host in ADDRESSES})
    assert planned(whole(c3=None), lines=lines).faults == [
        "the databases of c1, c2 must be restarted to take other options, but c3 is away, and the cluster can spare no more; "
        "start it first"
    ]


def test_first_member_of_a_cluster_that_grows_takes_other_options() -> None:
    """As after a run that was killed: nobody can be away who is no member yet."""
    lines = {"c1": [f"{NB} runs with "]}
    alone = {"c1": member("c1", "c1"), "c2": both(nothing(state="joining")), "c3": both(nothing(state="joining"))}
    made = planned(alone, lines=lines)
    assert (made.faults, made.restart, set(made.join)) == ([], {}, {"c2", "c3"})
    made = planned(whole(c1=member("c1", "c1", "c2"), c2=member("c2", "c1", "c2"), c3=None), lines=lines)
    assert (made.faults, made.restart) == ([], {"c1": [NB]})


# -- one goes ----------------------------------------------------------------------------------------

NAMES = {address: host for host, address in ADDRESSES.items()}


def left(host: str, found: dict[str, Databases], address: str | None = None) -> Leave:
    return leave(host, ADDRESSES.get(host, "") if address is None else address, NAMES, found)


def test_living_member_leaves() -> None:
    made = left("c3", whole())
    assert (made.faults, made.says, made.goes, made.kick) == ([], "", [{"name": db} for db in RAFT_PORTS], {})
    assert made.stay == ["c1 (10.0.0.1)", "c2 (10.0.0.2)"]


def test_dead_member_is_kicked_by_another() -> None:
    made = left("c3", whole(c1=member("c1", silent="c3"), c3=None))
    assert (made.faults, made.goes) == ([], [])
    assert made.kick == {"c1": [{"name": database, "members": ["c3"]} for database in RAFT_PORTS]}


def test_member_whose_server_does_not_run_is_kicked() -> None:
    made = left("c3", whole(c1=member("c1", silent="c3"), c3=both(nothing(state="stopped", cid=CID))))
    assert (made.faults, made.goes, set(made.kick)) == ([], [], {"c1"})


def test_host_with_one_database_that_works_leaves_with_it_and_is_kicked_from_the_other() -> None:
    found = whole(c1=member("c1", silent="c3"))
    found["c3"] = {**found["c3"], SOUTHBOUND: nothing(state="stopped", cid=CID)}
    made = left("c3", found)
    assert (made.faults, made.goes) == ([], [{"name": NORTHBOUND}])
    assert made.kick == {"c1": [{"name": SOUTHBOUND, "members": ["c3"]}]}


def test_who_was_interrupted_leaves() -> None:
    found = whole()
    for each in found["c3"].values():
        each["state"] = "leaving"
    assert left("c3", found).goes == [{"name": database} for database in RAFT_PORTS]


def test_member_that_does_not_work_is_stopped_before_it_is_kicked() -> None:
    found = whole()
    for each in found["c3"].values():
        each["state"] = "failed"
    assert left("c3", found).faults == [
        f"{database}: c3 cannot leave, for it is failed, but the other members hear from it; stop ovn-central there (if it has "
        "just died, wait some seconds)"
        for database in RAFT_PORTS
    ]


def test_member_that_the_others_hear_is_not_dead() -> None:
    assert left("c3", whole(c3=None)).faults == [
        f"{database}: c3 does not answer Ansible, but the other members hear from it; make it reachable and let it leave, or stop "
        "it (if it has just died, wait some seconds)"
        for database in RAFT_PORTS
    ]


def test_who_is_needed_stays() -> None:
    assert left("c2", whole(c1=member("c1", silent="c3"), c3=None)).faults[0] == (
        "OVN_Northbound: without c2 the cluster would have 2 members, of which only 1 can be heard: no majority, so nothing "
        "could be changed any more; start c3 (10.0.0.3) first, or let it leave first"
    )


def test_who_has_just_died_is_not_counted() -> None:
    """Its leader, or those whose leader it was, still take it for alive."""
    for looks in (whole(c3=None), whole(c1=member("c1", leader="c3"), c2=member("c2", leader="c3"), c3=None)):
        made = leave("c2", ADDRESSES["c2"], NAMES, looks, {"c3"})
        assert "of which only 1 can be heard" in made.faults[0]


def test_last_member_stays() -> None:
    assert left("c1", {"c1": member("c1", "c1")}).faults[0] == (
        "OVN_Northbound: c1 is the last member, and the database would be lost with it"
    )


def test_somebody_must_be_named() -> None:
    assert left("", whole()).faults == [
        "say who shall leave: -e host=NAME; these are members: c1 (10.0.0.1), c2 (10.0.0.2), c3 (10.0.0.3)"
    ]
    text = "nobody is no member of the cluster; these are: c1 (10.0.0.1), c2 (10.0.0.2), c3 (10.0.0.3)"
    assert left("nobody", whole()).faults == [text]
    # One that the inventory knows has left already.
    made = left("nobody", whole(), "10.0.0.7")
    assert (made.faults, made.says) == ([], text)


def test_stranger_is_kicked_by_its_address() -> None:
    found = {host: member(host, "c1", "c2", "c3", "10.0.0.8", silent="10.0.0.8") for host in ADDRESSES}
    made = left("10.0.0.8", found, "10.0.0.8")
    assert (made.faults, set(made.kick)) == ([], {"c1"})


def test_without_a_leader_nobody_leaves() -> None:
    assert left("c3", {"c1": member("c1", leader="")}).faults[0] == (
        "OVN_Northbound: no host that answers is in touch with a leader of its cluster, so nobody can leave; start more of the "
        "members (playbooks/status.yml says how they are)"
    )
