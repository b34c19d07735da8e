# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_chassis against the database of an Open vSwitch; what it does to a host's files is tested on lab hosts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.lifecycle import Lifecycle, Stage
from support.modules import ModuleRunner
from support.processes import Vswitchd, wait_until
from support.reader import Reader

THEIRS = {"rundir": "/var/run/openvswitch", "system-id": "ubuntu2"}


@pytest.fixture
def switch(ovs: Reader, folder: Path) -> Iterator[Reader]:
    """An Open vSwitch that runs, with settings of others."""
    ovs.insert("Open_vSwitch", external_ids=["map", [list(item) for item in THEIRS.items()]])
    vswitchd = Vswitchd(folder, ovs.server)
    vswitchd.start()
    wait_until(lambda: ovs.row("Open_vSwitch")["iface_types"] != [], "ovs-vswitchd's first words")
    yield ovs
    vswitchd.stop()


@pytest.fixture
def to_ovs(ovs: Reader) -> dict[str, Any]:
    return {"ovs_connection": ovs.server.connection}


def test_life_of_a_chassis(run_module: ModuleRunner, switch: Reader, to_ovs: dict[str, Any]) -> None:
    def has(settings: dict[str, str]) -> Any:
        def verify(reader: Reader) -> None:
            assert reader.row("Open_vSwitch")["external_ids"] == {**THEIRS, **settings}

        return verify

    Lifecycle(run_module, "ovn_chassis", switch, to_ovs).passes(
        create=Stage(
            {
                "remote": ["tcp:127.0.0.1:6642"],
                "encap_type": ["geneve", "vxlan"],
                "encap_ip": ["127.0.0.1"],
                "datapath_type": "netdev",
                "bridge_mappings": {"dataNet": "br-eth1", "old": "br-old"},
                "monitor_all": True,
            },
            has(
                {
                    "ovn-remote": "tcp:127.0.0.1:6642",
                    "ovn-encap-type": "geneve,vxlan",
                    "ovn-encap-ip": "127.0.0.1",
                    "ovn-bridge-datapath-type": "netdev",
                    "ovn-bridge-mappings": "dataNet:br-eth1,old:br-old",
                    "ovn-monitor-all": "true",
                }
            ),
        ),
        change=Stage(
            {
                "remote": ["tcp:127.0.0.1:6642", "tcp:127.0.0.2:6642"],
                "datapath_type": "system",
                "bridge_mappings": {"new": "br-new", "old": None},
                "external_ids": {"ovn-openflow-probe-interval": 60},
            },
            has(
                {
                    "ovn-remote": "tcp:127.0.0.1:6642,tcp:127.0.0.2:6642",
                    "ovn-encap-type": "geneve,vxlan",
                    "ovn-encap-ip": "127.0.0.1",
                    "ovn-bridge-mappings": "dataNet:br-eth1,new:br-new",
                    "ovn-monitor-all": "true",
                    "ovn-openflow-probe-interval": "60",
                }
            ),
        ),
        delete=Stage({"state": "absent", "external_ids": {"ovn-openflow-probe-interval": None}}, has({})),
    )


def test_all_faults_at_once(run_module: ModuleRunner, switch: Reader, to_ovs: dict[str, Any]) -> None:
    before = switch.snapshot()
    message = run_module.fails(
        "ovn_chassis",
        {
            **to_ovs,
            "remote": ["127.0.0.1"],
            "encap_ip": ["192.0.2.77", "10.0.0.300"],
            "bridge_mappings": {"a:b": "br-eth1", "dataNet": "a-name-that-is-too-long"},
            "external_ids": {"ovn-remote": "x"},
        },
    )
    head, *faults = message.splitlines()
    assert head == "6 faults in the input, nothing was changed:"
    assert [fault.split(": ")[0] for fault in faults] == [
        "- remote[0]",
        "- encap_ip[0]",
        "- encap_ip[1]",
        "- bridge_mappings[a:b]",
        "- bridge_mappings[dataNet]",
        "- external_ids[ovn-remote]",
    ]
    assert switch.snapshot() == before


def test_an_open_vswitch_that_was_never_started(run_module: ModuleRunner, ovs: Reader, to_ovs: dict[str, Any]) -> None:
    message = run_module.fails("ovn_chassis", {**to_ovs, "encap_type": ["geneve"]})
    assert "systemctl start openvswitch-switch" in message


def test_no_open_vswitch(run_module: ModuleRunner, folder: object) -> None:
    message = run_module.fails("ovn_chassis", {"ovs_connection": f"unix:{folder}/db.sock", "encap_type": ["geneve"]})
    assert message.startswith(f"cannot use Open_vSwitch: unix:{folder}/db.sock: there is no such socket")
