# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.ovnlab.ovn.plugins.filter.upgrade_plan import upgrade_plan

FOUND = [
    "package ovn-common 23.03.1-1~deb12u2 installed",
    "package ovn-host 23.03.1-1~deb12u2 installed",
    "unit ovs-vswitchd current",
    "unit ovn-controller current",
    "unit ovn-northd stopped",
]
NOTHING = ["Reading package lists...", "0 upgraded, 0 newly installed, 0 to remove and 145 not upgraded."]
# As apt prints it; a package that another one breaks has a list of those after it.
COMING = [
    "Inst libc6 [2.36-9+deb12u14] (2.41-12+deb13u4 Debian:13.7/stable [amd64]) [libc-bin:amd64 ]",
    "Remv libssl3 [3.0.20-1~deb12u2] [ovn-host:amd64 ]",
    "Inst libssl3t64 (3.5.7-1~deb13u2 Debian:13.7/stable [amd64]) []",
    "Inst ovn-host [23.03.1-1~deb12u2] (25.03.0-1 localhost [amd64]) []",
    "Inst ovn-common [23.03.1-1~deb12u2] (25.03.0-1 localhost [amd64])",
    "Conf ovn-common (25.03.0-1 localhost [amd64])",
]


def test_what_comes() -> None:
    plan = upgrade_plan(FOUND, COMING, chassis=True)
    assert plan["packages"] == [
        {"name": "ovn-host", "from": "23.03.1-1~deb12u2", "to": "25.03.0-1"},
        {"name": "ovn-common", "from": "23.03.1-1~deb12u2", "to": "25.03.0-1"},
    ]
    assert (plan["more"], plan["removed"]) == (2, ["libssl3"])
    assert (plan["release"], plan["target"]) == ("23.03", "25.03")
    assert plan["wanted"] == ["package ovn-host 25.03.0-1 installed", "package ovn-common 25.03.0-1 installed"]
    assert plan["due"]


def test_nothing_comes() -> None:
    plan = upgrade_plan(FOUND, NOTHING, chassis=True)
    assert (plan["release"], plan["target"]) == ("23.03", "23.03")
    assert (plan["due"], plan["wanted"]) == (False, [])


@pytest.mark.parametrize(
    ("line", "instead", "why"),
    [
        ("package ovn-host 23.03.1-1~deb12u2 half-configured", "package ovn-host", "broken"),
        ("unit ovs-vswitchd stale", "unit ovs-vswitchd", "stale"),
        ("unit ovn-controller stopped", "unit ovn-controller", "stopped"),
        ("held", "held", "held"),
        ("waits", "waits", "waits"),
        ("schema nb", "schema", "schemas"),
    ],
)
def test_what_an_earlier_run_left(line: str, instead: str, why: str) -> None:
    found = [*(each for each in FOUND if not each.startswith(instead)), line]
    plan = upgrade_plan(found, NOTHING, chassis=True)
    assert plan["due"]
    assert plan[why]


def test_half_done_is_done_when_it_is_configured() -> None:
    found = [FOUND[0], "package ovn-host 25.03.0-1 unpacked"]
    assert upgrade_plan(found, NOTHING, chassis=True)["wanted"] == ["package ovn-host 25.03.0-1 installed"]


def test_who_is_no_chassis_needs_no_controller() -> None:
    found = [*FOUND[:3], "unit ovn-controller stopped"]
    assert not upgrade_plan(found, NOTHING, chassis=False)["due"]


def test_who_is_held_for_good_stays_so() -> None:
    assert not upgrade_plan([*FOUND, "held", "waits"], NOTHING, chassis=True, hold=True, wait=True)["due"]
