# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab hosts' role has to know about this machine. Changes nothing.

Everything is read in one go, because a task costs more than all of these questions together.
"""

from __future__ import annotations

import glob
import json
import os
import resource
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

CAP_SYS_RESOURCE = 24
# The accounts of root and of the system are below.
FIRST_USER = 1000
QUESTIONS = {
    "containers": ["ps", "--all", "--format", "json"],
    "networks": ["network", "ls", "--format", "json"],
    "images": ["images", "--all", "--format", "json"],
}


def ask_podman() -> dict[str, Any]:
    """All questions at once: each is a process of its own, and they do not wait for each other."""
    processes = {
        name: subprocess.Popen(["podman", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name, words in QUESTIONS.items()
    }
    answers: dict[str, Any] = {"error": ""}
    for name, process in processes.items():
        out, err = process.communicate()
        if process.returncode:
            answers["error"] = err.strip()
        else:
            answers[name] = json.loads(out or "[]") or []
    return answers


def labels(entry: dict[str, Any]) -> dict[str, str]:
    return entry.get("Labels") or entry.get("labels") or {}


def bridge_has_ipv6(device: str) -> bool:
    """Whether the machine itself would speak IPv6 on the bridge, were it there."""
    switch = Path("/proc/sys/net/ipv6/conf", device, "disable_ipv6")
    return switch.exists() and switch.read_text().strip() == "0"


def podman_facts() -> dict[str, Any]:
    answers = ask_podman()
    if answers["error"]:
        return {"error": answers["error"]}
    return {
        "error": "",
        "containers": {
            entry["Names"][0]: {"labels": labels(entry), "state": entry["State"]} for entry in answers["containers"]
        },
        "networks": {
            entry["name"]: {
                "labels": labels(entry),
                "device": entry.get("network_interface", ""),
                "ipv6": bridge_has_ipv6(entry.get("network_interface", "")),
            }
            for entry in answers["networks"]
        },
        "images": {name: labels(entry) for entry in answers["images"] for name in entry.get("Names") or []},
    }


def podman_settings() -> dict[str, str]:
    """What only a lab that has to be made must know: this question takes longer than the others together."""
    process = subprocess.run(["podman", "info", "--format", "json"], capture_output=True, text=True, check=True)
    info = json.loads(process.stdout)
    return {"backend": info["host"].get("networkBackend", "cni"), "storage": info["store"]["graphRoot"]}


def may_raise_limits() -> bool:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> CAP_SYS_RESOURCE & 1)
    return True


def hard_limit(which: int) -> int:
    limit = resource.getrlimit(which)[1]
    return 1048576 if limit == resource.RLIM_INFINITY else limit


def free_mb(path: str) -> int:
    place = Path(path)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free >> 20


def inotify_instances(proc: str = "/proc") -> tuple[int, int] | None:
    """How many of them root may have, and how many there are; nothing where the kernel has no such limit.

    D-Bus may have asked as root before it became another system account: those count, too.
    """
    limit = Path(proc, "sys/fs/inotify/max_user_instances")
    if not limit.exists():
        return None
    used = 0
    for file in glob.iglob(f"{proc}/[0-9]*/fd/*"):
        with suppress(OSError):  # it has been closed
            used += os.readlink(file) == "anon_inode:inotify" and os.lstat(file).st_uid < FIRST_USER
    return int(limit.read_text()), used


def kernel_datapath() -> str:
    """`loaded`, `loadable`, or `absent`."""
    if Path("/sys/module/openvswitch").exists():
        return "loaded"
    if not shutil.which("modprobe"):
        return "absent"
    dry = subprocess.run(["modprobe", "--dry-run", "--quiet", "openvswitch"], capture_output=True, check=False)
    return "absent" if dry.returncode else "loadable"


def machine_facts(binaries: list[str]) -> dict[str, Any]:
    """Everything that this file knows, and which of the binaries are not in PATH."""
    has_podman = shutil.which("podman") is not None
    root = os.geteuid() == 0
    return {
        "root": root,
        "has_podman": has_podman,
        "podman": podman_facts() if has_podman and root else {"error": ""},
        "missing": [name for name in binaries if not shutil.which(name)],
        "cgroup2": Path("/sys/fs/cgroup/cgroup.controllers").exists(),
        "may_raise_limits": may_raise_limits(),
        "nofile": hard_limit(resource.RLIMIT_NOFILE),
        "nproc": hard_limit(resource.RLIMIT_NPROC),
        "kernel_datapath": kernel_datapath(),
        "modules": Path("/lib/modules").is_dir(),
    }
