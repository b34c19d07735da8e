# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/verify.yml says what holds, and what does not."""

from __future__ import annotations

import json

import pytest
import yaml

from proof.lab import ROOT, Lab
from proof.web import path, stopped

PLAYBOOK = "playbooks/verify.yml"
# A check that is soon given up.
IMPATIENT = {"from": "ubuntu1", "get": "http://10.127.0.254:8000/", "answers": ["i am vm1", "i am vm2"], "limit": 1}


def checks(*items: dict[str, object]) -> list[str]:
    return ["-e", json.dumps({"ovn_checks": items})]


@pytest.fixture
def vms() -> list[dict[str, object]]:
    """As the inventory has them."""
    text = (ROOT / "inventories/primer/group_vars/all/vms.yml").read_text()
    declared: list[dict[str, object]] = yaml.safe_load(text)["ovn_vms"]
    return declared


@pytest.fixture(scope="module", autouse=True)
def on_router(lab: Lab) -> None:
    lab.play("site.yml", "--tags", "lb-router")


def test_in_check_mode_it_asks_as_well(lab: Lab) -> None:
    assert "1 of 1 checks hold" in lab.play(PLAYBOOK, "--check", *checks({**IMPATIENT, "limit": 30})).output


def test_a_stopped_server_is_found(lab: Lab) -> None:
    with stopped(lab.host("ubuntu2"), "vm1"):
        run = lab.run(PLAYBOOK, *checks({**IMPATIENT, "seen_as": "10.127.0.130"}))
    assert run.rc != 0
    assert "refused" in run.output
    assert "0 of 1 checks hold" in run.output


def test_a_server_that_has_never_logged_is_reported_and_one_that_is_gone_is_not_looked_for(
    lab: Lab, vms: list[dict[str, object]]
) -> None:
    """Neither has a log: the one of vm1 was taken away, vm5 was never there."""
    gone = {
        "name": "vm5",
        "host": "ubuntu2",
        "port": "dmz-vm5",
        "state": "absent",
        "web": {"port": 8000, "content": "5"},
    }
    seen = {"from": "vm3", "get": "http://172.16.255.130:8000/", "answers": ["i am vm1"], "limit": 1}
    declared = ["-e", json.dumps({"ovn_vms": [*vms, gone]})]
    asked = checks({**seen, "seen_as": "172.16.255.194"})
    assert "1 of 1 checks hold" in lab.play(PLAYBOOK, *declared, *asked).output
    host = lab.host("ubuntu2")
    host.check_output(f"mv {path('vm1')} {path('vm1')}.away")
    try:
        run = lab.run(PLAYBOOK, *declared, *asked)
    finally:
        host.check_output(f"mv {path('vm1')}.away {path('vm1')}")
    assert run.rc != 0
    assert "FAILED: the requests are in no access log of the web servers" in run.words


WRONG = [
    # As many requests as meet vm2 for sure.
    ({**IMPATIENT, "answers": ["i am vm1"], "requests": 21}, "FAILED: nobody was to answer 'i am vm2'"),
    ({**IMPATIENT, "seen_as": "10.127.0.131"}, "FAILED: the servers saw 10.127.0.130 and not 10.127.0.131"),
    ({"from": "vm1", "ping": "172.16.255.129", "ttl": 64, "limit": 1}, "FAILED: wanted ttl 64, got ttl 254"),
    (
        {"from": "vm1", "ping": "172.16.255.131", "fails": "timeout", "alive": "172.16.255.129", "limit": 1},
        "FAILED: wanted timeout, got ttl 64",
    ),
    (
        {"from": "vm1", "ping": "172.16.255.131", "fails": "timeout", "alive": "172.16.255.140", "limit": 1},
        "FAILED: 172.16.255.140: ",
    ),
]


def test_what_does_not_hold_is_said_of_each(lab: Lab) -> None:
    run = lab.run(PLAYBOOK, *checks(*(check for check, _verdict in WRONG)))
    assert run.rc != 0
    for _check, verdict in WRONG:
        assert verdict in run.words
    assert "0 of 5 checks hold" in run.output


def test_a_check_of_nobody_is_refused_before_a_host_is_touched(lab: Lab) -> None:
    run = lab.run(PLAYBOOK, *checks({"from": "vm9", "ping": "172.16.255.129"}))
    assert run.rc != 0
    text = run.words
    assert "ovn_checks[0].from: vm9 is neither a VM (vm1, vm2, vm3, vm4) nor a host (ubuntu1, ubuntu2, ubuntu3)" in text
    assert "Ask from every host" not in text
