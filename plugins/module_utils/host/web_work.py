# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module netns_web does."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

from ..ovsdb.errors import Fault, InvalidInput
from . import iproute, systemd, web_files
from .command import Run
from .files import File
from .systemd import UnitState

SERVER_ARGUMENTS: dict[str, Any] = {
    "vm": {"type": "str", "required": True},
    "port": {"type": "int", "default": 8000},
    "content": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
ARGUMENTS: dict[str, Any] = {
    **SERVER_ARGUMENTS,
    "vm": {"type": "str"},
    "servers": {"type": "list", "elements": "dict", "options": SERVER_ARGUMENTS},
}
EXCLUSIONS = [("vm", "servers")]
ONE_OF = [("vm", "servers")]


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    listed = [(f"servers[{index}].", options) for index, options in enumerate(params["servers"] or [])]
    if params["vm"] is not None:
        listed.append(("", params))
    if not listed:
        return {"changed": False, "servers": [], "diff": []}
    faults = [fault for path, options in listed for fault in _faults(path, options)]
    if faults:
        raise InvalidInput(faults)
    units = systemd.states(run, [web_files.unit(options["vm"]) for _path, options in listed])
    servers = [Server.of(options, units[web_files.unit(options["vm"])]) for _path, options in listed]
    shared = [file for file in web_files.shared_files() if file.differs] if any(s.present for s in servers) else []
    faults = _missing_vms(run, listed)
    if faults and not check_mode:  # in check mode, the task before this one would make them
        raise InvalidInput(faults)
    changed = bool(shared) or any(server.differs for server in servers)
    diff = [file.diff() for file in shared] + [diff for server in servers for diff in server.diff()]
    if changed and not check_mode:
        _apply(run, servers, shared)
    return {"changed": changed, "servers": [server.facts() for server in servers if server.present], "diff": diff}


def _faults(path: str, options: dict[str, Any]) -> list[Fault]:
    faults = []
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", options["vm"]):
        faults.append(Fault(f"{path}vm", f"{options['vm']!r} is no name of a VM; use letters, digits and _ . -"))
    if not 1 <= options["port"] <= 65535:
        faults.append(Fault(f"{path}port", f"{options['port']} is not between 1 and 65535"))
    return faults


def _missing_vms(run: Run, listed: list[tuple[str, dict[str, Any]]]) -> list[Fault]:
    wanted = [(path, options["vm"]) for path, options in listed if options["state"] == "present"]
    there = iproute.namespaces(run) if wanted else set()
    return [
        Fault(
            f"{path}vm",
            f"this host has no VM {vm}, it has {', '.join(sorted(there)) or 'none'}; make it with netns_vm first",
        )
        for path, vm in wanted
        if vm not in there
    ]


@dataclass
class Server:
    """One web server: its files, and its unit as it shall be and as it is."""

    vm: str
    port: int
    present: bool
    content: File | None
    settings: File
    unit_state: UnitState

    @classmethod
    def of(cls, options: dict[str, Any], unit_state: UnitState) -> Server:
        vm, present = options["vm"], options["state"] == "present"
        content: File | None = web_files.content_file(vm, options["content"] if present else None)
        if present and options["content"] is None:
            content = None  # not ours: whoever fills the folder decides
        settings = web_files.settings_file(vm, options["port"] if present else None)
        return cls(vm, options["port"], present, content, settings, unit_state)

    @property
    def files(self) -> list[File]:
        return [file for file in (self.content, self.settings) if file and file.differs]

    @property
    def running(self) -> bool:
        return self.unit_state.active and self.unit_state.enabled

    @property
    def stopped(self) -> bool:
        return not self.unit_state.active and not self.unit_state.enabled

    @property
    def differs(self) -> bool:
        return bool(self.files) or not (self.running if self.present else self.stopped)

    def diff(self) -> list[dict[str, str]]:
        found = [file.diff() for file in self.files]
        if not (self.running if self.present else self.stopped):
            head = f"web server of {self.vm}"
            before, after = ("", "running\n") if self.present else ("running\n", "")
            found.append({"before_header": head, "after_header": head, "before": before, "after": after})
        return found

    def facts(self) -> dict[str, Any]:
        return {"vm": self.vm, "port": self.port, "log": web_files.log_path(self.vm)}


def _apply(run: Run, servers: list[Server], shared: list[File]) -> None:
    gone = [server for server in servers if not server.present and server.differs]
    systemd.systemctl(run, "disable", [web_files.unit(server.vm) for server in gone if server.unit_state.enabled])
    systemd.systemctl(run, "stop", [web_files.unit(server.vm) for server in gone if server.unit_state.active])
    for file in shared:
        file.write()
    if shared:
        systemd.reload(run)
    due = [server for server in servers if server.present and (server.differs or shared)]
    restart = [server for server in due if shared or server.settings.differs or not server.unit_state.active]
    for server in (*due, *gone):
        for file in server.files:
            file.write()
        if server.present:
            os.makedirs(os.path.dirname(web_files.content_file(server.vm, None).path), exist_ok=True)
    systemd.systemctl(run, "enable", [web_files.unit(server.vm) for server in due if not server.unit_state.enabled])
    systemd.systemctl(run, "restart", [web_files.unit(server.vm) for server in restart])
