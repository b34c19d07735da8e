# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ovn_cluster does."""

from __future__ import annotations

import os
import tempfile
import time
from typing import Any

from ..host.command import Run, must
from ..host.errors import HostError
from .place import NAMES, POLL_SECONDS, Place
from .status import SHORT

ARGUMENTS: dict[str, Any] = {
    "state": {
        "type": "str",
        "choices": ["gathered", "created", "joined", "left", "kicked"],
        "default": "gathered",
    },
    "databases": {
        "type": "list",
        "elements": "dict",
        "options": {
            "name": {"type": "str", "choices": list(NAMES), "required": True},
            "address": {"type": "str"},
            "remotes": {"type": "list", "elements": "str", "default": []},
            "members": {"type": "list", "elements": "str", "default": []},
        },
        "default": [{"name": name} for name in NAMES],
    },
    "replace": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 30},
    "database_dir": {"type": "path", "default": "/var/lib/ovn"},
    "run_dir": {"type": "path", "default": "/var/run/ovn"},
    "schema_dir": {"type": "path", "default": "/usr/share/ovn"},
}


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    state = params["state"]
    if params["wait_timeout"] <= 0:
        raise HostError(f"wait_timeout: {params['wait_timeout']} is not a positive number of seconds")
    jobs = [Job(run, params, each) for each in params["databases"]]
    for job in jobs:
        job.refuse()
    diffs, plights, databases = [], list[str](), {}
    for job in jobs:
        if job.is_needed():
            diffs.append({"before": job.describe(), "after": f"{job.name}: {job.aim()}\n"})
            if not check_mode:
                job.do()
                job.found = job.place.look()
        if params["wait"] and not check_mode and state in ("gathered", "kicked"):
            job.found, plight = job.place.wait(params["wait_timeout"])
            plights += [plight] if plight else []
        databases[job.name] = job.found
    result: dict[str, Any] = {"changed": bool(diffs), "databases": databases, "diff": diffs}
    if plights:  # what was found is told all the same
        result.update(failed=True, msg="; ".join(plights))
    return result


class Job:
    """One database, and what shall become of it."""

    def __init__(self, run: Run, params: dict[str, Any], database: dict[str, Any]) -> None:
        self.run = run
        self.params = params
        self.name = database["name"]
        self.address: str = database.get("address") or ""
        self.remotes = database.get("remotes") or []
        self.wanted = database.get("members") or []
        self.place = Place(run, self.name, params["database_dir"], params["run_dir"])
        self.found = self.place.look()

    @property
    def state(self) -> str:
        return str(self.params["state"])

    # -- whether ---------------------------------------------------------------------------

    def refuse(self) -> None:
        """
        :raises HostError: what is asked for is not possible, with the remedy; nothing has been changed yet
        """
        reason = getattr(self, f"_refuse_{self.state}")() if self.is_needed() else None
        if reason:
            raise HostError(f"{self.name}: {reason}")

    def is_needed(self) -> bool:
        now = self.found["state"]
        if self.state == "created":
            return now in ("absent", "standalone") or (self.params["replace"] and self._waits_for_a_cluster())
        if self.state == "joined":
            return now in ("absent", "standalone") or (self.params["replace"] and not self._is_open())
        if self.state == "left":
            return now not in ("absent", "standalone")
        return self.state == "kicked" and bool(self._to_kick())

    def _waits_for_a_cluster(self) -> bool:
        """Whether it is the file of a member that has never been one."""
        return self.found["state"] in ("joining", "stopped") and not self.found["cid"]

    def _is_open(self) -> bool:
        return self.found["state"] not in ("absent", "standalone", "stopped")

    def _to_kick(self) -> list[str]:
        wanted = {member[:SHORT] if ":" not in member else member for member in self.wanted}
        return [each["sid"] for each in self.found["members"] if {each["sid"], each["address"]} & wanted]

    def _refuse_created(self) -> str | None:
        if not self.address:
            return "address is needed to make a cluster, such as tcp:10.0.0.1:6643"
        if self.found["running"] and self.found["state"] != "absent":
            return "its server runs; stop it first: systemctl stop ovn-central"
        return None

    def _refuse_joined(self) -> str | None:
        if not self.address or not self.remotes:
            return "address and remotes are needed to join a cluster, such as tcp:10.0.0.2:6643 and [tcp:10.0.0.1:6643]"
        if self.found["state"] == "standalone" and not self.params["replace"]:
            return f"{self.place.file} is a database of its own; with replace it is moved aside, and the cluster's data takes its place"
        if self.found["running"] and self.found["state"] != "absent":
            return "its server runs; stop it first: systemctl stop ovn-central"
        return None

    def _refuse_left(self) -> str | None:
        if self.found["state"] == "stopped" and not self.found["running"] and not self.params["replace"]:
            return "its server does not run, so it cannot leave; start it, or let another member kick it"
        if self.found["state"] == "silent":
            return "its server does not answer, so it cannot leave; start it anew, or let another member kick it"
        if self.found["state"] == "disconnected":
            return "its cluster has no leader, so it cannot leave; start more of its members"
        if len(self.found["members"]) == 1:
            return "this is the last member of its cluster, which would be lost with it"
        return None

    def _refuse_kicked(self) -> str | None:
        if not self.found["leader"]:
            return "its cluster has no leader, so nobody can be kicked; start more of its members"
        if len(self._to_kick()) == len(self.found["members"]):
            return "these are all members of its cluster, which would be lost with them"
        return None

    # -- what --------------------------------------------------------------------------------

    def describe(self) -> str:
        state = {"absent": "no database", "stopped": "database of a cluster, not open"}.get(
            self.found["state"], self.found["state"]
        )
        members = "".join(f"  {each['address']} {each['sid']}\n" for each in self.found["members"])
        return f"{self.name}: {state}\n{members}"

    def aim(self) -> str:
        return {
            "created": f"first member of a new cluster, {self.address}",
            "joined": f"member of the cluster of {', '.join(self.remotes)}; it is {self.address}",
            "left": "no database",
            "kicked": f"without {', '.join(self._to_kick())}",
        }[self.state]

    def do(self) -> None:
        if self.state == "left":
            self._leave()
        elif self.state == "kicked":
            self._kick()
        else:
            self._write()

    def _write(self) -> None:
        """The file of a member; the server joins when it starts.

        At no moment there is no file: a server that is started then would begin with an empty database.
        """
        file = self.place.file
        folder = os.path.dirname(file)
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            made = os.path.join(aside, os.path.basename(file))
            if self.state == "created":
                schema = os.path.join(self.params["schema_dir"], f"ovn-{NAMES[self.name]}.ovsschema")
                source = file if self.found["state"] == "standalone" else schema
                command = ["create-cluster", made, source, self.address]
            else:
                command = ["join-cluster", made, self.name, self.address, *self.remotes]
            must(self.run, ["ovsdb-tool", *command])
            if os.path.exists(file):
                os.link(file, self._aside())
            os.replace(made, file)

    def _aside(self) -> str:
        """Nothing is deleted: who was in error finds the old file beside the new one."""
        name = f"{self.place.file}.{time.strftime('%Y%m%dT%H%M%S')}"
        while os.path.exists(name):
            name += "+"
        return name

    def _leave(self) -> None:
        if self._is_open():
            if self.found["state"] != "leaving":
                self.place.tell("cluster/leave", self.name)
            self._until(lambda: self.place.look()["state"] == "stopped", "has not left its cluster")
        os.rename(self.place.file, self._aside())

    def _kick(self) -> None:
        for sid in self._to_kick():
            self.place.tell("cluster/kick", self.name, sid)
            self._until(
                lambda sid=sid: sid not in [each["sid"] for each in self.place.look()["members"]],
                f"{sid} is still a member",
            )

    def _until(self, condition: Any, otherwise: str) -> None:
        deadline = time.monotonic() + self.params["wait_timeout"]
        while not condition():
            if time.monotonic() >= deadline:
                raise HostError(
                    f"{self.name}: {otherwise} after {self.params['wait_timeout']} s; {self.place.remedy()}"
                )
            time.sleep(POLL_SECONDS)
