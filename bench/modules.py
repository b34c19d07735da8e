# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules against ovn-nbctl: seconds and peak memory of whole processes, in turn on databases made for it.

Ansible's own share is left out: modules get their arguments as Ansible hands them over. ovn-nbctl
does everything in one process and one transaction, which is the quickest way to use it.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from support.modules import Interpreter, request
from support.processes import OvsdbServer
from support.programs import program

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client

DATABASE = "OVN_Northbound"
PORTS = 10
LARGE, SMALL = 1000, 100  # switches that are created; a fifth has a load balancer
CROWD, FEW = 10_000, 10  # switches beside the one of the no-op
# The quick tasks: so often in each round.
REPEATS = 3
# Linux lets the arguments of a process be a quarter of this: the transactions need 2 MB and more.
STACK = 32 << 20

Json = dict[str, Any]


@dataclass(frozen=True)
class Limit:
    """A line of the table: what is measured, against what, and how many times that it may take at most."""

    work: str
    against: str
    times: float | None


CREATE, AGAIN, CHANGE = "create {} switches", "{} switches again", "change 1 % of {} switches' ports"
CHANGE_IN_ALL = "{} switches, 1 % of ports changed"
NO_OP = "a switch again, beside {}"
NBCTL = "ovn-nbctl: "
LIMITS = [
    Limit(CREATE.format(LARGE), NBCTL + CREATE.format(LARGE), 0.25),
    Limit(CREATE.format(SMALL), NBCTL + CREATE.format(SMALL), 3),
    Limit(AGAIN.format(LARGE), NBCTL + AGAIN.format(LARGE), 0.2),
    Limit(CHANGE.format(LARGE), CREATE.format(LARGE), 0.4),
    Limit(CHANGE_IN_ALL.format(LARGE), CREATE.format(LARGE), None),
    Limit(NO_OP.format(CROWD), NBCTL + NO_OP.format(CROWD), 0.08),
    Limit(NO_OP.format(CROWD), NO_OP.format(FEW), 1.4),
]
MEMORY_OF, MEMORY_LIMIT = NO_OP.format(CROWD), 40  # MB

# -- the network, for both -----------------------------------------------------------------


def switch_name(number: int) -> str:
    return f"switch{number}"


def ports(number: int, last: int = 0) -> Iterator[tuple[str, str]]:
    """Names and addresses of a switch's ports; ``last`` changes the addresses."""
    high, low = divmod(number, 256)
    for port in range(PORTS):
        yield f"port{number}-{port}", f"02:00:{high:02x}:{low:02x}:{last:02x}:{port:02x} 10.{high}.{low}.{port + 1}"


def balancers(switches: int) -> Iterator[tuple[str, str, list[str], str]]:
    """Names, VIPs, backends and switches of the load balancers: the clients' switches, not the servers' own."""
    for number in range(switches // 5):
        high, low = divmod(number, 256)
        backends = [f"10.{high}.{low}.{port + 1}:8080" for port in range(3)]
        yield f"lb{number}", f"172.16.{high}.{low}:80", backends, switch_name(number + 1)


def declared_switch(number: int, last: int = 0) -> Json:
    return {
        "name": switch_name(number),
        "ports": [{"name": name, "addresses": [addresses]} for name, addresses in ports(number, last)],
    }


def declared(switches: int) -> Json:
    """The arguments of ovn_topology."""
    return {
        "switches": [declared_switch(number) for number in range(switches)],
        "load_balancers": [
            {"name": name, "vips": {vip: backends}, "switches": [switch]}
            for name, vip, backends, switch in balancers(switches)
        ],
    }


def changed(switches: int, last: int) -> Json:
    """The arguments for 1 % of the ports alone: one port of each tenth switch."""
    each = [declared_switch(number, last) for number in range(0, switches, 10)]
    return {"switches": [{**switch, "ports": switch["ports"][:1]} for switch in each]}


def with_changed(switches: int, last: int) -> Json:
    """The arguments for everything, where 1 % of the ports differ."""
    whole = declared(switches)
    for switch in changed(switches, last)["switches"]:
        whole["switches"][int(switch["name"].removeprefix("switch"))]["ports"][0] = switch["ports"][0]
    return whole


def words(switches: int, *option: str) -> list[str]:
    """The same as ``declared``, for ovn-nbctl."""
    commands: list[list[str]] = []
    for number in range(switches):
        switch = switch_name(number)
        commands.append([*option, "ls-add", switch])
        for name, addresses in ports(number):
            commands += [[*option, "lsp-add", switch, name], ["lsp-set-addresses", name, addresses]]
    for name, vip, backends, switch in balancers(switches):
        commands += [[*option, "lb-add", name, vip, ",".join(backends)], [*option, "ls-lb-add", switch, name]]
    return chained(commands)


def chained(commands: list[list[str]]) -> list[str]:
    return [word for command in commands for word in ("--", *command)]


def fill(server: OvsdbServer, switches: int) -> None:
    """Make switches with their ports in few transactions, quicker than either side would."""
    client = Client([server.connection], DATABASE)
    client.connect()
    for first in range(0, switches, 500):
        operations = []
        for number in range(first, min(first + 500, switches)):
            mine = list(ports(number))
            operations += [
                {
                    "op": "insert",
                    "table": "Logical_Switch_Port",
                    "uuid-name": f"port{number}x{index}",
                    "row": {"name": name, "addresses": addresses},
                }
                for index, (name, addresses) in enumerate(mine)
            ]
            references = ["set", [["named-uuid", f"port{number}x{index}"] for index in range(len(mine))]]
            row = {"name": switch_name(number), "ports": references}
            operations.append({"op": "insert", "table": "Logical_Switch", "row": row})
        client.transact(operations)
    client.close()


# -- running -----------------------------------------------------------------------------------


class Bench:
    """Runs both sides, and keeps seconds and megabytes of each run by the name of the work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.interpreter = Interpreter.prepare(sys.executable, folder / "modules")
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.megabytes: dict[str, list[float]] = defaultdict(list)
        self._numbers = count()

    def peak(self, work: str) -> float:
        return max(self.megabytes[work])

    @contextmanager
    def server(self) -> Iterator[OvsdbServer]:
        """A server with an empty database."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        server = OvsdbServer(folder, DATABASE)
        server.start()
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder)

    def module(self, work: str, server: OvsdbServer, name: str, args: Json, *, changes: bool) -> None:
        """Run a module, which must say ``changed`` or not."""
        text = request(name, {**args, "nb_connection": [server.connection]}, diff=False)
        result = json.loads(self._measured(work, self.interpreter.command(name), text))
        if result.get("changed") is not changes:
            raise RuntimeError(f"{work}: changed should be {changes}: {json.dumps(result)[:2000]}")

    def nbctl(self, work: str, server: OvsdbServer, commands: list[str]) -> None:
        self._measured(work, [program("ovn-nbctl"), f"--db={server.connection}", *commands], "")

    def _measured(self, work: str, command: list[str], text: str) -> str:
        report = self.folder / "report"
        done = subprocess.run(
            [sys.executable, "-IS", str(Path(__file__).with_name("measured.py").resolve()), str(report), *command],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=self.interpreter.modules,
            env=self.interpreter.environment(),
        )
        code, seconds, kilobytes = json.loads(report.read_text(encoding="ascii"))
        if code:
            raise RuntimeError(f"{work} ended with {code}: {done.stdout[:2000]}{done.stderr[:2000]}")
        self.seconds[work].append(seconds)
        self.megabytes[work].append(kilobytes / 1024)
        print(f"  {work:46} {seconds:8.3f} s {kilobytes / 1024:6.0f} MB", flush=True)
        return done.stdout


def created(bench: Bench, switches: int) -> None:
    """Both make the same, each on a database of its own."""
    with bench.server() as ours, bench.server() as theirs:
        bench.module(CREATE.format(switches), ours, "ovn_topology", declared(switches), changes=True)
        bench.nbctl(NBCTL + CREATE.format(switches), theirs, words(switches))
        if contents(ours) != contents(theirs):
            raise RuntimeError(f"the module and ovn-nbctl made different networks of {switches} switches")
        if switches == LARGE:
            bench.module(AGAIN.format(switches), ours, "ovn_topology", declared(switches), changes=False)
            bench.nbctl(NBCTL + AGAIN.format(switches), theirs, words(switches, "--may-exist"))
            bench.module(CHANGE.format(switches), ours, "ovn_topology", changed(switches, 1), changes=True)
            work = CHANGE_IN_ALL.format(switches)
            bench.module(work, ours, "ovn_topology", with_changed(switches, 2), changes=True)


def contents(server: OvsdbServer) -> list[Any]:
    """What both must have made, with names in the place of UUIDs."""
    client = Client([server.connection], DATABASE)
    client.connect()
    columns = {
        "Logical_Switch": ["name", "ports", "load_balancer"],
        "Logical_Switch_Port": ["name", "addresses"],
        "Load_Balancer": ["name", "vips"],
    }
    tables = client.select([{"table": table, "where": [], "columns": ["_uuid", *columns[table]]} for table in columns])
    client.close()
    names = {row["_uuid"][1]: row["name"] for rows in tables for row in rows}

    def named(value: Any) -> Any:
        if isinstance(value, list) and value[0] == "set":
            return sorted(named(each) for each in value[1])
        return names[value[1]] if isinstance(value, list) and value[0] == "uuid" else value

    return [
        sorted([named(row[column]) for column in columns[table]] for row in rows)
        for table, rows in zip(columns, tables)
    ]


def unchanged(bench: Bench, crowd: OvsdbServer, few: OvsdbServer) -> None:
    """One switch that is as declared, in the middle of many and of few."""
    for _repeat in range(REPEATS):
        for server, switches in ((crowd, CROWD), (few, FEW)):
            number = switches // 2
            bench.module(NO_OP.format(switches), server, "ovn_switch", declared_switch(number), changes=False)
        number = CROWD // 2
        commands = [["--may-exist", "ls-add", switch_name(number)]]
        commands += [["--may-exist", "lsp-add", switch_name(number), name] for name, _addresses in ports(number)]
        bench.nbctl(NBCTL + NO_OP.format(CROWD), crowd, chained(commands))


def kept(bench: Bench) -> bool:
    """Print the table, and tell whether every limit is kept."""
    good = True
    print(f"\n{'work':35} {'s':>6} {'MB':>4}   {'against':46} {'s':>6} {'MB':>4} {'ratio':>8} {'limit':>6}")
    for limit in LIMITS:
        ours, theirs = median(bench.seconds[limit.work]), median(bench.seconds[limit.against])
        ratio = ours / theirs
        print(
            f"{limit.work:35} {ours:6.3f} {bench.peak(limit.work):4.0f}   "
            f"{limit.against:46} {theirs:6.3f} {bench.peak(limit.against):4.0f} "
            f"{ratio:8.3f} {'' if limit.times is None else limit.times:>6} {verdict(ratio, limit.times)}"
        )
        good = good and verdict(ratio, limit.times) != "MISSED"
    peak = bench.peak(MEMORY_OF)
    print(f"peak memory of {MEMORY_OF}: {peak:.0f} MB, limit {MEMORY_LIMIT} MB, {verdict(peak, MEMORY_LIMIT)}")
    return good and peak <= MEMORY_LIMIT


def verdict(value: float, limit: float | None) -> str:
    if limit is None:
        return ""
    return "ok" if value <= limit else "MISSED"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is done (default: 3)")
    rounds = parser.parse_args().rounds
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    folder = Path(tempfile.mkdtemp(prefix="ovnlab-"))
    try:
        bench = Bench(folder)
        with bench.server() as crowd, bench.server() as few:
            fill(crowd, CROWD)
            fill(few, FEW)
            for number in range(1, rounds + 1):
                print(f"round {number} of {rounds}", flush=True)
                created(bench, LARGE)
                for _repeat in range(REPEATS):
                    created(bench, SMALL)
                unchanged(bench, crowd, few)
    finally:
        shutil.rmtree(folder)
    return 0 if kept(bench) else 1


if __name__ == "__main__":
    sys.exit(main())
