# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A centre grows from one host to three, goes from Debian 12's OVN to Debian 13's, and shrinks to one, while clients ask.

On the way a run is killed, and a host fails. The tests are one story and run in their order.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from testinfra.host import Host

from proof.centre import DATABASES, LIMIT, Centre
from proof.clients import Client
from proof.lab import Lab
from proof.traffic import PATIENT, Traffic, flowing
from proof.wait import eventually

PLAYBOOK = "playbooks/upgrade.yml"
GROWN = ("-i", "molecule/upgrade/inventory/grown.yml")
# Lab hosts have no way out.
HANDED = (*GROWN, "-e", "upgrade_source=controller")
HOSTS = ("ubuntu1", "ubuntu2", "ubuntu3")
OLD, NEW = "23.03", "25.03"
OLD_SCHEMAS = ["7.0.0", "20.27.0"]
# A switch that no inventory knows: where it is, the database is the one of before.
HANDMADE = "handmade"
EAST_WEST, VIP = "http://172.16.255.131:8000/", "http://10.127.0.254:8000/"
# In userspace, nothing is forwarded while ovs-vswitchd restarts, for a second or several. Debian's packages alone keep it
# stopped for as long as all of them take.
MOST_LOST = 0.1
# Steps that stop something, as they are called in the playbook's output.
STEPS = {
    "The packages, with nothing of OVN restarted": "packages",
    "Open vSwitch, with its flows kept": "Open vSwitch restarted",
    "The servers of the databases": "databases restarted",
    "The northds that stand by": "northd standing by restarted",
    "The northd that does the work": "active northd restarted",
    "The new controller": "ovn-controller started",
}


class Step(NamedTuple):
    what: str
    host: str
    begin: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.begin


class Upgrade(NamedTuple):
    well: bool
    output: str
    steps: list[Step]

    def of(self, what: str) -> list[Step]:
        return [step for step in self.steps if step.what == what]


def upgrade(lab: Lab) -> Upgrade:
    """Run the playbook, and tell when it did what."""
    lines, steps = [], []
    task, begin = "", 0.0
    with lab.started(PLAYBOOK, *HANDED) as output:
        for line in output:
            lines.append(line)
            if started := re.match(r"TASK \[(?:.* : )?(.*)\]", line):
                task, begin = started[1], time.time()
            elif (done := re.match(r"changed: \[(\w+)", line)) and task in STEPS:
                steps.append(Step(STEPS[task], done[1], begin, time.time()))
                begin = time.time()
    text = "".join(lines)
    recap = text.rpartition("PLAY RECAP")[2]
    assert recap, text
    return Upgrade(not re.search(r"(failed|unreachable)=[1-9]", recap), text, steps)


def installed(lab: Lab) -> dict[str, str]:
    """The release of OVN on each host, which is that of all its packages."""
    asked = "dpkg-query --show --showformat='${Version}\\n' ovn-common ovn-host ovn-central"
    found = {name: set(re.findall(r"^\d+\.\d+", lab.host(name).check_output(asked), re.MULTILINE)) for name in HOSTS}
    return {name: " and ".join(sorted(each)) for name, each in found.items()}


def running(lab: Lab) -> dict[str, str]:
    """The release of the controller that runs on each host."""
    said = {name: lab.host(name).check_output("ovn-appctl -t ovn-controller version") for name in HOSTS}
    return {name: each.split()[1].rpartition(".")[0] for name, each in said.items()}


def everywhere(release: str) -> dict[str, str]:
    return dict.fromkeys(HOSTS, release)


def held(lab: Lab) -> list[str]:
    """The hosts whose controllers mind northd's version."""
    asked = "ovs-vsctl get Open_vSwitch . external_ids"
    return [name for name in HOSTS if "ovn-match-northd-version" in lab.host(name).check_output(asked)]


def schemas(lab: Lab, name: str) -> list[str]:
    asked = "ovsdb-client --no-leader-only get-schema-version unix:/run/ovn/{}.sock {}"
    return [
        lab.host(name).check_output(asked.format(server, database)) for database, (server, _port) in DATABASES.items()
    ]


def is_there(host: Host) -> bool:
    return HANDMADE in host.run("ovn-nbctl --no-leader-only --timeout=5 ls-list").stdout


@pytest.fixture(scope="module")
def centre(lab: Lab) -> Centre:
    return Centre(lab, dict(zip(HOSTS, ("10.127.0.2", "10.127.0.3", "10.127.0.4"))))


@pytest.fixture(scope="module", autouse=True)
def hasty(lab: Lab) -> None:
    """What dpkg writes need not survive a power cut here."""
    for name in HOSTS:
        lab.host(name).check_output("mkdir -p /etc/dpkg/dpkg.cfg.d && echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/hasty")


@pytest.fixture(scope="module")
def traffic(client: Callable[[str], Client]) -> Iterator[dict[str, Traffic]]:
    """From before the first package to after the last."""
    with (
        flowing(client("vm3"), EAST_WEST, patience=PATIENT) as between_vms,
        flowing(client("ubuntu3"), VIP, patience=PATIENT) as from_outside,
    ):
        yield {"vm3 to vm2": between_vms, "ubuntu3 to the VIP": from_outside}


def account(traffic: dict[str, Traffic], begin: float, steps: list[Step], tell: Callable[[str], None]) -> None:
    """Tell what was lost since then, and in which step, and hold it against the limits."""
    for way, flow in traffic.items():
        flow.look()
        since = Traffic(flow.client, flow.log, [request for request in flow.requests if request.sent >= begin])
        tell(f"{way}: {since.story}")
        for step in steps:
            sent = [request for request in since.requests if step.begin <= request.sent <= step.end]
            lost = [request for request in sent if not request.answered]
            tell(f"    {step.what} on {step.host}, {step.seconds:.1f} s: {len(lost)} of {len(sent)} lost")
        assert len(since.lost) < MOST_LOST * len(since.requests), since.story
        packages = [step.seconds for step in steps if step.what == "packages"]
        assert since.gap < min(packages, default=LIMIT), since.story


def test_the_old_release_does_what_the_lab_promises(lab: Lab, central: Host) -> None:
    assert installed(lab) == running(lab) == everywhere(OLD)
    assert schemas(lab, "ubuntu1") == OLD_SCHEMAS
    central.check_output(f"ovn-nbctl --wait=hv ls-add {HANDMADE}")
    lab.play("playbooks/verify.yml")


def test_a_growth_that_is_killed_has_lost_nothing(lab: Lab, central: Host, traffic: dict[str, Traffic]) -> None:
    """With the options of a cluster, OVN's scripts move a database of its own away and join: then there must be none."""
    task = ""
    with lab.started("site.yml", *GROWN) as output:
        for line in output:
            if started := re.match(r"TASK \[(?:.* : )?(.*)\]", line):
                task = started[1]
            elif task == "Options for databases and northd" and line.startswith("changed: [ubuntu1"):
                break
        else:
            pytest.fail("the options were not written")
    central.check_output("systemctl restart ovn-central")  # as by a start of the host
    eventually(lambda: is_there(central), LIMIT, "the network is there")


def test_one_host_becomes_three_with_its_network(
    lab: Lab, centre: Centre, central: Host, traffic: dict[str, Traffic], tell: Callable[[str], None]
) -> None:
    begin = time.time()
    lab.play("site.yml", *GROWN)
    centre.are_one()
    account(traffic, begin, [], tell)
    assert all(is_there(lab.host(name)) and schemas(lab, name) == OLD_SCHEMAS for name in HOSTS)


def test_check_mode_says_what_would_come(lab: Lab) -> None:
    run = lab.play(PLAYBOOK, "--check", *HANDED)
    assert len(re.findall(r"ovn-host 23\.03\.\S+ -> 25\.03\.", run.output)) == len(HOSTS)
    assert "controllers are held, the central hosts come first" in run.words
    assert run.changed == len(HOSTS)
    assert installed(lab) == everywhere(OLD)
    assert held(lab) == []


def test_nothing_is_begun_where_something_is_ill(lab: Lab) -> None:
    host = lab.host("ubuntu3")
    host.check_output("ovn-appctl -t ovn-controller exit --restart")
    run = lab.run(PLAYBOOK, *HANDED)
    host.check_output("systemctl start ovn-controller")
    assert run.rc != 0
    assert "ovn-controller does not run on ubuntu3" in run.words
    assert run.changed == 0
    assert installed(lab) == everywhere(OLD)


@pytest.fixture(scope="module")
def leaders(centre: Centre) -> list[str]:
    """Hosts that lead, until they are stopped: a machine that is only busy shall be no reason for an election."""
    for database, (server, _port) in DATABASES.items():
        for milliseconds in (2000, 4000, 8000, 16000):  # it may be doubled, no more
            ask = f"ovn-appctl -T 5 -t /var/run/ovn/{server}.ctl cluster/"

            def is_set(database: str = database, ask: str = ask, wanted: int = milliseconds) -> bool:
                host = centre.lab.host(centre.leader(database))
                host.run(f"{ask}change-election-timer {database} {wanted}")
                return f"Election timer: {wanted}\n" in host.run(f"{ask}status {database}").stdout

            eventually(is_set, LIMIT, f"an election timer of {milliseconds} ms")
    found = {centre.leader(database) for database in DATABASES}
    return [name for name in HOSTS if name in found]


def test_a_host_that_fails_leaves_the_rest_running(
    lab: Lab, centre: Centre, leaders: list[str], traffic: dict[str, Traffic], tell: Callable[[str], None]
) -> None:
    *others, last = sorted(HOSTS, key=lambda name: (name in leaders, name))
    host, begin = lab.host(last), time.time()
    host.check_output("""echo 'DPkg::Pre-Invoke {"false";};' >/etc/apt/apt.conf.d/refuse""")
    run = upgrade(lab)
    host.check_output("rm /etc/apt/apt.conf.d/refuse")
    assert not run.well, run.output
    # Who leads comes last.
    assert [step.host for step in run.of("packages")] == others
    assert installed(lab) == {**everywhere(NEW), last: OLD}
    # Servers of both releases are one cluster, whose schema is still the one that all of them know.
    centre.are_one()
    assert [schemas(lab, name) for name in HOSTS] == [OLD_SCHEMAS] * len(HOSTS)
    assert held(lab) == list(HOSTS)
    lab.play("playbooks/verify.yml", *GROWN)
    account(traffic, begin, run.steps, tell)


def test_another_run_goes_on_there(
    lab: Lab, centre: Centre, leaders: list[str], traffic: dict[str, Traffic], tell: Callable[[str], None]
) -> None:
    begin = time.time()
    run = upgrade(lab)
    assert run.well, run.output
    assert [step.host for step in run.of("packages")] == leaders[-1:]
    # The active one last: a new one takes over from it. (While it looks for a leader, one may say so that is not.)
    first, last = run.of("northd standing by restarted"), run.of("active northd restarted")
    assert len(first) + len(last) == len(HOSTS)
    assert last
    assert max((step.end for step in first), default=0) <= last[0].begin
    assert installed(lab) == running(lab) == everywhere(NEW)
    assert OLD_SCHEMAS not in (found := [schemas(lab, name) for name in HOSTS])
    assert found == found[:1] * len(HOSTS)
    assert held(lab) == []
    centre.are_one()
    assert all(is_there(lab.host(name)) for name in HOSTS)
    lab.play("playbooks/verify.yml", *GROWN)
    account(traffic, begin, run.steps, tell)


def test_then_nothing_is_left_to_do(lab: Lab) -> None:
    assert lab.play(PLAYBOOK, *HANDED).changed == 0
    run = lab.play("site.yml", *GROWN)
    assert run.changed == 0, run.output


def test_python_and_its_modules_belong_together(lab: Lab) -> None:
    for name in HOSTS:
        said = lab.host(name).check_output(
            "python3 -c 'import ovs.version, cryptography, sys; print(ovs.version.VERSION, sys.version_info[1])'"
        )
        assert said == "3.5.0 13"


def test_three_hosts_become_one_with_the_network(
    lab: Lab, centre: Centre, central: Host, traffic: dict[str, Traffic], tell: Callable[[str], None]
) -> None:
    begin = time.time()
    for name in HOSTS[:0:-1]:
        lab.play("playbooks/central_leave.yml", *GROWN, "-e", f"host={name}")
    lab.play("site.yml")
    centre.are_one("ubuntu1")
    assert is_there(central)
    account(traffic, begin, [], tell)
    lab.play("playbooks/verify.yml")
    run = lab.play("site.yml")
    assert run.changed == 0, run.output
