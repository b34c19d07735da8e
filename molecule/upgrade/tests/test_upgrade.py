# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From Debian 12's OVN to Debian 13's while clients ask, with a host that fails on the way.

The tests are one story and run in their order.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from proof.clients import Client
from proof.lab import Lab
from proof.traffic import Traffic, flowing

PLAYBOOK = "playbooks/upgrade.yml"
# Lab hosts have no way out.
HANDED = ("-e", "upgrade_source=controller")
HOSTS = ("ubuntu1", "ubuntu2", "ubuntu3")
OLD, NEW = "23.03", "25.03"
BEFORE, AFTER = ({name: {release} for name in HOSTS} for release in (OLD, NEW))
EAST_WEST, VIP = "http://172.16.255.131:8000/", "http://10.127.0.254:8000/"
# Seconds without an answer. In userspace, nothing is forwarded while ovs-vswitchd restarts: about one second, several
# on a busy machine. Debian's packages alone keep it stopped for as long as all of them take, here 15 s and more.
LONGEST_GAP = 10
MOST_LOST = 0.1
# Steps that stop something, as they are called in the playbook's output.
STEPS = {
    "The packages, with nothing of OVN restarted": "packages",
    "Open vSwitch, with its flows kept": "Open vSwitch restarted",
    "The servers of the databases": "databases restarted",
    "Northd": "northd restarted",
    "The new controller": "ovn-controller started",
}


class Step(NamedTuple):
    what: str
    host: str
    begin: float
    end: float


class Upgrade(NamedTuple):
    well: bool
    output: str
    steps: list[Step]


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


def releases(lab: Lab) -> dict[str, set[str]]:
    """The release of what is installed and of what runs, from each host."""
    found = {}
    for name in HOSTS:
        host = lab.host(name)
        said = host.check_output(
            "dpkg-query --show --showformat='${Package} ${Version}\\n' ovn-common ovn-host ovn-central;"
            " ovn-appctl -t ovn-controller version | head -n 1"
        )
        found[name] = set(re.findall(r"\b2\d\.\d\d\b", said))
    return found


def held(lab: Lab, name: str) -> bool:
    keys = lab.host(name).check_output("ovs-vsctl get Open_vSwitch . external_ids")
    return "ovn-match-northd-version" in keys


def schemas(lab: Lab) -> list[str]:
    host = lab.host("ubuntu1")
    return [
        host.check_output(f"ovsdb-client get-schema-version unix:/run/ovn/ovn{db}_db.sock {name}")
        for db, name in (("nb", "OVN_Northbound"), ("sb", "OVN_Southbound"))
    ]


@pytest.fixture(scope="module", autouse=True)
def hasty(lab: Lab) -> None:
    """What dpkg writes need not survive a power cut here."""
    for name in HOSTS:
        lab.host(name).check_output("mkdir -p /etc/dpkg/dpkg.cfg.d && echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/hasty")


@pytest.fixture(scope="module")
def traffic(client: Callable[[str], Client]) -> Iterator[dict[str, Traffic]]:
    """From before the first package to after the last."""
    with (
        flowing(client("vm3"), EAST_WEST) as between_vms,
        flowing(client("ubuntu3"), VIP) as from_outside,
    ):
        yield {"vm3 to vm2": between_vms, "ubuntu3 to the VIP": from_outside}


def account(traffic: dict[str, Traffic], steps: list[Step], tell: Callable[[str], None]) -> None:
    """Tell what was lost in which step, and hold it against the limits."""
    for way, flow in traffic.items():
        flow.look()
        tell(f"{way}: {flow.story}")
        for step in steps:
            sent = [request for request in flow.requests if step.begin <= request.sent <= step.end]
            lost = [request for request in sent if not request.answered]
            tell(f"    {step.what} on {step.host}, {step.end - step.begin:.1f} s: {len(lost)} of {len(sent)} lost")
        assert flow.gap < LONGEST_GAP, flow.story
        assert len(flow.lost) < MOST_LOST * len(flow.requests), flow.story


def test_the_old_release_does_what_the_lab_promises(lab: Lab) -> None:
    assert releases(lab) == BEFORE
    assert schemas(lab) == ["7.0.0", "20.27.0"]
    lab.play("playbooks/verify.yml")


def test_check_mode_says_what_would_come(lab: Lab) -> None:
    run = lab.play(PLAYBOOK, "--check", *HANDED)
    assert len(re.findall(r"ovn-host 23\.03\.\S+ -> 25\.03\.", run.output)) == len(HOSTS)
    assert "controllers are held, the central hosts come first" in run.words
    assert run.changed == len(HOSTS)
    assert releases(lab) == BEFORE
    assert not any(held(lab, name) for name in HOSTS)


def test_nothing_is_begun_where_something_is_ill(lab: Lab) -> None:
    host = lab.host("ubuntu3")
    host.check_output("ovn-appctl -t ovn-controller exit --restart")
    run = lab.run(PLAYBOOK, *HANDED)
    host.check_output("systemctl start ovn-controller")
    assert run.rc != 0
    assert "ovn-controller does not run on ubuntu3" in run.words
    assert run.changed == 0
    assert releases(lab) == BEFORE


def test_a_host_that_fails_leaves_the_rest_running(
    lab: Lab, traffic: dict[str, Traffic], tell: Callable[[str], None]
) -> None:
    host = lab.host("ubuntu2")
    host.check_output("""echo 'DPkg::Pre-Invoke {"false";};' >/etc/apt/apt.conf.d/refuse""")
    run = upgrade(lab)
    host.check_output("rm /etc/apt/apt.conf.d/refuse")
    assert not run.well, run.output
    assert releases(lab) == {"ubuntu1": {NEW}, "ubuntu2": {OLD}, "ubuntu3": {OLD}}
    assert schemas(lab) != ["7.0.0", "20.27.0"]
    # Theirs is another northd now, and they keep what they have.
    assert not held(lab, "ubuntu1")
    assert held(lab, "ubuntu2")
    assert held(lab, "ubuntu3")
    lab.play("playbooks/verify.yml")
    account(traffic, run.steps, tell)


def test_another_run_goes_on_there(lab: Lab, traffic: dict[str, Traffic], tell: Callable[[str], None]) -> None:
    run = upgrade(lab)
    assert run.well, run.output
    assert releases(lab) == AFTER
    assert {step.host for step in run.steps} == {"ubuntu2", "ubuntu3"}
    assert not any(held(lab, name) for name in HOSTS)
    lab.play("playbooks/verify.yml")
    account(traffic, run.steps, tell)


def test_then_nothing_is_left_to_do(lab: Lab) -> None:
    assert lab.play(PLAYBOOK, *HANDED).changed == 0
    run = lab.play("site.yml")
    assert run.changed == 0, run.output


def test_python_and_its_modules_belong_together(lab: Lab) -> None:
    for name in HOSTS:
        said = lab.host(name).check_output(
            "python3 -c 'import ovs.version, cryptography, sys; print(ovs.version.VERSION, sys.version_info[1])'"
        )
        assert said == "3.5.0 13"
