# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From any state to any declared state: one task gets there, and its plan was the truth."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from support.networks import Declared, networks
from support.processes import OvsdbServer
from support.programs import schema
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.desired import Task, desired
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.tables import identities
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.topology import places
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.engine import Outcome, apply
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import InvalidInput
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.schema import Schema

OWNERS = ("ansible", "neutron")
# Why a task may refuse to remove something, or to tell what to; nothing else is wrong with the networks that are drawn.
REFUSALS = (
    "is still in use by",
    "is not of owner",
    "this task removes the",
    "exists already and belongs to another parent",
    "which gateway_port tells apart",
    "there is no logical switch port",
    "there is no logical router port",
)
SLOW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
)


def connected(server: OvsdbServer) -> Iterator[Client]:
    client = Client([server.connection], "OVN_Northbound", timeout=10)
    client.connect()
    yield client
    client.close()


@pytest.fixture
def client(northbound: OvsdbServer) -> Iterator[Client]:
    yield from connected(northbound)


@pytest.fixture
def second(second_nb: Reader) -> Iterator[Client]:
    yield from connected(second_nb.server)


@cache
def columns_of(release: str) -> dict[str, Any]:
    """The tables and columns of a release."""
    return {name: table["columns"] for name, table in schema(release)["tables"].items()}


def declare(client: Client, declared: Declared, *, owner: str = "ansible", prune: bool = False, check: bool) -> Outcome:
    """What ovn_topology does with its arguments."""
    records = [(f"records[{index}]", item) for index, item in enumerate(declared["records"])]
    task = Task(places(declared), records, validate="off", owner=owner, prune=prune)
    rows, _warnings = desired(task, lambda: client)
    return apply(client, rows, ownership=task.ownership, check_mode=check)


def attempt(client: Client, declared: Declared, **how: Any) -> Outcome | InvalidInput:
    """The same, and what it refuses."""
    try:
        return declare(client, declared, **how)
    except InvalidInput as refused:
        return refused


def empty(client: Client) -> None:
    """Every example begins with an empty database, so that a failure can be repeated and made smaller."""
    client.transact([{"op": "delete", "table": table, "where": []} for table in Schema(client.schema()).tables])


def marked(nb: Reader, owner: str) -> set[tuple[Any, ...]]:
    """What the rows with the owner's mark are told apart by."""
    found = set()
    for table, rows in nb.tables().items():
        for row in rows:
            if (row.get("external_ids") or {}).get("ansible-ovn-owner") == owner:
                identity = identities().get(table)
                found.add((table, *(identity.of(row) if identity else [row["name"]])))
    return found


@pytest.mark.releases
@settings(SLOW, max_examples=100)
@given(data=st.data())
def test_one_task_gets_there_and_the_plan_was_the_truth(
    client: Client, nb: Reader, second: Client, second_nb: Reader, release: str, data: st.DataObject
) -> None:
    step = st.tuples(networks(columns_of(release), loose=True), st.sampled_from(OWNERS), st.booleans())
    steps = data.draw(st.tuples(step, step))
    empty(client)
    for declared, owner, prune in steps:
        before = nb.snapshot()
        planned = attempt(client, declared, owner=owner, prune=prune, check=True)
        assert nb.snapshot() == before
        done = attempt(client, declared, owner=owner, prune=prune, check=False)
        if isinstance(done, InvalidInput):
            event("refused")
            assert str(done) == str(planned)
            assert all(any(reason in fault.text for reason in REFUSALS) for fault in done.faults), done
            assert nb.snapshot() == before
            continue
        assert isinstance(planned, Outcome)
        assert (done.changed, done.operations, done.diff) == (planned.changed, planned.operations, planned.diff)
        after = nb.snapshot()
        assert done.changed is (after != before)
        again = declare(client, declared, owner=owner, prune=prune, check=False)
        assert (again.changed, again.operations) == (False, [])
        assert nb.snapshot() == after
        if prune:
            event("pruned")
            empty(second)
            # Ports of others may be named as well, and an empty database has none.
            if isinstance(attempt(second, declared, owner=owner, check=False), Outcome):
                assert marked(nb, owner) <= marked(second_nb, owner)
