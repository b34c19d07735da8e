# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_mac_binding: what routers have learned in a Southbound, compared with a Northbound."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from support.modules import ModuleRunner, Result
from support.programs import ROOT
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client
from ansible_collections.ovnlab.ovn.plugins.module_utils.southbound import mac_binding

# A switch whose ports have MACs alone, one that knows all addresses, one to the outside, and two routers with a link.
NETWORK: dict[str, Any] = {
    "switches": [
        {
            "name": "macs",
            "ports": [
                {"name": "macs-r", "type": "router", "router_port": "r-macs", "addresses": ["router"]},
                {"name": "macs-a", "addresses": ["02:00:00:00:01:0A"]},
                {"name": "macs-b", "addresses": ["02:00:00:00:01:0b"]},
            ],
            "forwarding_groups": [
                {"name": "fg", "vip": "10.0.1.20", "vmac": "02:00:00:00:01:20", "child_port": ["macs-a"]}
            ],
        },
        {
            "name": "full",
            "ports": [
                {"name": "full-r", "type": "router", "router_port": "r-full", "addresses": ["router"]},
                {"name": "full-s", "type": "router", "router_port": "s-full", "addresses": ["router"]},
                {"name": "full-a", "addresses": ["02:00:00:00:02:0a 10.0.2.10 fd00:2::10", "02:00:00:00:02:0c"]},
                {"name": "full-b", "addresses": ["02:00:00:00:02:0b 10.0.2.11"]},
                {
                    "name": "full-vip",
                    "type": "virtual",
                    "addresses": ["02:00:00:00:02:0e 10.0.2.14"],
                    "virtual_ip": "10.0.2.14",
                    "virtual_parents": ["full-a", "full-b"],
                },
            ],
        },
        {
            "name": "outside",
            "ports": [
                {"name": "outside-r", "type": "router", "router_port": "r-outside", "addresses": ["router"]},
                {"name": "outside-net", "type": "localnet", "network_name": "net", "addresses": ["unknown"]},
                {"name": "outside-a", "addresses": ["02:00:00:00:03:0a 198.51.100.10"]},
            ],
        },
    ],
    "routers": [
        {
            "name": "r",
            "ports": [
                {"name": "r-macs", "mac": "02:00:00:00:01:01", "networks": ["10.0.1.1/24"]},
                {"name": "r-full", "mac": "02:00:00:00:02:01", "networks": ["10.0.2.1/24", "fd00:2::1/64"]},
                {
                    "name": "r-outside",
                    "mac": "02:00:00:00:03:01",
                    "networks": ["198.51.100.1/24"],
                    "gateway_chassis": [{"chassis_name": "one", "priority": 1}],
                },
                {"name": "r-s", "mac": "02:00:00:00:04:01", "networks": ["10.0.4.1/30"], "peer": "s-r"},
            ],
            "static_mac_bindings": [
                {
                    "logical_port": "r-macs",
                    "ip": "10.0.1.30",
                    "mac": "02:00:00:00:01:30",
                    "override_dynamic_mac": True,
                },
                {"logical_port": "r-macs", "ip": "10.0.1.31", "mac": "02:00:00:00:01:31"},
            ],
        },
        {
            "name": "s",
            "ports": [
                {"name": "s-r", "mac": "02:00:00:00:04:02", "networks": ["10.0.4.2/30"], "peer": "r-s"},
                {
                    "name": "s-full",
                    "mac": "02:00:00:00:02:02",
                    "networks": ["10.0.2.2/24"],
                    "gateway_chassis": [{"chassis_name": "one", "priority": 1}],
                },
            ],
            "nat": [
                {
                    "type": "dnat_and_snat",
                    "external_ip": "10.0.2.99",
                    "logical_ip": "10.0.4.1",
                    "logical_port": "full-a",
                    "external_mac": "02:00:00:00:02:99",
                }
            ],
        },
    ],
}
Learn = Callable[..., None]
Run = Callable[..., Result]


@pytest.fixture
def learn(sb: Reader) -> Learn:
    """A chassis that has heard of an address."""

    def learned(port: str, ip: str, mac: str) -> None:
        row = {"logical_port": port, "ip": ip, "mac": mac, "datapath": ["named-uuid", "datapath"]}
        key = len(sb.rows("Datapath_Binding")) + 1
        sb.transact(
            {"op": "insert", "table": "Datapath_Binding", "uuid-name": "datapath", "row": {"tunnel_key": key}},
            {"op": "insert", "table": "MAC_Binding", "row": row},
        )

    return learned


@pytest.fixture
def run(run_module: ModuleRunner, nb: Reader, sb: Reader) -> Run:
    to_ovn = {"nb_connection": nb.server.connection, "sb_connection": sb.server.connection}
    made = run_module("ovn_topology", {**to_ovn, **NETWORK})
    assert not made.get("failed"), made["msg"]

    def run_it(*, check: bool = False, **args: Any) -> Result:
        return run_module("ovn_mac_binding", {**to_ovn, **args}, check=check)

    return run_it


def texts(result: Result) -> list[str]:
    assert not result.get("failed"), result["msg"]
    return [each["text"] for each in result["stale"]]


def left(sb: Reader) -> set[str]:
    return {row["ip"] for row in sb.rows("MAC_Binding")}


@pytest.mark.releases
def test_the_incident(run: Run, learn: Learn, sb: Reader) -> None:
    """A VM has another MAC than before: check mode, for real, for real again, check mode again."""
    learn("r-macs", "10.0.1.10", "02:00:00:00:01:13")
    learn("r-macs", "10.0.1.11", "02:00:00:00:01:0b")
    learn("r-full", "10.0.2.10", "02:00:00:00:02:0b")
    args = {"addresses": {"macs-a": ["10.0.1.10/24"], "macs-b": ["10.0.1.11"]}}
    before = sb.snapshot()

    planned = run(check=True, **args)
    assert sb.snapshot() == before
    assert planned["changed"] is True
    assert planned["stale"] == [
        {
            "router": "r",
            "logical_port": "r-full",
            "ip": "10.0.2.10",
            "mac": "02:00:00:00:02:0b",
            "link": "full",
            "expected": ["02:00:00:00:02:0a"],
            "port": "full-a",
            "text": "r-full: 10.0.2.10 is bound to 02:00:00:00:02:0b, but full-a has 02:00:00:00:02:0a",
        },
        {
            "router": "r",
            "logical_port": "r-macs",
            "ip": "10.0.1.10",
            "mac": "02:00:00:00:01:13",
            "link": "macs",
            "expected": ["02:00:00:00:01:0a"],
            "port": "macs-a",
            "text": "r-macs: 10.0.1.10 is bound to 02:00:00:00:01:13, but macs-a has 02:00:00:00:01:0a",
        },
    ]
    assert planned["operations"] == [
        {
            "action": "delete",
            "table": "MAC_Binding",
            "name": "r-full 10.0.2.10",
            "before": {"mac": "02:00:00:00:02:0b"},
        },
        {
            "action": "delete",
            "table": "MAC_Binding",
            "name": "r-macs 10.0.1.10",
            "before": {"mac": "02:00:00:00:01:13"},
        },
    ]
    assert planned["diff"] == {
        "before": "MAC_Binding r-full 10.0.2.10\n  mac = 02:00:00:00:02:0b\n"
        "MAC_Binding r-macs 10.0.1.10\n  mac = 02:00:00:00:01:13\n",
        "after": "",
    }

    done = run(**args)
    assert done == planned
    assert left(sb) == {"10.0.1.11"}
    after = sb.snapshot()
    for check in (False, True):
        again = run(check=check, **args)
        assert (again["changed"], again["stale"], again["operations"]) == (False, [], [])
        assert "diff" not in again
    assert sb.snapshot() == after


def test_to_name_is_not_to_mend(run: Run, learn: Learn, sb: Reader) -> None:
    learn("r-full", "10.0.2.10", "02:00:00:00:02:0b")
    before = sb.snapshot()
    result = run(mend=False)
    assert (result["changed"], result["operations"]) == (False, [])
    assert texts(result) == ["r-full: 10.0.2.10 is bound to 02:00:00:00:02:0b, but full-a has 02:00:00:00:02:0a"]
    assert sb.snapshot() == before


STALE = {
    "of nobody where all is known": ("r-full", "10.0.2.50", "02:00:00:00:02:50", "a MAC that nothing on full has"),
    "of a router": ("r-full", "10.0.2.2", "02:00:00:00:02:03", "but full-s has 02:00:00:00:02:02"),
    "IPv6, in another spelling": ("r-full", "fd00:2:0::10", "02:00:00:00:02:0b", "but full-a has 02:00:00:00:02:0a"),
    "of nobody": ("r-macs", "10.0.1.10", "02:00:00:00:01:13", "a MAC that nothing on macs has"),
    "beside a static binding": (
        "r-macs",
        "10.0.1.30",
        "02:00:00:00:01:0a",
        "but it is bound by hand to 02:00:00:00:01:30",
    ),
    "beside the outside": (
        "r-outside",
        "198.51.100.10",
        "02:00:00:00:03:0b",
        "but outside-a has 02:00:00:00:03:0a",
    ),
    "across two routers": ("r-s", "10.0.4.2", "02:00:00:00:04:03", "but s-r has 02:00:00:00:04:02"),
}
GOOD = {
    "another spelling of the port's MAC": ("r-macs", "10.0.1.10", "02:00:00:00:01:0a"),
    "forwarding group": ("r-macs", "10.0.1.20", "02:00:00:00:01:20"),
    "static binding that learning overrides": ("r-macs", "10.0.1.31", "02:00:00:00:01:0b"),
    "another spelling of the binding's MAC": ("r-full", "10.0.2.10", "02:00:00:00:02:0A"),
    "second MAC of a port": ("r-full", "10.0.2.40", "02:00:00:00:02:0c"),
    "virtual address at one of its parents": ("r-full", "10.0.2.14", "02:00:00:00:02:0b"),
    "NAT with a MAC of its own": ("r-full", "10.0.2.99", "02:00:00:00:02:99"),
    "somebody outside": ("r-outside", "198.51.100.77", "02:00:00:00:03:77"),
    "the other router": ("r-s", "10.0.4.2", "02:00:00:00:04:02"),
    "port after which northd will clear up": ("gone", "10.0.9.9", "02:00:00:00:09:09"),
}


def test_every_kind_of_stale_binding(run: Run, learn: Learn, sb: Reader) -> None:
    for port, ip, mac, _text in STALE.values():
        learn(port, ip, mac)
    found = {text.partition(" is ")[0]: text for text in texts(run())}
    assert found == {
        f"{port}: {ip}": f"{port}: {ip} is bound to {mac}, {text}" for port, ip, mac, text in STALE.values()
    }
    assert left(sb) == set()


def test_every_kind_of_good_binding(run: Run, learn: Learn, sb: Reader) -> None:
    for binding in GOOD.values():
        learn(*binding)
    before = sb.snapshot()
    assert texts(run()) == []
    assert sb.snapshot() == before


def test_what_an_unknown_port_may_have_is_not_judged(run: Run, learn: Learn, nb: Reader, sb: Reader) -> None:
    learn("r-macs", "10.0.1.10", "02:00:00:00:01:13")
    where = [["name", "==", "macs-b"]]
    nb.transact({"op": "update", "table": "Logical_Switch_Port", "where": where, "row": {"addresses": "unknown"}})
    assert texts(run(mend=False)) == []
    assert texts(run(mend=False, addresses={"macs-a": ["10.0.1.10"]})) == [
        "r-macs: 10.0.1.10 is bound to 02:00:00:00:01:13, but macs-a has 02:00:00:00:01:0a"
    ]


def test_addresses_must_be_some_and_their_ports_there(run: Run, learn: Learn, sb: Reader) -> None:
    learn("r-macs", "10.0.1.10", "02:00:00:00:01:13")
    result = run(addresses={"macs-c": ["10.0.1.12"], "macs-a": ["10.0.1.10", "10.0.1"]})
    assert result["msg"] == (
        "2 faults in the input, nothing was changed:\n"
        "- addresses[macs-c]: no switch has this port; declare it, or leave it out\n"
        "- addresses[macs-a][1]: '10.0.1' is not an IP address, write for example 172.16.255.130"
    )
    assert left(sb) == {"10.0.1.10"}


def test_what_ovn_learns_meanwhile_is_not_removed(run: Run, learn: Learn, nb: Reader, sb: Reader) -> None:
    """The VM is heard of after it was found to be bound wrongly, and before that is removed."""
    learn("r-full", "10.0.2.10", "02:00:00:00:02:13")
    learn("r-full", "10.0.2.11", "02:00:00:00:02:14")

    class Disturbed(Client):
        def transact(self, operations: list[dict[str, Any]], **how: Any) -> list[dict[str, Any]]:
            if operations[-1]["op"] == "delete" and not healed:
                healed.append("full-a")
                where = [["ip", "==", "10.0.2.10"]]
                sb.transact(
                    {"op": "update", "table": "MAC_Binding", "where": where, "row": {"mac": "02:00:00:00:02:0a"}}
                )
            return super().transact(operations, **how)

    healed: list[str] = []
    client = Disturbed([sb.server.connection], "OVN_Southbound")
    client.connect()
    params = {"nb_connection": [nb.server.connection], "addresses": {}, "timeout": 10}
    params.update(dict.fromkeys(("private_key", "certificate", "ca_cert")))
    module: Any = SimpleNamespace(params=params, check_mode=False)
    assert [each.ip for each in mac_binding._mended(module, client)] == ["10.0.2.11"]
    client.close()
    assert healed
    assert left(sb) == {"10.0.2.10"}


def test_the_playbook_names_and_mends(
    run: Run, learn: Learn, folder: Path, nb: Reader, sb: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn("r-macs", "10.0.1.10", "02:00:00:00:01:13")
    vms = [{"name": "a", "host": "one", "port": "macs-a", "addresses": ["10.0.1.10/24"]}]
    hosts = {"one": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}}
    inventory = folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"vars": {"ovn_vms": vms}, "children": {"central": {"hosts": hosts}}}}))
    monkeypatch.setenv("OVN_NB_DB", nb.server.connection)
    monkeypatch.setenv("OVN_SB_DB", sb.server.connection)
    stale = "- 'r-macs: 10.0.1.10 is bound to 02:00:00:00:01:13, but macs-a has 02:00:00:00:01:0a'"
    for options, changed, shown, there in (
        (["--check"], 1, stale, {"10.0.1.10"}),
        ([], 1, stale, set()),
        ([], 0, "msg: no MAC binding is stale", set()),
    ):
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory), *options]
        done = subprocess.run(
            [*command, "playbooks/heal.yml"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert shown in done.stdout, done.stdout
        assert f"changed={changed}" in done.stdout
        assert left(sb) == there


@pytest.mark.usefixtures("run")
def test_a_central_host_that_is_dead_stops_no_other(learn: Learn, folder: Path, nb: Reader, sb: Reader) -> None:
    learn("r-macs", "10.0.1.10", "02:00:00:00:01:13")
    ssh = folder / "ssh"
    ssh.write_text("#!/bin/sh\nexit 255\n")
    ssh.chmod(0o755)
    hosts = {
        "dead": {"ansible_connection": "ssh", "ansible_host": "192.0.2.1", "ansible_ssh_executable": str(ssh)},
        "alive": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable},
    }
    # The addresses as one text, as Ansible takes them, too.
    vms = [{"name": "a", "host": "one", "port": "macs-a", "addresses": "10.0.1.10/24"}]
    variables = {"ovn_nb_remotes": [nb.server.connection], "ovn_sb_remotes": [sb.server.connection], "ovn_vms": vms}
    inventory = folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"vars": variables, "children": {"central": {"hosts": hosts}}}}))
    command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory), "playbooks/heal.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[dead]: UNREACHABLE!" in done.stdout + done.stderr
    assert left(sb) == set()
