# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab has on the machine itself: found while it is there, and looked for when it is gone."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Belongings:
    """What was made for a lab.

    :ivar links: the bridges and the hosts' cables, by number: a name may soon be somebody else's
    :ivar files: of the hosts, of their network namespaces, of the networks
    """

    containers: frozenset[str]
    networks: frozenset[str]
    links: frozenset[int]
    files: frozenset[Path]

    def left(self) -> list[str]:
        """What of it is there."""
        cgroups = "".join(_cgroups())
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
        return [
            *(f"container {each}" for each in sorted(self.containers & _containers())),
            *(f"process of container {each}" for each in sorted(self.containers) if each in cgroups),
            *(f"network {name}" for name in sorted(self.networks & _networks())),
            *(f"link {link['ifname']}" for link in _links() if link["ifindex"] in self.links),
            *(f"file {path}" for path in sorted(self.files) if path.exists()),
            *(f"mount on {path}" for path in sorted(self.files) if f" {path}/" in mounts),
        ]


def belongings(lab: str) -> Belongings:
    containers = _containers(f"label=ovnlab.lab={lab}")
    networks = _networks(f"label=ovnlab.lab={lab}")
    made = [*_inspected("container", containers), *_inspected("network", networks)]
    bridges = {each["network_interface"] for each in made if "network_interface" in each}
    links = {link["ifindex"] for link in _links() if bridges & {link["ifname"], link.get("master")}}
    files = [Path(f"/etc/containers/networks/{name}.json") for name in networks]
    for each in made:
        if "State" in each:
            files += [Path(each["NetworkSettings"]["SandboxKey"]), Path(each["StaticDir"]).parent]
            files += [Path(each["GraphDriver"]["Data"]["UpperDir"]).parent, Path(each["HostnamePath"]).parents[1]]
    return Belongings(containers, networks, frozenset(links), frozenset(files))


def images() -> set[str]:
    return set(_lines("podman", "images", "--quiet", "--no-trunc"))


def _containers(*filters: str) -> frozenset[str]:
    chosen = [f"--filter={each}" for each in filters] or ["--external"]
    return frozenset(_lines("podman", "ps", "--all", "--quiet", "--no-trunc", *chosen))


def _networks(*filters: str) -> frozenset[str]:
    return frozenset(_lines("podman", "network", "ls", "--format={{.Name}}", *(f"--filter={each}" for each in filters)))


def _inspected(kind: str, names: frozenset[str]) -> list[dict[str, Any]]:
    return list(json.loads("\n".join(_lines("podman", kind, "inspect", *names)))) if names else []


def _links() -> list[dict[str, Any]]:
    return list(json.loads("\n".join(_lines("ip", "-json", "link"))))


def _cgroups() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cgroup"):
        try:
            found.append(path.read_text(encoding="utf-8"))
        except OSError:  # it has just ended
            continue
    return found


def _lines(*command: str) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
