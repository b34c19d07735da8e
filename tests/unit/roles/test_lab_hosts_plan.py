# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lab_hosts finds out before it makes anything: faults, and what is there already."""

from __future__ import annotations

import copy
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

FILES = Path(__file__).parents[3] / "roles/lab_hosts/files"

WANTED = {
    "lab": "primer",
    "image": "localhost/ovnlab-host:trixie-1",
    "networks": ["mgmt", "data"],
    "hosts": {
        "ubuntu1": [
            {"device": "eth0", "network": "mgmt", "address": "10.127.0.2/25"},
            {"device": "eth1", "network": "data", "address": "10.127.0.130/24"},
        ],
        "ubuntu2": [{"device": "eth0", "network": "mgmt", "address": "10.127.0.3/25"}],
    },
}
OURS = {"ovnlab.lab": "primer"}


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module, on a machine whose Podman and disks are as the test says."""
    monkeypatch.syspath_prepend(str(FILES))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = importlib.import_module("plan")
    monkeypatch.setattr(module.probe, "podman_settings", lambda: {"backend": "netavark", "storage": "/storage"})
    monkeypatch.setattr(module.probe, "free_mb", lambda place: 100000)
    monkeypatch.setattr(module.probe, "inotify_instances", lambda: (128, 116))
    return module


@pytest.fixture
def wanted() -> dict[str, Any]:
    return copy.deepcopy(WANTED)


@pytest.fixture
def machine() -> dict[str, Any]:
    """An empty machine with all tools."""
    return {
        "root": True,
        "has_podman": True,
        "podman": {"error": "", "containers": {}, "networks": {}, "images": {}},
        "missing": [],
        "cgroup2": True,
    }


def with_running_lab(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> dict[str, Any]:
    """The machine once the lab has been made."""
    machine["podman"] = {
        "error": "",
        "containers": {
            host["container"]: {"labels": {**OURS, "ovnlab.definition": host["digest"]}, "state": "running"}
            for host in plan.define(wanted).values()
        },
        "networks": {
            f"primer-{name}": {"labels": OURS, "device": f"podman{index}", "ipv6": False}
            for index, name in enumerate(wanted["networks"])
        },
        "images": {wanted["image"]: {"ovnlab.image": "trixie"}},
    }
    return machine


def states(answer: dict[str, Any]) -> dict[str, str]:
    return {name: host["state"] for name, host in answer["hosts"].items()}


def test_an_empty_machine_gets_everything(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    answer = plan.make_plan(wanted, machine)
    assert answer["faults"] == []
    assert answer["needs_image"]
    assert answer["networks"] == ["primer-mgmt", "primer-data"]
    assert states(answer) == {"ubuntu1": "absent", "ubuntu2": "absent"}
    first, second = answer["hosts"]["ubuntu1"]["networks"]
    assert first.startswith("primer-mgmt:interface_name=eth0,mac=02:")
    assert first.split("mac=")[1] != second.split("mac=")[1]


def test_a_running_lab_needs_nothing(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    answer = plan.make_plan(wanted, with_running_lab(plan, wanted, machine))
    assert answer["faults"] == []
    assert not answer["needs_image"]
    assert answer["networks"] == []
    assert answer["loud_bridges"] == []
    assert states(answer) == {"ubuntu1": "running", "ubuntu2": "running"}


@pytest.mark.parametrize(
    ("podman_says", "state"),
    [
        ("exited", "stopped"),
        ("stopped", "stopped"),
        ("paused", "stopped"),
        ("created", "outdated"),
        ("initialized", "outdated"),
        ("removing", "outdated"),
    ],
)
def test_state_of_a_host(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], podman_says: str, state: str
) -> None:
    with_running_lab(plan, wanted, machine)["podman"]["containers"]["primer-ubuntu2"]["state"] = podman_says
    assert states(plan.make_plan(wanted, machine)) == {"ubuntu1": "running", "ubuntu2": state}


def test_a_changed_definition_makes_that_host_anew(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    with_running_lab(plan, wanted, machine)
    wanted["hosts"]["ubuntu2"][0]["address"] = "10.127.0.9/25"
    assert states(plan.make_plan(wanted, machine)) == {"ubuntu1": "running", "ubuntu2": "outdated"}


def test_bridges_on_which_the_machine_speaks(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    with_running_lab(plan, wanted, machine)["podman"]["networks"]["primer-data"]["ipv6"] = True
    assert plan.make_plan(wanted, machine)["loud_bridges"] == ["podman1"]


@pytest.mark.parametrize(
    ("nic", "faults"),
    [
        ({"address": "10.127.0.300/25"}, ["ubuntu2: lab_nics[0].address is '10.127.0.300/25', which is no address"]),
        ({"address": "10.127.0.3"}, ["ubuntu2: lab_nics[0].address is '10.127.0.3', without a prefix length"]),
        ({"address": "10.127.0.0/25"}, ["ubuntu2: lab_nics[0].address is '10.127.0.0/25', the network's or"]),
        ({"address": "10.127.0.2/25"}, ["ubuntu2: lab_nics[0].address is '10.127.0.2/25', which ubuntu1: lab_nics[0]"]),
        ({"network": "dat"}, ["ubuntu2: lab_nics[0].network is 'dat': lab_networks has mgmt, data"]),
        ({"device": "ETH0"}, ["ubuntu2: lab_nics[0].device is 'ETH0'"]),
        ({"routes": [{"dest": "192.168.0.1/16", "via": "10.127.0.9"}]}, ["ubuntu2: lab_nics[0].routes[0].dest is"]),
        (
            {"routes": [{"dest": "192.168.0.0/16", "via": "10.127.0.129"}]},
            [
                "ubuntu2: lab_nics[0].routes[0].via is '10.127.0.129', which the NIC cannot reach from its address "
                "10.127.0.3/25: use a gateway of the same network."
            ],
        ),
        (
            {"address": None, "routes": [{"dest": "192.168.0.0/16", "via": "10.127.0.9"}]},
            ["ubuntu2: lab_nics[0].routes[0].via is '10.127.0.9', which the NIC cannot reach from its address none"],
        ),
        ({"mac": "01:00:00:00:00:01"}, ["ubuntu2: lab_nics[0].mac is '01:00:00:00:00:01': write six bytes like"]),
        ({"device": "lo", "network": "x"}, ["ubuntu2: lab_nics[0].device is 'lo'", "ubuntu2: lab_nics[0].network"]),
    ],
)
def test_faults_of_a_nic(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], nic: dict[str, str], faults: list[str]
) -> None:
    wanted["hosts"]["ubuntu2"][0].update(nic)
    answer = plan.make_plan(wanted, machine)
    assert len(answer["faults"]) == len(faults)
    for said, expected in zip(answer["faults"], faults):
        assert said.startswith(expected)


def test_nics_without_an_address_and_with_routes(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    del wanted["hosts"]["ubuntu1"][1]["address"]
    wanted["hosts"]["ubuntu2"][0]["routes"] = [{"dest": "192.168.0.0/16", "via": "10.127.0.2"}]
    assert plan.make_plan(wanted, machine)["faults"] == []


def test_a_mac_of_its_own(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    wanted["hosts"]["ubuntu2"][0]["mac"] = "02:00:00:00:00:07"
    answer = plan.make_plan(wanted, machine)
    assert answer["hosts"]["ubuntu2"]["networks"] == ["primer-mgmt:interface_name=eth0,mac=02:00:00:00:00:07"]
    assert ",mac=02:" in answer["hosts"]["ubuntu1"]["networks"][0]


def test_a_device_twice(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    wanted["hosts"]["ubuntu1"][1]["device"] = "eth0"
    (fault,) = plan.make_plan(wanted, machine)["faults"]
    assert fault.startswith("ubuntu1: lab_nics[1].device is 'eth0' a second time")


def test_names_that_podman_would_refuse(plan: Any, wanted: dict[str, Any], machine: dict[str, Any]) -> None:
    wanted.update(lab="My_Lab", networks=["mgmt", "data", "-x"])
    said = plan.make_plan(wanted, machine)["faults"]
    assert [fault.split(":")[0] for fault in said] == ["lab_name is 'My_Lab'", "lab_networks[2] is '-x'"]


@pytest.mark.parametrize("labels", [{}, {"ovnlab.lab": "another"}])
def test_names_that_somebody_has(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], labels: dict[str, str]
) -> None:
    machine["podman"]["containers"]["primer-ubuntu2"] = {"labels": labels, "state": "running"}
    machine["podman"]["networks"]["primer-data"] = {"labels": labels, "device": "podman1", "ipv6": True}
    machine["podman"]["images"][wanted["image"]] = {}
    said = plan.make_plan(wanted, machine)["faults"]
    assert [fault.split(" is there")[0] for fault in said] == [
        "The container 'primer-ubuntu2'",
        "The network 'primer-data'",
        "The image 'localhost/ovnlab-host:trixie-1'",
    ]


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ({"root": False}, "needs root"),
        ({"has_podman": False}, "Podman is missing"),
        ({"podman": {"error": "no such file"}}, "Podman does not answer on this machine (no such file)"),
        ({"cgroup2": False, "missing": ["runc"]}, "has no runc"),
        ({"missing": ["mmdebstrap"]}, "mmdebstrap is missing"),
        ({"missing": ["apt-get"]}, "apt-get is missing"),
    ],
)
def test_what_a_machine_may_lack(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], lacks: dict[str, Any], says: str
) -> None:
    (fault,) = plan.make_plan(wanted, {**machine, **lacks})["faults"]
    assert says in fault


def test_building_tools_are_not_missed_when_the_image_is_there(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any]
) -> None:
    with_running_lab(plan, wanted, machine)["missing"] = ["apt-get", "mmdebstrap", "runc"]
    assert plan.make_plan(wanted, machine)["faults"] == []


def test_too_little_space_and_the_wrong_backend(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan.probe, "free_mb", lambda place: 100)
    monkeypatch.setattr(plan.probe, "podman_settings", lambda: {"backend": "cni", "storage": "/storage"})
    backend, storage, work = plan.make_plan(wanted, machine)["faults"]
    assert backend.startswith("Podman's network backend is cni")
    assert storage.startswith("Only 100 MB are free under /storage")
    assert work.startswith("Only 100 MB are free under /var/tmp")


@pytest.mark.parametrize(
    ("used", "states", "says"),
    [
        (117, [], "of which 117 are in use, and to start 2 of this lab's hosts takes 12: raise it with 'sysctl -w "),
        (
            123,
            ["running", "exited"],
            "of which 123 are in use, and to start 1 of this lab's hosts takes 6: raise it with 'sysctl -w ",
        ),
        (122, ["running", "exited"], ""),
        (128, ["running", "running"], ""),
    ],
)
def test_inotify_instances(
    plan: Any,
    wanted: dict[str, Any],
    machine: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    used: int,
    states: list[str],
    says: str,
) -> None:
    monkeypatch.setattr(plan.probe, "inotify_instances", lambda: (128, used))
    if states:
        containers = with_running_lab(plan, wanted, machine)["podman"]["containers"]
        for container, state in zip(containers.values(), states):
            container["state"] = state
    said = "\n".join(plan.make_plan(wanted, machine)["faults"])
    assert says in said if says else said == ""


def test_a_host_that_is_made_anew_keeps_its_inotify_instances(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan.probe, "inotify_instances", lambda: (128, 128))
    with_running_lab(plan, wanted, machine)
    wanted["hosts"]["ubuntu2"][0]["address"] = "10.127.0.9/25"
    assert plan.make_plan(wanted, machine)["faults"] == []


def test_many_hosts_need_more_than_usual(
    plan: Any, wanted: dict[str, Any], machine: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan.probe, "inotify_instances", lambda: (512, 511))
    (fault,) = plan.make_plan(wanted, machine)["faults"]
    assert "fs.inotify.max_user_instances=1046'" in fault


def test_counting_inotify_instances(plan: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = importlib.reload(plan.probe)
    assert probe.inotify_instances(str(tmp_path)) is None
    limit = tmp_path / "sys/fs/inotify/max_user_instances"
    limit.parent.mkdir(parents=True)
    limit.write_text("128\n")
    for number, target in enumerate(("anon_inode:inotify", "socket:[1]", "anon_inode:inotify", "/dev/null")):
        folder = tmp_path / f"{number % 2 + 1}/fd"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / str(number)).symlink_to(target)
    own = os.geteuid()
    monkeypatch.setattr(probe, "FIRST_USER", own + 1)
    assert probe.inotify_instances(str(tmp_path)) == (128, 2)
    monkeypatch.setattr(probe, "FIRST_USER", own)
    assert probe.inotify_instances(str(tmp_path)) == (128, 0)
