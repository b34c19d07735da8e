# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conversation with the servers of a database: find the leader, ask, transact.

There is no monitor: what a task needs is read by ``select``, so its cost does not grow
with the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .errors import Conflict, ConnectFailed, ConnectionLost, OvsdbError, TransactionFailed
from .link import Link, Refused, Steps, Tls, Wait, wait_for

__all__ = ["Client", "Tls"]

# Between two questions to a server that is not, or not yet, the leader.
RETRY_SECONDS = 0.1
# A server that has not answered after so long does not keep the next one from being asked.
STAGGER_SECONDS = 0.25
# Followers that have a leader elsewhere: so long it may be that one of them takes over.
FOLLOWERS_SECONDS = 3.0
# After such a silence the others of a cluster are asked whether one of them leads now.
SILENCE_SECONDS = 2.0

T = TypeVar("T")


class Client:
    """One connection to one database of one server (the leader, if there are several).

    :param remotes: connection methods, ``unix:PATH``, ``tcp:IP:PORT`` or ``ssl:IP:PORT``
    :param database: schema name, for example ``OVN_Northbound``
    :param timeout: seconds for connecting, and for each answer
    :param leader_only: with a cluster, use no server but the leader
    :raises ConnectFailed: no remote is usable, with the reason for each
    """

    def __init__(
        self,
        remotes: Sequence[str],
        database: str,
        *,
        timeout: float = 30,
        tls: Tls | None = None,
        leader_only: bool = True,
    ) -> None:
        self.remotes = list(remotes)
        self.database = database
        self.timeout = timeout
        self.tls = tls or Tls()
        self.leader_only = leader_only
        self._link: Link | None = None
        self._is_clustered = False
        self._schema: dict[str, Any] | None = None

    @property
    def remote(self) -> str:
        return self._link.remote if self._link else ", ".join(self.remotes)

    # -- connection ---------------------------------------------------------------------

    def connect(self, *, retry: bool = False, deadline: float | None = None) -> None:
        """Connect to the first usable remote.

        :param retry: go on until the time is over; else only an election is waited for
        :param deadline: another end than that of the client's own time
        """
        self.close()
        if not self.remotes:
            raise ConnectFailed(
                f"cannot use {self.database}: no server is named, write unix:PATH, tcp:IP:PORT or ssl:IP:PORT"
            )
        deadline = time.monotonic() + self.timeout if deadline is None else deadline
        candidates = [_Candidate(self, remote) for remote in self.remotes]
        found = _first(candidates, deadline, retry=retry)
        for candidate in candidates:
            if candidate is not found:
                candidate.close()
        if found is None:
            raise ConnectFailed(f"cannot use {self.database}: {_why_not(candidates, self.timeout)}")
        self._link, self._is_clustered = found.link, found.is_clustered

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def link(self, remote: str) -> Link:
        """A connection that is still to be opened."""
        if not remote.startswith("ssl:"):
            return Link(remote)
        from .tls import TlsLink  # only where it is needed: it takes a while

        return TlsLink(remote, self.tls)

    # -- requests -------------------------------------------------------------------------

    def schema(self) -> dict[str, Any]:
        """The server's schema as JSON, asked for once."""
        if self._schema is None:
            self._schema = self._patiently(lambda: self.request("get_schema", [self.database]))
        return self._schema

    def transact(
        self,
        operations: list[dict[str, Any]],
        *,
        timeout: float | None = None,
        meanwhile: Callable[[], Any] = lambda: None,
    ) -> list[dict[str, Any]]:
        """Run the operations as one transaction: all of it or nothing.

        :param meanwhile: what there is to do while the server works
        :raises Conflict: a guard (an OVSDB ``wait``) did not hold
        :raises TransactionFailed: the server refused, with its reason
        :raises ConnectionLost: no answer
        """
        params = [self.database, *operations]
        results: list[dict[str, Any]] = self.request("transact", params, timeout=timeout, meanwhile=meanwhile)
        for index, result in enumerate(results):
            error = result and result.get("error")
            if not error:
                continue
            operation = operations[index] if index < len(operations) else {}
            if error == "timed out" and operation.get("op") == "wait":
                raise Conflict(f"{operation['table']} was changed by somebody else meanwhile")
            details = result.get("details")
            raise TransactionFailed(f"{self.remote} refused: {error}" + (f" ({details})" if details else ""))
        return results

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """Rows of each select, read in one trip. A server that goes away meanwhile is replaced."""
        if not selects:
            return []
        operations = [{"op": "select", **select} for select in selects]
        return [result["rows"] for result in self._patiently(lambda: self.transact(operations))]

    def _patiently(self, ask: Callable[[], T]) -> T:
        """Ask what may be asked twice."""
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                return ask()
            except ConnectionLost:
                if time.monotonic() >= deadline:
                    raise
                self.connect(retry=True, deadline=deadline)

    def request(
        self,
        method: str,
        params: list[Any],
        *,
        timeout: float | None = None,
        meanwhile: Callable[[], Any] = lambda: None,
    ) -> Any:
        """Send one JSON-RPC request and return its result."""
        link = self._link
        if link is None:
            raise ConnectionLost(self.remote, "not connected")
        limit = self.timeout if timeout is None else timeout
        deadline = time.monotonic() + limit
        try:
            self._run(link.send(method, params), deadline, limit)
            meanwhile()
            return self._run(link.receive(), deadline, limit)
        except ConnectionLost:
            self.close()
            raise

    def _run(self, steps: Steps[T], deadline: float, limit: float) -> T:
        """:raises ConnectionLost: the time is over, or another server of the cluster leads now"""
        silent_since = time.monotonic()
        while True:
            try:
                wait = next(steps)
            except StopIteration as done:
                result: T = done.value
                return result
            now = time.monotonic()
            if now >= deadline:
                raise ConnectionLost(self.remote, f"no answer within {limit:g} s")
            if now - silent_since >= SILENCE_SECONDS:
                self._look_for_another()
                silent_since = time.monotonic()
            if wait_for([wait], min(deadline, silent_since + SILENCE_SECONDS)):
                silent_since = time.monotonic()

    def _look_for_another(self) -> None:
        """A host that has lost its power closes no connection."""
        if not (self._is_clustered and self.leader_only):
            return
        others = [_Candidate(self, remote) for remote in self.remotes if remote != self.remote]
        found = _first(others, time.monotonic() + STAGGER_SECONDS * (len(others) + 1))
        for other in others:
            other.close()
        if found:
            raise ConnectionLost(self.remote, f"no answer, and {found.remote} leads the cluster now")


class _Candidate:
    """A server that may be the one to use."""

    def __init__(self, client: Client, remote: str) -> None:
        self.remote = remote
        self.link = client.link(remote)
        # Why it cannot be used, as far as is known.
        self.problem = ""
        self.is_clustered = False
        # It has a leader elsewhere.
        self.is_follower = False
        self.is_electing = False
        self.wait: Wait | None = None
        self._client = client
        self._steps: Steps[None] | None = None

    def close(self) -> None:
        self._steps = None
        self.link.close()

    def goes_on(self) -> bool:
        """Do what can be done at once; false if the server can be used."""
        if self.wait and self.wait.fd < 0 and time.monotonic() < self.wait.until:
            return True
        try:
            self._steps = self._steps or self._steps_to_use()
            self.wait = next(self._steps)
        except StopIteration:
            return False
        except OvsdbError as exc:  # of this server: another one may answer
            self.close()
            self.problem = exc.reason if isinstance(exc, ConnectionLost) else str(exc)
            self.is_follower = self.is_electing = False
            self.wait = Wait(-1, until=time.monotonic() + RETRY_SECONDS)
        return True

    def _steps_to_use(self) -> Steps[None]:
        yield from self.link.open()
        select = {"op": "select", "table": "Database", "where": []}
        while True:
            result = yield from self.link.ask("transact", ["_Server", select])
            databases = {row["name"]: row for row in result[0].get("rows", [])}
            if self._client.database in databases:
                self._judge(databases[self._client.database])
            else:  # a server that has just been started tells of its databases a moment later
                self._expect((yield from self.link.ask("list_dbs", [])))
            if not self.problem:
                return
            yield Wait(-1, until=time.monotonic() + RETRY_SECONDS)

    def _expect(self, databases: list[str]) -> None:
        name = self._client.database
        if name not in databases:
            served = ", ".join(name for name in databases if not name.startswith("_")) or "nothing"
            raise Refused(f"the server has no database {name}, it serves {served}; check the address")
        self.problem, self.is_electing = "the server has only just been started", True

    def _judge(self, row: dict[str, Any]) -> None:
        self.is_clustered = row["model"] == "clustered"
        self.is_electing = self.is_clustered and not row["connected"]
        self.is_follower = self.is_clustered and not self.is_electing and not row["leader"]
        self.problem = ""
        if self.is_electing:
            self.problem = "the server is not connected to its cluster"
        elif self.is_follower and self._client.leader_only:
            self.problem = "the server is a follower, not the leader"


def _first(candidates: list[_Candidate], deadline: float, *, retry: bool = False) -> _Candidate | None:
    """The first server that can be used. Each is asked when those before it have answered, or are late.

    :param retry: go on until the time is over; else only an election is waited for
    """
    started = time.monotonic()
    while True:
        asked: list[_Candidate] = []
        for index, candidate in enumerate(candidates):
            late = time.monotonic() >= started + index * STAGGER_SECONDS
            if not (late or all(before.problem for before in asked)):
                break
            asked.append(candidate)
            if not candidate.goes_on():
                return candidate
        now = time.monotonic()
        if now >= deadline or not (retry or _may_change(candidates, now - started)):
            return None
        next_turn = started + len(asked) * STAGGER_SECONDS if len(asked) < len(candidates) else deadline
        wait_for([candidate.wait for candidate in asked if candidate.wait], min(deadline, next_turn))


def _may_change(candidates: list[_Candidate], seconds: float) -> bool:
    """Whether it makes sense to go on asking."""
    if all(candidate.is_follower for candidate in candidates):
        return seconds < FOLLOWERS_SECONDS
    return any(candidate.is_electing or candidate.is_follower or not candidate.problem for candidate in candidates)


def _why_not(candidates: list[_Candidate], timeout: float) -> str:
    silent = f"no answer within {timeout:g} s"
    each = "; ".join(f"{candidate.remote}: {candidate.problem or silent}" for candidate in candidates)
    if all(candidate.is_follower for candidate in candidates):
        return f"{each}; name all members of the cluster, with commas between them"
    if any(candidate.is_clustered for candidate in candidates):
        return f"the cluster has no leader within {timeout:g} s, more than half of its members must run; {each}"
    return each
