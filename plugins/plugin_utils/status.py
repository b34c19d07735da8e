# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with a network, judged by what its hosts have told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ansible.module_utils.compat.version import LooseVersion

from ansible_collections.ovnlab.ovn.plugins.module_utils.cluster.place import NAMES, plight
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import UNIT_OF, ip_of
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_report import aligned

# A certificate with less than so many days left: soon to be renewed, or urgently.
DAYS_WARNING, DAYS_WRONG = 30, 7
# A change takes a moment to reach all chassis.
SECONDS_TO_FOLLOW = 10
# So many entries of its leader's log a member may lack that is merely busy.
ENTRIES_BEHIND = 100
# A leader speaks to its members several times in this multiple of the election timer.
SILENT_ELECTIONS = 3
# The units that the boot starts; they start the others.
ENABLED = ("openvswitch-switch", "ovn-host", "ovn-central")
HEAD = ("host", "services", "versions", "databases", "northd", "certificate", "controller", "changes", "tunnels")
# The whole network, where no host is to blame.
NETWORK = "network"

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    host: str
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.host}: {self.text}"


@dataclass
class Network:
    """The inventory, and what its hosts have told.

    :ivar central: for each host of group central, its address
    :ivar chassis: for each host that is a chassis, the chassis' name
    :ivar facts: of each host that was asked, the result of ovn_status; why not, in ``msg``, for one that gave none
    :ivar backends: the result of ovn_info
    """

    central: Mapping[str, str]
    chassis: Mapping[str, str]
    facts: Mapping[str, Facts]
    backends: Facts = field(default_factory=dict)

    @cached_property
    def told(self) -> dict[str, Facts]:
        """The hosts that have told something."""
        return {host: each for host, each in self.facts.items() if "services" in each}

    @cached_property
    def known(self) -> Facts | None:
        """What a central host knows of the whole network."""
        return next((each["network"] for each in self.told.values() if each.get("network")), None)

    @cached_property
    def registered(self) -> dict[str, Facts]:
        return {each["name"]: each for each in (self.known or {"chassis": []})["chassis"]}

    def name_of(self, host: str) -> str:
        """The chassis that a host is, by what it says itself."""
        return str(self.told.get(host, {}).get("chassis") or self.chassis[host])

    def databases(self, name: str) -> dict[str, Facts]:
        return {host: each["databases"][name] for host, each in self.told.items() if name in each["databases"]}


def findings(network: Network) -> list[Finding]:
    """Everything that is wrong or will be soon, each once."""
    found = [
        *_answers(network),
        *(each for host, facts in network.told.items() for each in _host(network, host, facts)),
        *_versions(network),
        *(each for name in NAMES for each in _database(network, name)),
        *_northd(network),
        *_chassis(network),
        *(each for host, facts in network.told.items() for each in _tunnels(network, host, facts)),
        *_backends(network),
    ]
    return list(dict.fromkeys(found))


def _answers(network: Network) -> Iterator[Finding]:
    for host, facts in network.facts.items():
        # Podman's connection to a host that is down breaks within the module, with the reason beside it.
        broken = facts.get("module_stderr")
        if facts.get("unreachable") or broken:
            yield Finding(
                host, f"does not answer ({_line(broken or facts.get('msg'))}); start it, or mend the way to it"
            )
        elif host not in network.told:
            yield Finding(host, f"could not be looked at: {_line(facts.get('msg'))}")


def _host(network: Network, host: str, facts: Facts) -> Iterator[Finding]:
    bad = [name for name, state in facts["services"].items() if state["active"] != "active"]
    for name in bad:
        state = facts["services"][name]["active"]
        yield Finding(
            host, f"service {name} is {state}; start it with: systemctl start {name}, or see: journalctl -u {name}"
        )
    for name in facts["failed_units"]:
        if name.rpartition(".")[0] not in bad:
            yield Finding(host, f"{name} has failed; see: journalctl -u {name}")
    for name in ENABLED:
        if facts["services"].get(name, {}).get("enabled") == "disabled":
            yield Finding(host, f"service {name} does not start at boot; run: systemctl enable {name}", True)
    for name, program in facts["programs"].items():
        installed = facts["packages"].get(program["package"])
        if installed and not _same_version(installed, program["version"]):
            yield Finding(
                host,
                f"{name} {program['version']} runs, but {installed} is installed; restart it (playbooks/upgrade.yml does)",
            )
    for problem in facts["problems"]:
        yield Finding(host, _line(problem))
    yield from _certificates(network, host, facts)
    if host in network.chassis:
        yield from _controller(facts, host)


def _same_version(installed: str, runs: str) -> bool:
    return installed == runs or installed.startswith((f"{runs}+", f"{runs}~", f"{runs}-"))


def _certificates(network: Network, host: str, facts: Facts) -> Iterator[Finding]:
    for each in facts["certificates"]:
        days = each["days_left"]
        if days >= DAYS_WARNING:
            continue
        when = f"expires in {days} days" if days >= 0 else f"has expired {-days} days ago"
        yield Finding(
            host,
            f"the certificate of {each['name']} in {each['path']} {when}; run site.yml, which renews it, or takes a newer one from pki_provided_dir",
            is_warning=days >= DAYS_WRONG,
        )
    own = [each for each in facts["certificates"] if each["path"].endswith("/cert.pem")]
    if host in network.chassis and own and facts.get("chassis") not in (None, own[0]["name"]):
        yield Finding(
            host,
            f"the certificate in {own[0]['path']} is that of {own[0]['name']}, but the chassis is called {facts['chassis']}, so the "
            "Southbound database does not let it write; run site.yml",
        )
    if not own and any(each.startswith("ssl:") for each in facts.get("remotes", [])):
        yield Finding(host, f"has no certificate, but {facts['remotes'][0]} wants one; run site.yml")


def _controller(facts: Facts, host: str) -> Iterator[Finding]:
    if facts.get("connection") not in (None, "connected"):
        yield Finding(
            host,
            f"ovn-controller is {facts['connection']} to the Southbound database at {', '.join(facts.get('remotes', []))}; "
            "see /var/log/ovn/ovn-controller.log",
        )
    if "datapath" in facts and facts["datapath"] is None:
        yield Finding(
            host, "has no integration bridge; start ovn-controller, which makes it: systemctl restart ovn-host"
        )


def _versions(network: Network) -> Iterator[Finding]:
    for package in ("ovn-common", "openvswitch-common"):
        hosts: dict[str, list[str]] = defaultdict(list)
        for host, facts in network.told.items():
            if package in facts["packages"]:
                hosts[facts["packages"][package]].append(host)
        if len(hosts) > 1:
            told = "; ".join(f"{version} on {', '.join(names)}" for version, names in sorted(hosts.items()))
            yield Finding(
                NETWORK, f"there are {len(hosts)} versions of {package}, {told}; see playbooks/upgrade.yml", True
            )


def _database(network: Network, name: str) -> Iterator[Finding]:
    found = network.databases(name)
    for host, each in found.items():
        if _older(each["schema"], each["wanted_schema"]):
            # A server that starts converts a database of its own, and never that of a cluster.
            remedy = f"systemctl restart {UNIT_OF[name]}" if each["state"] == "standalone" else "playbooks/upgrade.yml"
            yield Finding(
                host,
                f"{name} has schema {each['schema']}, older than the programs' {each['wanted_schema']}; convert it with: {remedy}",
            )
        if each["running"] and each["state"] == "standalone" and len(network.central) > 1:
            yield Finding(host, f"{name} is a database of its own and in no cluster; run site.yml")
        elif each["running"] and not each["connected"]:
            yield Finding(host, f"{name} is {each['state']}: {plight(each)}; see /var/log/ovn")
    members = {host: each for host, each in found.items() if each["state"] == "member"}
    if members:
        yield from _cluster(network, name, members)


def _cluster(network: Network, name: str, members: dict[str, Facts]) -> Iterator[Finding]:
    clusters = {each["cid"]: host for host, each in members.items()}
    if len(clusters) > 1:
        told = ", ".join(f"{cid} on {host}" for cid, host in clusters.items())
        yield Finding(NETWORK, f"{name} has {len(clusters)} clusters, {told}; site.yml tells what to do")
    leader = leader_of(members)
    if leader is None:
        known = max(len(each["members"]) for each in members.values())
        if not any(each["leader"] for each in members.values()):
            yield Finding(
                NETWORK, f"{name} has no leader; more than half of its {known} members must run: start more of them"
            )
        return
    hosts = {address: host for host, address in network.central.items()}
    view = members[leader]
    addresses = {ip_of(member["address"]): member for member in view["members"]}
    for address, host in hosts.items():
        if address not in addresses:
            yield Finding(host, f"is no member of the cluster of {name}; run site.yml")
    for address, member in addresses.items():
        if address not in hosts:
            yield Finding(
                NETWORK,
                f"the cluster of {name} has a member {member['address']} that is no host of group central; take it out with "
                f"playbooks/central_leave.yml -e host={address}, or add it to the inventory",
                True,
            )
            continue
        silent = member["silent_ms"] or 0
        if silent > SILENT_ELECTIONS * view["election_timer"]:
            yield Finding(
                hosts[address],
                f"{name} has been silent for {silent // 1000} s, its leader {leader} says; see systemctl status ovn-central",
            )
        elif (member["lag"] or 0) > ENTRIES_BEHIND:
            yield Finding(
                hosts[address], f"{name} is {member['lag']} entries behind its leader {leader}; see /var/log/ovn"
            )


def leader_of(members: Mapping[str, Facts]) -> str | None:
    return next((host for host, each in members.items() if each["role"] == "leader"), None)


def _northd(network: Network) -> Iterator[Finding]:
    states = {host: network.told[host]["northd"] for host in network.central if host in network.told}
    for host, state in states.items():
        if state == "paused":
            yield Finding(host, "northd is paused; run: ovn-appctl -t ovn-northd resume")
    if states.keys() == network.central.keys() and "active" not in states.values():
        yield Finding(
            NETWORK, "no northd is active, so no change comes into effect; start ovn-northd on a central host"
        )


def _chassis(network: Network) -> Iterator[Finding]:
    known = network.known
    if known is None:
        return
    names = {network.name_of(host): host for host in network.chassis}
    for name, host in names.items():
        if name not in network.registered:
            yield Finding(
                host,
                f"chassis {name} has not registered in the Southbound database; start ovn-host there, or run site.yml",
            )
    late = known["age"] is not None and known["age"] > SECONDS_TO_FOLLOW
    if late and known["sb_cfg"] < known["nb_cfg"]:
        yield Finding(
            NETWORK,
            f"northd has done change {known['sb_cfg']}, but {known['nb_cfg']} was asked for {known['age']} s ago; see "
            "/var/log/ovn/ovn-northd.log on the central hosts",
        )
    for name, each in network.registered.items():
        if name not in names:
            yield Finding(
                NETWORK,
                f"chassis {name} (host {each['hostname']}) is no host of the inventory; remove it with: ovn-sbctl chassis-del {name}",
            )
        elif late and each["nb_cfg"] is not None and each["nb_cfg"] < known["sb_cfg"]:
            yield Finding(
                names[name],
                f"chassis {name} has change {each['nb_cfg']}, but {known['sb_cfg']} was asked for {known['age']} s ago; see "
                "/var/log/ovn/ovn-controller.log",
            )


def _tunnels(network: Network, host: str, facts: Facts) -> Iterator[Finding]:
    ends = {ip: name for name, each in network.registered.items() for ip in each["ips"]}
    for tunnel in facts.get("tunnels", []):
        to = f"{tunnel['type']} tunnel to {ends.get(tunnel['to'], tunnel['to'])}"
        if tunnel["error"]:
            yield Finding(host, f"the {to} does not work: {tunnel['error']}; see /var/log/openvswitch/ovs-vswitchd.log")
        elif tunnel["carrier"] == "down":
            yield Finding(host, f"the {to} has no way out: its NIC has no carrier")
        elif tunnel["bfd"] not in (None, "up"):
            yield Finding(
                host, f"nothing comes through the {to}, BFD is {tunnel['bfd']}; is that host up, and may UDP pass?"
            )
    mine = network.registered.get(facts.get("chassis") or "")
    if mine is None or "tunnels" not in facts:
        return
    to_there = {tunnel["to"] for tunnel in facts["tunnels"]}
    for name, each in network.registered.items():
        together = not (mine["zones"] or each["zones"]) or set(mine["zones"]) & set(each["zones"])
        if each is not mine and together and not to_there & set(each["ips"]):
            yield Finding(
                host,
                f"has no tunnel to {name}; do both offer one kind of tunnel (encap_type)? See /var/log/ovn/ovn-controller.log",
            )


def _backends(network: Network) -> Iterator[Finding]:
    if network.backends.get("msg"):
        yield Finding(NETWORK, f"the load balancers' backends could not be read: {_line(network.backends['msg'])}")
    hosts = {network.name_of(host): host for host in network.chassis}
    for each in network.backends.get("backends", []):
        host = hosts.get(each["chassis"], NETWORK)
        what = f"backend {each['backend']} of load balancer {each['load_balancer']} at {each['vip']}"
        if each["state"] in ("offline", "error"):
            yield Finding(host, f"{what} is {each['state']}; is its server up?")
        elif each["state"] == "online" and host in network.facts and host not in network.told:
            yield Finding(
                host, f"{what} is on a host that does not answer, and still gets its share; nobody checks it there"
            )


def table(network: Network) -> list[str]:
    """A line for each host, and some of the whole network."""
    rows = [_row(network, host, facts) for host, facts in network.facts.items()]
    return [*aligned([HEAD, *rows]), *_summary(network)]


def _row(network: Network, host: str, facts: Facts) -> tuple[str, ...]:
    if host not in network.told:
        return (host, "no answer", *[""] * (len(HEAD) - 2))
    services = facts["services"]
    active = sum(state["active"] == "active" for state in services.values())
    versions = [
        f"{name[:3].replace('ope', 'ovs')} {version}"
        for name, version in sorted(facts["packages"].items(), reverse=True)
    ]
    databases = [f"{NAMES[name]} {each['role'] or each['state']}" for name, each in facts["databases"].items()]
    days = [each["days_left"] for each in facts["certificates"]]
    here = network.registered.get(facts.get("chassis") or "", {}).get("nb_cfg")
    tunnels = facts.get("tunnels", [])
    up = sum(not tunnel["error"] and tunnel["bfd"] in (None, "up") for tunnel in tunnels)
    return (
        host,
        f"{active} of {len(services)}",
        ", ".join(versions),
        ", ".join(databases) or "-",
        facts["northd"] or "-",
        f"{min(days)} days" if days else "-",
        facts.get("connection") or "-",
        "-" if here is None else str(here),
        f"{up} of {len(tunnels)}" if "tunnels" in facts else "-",
    )


def _summary(network: Network) -> Iterator[str]:
    for name in NAMES:
        found = network.databases(name)
        schemas = sorted({each["schema"] or "unknown" for each in found.values()})
        if not found:
            continue
        members = {host: each for host, each in found.items() if each["state"] == "member"}
        leader = leader_of(members)
        kind = "standalone"
        if members:
            count = max(len(each["members"]) for each in members.values())
            kind = f"{len(members)} of {count} members answer, " + (
                f"leader {leader}" if leader else "no leader among them"
            )
        yield f"{name}: schema {', '.join(schemas)}, {kind}"
    if network.known is None:
        yield "No central host has told of chassis and changes: they are not judged."
    else:
        known = network.known
        ready = sum(each["nb_cfg"] is not None and each["nb_cfg"] >= known["nb_cfg"] for each in known["chassis"])
        yield f"change {known['nb_cfg']}: northd has done {known['sb_cfg']}, {ready} of {len(known['chassis'])} chassis have it"
    backends = network.backends.get("backends", [])
    checked = [each for each in backends if each["state"] != "unchecked"]
    if backends:
        online = sum(each["state"] == "online" for each in checked)
        yield f"backends: {online} of {len(checked)} checked ones online, {len(backends) - len(checked)} not checked"
    unasked = sorted({*network.central, *network.chassis} - network.facts.keys())
    if unasked:
        yield f"not asked (--limit): {', '.join(unasked)}"


def _older(version: str | None, wanted: str | None) -> bool:
    return bool(version and wanted) and bool(LooseVersion(version) < LooseVersion(wanted))


def _line(text: Any) -> str:
    return " ".join(str(text or "no reason given").split())


def report(network: Network) -> dict[str, Any]:
    """What to print, and what is wrong."""
    found = findings(network)
    wrong = [str(each) for each in found if not each.is_warning]
    warnings = [str(each) for each in found if each.is_warning]
    return {"table": table(network), "wrong": wrong, "warnings": warnings}
