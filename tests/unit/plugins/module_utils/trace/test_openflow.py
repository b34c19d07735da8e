# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real flows of a lab's chassis (OVN 25.03, OVS 3.5), as ofproto/trace printed them, with the rows of that lab."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.errors import TraceError
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.names import Names
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.ofproto_trace import parse
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.openflow import Keys, Passage, Switch

RECORDED = Path(__file__).parent / "recorded" / "openflow"
ROWS = json.loads((RECORDED / "rows.json").read_text(encoding="utf-8"))


class Recorded:
    """Answers as the database did."""

    def __init__(self, name: str) -> None:
        self._content = ROWS[name]

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = self._content["schema"]
        return schema

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        return [
            [row for row in self._content["rows"][select["table"]] if _fits(row, select["where"])] for select in selects
        ]


def _fits(row: dict[str, Any], where: list[list[Any]]) -> bool:
    # Bridges were asked for by name, and only that one was kept.
    return all(row.get(column, value) == value for column, _operator, value in where)


def followed(name: str, chassis: str = "ubuntu2") -> dict[str, Any]:
    rounds = parse((RECORDED / f"{name}.txt").read_text(encoding="utf-8"))
    southbound: Any = Recorded("sb")
    northbound: Any = Recorded("nb")
    switch: Any = Recorded(chassis)
    return Passage(rounds, Names(northbound, southbound), Keys(southbound), Switch(switch)).result()


@pytest.mark.parametrize(
    ("name", "chassis", "verdict", "ports"),
    [
        ("across-router-local", "ubuntu2", "delivered", ["dmz-vm1"]),
        ("across-router-remote", "ubuntu2", "forwarded", ["dmz-vm2"]),
        ("vip-switch", "ubuntu2", "forwarded", ["dmz-vm2"]),
        ("gateway-snat", "ubuntu1", "delivered", ["outside-localnet"]),
        ("gateway-vip", "ubuntu1", "forwarded", ["dmz-vm2"]),
        ("broadcast", "ubuntu2", "flooded", ["_MC_flood"]),
        ("router-answers", "ubuntu2", "replied", ["inside-vm3"]),
        ("router-tcp", "ubuntu2", "rejected", []),
        ("acl-drop", "ubuntu2", "dropped", []),
        ("acl-reject", "ubuntu2", "rejected", []),
        ("spoofed", "ubuntu2", "dropped", []),
        ("unknown-neighbour", "ubuntu2", "dropped", []),
        ("vip-switch-nohash", "ubuntu2", "error", []),
    ],
)
def test_verdict(name: str, chassis: str, verdict: str, ports: list[str]) -> None:
    result = followed(name, chassis)
    assert (result["verdict"], [output["port"] for output in result["outputs"]]) == (verdict, ports)


def test_a_remote_output_names_the_chassis_at_the_other_end() -> None:
    (output,) = followed("across-router-remote")["outputs"]
    assert output["tunnel"] == {"type": "geneve", "remote_ip": "10.127.0.4", "to": "ubuntu3", "key": 3}
    assert (output["datapath"], output["inport"]) == ("dmz", "dmz-tenant1")


def test_what_a_clone_changes_is_forgotten_after_it() -> None:
    (output,) = followed("broadcast")["outputs"]
    assert (output["datapath"], output["tunnel"]["key"]) == ("inside", 4)


def test_the_chosen_backend_is_what_connection_tracking_made_of_the_destination() -> None:
    result = followed("vip-switch")
    (balanced,) = result["lb"]
    assert balanced == {
        "datapath": "inside",
        "stage": "ls_in_lb",
        "name": "lb-internal",
        "vip": "172.16.255.62",
        "backends": ["172.16.255.130", "172.16.255.131"],
        "chosen": {"172.16.255.131": 1},
    }
    assert result["nat"] == [{"kind": "dnat", "address": "172.16.255.131"}]
    assert result["recirculations"] == 2


def test_a_gateway_that_balances_and_hides_the_client() -> None:
    assert followed("gateway-vip", "ubuntu1")["nat"] == [
        {"kind": "dnat", "address": "172.16.255.131"},
        {"kind": "snat", "address": "10.127.0.129"},
    ]


def test_a_group_without_a_hash_is_no_drop() -> None:
    assert followed("vip-switch-nohash")["reason"] == "no live bucket"


@pytest.mark.parametrize(("name", "action"), [("acl-drop", "drop"), ("acl-reject", "reject")], ids=["drop", "reject"])
def test_an_acl_is_named_by_its_row(name: str, action: str) -> None:
    result = followed(name)
    decided = result["decided_by"]
    assert (decided["datapath"], decided["stage"], decided["nb"]["table"]) == ("dmz", "ls_out_acl_eval", "ACL")
    assert result["reason"].startswith("ACL no-icmp" if action == "drop" else "ACL to-lport 2000")


def test_reasons() -> None:
    assert followed("spoofed")["reason"] == "port security of inside-vm3: the sender's addresses are not its own"
    assert "MAC address first" in followed("unknown-neighbour")["reason"]


def test_stages_are_in_the_order_of_the_way() -> None:
    datapaths = [table["datapath"] for table in followed("across-router-local")["tables"]]
    assert list(dict.fromkeys(datapaths)) == ["inside", "tenant1", "dmz"]


def test_story() -> None:
    assert followed("vip-switch")["story"] == [
        "inside  ls_in_lb: VIP 172.16.255.62 of lb-internal -> 172.16.255.131",
        "        destination becomes 172.16.255.131",
        "dmz     goes through geneve to ubuntu3, for port dmz-vm2",
    ]


@pytest.mark.parametrize("text", ["", "Bad openflow flow syntax: in_port=nope\n"])
def test_no_trace_at_all(text: str) -> None:
    with pytest.raises(TraceError, match=text.strip() or "ovs-appctl printed nothing"):
        parse(text)


def test_a_backend_with_a_port_is_named_as_the_balancer_has_it() -> None:
    """The rest of the record stays: only the ports are put in."""
    text = (RECORDED / "vip-switch.txt").read_text(encoding="utf-8")
    rounds = parse(text.replace("nw_dst=172.16.255.62, priority 110", "nw_dst=172.16.255.62,tp_dst=80, priority 110"))
    southbound: Any = Recorded("sb")
    northbound: Any = Recorded("nb")
    switch: Any = Recorded("ubuntu2")
    names = Names(northbound, southbound)
    (entry,) = [entry for found in rounds for entry in found.entries if "tp_dst=80" in entry.match]
    backends = 'ct_lb_mark(backends=172.16.255.130:8000,172.16.255.131:8000; hash_fields="ip_src");'
    names.flows[entry.cookie]["actions"] = backends
    (balanced,) = Passage(rounds, names, Keys(southbound), Switch(switch)).result()["lb"]
    assert (balanced["vip"], balanced["chosen"]) == ("172.16.255.62:80", {"172.16.255.131:8000": 1})
