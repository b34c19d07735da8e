# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_lb against a real Northbound database."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Stage, StartLife
from support.modules import ModuleRunner
from support.reader import Reader


def attached(nb: Reader) -> dict[str, list[str]]:
    """Return the load balancers of every switch and router, by name."""
    names = {row["_uuid"]: row["name"] for row in nb.rows("Load_Balancer")}
    return {
        row["name"]: sorted(names[uuid] for uuid in row["load_balancer"])
        for table in ("Logical_Switch", "Logical_Router")
        for row in nb.rows(table)
    }


@pytest.fixture
def network(nb: Reader) -> None:
    for switch in ("dmz", "inside"):
        nb.insert("Logical_Switch", name=switch)
    nb.insert("Logical_Router", name="edge1", options=["map", [["chassis", "ubuntu1"]]])


@pytest.mark.releases
@pytest.mark.usefixtures("network")
def test_life_of_a_load_balancer(life: StartLife) -> None:
    def created(nb: Reader) -> None:
        balancer = nb.row("Load_Balancer", name="web")
        assert balancer["vips"] == {"30.0.0.10:80": "20.0.0.3:80,20.0.0.4:80", "[fd00::10]:80": "[fd00::3]:80"}
        assert balancer["protocol"] == "tcp"
        assert balancer["options"] == {"reject": "true"}
        assert attached(nb) == {"dmz": [], "inside": ["web"], "edge1": ["web"]}

    def changed(nb: Reader) -> None:
        balancer = nb.row("Load_Balancer", name="web")
        assert balancer["vips"] == {"30.0.0.10:80": "20.0.0.4:80"}
        assert balancer["protocol"] == "udp"
        assert balancer["options"] == {"reject": "true", "affinity_timeout": "60", "hairpin_snat_ip": "20.0.0.9"}
        assert balancer["selection_fields"] == ["ip_dst", "ip_src"]
        assert attached(nb) == {"dmz": ["web"], "inside": [], "edge1": []}

    def deleted(nb: Reader) -> None:
        assert nb.rows("Load_Balancer") == []
        assert attached(nb) == {"dmz": [], "inside": [], "edge1": []}

    life("ovn_lb").passes(
        create=Stage(
            {
                "name": "web",
                "protocol": "tcp",
                "reject": True,
                "vips": {"30.0.0.10:80": ["20.0.0.3:80", "20.0.0.4:80"], "[fd00::10]:80": ["[fd00::3]:80"]},
                "switches": ["inside"],
                "routers": ["edge1"],
            },
            created,
        ),
        change=Stage(
            {
                "name": "web",
                "protocol": "udp",
                "vips": {"30.0.0.10:80": ["20.0.0.4:80"]},
                "affinity_timeout": 60,
                "hairpin_snat_ip": "20.0.0.9",
                "selection_fields": ["ip_src", "ip_dst"],
                "switches": ["dmz"],
                "purge": ["switches", "routers"],
            },
            changed,
        ),
        delete=Stage({"name": "web", "state": "absent"}, deleted),
    )


@pytest.mark.releases
@pytest.mark.usefixtures("network")
def test_life_of_an_attachment(life: StartLife) -> None:
    """A load balancer on the router, moved to the clients' switch, and detached everywhere."""
    balancer = {"name": "web", "vips": {"10.127.0.254": ["172.16.255.130", "172.16.255.131"]}}

    def only(place: str | None) -> Stage:
        def verify(nb: Reader) -> None:
            assert attached(nb) == {name: ["web"] if name == place else [] for name in ("dmz", "inside", "edge1")}
            assert nb.row("Load_Balancer")["vips"] == {"10.127.0.254": "172.16.255.130,172.16.255.131"}

        places = {"routers": [place]} if place == "edge1" else {"switches": [place] if place else []}
        return Stage({**balancer, **places, "purge": ["switches", "routers"]}, verify)

    life("ovn_lb").passes(create=only("edge1"), change=only("inside"), delete=only(None))


@pytest.mark.usefixtures("network")
def test_others_keep_their_places(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    for name, vip in (("one", "10.0.0.1"), ("two", "10.0.0.2")):
        run_module("ovn_lb", {**to_nb, "name": name, "vips": {vip: []}, "switches": ["dmz", "inside"]})
    run_module("ovn_lb", {**to_nb, "name": "one", "switches": ["dmz"], "purge": ["switches"]})
    assert attached(nb) == {"dmz": ["one", "two"], "inside": ["two"], "edge1": []}


def test_an_attachment_to_nothing(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    before = nb.snapshot()
    args = {**to_nb, "name": "web", "vips": {"10.0.0.1": []}, "switches": ["nowhere"], "routers": ["never"]}
    message = run_module.fails("ovn_lb", args)
    assert "switches[0]: there is no logical switch nowhere" in message
    assert "routers[0]: there is no logical router never" in message
    assert nb.snapshot() == before
