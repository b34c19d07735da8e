# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of packets: told of logical flows on the central host, of the real ones on a chassis, and by the playbook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from testinfra.host import Host

from proof.clients import Client
from proof.lab import Lab
from proof.modules import OnHost, Result, connection

ClientOf = Callable[[str], Client]
Trace = Callable[..., Result]

PLAYBOOK = "playbooks/trace.yml"
VMS = {"vm1": "dmz-vm1", "vm2": "dmz-vm2", "vm3": "inside-vm3", "vm4": "inside-vm4"}
BOTH = {"172.16.255.130", "172.16.255.131"}


@pytest.fixture(scope="module")
def trace(lab: Lab) -> Trace:
    """Of logical flows."""
    run = OnHost(lab, "ubuntu1")
    return lambda sender, target, **more: run("ovn_trace", {"from": sender, "to": target, "vms": VMS, **more})


@pytest.fixture(scope="module")
def real(lab: Lab) -> Trace:
    """Of logical flows and of the real flows of ubuntu2, which has vm1 and vm3."""
    run = OnHost(lab, "ubuntu2")
    return lambda sender, target, **more: run(
        "ovn_trace", {"from": sender, "to": target, "vms": VMS, "engine": "both", **connection(lab, "ubuntu2"), **more}
    )


@pytest.fixture(scope="module")
def on_router(lab: Lab, client: ClientOf) -> None:
    """The router has to know the host that it is asked to send to."""
    lab.play("site.yml", "--tags", "lb-router")
    client("vm3").ping("10.127.0.130")


@pytest.fixture
def on_switch(lab: Lab) -> Iterator[None]:
    lab.play("site.yml", "--tags", "lb-switch")
    yield
    lab.play("site.yml", "--tags", "lb-router")


@pytest.fixture
def acls(central: Host) -> Iterator[None]:
    """One that drops pings to vm1 and one that refuses its TCP."""
    rules = [("no-ping", "icmp4", "drop"), ("no-tcp", "tcp", "reject")]
    adds = [
        f"--name={name} acl-add dmz to-lport 2000 'outport==\"dmz-vm1\" && {packets}' {action}"
        for name, packets, action in rules
    ]
    central.check_output(f"ovn-nbctl --wait=hv {' -- '.join(adds)}")
    yield
    central.check_output("ovn-nbctl --wait=hv acl-del dmz")


def outcome(result: Result) -> tuple[str, list[tuple[str, str]]]:
    assert not result.get("failed"), result.get("msg")
    return result["verdict"], [(output["port"], output["chassis"]) for output in result["outputs"]]


@pytest.mark.usefixtures("on_router")
@pytest.mark.parametrize(
    ("sender", "target", "verdict", "outputs", "stops"),
    [
        ("vm1", "vm2", "delivered", [("dmz-vm2", "ubuntu3")], ["dmz"]),
        ("vm3", "vm1", "delivered", [("dmz-vm1", "ubuntu2")], ["inside", "tenant1", "dmz"]),
        ("vm3", "vm4:22", "delivered", [("inside-vm4", "ubuntu3")], ["inside"]),
        (
            "vm3",
            "10.127.0.130",
            "delivered",
            [("outside-localnet", "ubuntu1")],
            ["inside", "tenant1", "transit", "edge1", "outside"],
        ),
        ("vm3", "172.16.255.193", "replied", [("inside-vm3", "ubuntu2")], ["inside", "tenant1", "inside"]),
        ("vm3", "9.9.9.9", "dropped", [], ["inside", "tenant1", "transit", "edge1"]),
        ("vm3", "tenant1-inside:22", "rejected", [], ["inside", "tenant1"]),
        ("vm3", "172.16.255.250", "dropped", [], ["inside", "tenant1"]),
    ],
)
def test_logical_flows(
    trace: Trace, sender: str, target: str, verdict: str, outputs: list[tuple[str, str]], stops: list[str]
) -> None:
    result = trace(sender, target)
    assert outcome(result) == (verdict, outputs)
    assert [stop["datapath"] for stop in result["path"]][: len(stops)] == stops


@pytest.mark.usefixtures("on_router")
def test_north_south_is_hidden_behind_the_gateway(trace: Trace) -> None:
    result = trace("vm3", "10.127.0.130")
    assert [(nat["datapath"], nat["kind"], nat["address"]) for nat in result["nat"]] == [
        ("edge1", "snat", "10.127.0.129")
    ]
    assert {"port": "transit-edge1", "chassis": "ubuntu1"} in result["gateway_ports"]
    assert "transit  goes to the gateway ubuntu1 (geneve from ubuntu2 to ubuntu1)" in result["story"]


@pytest.mark.usefixtures("on_router")
@pytest.mark.parametrize("sender", ["vm3", "10.127.0.130"])
def test_vip_on_the_router(trace: Trace, sender: str) -> None:
    result = trace(sender, "10.127.0.254:8000", samples=60)
    (balanced,) = result["lb"]
    assert (balanced["name"], balanced["datapath"], set(balanced["chosen"])) == ("lb-edge", "edge1", BOTH)
    assert sorted(outcome(result)[1]) == [("dmz-vm1", "ubuntu2"), ("dmz-vm2", "ubuntu3")]


@pytest.mark.usefixtures("on_switch")
def test_vip_on_the_switch(lab: Lab, trace: Trace, real: Trace) -> None:
    result = trace("vm3", "172.16.255.62:8000", samples=60, expect={"backend": "172.16.255.131", "chassis": "ubuntu3"})
    (balanced,) = result["lb"]
    assert (balanced["name"], balanced["datapath"], set(balanced["chosen"])) == ("lb-internal", "inside", BOTH)
    flows = [real("vm3", "172.16.255.62:8000", dp_hash=number)["openflow"] for number in range(1, 5)]
    chosen = {(next(iter(flow["lb"][0]["chosen"])), flow["outputs"][0]["port"], flow["verdict"]) for flow in flows}
    assert chosen == {("172.16.255.130", "dmz-vm1", "delivered"), ("172.16.255.131", "dmz-vm2", "forwarded")}
    told = lab.play(PLAYBOOK, "-e", "from=vm3", "-e", "to=172.16.255.62:8000").output
    assert "vm3 to 172.16.255.62:8000: delivered" in told
    assert "inside   ls_in_lb: VIP 172.16.255.62 of lb-internal -> 172.16.255.13" in told
    assert "dmz      delivered to dmz-vm" in told


@pytest.mark.usefixtures("on_router")
@pytest.mark.parametrize(
    ("sender", "target", "verdict", "port", "to"),
    [
        ("vm3", "vm1", "delivered", "dmz-vm1", None),
        ("vm3", "vm2", "forwarded", "dmz-vm2", "ubuntu3"),
        ("vm1", "vm2", "forwarded", "dmz-vm2", "ubuntu3"),
        ("vm3", "10.127.0.130", "forwarded", "transit-edge1", "ubuntu1"),
        ("vm3", "172.16.255.193", "replied", "inside-vm3", None),
    ],
)
def test_real_flows(real: Trace, sender: str, target: str, verdict: str, port: str, to: str | None) -> None:
    flow = real(sender, target)["openflow"]
    (output,) = flow["outputs"]
    assert (flow["verdict"], output["port"]) == (verdict, port)
    assert (output["tunnel"] and output["tunnel"]["to"]) == to
    assert flow["chassis"] == "ubuntu2"


@pytest.mark.usefixtures("on_router")
def test_the_gateways_real_flows(lab: Lab) -> None:
    run = OnHost(lab, "ubuntu1")
    flow = run("ovn_trace", {"from": "10.127.0.130", "to": "10.127.0.254:8000", "engine": "openflow"})
    assert (flow["verdict"], flow["lb"][0]["name"]) == ("forwarded", "lb-edge")
    assert {"kind": "dnat", "address": next(iter(flow["lb"][0]["chosen"]))} in flow["nat"]


@pytest.mark.usefixtures("on_router")
def test_what_comes_out_of_a_tunnel(lab: Lab) -> None:
    """As ubuntu3 gets the packet of vm3 to vm2: the tunnel carries the switch and both ports."""
    sent = OnHost(lab, "ubuntu2")(
        "ovn_trace", {"from": "vm3", "to": "vm2", "vms": VMS, "engine": "openflow", **connection(lab, "ubuntu2")}
    )
    key = sent["outputs"][0]["tunnel"]["key"]
    tunnel = lab.host("ubuntu3").check_output(
        "ovs-vsctl --bare --columns=name find interface options:remote_ip=10.127.0.3"
    )
    ports = lab.host("ubuntu1").check_output(
        "ovn-sbctl --bare --columns=tunnel_key find port_binding logical_port=dmz-tenant1;"
        "ovn-sbctl --bare --columns=tunnel_key find port_binding logical_port=dmz-vm2"
    )
    inport, outport = map(int, ports.split())
    flow = (
        f"icmp,in_port={tunnel},tun_id={key},tun_metadata0={inport << 16 | outport:#x},dl_src=02:ac:10:ff:01:29,"
        "dl_dst=02:ac:10:ff:01:31,nw_src=172.16.255.194,nw_dst=172.16.255.131,nw_ttl=63,icmp_type=8"
    )
    got = OnHost(lab, "ubuntu3")("ovn_trace", {"microflow": flow, "engine": "openflow", **connection(lab, "ubuntu3")})
    assert (got["verdict"], [output["port"] for output in got["outputs"]]) == ("delivered", ["dmz-vm2"]), got
    assert {table["datapath"] for table in got["tables"]} == {"dmz"}


@pytest.mark.usefixtures("on_router", "acls")
@pytest.mark.parametrize(
    ("target", "verdict", "name"), [("vm1", "dropped", "no-ping"), ("vm1:8000", "rejected", "no-tcp")]
)
def test_acl(real: Trace, target: str, verdict: str, name: str) -> None:
    result = real("vm3", target)
    for told in (result, result["openflow"]):
        assert (told["verdict"], told["outputs"]) == (verdict, [])
        assert told["reason"] == f"ACL {name}"
        assert told["decided_by"]["nb"] == {**told["decided_by"]["nb"], "table": "ACL", "name": name}


@pytest.mark.usefixtures("on_router")
def test_a_port_of_another_host_has_its_real_flows_there(real: Trace) -> None:
    assert real("vm2", "vm1")["msg"] == (
        "from: port dmz-vm2 is not on this host, ubuntu2; run the task on ubuntu3, which has it"
    )


@pytest.mark.usefixtures("on_router")
def test_the_playbook_tells_the_real_flows_of_the_vms_own_host(lab: Lab) -> None:
    told = lab.play(PLAYBOOK, "-e", "from=vm2", "-e", "to=vm3", "-e", "engine=both").output
    assert "vm2 to vm3: delivered" in told
    assert "the real flows of ubuntu3:" in told
    assert "goes through geneve to ubuntu2, for port inside-vm3" in told


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Say from whom and to whom: ansible-playbook playbooks/trace.yml"),
        (["-e", "from=vm9", "-e", "to=vm1"], "from: there is no VM or port vm9; the VMs are vm1, vm2, vm3, vm4;"),
        (["-e", "from=vm1", "-e", "to=1.2.3.4:x"], "to: there is no VM or port 1.2.3.4:x;"),
    ],
)
def test_the_playbook_has_a_sentence_for_what_is_wrong(lab: Lab, options: list[str], sentence: str) -> None:
    run = lab.run(PLAYBOOK, *options)
    assert run.rc != 0
    assert sentence in run.words
    assert "Traceback" not in run.output


@pytest.mark.parametrize(("engine", "host"), [("logical", "ubuntu1"), ("openflow", "ubuntu3")])
def test_a_host_that_is_not_there_is_named(lab: Lab, engine: str, host: str) -> None:
    gone = Lab(lab.inventory, f"{lab.name}-gone")
    run = gone.run(PLAYBOOK, "-e", "from=vm2", "-e", "to=vm1", "-e", f"engine={engine}")
    assert run.rc != 0
    assert f"nothing was traced, since none of {host} answers; start one of them" in run.words
    assert "Traceback" not in run.output


def verify(lab: Lab, *checks: dict[str, Any]) -> tuple[int, str]:
    run = lab.run("playbooks/verify.yml", "-e", json.dumps({"ovn_checks": checks}))
    return run.rc, run.words


@pytest.mark.usefixtures("on_router")
def test_ways_are_checked(lab: Lab) -> None:
    way = {"from": "vm3", "trace": "10.127.0.254:8000", "limit": 1}
    right = {**way, "verdict": "delivered", "backend": "172.16.255.130", "output_port": "dmz-vm1", "chassis": "ubuntu2"}
    rc, output = verify(lab, right, {"from": "vm3", "ping": "172.16.255.130", "ttl": 63})
    assert rc == 0, output
    assert "2 of 2 checks hold" in output
    rc, output = verify(lab, right, {**way, "verdict": "dropped"})
    assert rc != 0
    assert "FAILED: expected verdict dropped, got delivered; the packet was delivered" in output
    assert "1 of 2 checks hold" in output
