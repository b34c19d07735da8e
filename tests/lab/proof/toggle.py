# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A toggle of the load balancer: what it does, and what it leaves alone.

Scenarios inherit the tests and say which toggle they mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from testinfra.host import Host

from proof.clients import Answer, Client
from proof.database import Row, dump, one, without_load_balancers
from proof.lab import Lab, Run

PLAYBOOK = "site.yml"


@dataclass(frozen=True)
class Toggle:
    """What was seen around a toggle.

    :ivar first: the very first answer of each client after it
    """

    before: dict[str, dict[str, Row]]
    after: dict[str, dict[str, Row]]
    run: Run
    again: Run
    first: dict[str, Answer]


def toggle(lab: Lab, central: Host, options: list[str], clients: dict[str, Client], url: str) -> Toggle:
    """Move the load balancer, ask at once, and move it again; from a lab without one, so that there is something to do."""
    lab.play(PLAYBOOK, "--tags", "lb-off")
    before = dump(central)
    run = lab.play(PLAYBOOK, *options)
    first = {name: client.get(url, count=1)[0] for name, client in clients.items()}
    after = dump(central)
    return Toggle(before, after, run, lab.play(PLAYBOOK, *options), first)


class ToggleTests:
    """Needs a fixture ``toggled``."""

    def test_toggle_changes_one_thing(self, toggled: Toggle) -> None:
        assert toggled.run.changed == 1, toggled.run.output

    def test_toggle_again_changes_nothing(self, toggled: Toggle) -> None:
        assert toggled.again.changed == 0, toggled.again.output

    def test_toggle_touches_nothing_else(self, toggled: Toggle) -> None:
        assert without_load_balancers(toggled.after) == without_load_balancers(toggled.before)

    def test_toggle_is_live_when_it_returns(self, toggled: Toggle) -> None:
        """No client gets a second chance."""
        assert {name: answer.rc for name, answer in toggled.first.items()} == dict.fromkeys(toggled.first, 0)

    def test_what_the_inventory_promises_of_it_holds(self, lab: Lab, central: Host) -> None:
        """playbooks/verify.yml asks on its own what the tests here ask, and changes nothing."""
        before = dump(central)
        run = lab.play("playbooks/verify.yml")
        assert re.search(r"(\d+) of \1 checks hold", run.output), run.output
        assert run.changed == 0
        assert dump(central) == before


def attached(tables: dict[str, dict[str, Row]], name: str) -> dict[str, list[str]]:
    """The switches and routers that have the load balancer of that name."""
    uuid, _row = one(tables["Load_Balancer"], name)
    return {
        table: sorted(row["name"] for row in tables[table].values() if uuid in str(row["load_balancer"]))
        for table in ("Logical_Switch", "Logical_Router")
    }


def cleared(lab: Lab, central: Host, mode: list[str], owner: str) -> None:
    """From a mode to none: the load balancer is neither attached nor there, and nothing else has changed.

    :param owner: what had it, as ``ovn-nbctl get`` names it
    """
    lab.play(PLAYBOOK, *mode)
    before = dump(central)
    assert len(before["Load_Balancer"]) == 1
    assert lab.play(PLAYBOOK, "--tags", "lb-off").changed == 1
    after = dump(central)
    assert central.check_output("ovn-nbctl lb-list") == ""
    assert central.check_output(f"ovn-nbctl get {owner} load_balancer") == "[]"
    assert without_load_balancers(after) == without_load_balancers(before)
