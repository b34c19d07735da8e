# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be wrong with the checks of a lab, found before a host is touched."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks import spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.odds import requests_for
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.target import (
    backend_problem,
    page,
    target_problem,
    url_problem,
)
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import ip, parse_ip
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.load_balancer import backends, split_endpoint
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.network import split_port
from ansible_collections.ovnlab.ovn.plugins.plugin_utils.check_plan import EXPECTED

_Findings = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Names:
    """What a check may speak of.

    :param vms: those that are to be there
    :param absent: those that are not
    :param ports: all logical ports
    :param owners: switches and routers
    :param backends: of all load balancers
    :param checked: the backends whose health OVN looks after
    :param has_logs: whether a VM has a web server
    :param unread: the fields of this class of which not all is known
    """

    vms: Sequence[str]
    hosts: Sequence[str]
    central: Sequence[str]
    chassis: Sequence[str]
    ports: Sequence[str]
    owners: Sequence[str]
    load_balancers: Sequence[str]
    backends: Sequence[str]
    checked: Sequence[str]
    has_logs: bool
    absent: Sequence[str] = ()
    unread: Container[str] = ()

    def lacks(self, field: str, name: str) -> bool:
        """Whether there surely is none of this name."""
        return name not in getattr(self, field) and field not in self.unread


def checked_backends(balancer: dict[str, Any]) -> Iterable[str]:
    """The backends whose health OVN looks after."""
    probed = [split_endpoint(probe["vip"]) for probe in balancer["health_checks"] or ()]
    for vip, targets in (balancer["vips"] or {}).items():
        yield from backends(targets) if split_endpoint(str(vip)) in probed else ()


def check_faults(
    checks: Iterable[tuple[str, dict[str, Any]]], names: Names, broken: Container[str] = ()
) -> list[Fault]:
    """Everything that is wrong with the checks, each with its place and what would be right.

    :param broken: places of checks of which something could not be read
    """
    faults: list[Fault] = []
    for path, check in checks:
        found = _client(check, names) if path in broken else _findings(check, names)
        faults += [Fault(f"{path}.{option}" if option else path, text) for option, text in found]
    return faults


def _findings(check: dict[str, Any], names: Names) -> _Findings:
    return [
        *_client(check, names),
        *_question(check),
        *_state(check, names),
        *_trace(check, names),
        *_expectation(check),
        *_log(check, names),
        *_conditions(check, names),
    ]


def _client(check: dict[str, Any], names: Names) -> _Findings:
    client = check["from"]
    if client in names.vms and client in names.hosts:
        yield "from", f"{client} is both a VM and a host; rename the VM"
    elif client in names.absent:
        yield "from", f"VM {client} is to be absent; ask from another, or leave its state out"
    elif names.lacks("vms", client) and names.lacks("hosts", client):
        yield "from", f"{client} is neither a VM ({_list(names.vms)}) nor a host ({_list(names.hosts)})"


def _question(check: dict[str, Any]) -> _Findings:
    asked = [option for option in spec.DECLARED if check[option] is not None]
    if len(asked) != 1:
        what = " and ".join(asked) or "nothing"
        yield (
            "",
            f"asks {what}; give one of ping: ADDRESS, get: URL, tunnel_to: HOST, port: LOGICAL-PORT, health: BACKEND, trace: TARGET",
        )
    for option, problem_of in (
        ("ping", ip),
        ("get", url_problem),
        ("health", backend_problem),
        ("alive", target_problem),
    ):
        problem = problem_of(check[option]) if check[option] is not None else None
        if problem:
            yield option, problem
    for option in ("requests", "limit"):
        if check[option] is not None and check[option] < 1:
            yield option, f"{check[option]} is less than 1"


# What must come of a check, and of which.
_WISHES = (
    (("tunnel_to",), "tunnel_type"),
    (("port", "trace"), "chassis"),
    (("health",), "state"),
    *((("trace",), option) for option in EXPECTED if option != "chassis"),
)


def _state(check: dict[str, Any], names: Names) -> _Findings:
    """What databases are asked: who may ask, and of whom."""
    for options, wish in _WISHES:
        if check[wish] is not None and all(check[option] is None for option in options):
            yield wish, f"is what must come of a check with {' or '.join(options)}; write it, too"
    if not _asks_a_database(check):
        return
    yield from (
        (option, "is seen of requests only; leave it out")
        for option in ("answers", "ttl", "seen_as", "fails", "alive", "requests")
        if check[option]
    )
    if check["chassis"] is not None and names.lacks("chassis", check["chassis"]):
        yield "chassis", _no_chassis(check["chassis"], names)
    if check["trace"] is not None:
        return
    if check["health"] is not None and not backend_problem(check["health"]) and names.lacks("checked", check["health"]):
        yield (
            "health",
            f"{check['health']} is no backend of a VIP with a health check; these are: {_list(names.checked)}",
        )
    if check["from"] in names.vms:
        yield "from", f"a VM has no database to ask; write one of the hosts: {_list(names.hosts)}"
    elif check["from"] in names.hosts:
        yield from _places(check, names)


def _no_chassis(name: str, names: Names) -> str:
    return f"{name} is no host of the groups compute and gateway; these are: {_list(names.chassis)}"


def _places(check: dict[str, Any], names: Names) -> _Findings:
    if (check["port"] or check["health"]) and names.lacks("central", check["from"]):
        yield "from", f"{check['from']} has no Southbound database; write one of {_list(names.central)}"
    if check["port"] is not None:
        if names.lacks("ports", check["port"]):
            yield "port", f"no switch and no router has a port {check['port']}; declared are: {_list(names.ports)}"
    elif check["tunnel_to"] is not None and names.lacks("chassis", check["from"]):
        yield "from", f"{check['from']} is no chassis and has no tunnels; these are: {_list(names.chassis)}"
    if check["tunnel_to"] is not None and names.lacks("chassis", check["tunnel_to"]):
        yield "tunnel_to", _no_chassis(check["tunnel_to"], names)
    if check["tunnel_to"] is not None and check["tunnel_to"] == check["from"]:
        yield "tunnel_to", f"{check['from']} has no tunnel to itself; write another host"


def _trace(check: dict[str, Any], names: Names) -> _Findings:
    """Whose packet is followed, to where, and what it is said to meet."""
    if check["trace"] is None:
        return
    if check["from"] in names.hosts and check["from"] not in names.vms:
        yield "from", f"a host sends from outside of the network; write a VM: {_list(names.vms)}"
    if not any(check[option] for option in EXPECTED):
        yield "trace", f"nothing is expected of it; give {' or '.join(EXPECTED)}"
    target = split_port(check["trace"])[0]
    if parse_ip(target) is None and all(
        names.lacks(field, name) for field in ("vms", "ports") for name in (target, check["trace"])
    ):
        yield "trace", f"{target} is neither an address nor a VM ({_list(names.vms)}) nor a port of the network"
    if check["output_port"] is not None and names.lacks("ports", check["output_port"]):
        yield (
            "output_port",
            f"no switch and no router has a port {check['output_port']}; declared are: {_list(names.ports)}",
        )
    backend = check["backend"]
    if backend is not None and names.lacks("backends", backend) and not _is_address_of(backend, names.backends):
        yield "backend", f"no load balancer has a backend {backend}; declared are: {_list(names.backends)}"


def _is_address_of(text: str, endpoints: Iterable[str]) -> bool:
    address = parse_ip(text)
    return address is not None and address in (split_endpoint(endpoint)[0] for endpoint in endpoints)


def _asks_a_database(check: dict[str, Any]) -> bool:
    return any(check[option] is not None for option in ("tunnel_to", "port", "health", "trace"))


def _expectation(check: dict[str, Any]) -> _Findings:
    if bool(check["ping"]) == bool(check["get"]) or _asks_a_database(check):
        return  # what must come is judged by what is asked
    answers = check["answers"]
    if check["fails"]:
        yield from ((option, "a check that must fail gets no answer; leave it out") for option in _given(check))
        if check["alive"] is None:
            yield "fails", "without 'alive' a dead network would pass too: name an address or URL that does answer"
        if check["ping"] and check["fails"] == "refused":
            yield "fails", "a ping is never refused; write timeout, unreachable or any"
        return
    if check["get"] and not answers:
        yield "answers", "is missing: write what the servers answer, one line for each, or what 'fails' is to be"
    if check["ping"] and answers:
        yield "answers", "a ping has none; check its ttl"
    if check["get"] and check["ttl"] is not None:
        yield "ttl", "is seen of a ping only"
    if check["ttl"] is not None and not 1 <= check["ttl"] <= 255:
        yield "ttl", f"{check['ttl']} is not between 1 and 255"
    if len(set(answers)) < len(answers):
        yield "answers", f"names {_list(sorted({a for a in answers if answers.count(a) > 1}))} more than once"
    needed = requests_for(len(answers))
    if answers and check["requests"] is not None and 0 < check["requests"] < needed:
        yield (
            "requests",
            f"{check['requests']} can miss one of {len(answers)} answers by chance; leave it out, or take {needed} or more",
        )


def _given(check: dict[str, Any]) -> list[str]:
    return [option for option in ("answers", "ttl", "seen_as") if check[option]]


def _log(check: dict[str, Any], names: Names) -> _Findings:
    seen_as = check["seen_as"]
    if seen_as is None or check["fails"] or _asks_a_database(check):
        return
    problem = ip(seen_as)
    if problem:
        yield "seen_as", problem
    elif not check["get"]:
        yield "seen_as", "is read from a web server's log, and this check is a ping"
    elif not names.has_logs and "has_logs" not in names.unread:
        yield "seen_as", "no VM has a web server whose log would tell; give one to a VM, or leave this out"
    elif url_problem(check["get"]) is None and _family(seen_as) != _family(page(check["get"]).address):
        yield "seen_as", f"{seen_as} is not of the same IP family as {check['get']}"


def _family(address: str) -> int:
    parsed = parse_ip(address)
    return parsed.version if parsed else 0


def _conditions(check: dict[str, Any], names: Names) -> _Findings:
    for option in ("when", "unless"):
        condition = check[option]
        if not condition:
            continue
        balancer, owner = condition["load_balancer"], condition["attached_to"]
        if names.lacks("load_balancers", balancer):
            yield f"{option}.load_balancer", f"there is no {balancer}; declared are: {_list(names.load_balancers)}"
        if owner is not None and names.lacks("owners", owner):
            yield (
                f"{option}.attached_to",
                f"{owner} is neither a switch nor a router; declared are: {_list(names.owners)}",
            )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
