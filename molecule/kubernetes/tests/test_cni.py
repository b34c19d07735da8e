# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CNI plugin: called by libcni, as a container runtime calls it, and by hand, with the values of the post."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host

from proof.clients import Client
from proof.database import mapping
from proof.lab import ROOT, Lab
from proof.wait import eventually

ClientOf = Callable[[str], Client]

NODE = "kube-node1"
LOG = "/var/log/openvswitch/ovn-k8s-cni-overlay.log"
CONF = "/etc/cni/net.d/10-net.conf"
SEED = "a2f5796e82e9286d7f56540585b6040b3a743093c46ea34364212cf1afd42a32"
OTHER = "5c1f0e77d8b94a2095ce46b1a7f3d8e2c0b94f6613a57d20e8f1c3b5a6978d04"


@dataclass(frozen=True)
class Node:
    """A node with a container runtime, and one container's namespace."""

    host: Host
    namespace: str

    def runtime(self, command: str, container: str, pod: str) -> CommandResult:
        """What containerd, CRI-O and Podman do to a container's network."""
        arguments = f"{command} net {container} /run/netns/{self.namespace}"
        return self.host.run(f"CNI_ARGS={shlex.quote(cni_args(pod))} /usr/local/bin/cni-runtime {arguments}")

    def plugin(self, command: str, container: str, conf: str = CONF, **environ: str) -> tuple[int, dict[str, Any]]:
        """One call, with exit code and answer."""
        given = {
            "CNI_COMMAND": command,
            "CNI_CONTAINERID": container,
            "CNI_NETNS": f"/run/netns/{self.namespace}",
            "CNI_IFNAME": "eth0",
            "CNI_ARGS": cni_args("sshd-2"),
            **environ,
        }
        words = " ".join(f"{name}={shlex.quote(value)}" for name, value in given.items())
        called = self.host.run(f"{words} /opt/cni/bin/ovn_cni <{conf}")
        assert called.stderr == ""
        return called.rc, json.loads(called.stdout or "{}")

    def inside(self, command: str) -> str:
        return str(self.host.check_output(f"ip netns exec {self.namespace} {command}"))

    def port(self, name: str) -> dict[str, str] | None:
        found = self.host.run(f"ovs-vsctl -f json --columns=external_ids list interface {name}")
        return mapping(json.loads(found.stdout)["data"][0][0]) if found.rc == 0 else None


def cni_args(pod: str) -> str:
    return f"IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME={pod};K8S_POD_INFRA_CONTAINER_ID=1"


@pytest.fixture(scope="module")
def host(lab: Lab) -> Host:
    subprocess.run(["bash", "tools/cni_runtime.sh"], cwd=ROOT, check=True)
    program = str(ROOT / ".cache/cni/runtime")
    subprocess.run(["podman", "cp", program, f"{lab.name}-{NODE}:/usr/local/bin/cni-runtime"], check=True)
    return lab.host(NODE)


@pytest.fixture
def node(host: Host) -> Iterator[Node]:
    host.check_output("ip netns add cni-test")
    node = Node(host, "cni-test")
    yield node
    for container in (SEED, OTHER):
        node.plugin("DEL", container)
    host.check_output("ip netns delete cni-test")


@pytest.fixture
def without_the_pod(lab: Lab, host: Host, client: ClientOf) -> Iterator[None]:
    """The port of sshd-2, free for another."""
    host.check_output("systemctl stop netns-vm@sshd-2")
    yield
    host.check_output("systemctl start netns-vm@sshd-2 netns-web@sshd-2")
    eventually(lambda: client("kube-node2").ping("192.168.2.3").ttls, 20, "the pod sshd-2 is back")


def nothing_left(node: Node, container: str) -> bool:
    links = node.host.check_output("ip -br link")
    return (
        container[:15] not in links
        and node.port(container[:15]) is None
        and not node.host.file(f"/var/run/netns/{container}").is_symlink
    )


def test_runtime_adds_checks_and_deletes_a_pod(node: Node, client: ClientOf) -> None:
    added = node.runtime("add", OTHER, "cni-1")
    assert added.rc == 0, added.stderr
    result = json.loads(added.stdout)
    assert result["cniVersion"] == "1.0.0"
    assert [each["name"] for each in result["interfaces"]] == [OTHER[:15], "eth0"]
    (ip,) = result["ips"]
    # northd chose the address: the first that is free.
    assert (ip["address"], ip["gateway"]) == ("192.168.2.4/24", "192.168.2.1")
    assert client("kube-node2").ping("192.168.2.4").ttls == [63] * 3
    assert "64 bytes" in node.inside("ping -c 1 -W 2 203.0.113.1")
    assert node.runtime("check", OTHER, "cni-1").rc == 0

    again = node.runtime("add", OTHER, "cni-1")
    assert again.rc == 1
    assert "already" in again.stderr

    for _time in range(2):
        deleted = node.runtime("del", OTHER, "cni-1")
        assert deleted.rc == 0, deleted.stderr
    assert nothing_left(node, OTHER)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("ip netns exec cni-test ip link set dev eth0 mtu 1300", "eth0 has MTU 1300, not 1400"),
        ("ip netns exec cni-test ip address flush dev eth0", "eth0 has not the address 192.168.2.4/24"),
        ("ip netns exec cni-test ip route delete default", "there is no default route via 192.168.2.1"),
        (f"ip link set dev {OTHER[:15]} down", f"{OTHER[:15]} is not up on the host"),
        (f"ovs-vsctl del-port {OTHER[:15]}", "is not plugged in as logical port default_cni-1"),
    ],
    ids=["mtu", "address", "route", "down", "unplugged"],
)
def test_check_finds_what_is_wrong(node: Node, damage: str, words: str) -> None:
    assert node.runtime("add", OTHER, "cni-1").rc == 0
    node.host.check_output(damage)
    checked = node.runtime("check", OTHER, "cni-1")
    assert checked.rc == 1
    assert words in checked.stderr
    assert node.runtime("del", OTHER, "cni-1").rc == 0
    assert nothing_left(node, OTHER)


def test_versions(node: Node) -> None:
    known = node.runtime("version", OTHER, "cni-1")
    assert json.loads(known.stdout) == ["0.3.0", "0.3.1", "0.4.0", "1.0.0"]


def test_l3_08_log_of_an_add_in_the_posts_order(without_the_pod: None, node: Node, client: ClientOf) -> None:
    """And L3-07, L3-09, L3-10, L3-12 of what it made."""
    before = len(node.host.file(LOG).content_string.splitlines()) if node.host.file(LOG).exists else 0
    rc, answer = node.plugin("ADD", SEED)
    assert rc == 0, answer
    lines = [line.split(" | ", 4) for line in node.host.file(LOG).content_string.splitlines()[before:]]
    assert [line[1].strip() for line in lines] == list("012345678")
    texts = [line[-1] for line in lines]
    assert texts[0] == (
        f"plugin invoked with cni_command=ADD cni_container_id={SEED} cni_ifname=eth0 "
        f"cni_netns=/run/netns/cni-test cni_args={cni_args('sshd-2')}"
    )
    annotation = re.fullmatch(r"Annotations for default_sshd-2: (.*)", texts[1])
    assert annotation
    assert json.loads(annotation[1])["ovn"] == {
        "gateway_ip": "192.168.2.1",
        "ip_address": "192.168.2.3/24",
        "mac_address": "0a:00:00:00:00:01",
    }
    assert texts[2].startswith("Creating veth pair")
    assert texts[3] == "Bringing up veth outer interface a2f5796e82e9286"
    assert texts[4].startswith("Create a link for container namespace")
    assert texts[5].startswith("Adding veth inner interface")
    assert texts[6] == (
        "Configuring veth inner interface a2f5796e82e92_c, new name eth0, MAC 0a:00:00:00:00:01, MTU 1400, "
        "IP 192.168.2.3/24"
    )
    assert texts[7].startswith("Setting gateway_ip 192.168.2.1")
    assert json.loads(texts[8].partition("output is ")[2]) == answer

    ids = node.port(SEED[:15]) or {}
    assert (ids["iface-id"], ids["attached_mac"], ids["ip_address"]) == (
        "default_sshd-2",
        "0a:00:00:00:00:01",
        "192.168.2.3/24",
    )
    (link,) = json.loads(node.inside("ip -j address show dev eth0"))
    assert (link["address"], link["mtu"]) == ("0a:00:00:00:00:01", 1400)
    (default,) = json.loads(node.inside("ip -j route show default"))
    assert default["gateway"] == "192.168.2.1"
    assert client("kube-node2").ping("192.168.2.3").ttls == [63] * 3


@pytest.mark.parametrize(
    ("environ", "code", "words"),
    [
        ({"CNI_ARGS": cni_args("nobody")}, 11, "there is no logical port default_nobody"),
        ({"CNI_NETNS": "/run/netns/nowhere"}, 4, "which does not exist"),
        ({"CNI_ARGS": ""}, 4, "CNI_ARGS has no K8S_POD_NAMESPACE, K8S_POD_NAME"),
        ({"CNI_CONTAINERID": "lo", "CNI_ARGS": cni_args("cni-1")}, 100, "this host has an interface lo already"),
        ({"CNI_CONTAINERID": "eth0", "CNI_ARGS": cni_args("cni-1")}, 100, "Open vSwitch has a port eth0 already"),
    ],
)
def test_an_add_that_cannot_be_leaves_nothing(node: Node, environ: dict[str, str], code: int, words: str) -> None:
    before = node.host.check_output("ip -br link; ovs-vsctl list-ports br-int; ls /run/netns")
    rc, answer = node.plugin("ADD", OTHER, **environ)
    assert (rc, answer["code"]) == (1, code)
    assert words in answer["msg"]
    assert node.host.check_output("ip -br link; ovs-vsctl list-ports br-int; ls /run/netns") == before


def test_a_network_of_another_bridge(node: Node) -> None:
    node.host.check_output(f"sed s/br-int/br-none/ {CONF} >/run/other.conf")
    rc, answer = node.plugin("ADD", OTHER, conf="/run/other.conf")
    assert (rc, answer["code"], answer["msg"]) == (1, 100, "Open vSwitch has no bridge br-none")


def test_del_takes_nothing_that_is_not_the_containers(node: Node) -> None:
    """The pod's interface has the name that this id would have, and eth0 is the host's."""
    for container in (SEED, "eth0"):
        assert node.plugin("DEL", container) == (0, {})
    assert (node.port("a2f5796e82e9286") or {})["iface-id"] == "default_sshd-2"
    assert "eth0" in node.host.check_output("ip -br link")


def test_the_annotation_may_come_with_the_configuration(node: Node) -> None:
    given = {"gateway_ip": "192.168.2.1", "ip_address": "192.168.2.4/24", "mac_address": "0a:00:00:00:00:03"}
    conf = {**json.loads(node.host.file(CONF).content_string), "northbound": "unix:/nowhere"}
    conf["args"] = {"cni": {"annotation": given}}
    node.host.check_output(f"echo {shlex.quote(json.dumps(conf))} >/run/told.conf")
    rc, answer = node.plugin("ADD", OTHER, conf="/run/told.conf", CNI_ARGS=cni_args("cni-1"))
    assert rc == 0, answer
    assert answer["ips"][0]["address"] == "192.168.2.4/24"
