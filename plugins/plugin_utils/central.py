# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts of group central: where their databases are, and what makes a cluster of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.cluster.place import NAMES, plight

NORTHBOUND, SOUTHBOUND = "OVN_Northbound", "OVN_Southbound"
# Where the members of a cluster talk with each other.
RAFT_PORTS = {NORTHBOUND: 6643, SOUTHBOUND: 6644}
CLIENT_PORTS = {NORTHBOUND: 6641, SOUTHBOUND: 6642}
# Where the Southbound answers to those that are no chassis.
NO_ROLE_PORT = 16642
# Three survive the loss of one, five of two. An even number survives no more than the odd one below it.
SIZES = (1, 3, 5)
UNIT_OF = {database: f"ovn-ovsdb-server-{name}" for database, name in NAMES.items()}
UNITS = (*UNIT_OF.values(), "ovn-northd")
# Options of ovn-ctl that mean nothing to a unit that runs: those of others, and where a new database would join.
_OF_OTHERS = {
    UNITS[0]: re.compile(r"--(ovn-northd|ovn-sb|db-sb|db-nb-cluster)-"),
    UNITS[1]: re.compile(r"--(ovn-northd|ovn-nb|db-nb|db-sb-cluster)-"),
    UNITS[2]: re.compile(r"--(ovn-nb|ovn-sb|db-nb|db-sb)-"),
}

# In the lines of the role's survey.
RUNS_WITH = " runs with"

# What ovn_cluster says of each database of a host.
Found = Mapping[str, Mapping[str, Any]]
# A database as ovn_cluster takes it.
Job = dict[str, Any]


def remote(scheme: str, address: str, port: int) -> str:
    """A connection method; an IPv6 address needs brackets."""
    return f"{scheme}:[{address}]:{port}" if ":" in address else f"{scheme}:{address}:{port}"


def remotes(addresses: Iterable[str], port: int, *, tls: bool) -> list[str]:
    return [remote("ssl" if tls else "tcp", address, port) for address in addresses]


def ip_of(address: str) -> str:
    """The IP address within a connection method."""
    return address.split(":", 1)[1].rpartition(":")[0].strip("[]")


def options(host: str, addresses: Mapping[str, str], *, tls: bool, keys: bool, folder: str) -> list[str]:
    """What ovn-ctl is told on a central host.

    :param tls: whether members and clients talk by TLS
    :param keys: whether the databases have a key, which they need for as long as one of them talks by TLS
    """
    found = []
    files = {"key": "key.pem", "cert": "cert.pem", "ca-cert": "cacert.pem"}
    if keys:
        found += [
            f"--ovn-{kind}-db-ssl-{name}={folder}/{file}" for kind in NAMES.values() for name, file in files.items()
        ]
    if len(addresses) == 1:
        return found
    # ovn-ctl makes a cluster where a database is missing and it knows nobody to join: it always knows one.
    hosts = list(addresses)
    next_host = hosts[(hosts.index(host) + 1) % len(hosts)]
    for kind in NAMES.values():
        for end, who in (("local", host), ("remote", next_host)):
            address = addresses[who]
            found += [
                f"--db-{kind}-cluster-{end}-addr={f'[{address}]' if ':' in address else address}",
                f"--db-{kind}-cluster-{end}-proto={'ssl' if tls else 'tcp'}",
            ]
    for kind, port in (("nb", CLIENT_PORTS[NORTHBOUND]), ("sb", NO_ROLE_PORT)):
        found.append(f"--ovn-northd-{kind}-db={','.join(remotes(addresses.values(), port, tls=tls))}")
    if keys:
        found += [f"--ovn-northd-ssl-{name}={folder}/{file}" for name, file in files.items()]
    return found


def stale_units(lines: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """The units that run with other options than they would be started with.

    :param lines: ``UNIT runs with OPTIONS`` for each that runs
    """
    wanted = list(wanted)
    runs = dict(line.split(RUNS_WITH, 1) for line in lines if RUNS_WITH in line)
    return [unit for unit in UNITS if unit in runs and _relevant(unit, runs[unit].split()) != _relevant(unit, wanted)]


def _relevant(unit: str, options: Iterable[str]) -> list[str]:
    return [option for option in options if not _OF_OTHERS[unit].match(option)]


@dataclass
class Plan:
    """What is to be done, host by host.

    :ivar idle: units of members that do not run
    :ivar create: databases whose cluster begins here, as the module's option takes them
    :ivar join: databases that become members, all at once
    :ivar turns: one after the other, who is kicked by whom, and which databases then join
    :ivar options: what ovn-ctl is told
    :ivar restart: units that run with other options
    :ivar away: hosts that the clusters count as members, and that are none that works
    :ivar leader: the host that leads each database's cluster
    :ivar again: when this is done, more is to be done
    """

    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    idle: dict[str, list[str]] = field(default_factory=dict)
    create: dict[str, list[Job]] = field(default_factory=dict)
    join: dict[str, list[Job]] = field(default_factory=dict)
    turns: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    restart: dict[str, list[str]] = field(default_factory=dict)
    away: list[str] = field(default_factory=list)
    leader: dict[str, str] = field(default_factory=dict)
    again: bool = False


def plan(
    addresses: Mapping[str, str],
    found: Mapping[str, Found],
    lines: Mapping[str, Iterable[str]],
    *,
    tls: bool,
    folder: str,
    more: Iterable[str] = (),
) -> Plan:
    """What makes one cluster of the hosts, or why that cannot be known or must not be done.

    :param addresses: of each host of group central
    :param found: of each of them that answers, its databases
    :param lines: of each of them that answers, what the role's survey printed
    :param folder: where keys and certificates are
    :param more: options of the user for ovn-ctl
    """
    made = Plan()
    for database in RAFT_PORTS:
        _Cluster(database, addresses, found, tls, made).plan()
    made.turns.sort(key=lambda turn: list(addresses).index(turn["host"]))
    for host, databases in found.items():
        idle = [UNIT_OF[name] for name, each in databases.items() if _is_idle(each)]
        if idle:
            made.idle[host] = idle
    met = [each for databases in found.values() for each in databases.values()]
    met_at = [each["address"] or "" for each in (*met, *(member for each in met for member in each["members"]))]
    made.again = not tls and len(addresses) > 1 and any(address.startswith("ssl:") for address in met_at)
    for host in lines:
        made.options[host] = [
            *options(host, addresses, tls=tls, keys=tls or made.again, folder=folder),
            *more,
        ]
        stale = stale_units(lines[host], made.options[host])
        # While databases join nobody else goes: the next round does that.
        if stale and not (made.create or made.join):
            made.restart[host] = stale
    _restarts(made)
    return made


def _is_idle(each: Mapping[str, Any]) -> bool:
    """Whether it is a member's that does not run; one that has never joined has no cluster to go back to."""
    return each["state"] == "stopped" and not each["running"] and bool(each["cid"])


def _restarts(made: Plan) -> None:
    """While one member is away another one must not go."""
    hosts = [host for host, units in made.restart.items() if {*units} & {*UNITS[:2]}]
    away = list(dict.fromkeys(made.away))
    if hosts and away:
        made.faults.append(
            f"the databases of {_names(hosts)} must be restarted to take other options, but {_names(away)} "
            "is away, and the cluster can spare no more; start it first"
        )


def _names(hosts: Iterable[str]) -> str:
    return ", ".join(hosts)


@dataclass
class _Cluster:
    """The cluster of one database."""

    database: str
    addresses: Mapping[str, str]
    found: Mapping[str, Found]
    tls: bool
    made: Plan

    def plan(self) -> None:
        self.here = {host: found[self.database] for host, found in self.found.items()}
        self.clustered = {
            host: each for host, each in self.here.items() if each["state"] not in ("absent", "standalone")
        }
        if len(self.addresses) == 1:
            self._alone()
        elif not any(each["cid"] for each in self.clustered.values()):
            self._begin()
        else:
            self._go_on()

    def _wanted(self, host: str) -> str:
        return remote("ssl" if self.tls else "tcp", self.addresses[host], RAFT_PORTS[self.database])

    def _fault(self, text: str) -> None:
        self.made.faults.append(f"{self.database}: {text}")

    # -- one host alone ------------------------------------------------------------------------

    def _alone(self) -> None:
        for host, each in self.clustered.items():
            others = [member["address"] for member in each["members"] if not member["self"]]
            if others:
                self._fault(
                    f"{host} is the only host of group central, but its database belongs to a cluster with {_names(others)} "
                    "too; take those out first (playbooks/central_leave.yml -e host=ADDRESS), or add them to the inventory"
                )
            self.made.leader[self.database] = host

    # -- a new cluster -------------------------------------------------------------------------

    def _begin(self) -> None:
        unknown = [host for host in self.addresses if host not in self.here]
        if unknown:
            self._fault(
                f"no host that answers has a cluster yet, and {_names(unknown)} cannot be asked; to begin a new one beside one "
                "that may be there would lose data; start it and run for the whole group central, or take it out of the group"
            )
            return
        full = [host for host, each in self.here.items() if each["content"]]
        if len(full) > 1:
            self._fault(
                f"{_names(full)} have a network of their own each, and a cluster has one; on all but one move "
                f"{self.here[full[0]]['file']} away, with ovn-central stopped"
            )
            return
        first = full[0] if full else next(iter(self.made.create), next(iter(self.addresses)))
        for host in self.addresses:
            todo = self.made.create if host == first else self.made.join
            todo.setdefault(host, []).append(self._job(host))

    def _job(self, host: str) -> Job:
        others = [self._wanted(other) for other in self.addresses if other != host]
        return {"name": self.database, "address": self._wanted(host), "remotes": others}

    # -- the cluster that is there -------------------------------------------------------------

    def _go_on(self) -> None:
        names = {str(each["cid"]): host for host, each in self.clustered.items() if each["cid"]}
        if len(names) > 1:
            told = ", ".join(f"{cid} on {host}" for cid, host in names.items())
            self._fault(
                f"there are {len(names)} clusters, {told}; on the hosts of the wrong one stop ovn-central, move "
                f"{next(iter(self.clustered.values()))['file']} away, and run again"
            )
            return
        witnesses = [host for host, each in self.clustered.items() if each["state"] == "member" and each["leader"]]
        witnesses.sort(key=lambda host: self.here[host]["role"] != "leader")
        if not witnesses:
            self._no_leader()
            return
        self.made.leader[self.database] = witnesses[0]
        self.members = self.here[witnesses[0]]["members"]
        counted = {ip_of(member["address"]) for member in self.members}
        self.made.away += [
            host
            for host, address in self.addresses.items()
            if address in counted and (host not in self.here or self.here[host]["state"] != "member")
        ]
        self._strangers()
        for host in self.here:
            self._member(host, witnesses)

    def _no_leader(self) -> None:
        known = {member["address"] for each in self.clustered.values() for member in each["members"]}
        silent = [host for host in self.addresses if host not in self.clustered]
        self._fault(
            f"the cluster has no leader, so nothing can be changed; {_names(self.clustered)} of its "
            f"{len(known) or len(self.addresses)} members can be asked"
            + (
                f", {_names(silent)} cannot: start more of them"
                if silent
                else ": see systemctl status ovn-central there"
            )
        )

    def _strangers(self) -> None:
        known = {*self.addresses.values()}
        for member in self.members:
            ip = ip_of(member["address"])
            if ip not in known and not any(self._is(host, member) for host in self.here):
                self.made.warnings.append(
                    f"{self.database}: the cluster has a member {member['address']} that is no host of group central; take it "
                    f"out (playbooks/central_leave.yml -e host={ip}), or add it to the inventory again"
                )

    def _is(self, host: str, member: Mapping[str, Any]) -> bool:
        """Whether a member is the database that this host has now, and not one that it had."""
        each = self.here[host]
        return each["address"] == member["address"] and str(each["sid"]).startswith(member["sid"])

    def _member(self, host: str, witnesses: list[str]) -> None:
        each = self.here[host]
        mine = [member for member in self.members if self._is(host, member)]
        is_right = mine and each["address"] == self._wanted(host)
        old = [
            member["sid"]
            for member in self.members
            if (member in mine and not is_right)
            or (member not in mine and ip_of(member["address"]) == self.addresses[host])
        ]
        # Its data is there, and it may be well again. To kick it would cost the cluster what it can spare.
        if is_right and each["state"] != "member":
            self.made.warnings.append(
                f"{self.database}: {host} is a member, but out of work: {plight(each)}; see systemctl status "
                f"{UNIT_OF[self.database]} and /var/log/ovn there"
            )
        if is_right and not old:
            return
        if not is_right and each["state"] == "standalone" and each["content"]:
            self._fault(
                f"{host} has a network of its own, which would be lost when it joins; stop ovn-central there, move "
                f"{each['file']} away, and run again"
            )
            return
        if is_right or old:
            self._turn(host, old, not is_right, witnesses)
        else:
            self.made.join.setdefault(host, []).append(self._job_beside_members(host))

    def _job_beside_members(self, host: str) -> Job:
        """The members may still be somewhere else than they shall be."""
        remotes = [member["address"] for member in self.members if ip_of(member["address"]) != self.addresses[host]]
        return {**self._job(host), "remotes": remotes}

    def _turn(self, host: str, old: list[str], join: bool, witnesses: list[str]) -> None:
        alive = [each for each in witnesses if each != host or not join]
        left = len(self.members) - len(old)
        if len(alive) < left // 2 + 1:
            self._fault(
                f"{host} must join anew, but of the {left} other members only {_names(alive) or 'none'} can be asked, which is "
                "no majority; start the others first"
            )
            return
        turn = next((each for each in self.made.turns if each["host"] == host), None)
        if turn is None:
            turn = {"host": host, "kick": {}, "join": []}
            self.made.turns.append(turn)
        if old:
            turn["kick"].setdefault(alive[0], []).append({"name": self.database, "members": old})
        if join:
            # Those that had their turn before are elsewhere by then.
            job, members = self._job(host), self._job_beside_members(host)
            turn["join"].append({**job, "remotes": list(dict.fromkeys([*members["remotes"], *job["remotes"]]))})


# -- one goes ---------------------------------------------------------------------------------------


@dataclass
class Leave:
    """How a host leaves the cluster.

    :ivar host: the name of the host in the inventory, or its address
    :ivar says: what there is to tell if there is nothing to do
    :ivar goes: databases that live and leave by themselves, as the module's option takes them
    :ivar kick: by whom the others are kicked
    :ivar stay: the members that stay
    """

    host: str
    faults: list[str] = field(default_factory=list)
    says: str = ""
    goes: list[Job] = field(default_factory=list)
    kick: dict[str, list[Job]] = field(default_factory=dict)
    stay: list[str] = field(default_factory=list)


def leave(
    host: str, address: str, names: Mapping[str, str], found: Mapping[str, Found], mute: Collection[str] = ()
) -> Leave:
    """Whether a host can be spared, and how it goes.

    :param host: what the user calls it
    :param address: its address, nothing if the inventory does not know it
    :param names: the inventory's hosts by their addresses
    :param found: of each host that answers, its databases
    :param mute: the hosts that were asked and do not answer; a leader takes seconds to miss them
    """
    made = Leave(host)
    members: dict[str, None] = {}
    is_member = False
    for database in RAFT_PORTS:
        here = {name: each[database] for name, each in found.items() if each[database]["state"] == "member"}
        witnesses = sorted(
            (name for name in here if here[name]["leader"]), key=lambda name: here[name]["role"] != "leader"
        )
        if not witnesses:
            made.faults.append(
                f"{database}: no host that answers is in touch with a leader of its cluster, so nobody can leave; start more "
                "of the members (playbooks/status.yml says how they are)"
            )
            continue
        members.update({ip_of(member["address"]): None for member in here[witnesses[0]]["members"]})
        state = found[host][database]["state"] if host in found else None
        is_member |= _leave_one(database, host, state, address, names, here, witnesses, mute, made)
    told = _names(_named(ip, names) for ip in sorted(members))
    if not host:
        made.faults = [f"say who shall leave: -e host=NAME; these are members: {told}"]
    elif not is_member and not made.faults:
        text = f"{host} is no member of the cluster; these are: {told}"
        if address:
            made.says = text
        else:
            made.faults.append(text)
    made.stay = [_named(ip, names) for ip in sorted(members) if ip != address]
    return made


def _named(ip: str, names: Mapping[str, str]) -> str:
    return f"{names[ip]} ({ip})" if ip in names else ip


def _leave_one(
    database: str,
    host: str,
    state: str | None,
    address: str,
    names: Mapping[str, str],
    here: Mapping[str, Any],
    witnesses: list[str],
    mute: Collection[str],
    made: Leave,
) -> bool:
    view = here[witnesses[0]]
    going = [member for member in view["members"] if ip_of(member["address"]) == address]
    staying = [member for member in view["members"] if member not in going]
    if not going:
        return False
    if not staying:
        made.faults.append(f"{database}: {host} is the last member, and the database would be lost with it")
        return True
    patience = 2 * view["election_timer"]
    silent = [
        member
        for member in staying
        if names.get(ip_of(member["address"])) in mute or (view["role"] == "leader" and not _is_heard(member, patience))
    ]
    if len(staying) - len(silent) < len(staying) // 2 + 1:
        made.faults.append(
            f"{database}: without {host} the cluster would have {len(staying)} members, of which only "
            f"{len(staying) - len(silent)} can be heard: no majority, so nothing could be changed any more; start "
            f"{_names(_named(ip_of(member['address']), names) for member in silent)} first, or let it leave first"
        )
    if host in here or state == "leaving":
        made.goes.append({"name": database})
        return True
    others = [name for name in witnesses if name != host]
    if any(_is_heard(member, patience) for member in going):
        made.faults.append(
            f"{database}: {host} "
            + (
                f"cannot leave, for it is {state}, but the other members hear from it; stop ovn-central there"
                if state
                else "does not answer Ansible, but the other members hear from it; make it reachable and let it leave, or stop it"
            )
            + " (if it has just died, wait some seconds)"
        )
    made.kick.setdefault(others[0], []).append({"name": database, "members": [member["sid"] for member in going]})
    return True


def _is_heard(member: Mapping[str, Any], patience: int) -> bool:
    """Whether the leader has heard from a member; who says nothing of it is no leader, and cannot tell."""
    return member["silent_ms"] is not None and int(member["silent_ms"]) < patience
