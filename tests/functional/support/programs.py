# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the programs of OVS and OVN are, and the schemas of every release of OVN."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
UNPACKED = ROOT / ".cache" / "ovn"
# The Debian suite whose programs run here.
MACHINE = (UNPACKED / "machine").resolve()
SCHEMAS = {
    "OVN_Northbound": "usr/share/ovn/ovn-nb.ovsschema",
    "OVN_Southbound": "usr/share/ovn/ovn-sb.ovsschema",
    "Open_vSwitch": "usr/share/openvswitch/vswitch.ovsschema",
}
SEARCH_PATH = os.pathsep.join(
    [
        os.environ.get("PATH", os.defpath),
        "/usr/sbin",
        str(MACHINE / "usr/bin"),
        str(MACHINE / "usr/lib/openvswitch-switch"),
    ]
)


def program(name: str) -> str:
    """Return the path of one of the programs that tools/ovn_programs.sh provides."""
    path = shutil.which(name, path=SEARCH_PATH)
    if path is None:
        raise FileNotFoundError(f"{name} is missing: run tools/ovn_programs.sh once")
    return path


def release_of(suite: Path) -> str:
    """Return the release of OVN that a Debian suite brings, such as 25.03. Later ones compare as greater."""
    file = suite / "release"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing: run tools/ovn_programs.sh once")
    return file.read_text(encoding="utf-8").strip()


# Every release that there is, the oldest first, with the suite that brings it.
_suites = {file.parent.resolve() for file in UNPACKED.glob("*/release")}
RELEASES = {release_of(suite): suite for suite in sorted(_suites, key=release_of)}
OWN_RELEASE = release_of(MACHINE)


def bindings(suite: Path) -> Path:
    """Return where Python finds the python-ovs and ovsdbapp of a Debian suite."""
    return suite / "usr/lib/python3/dist-packages"


def schema_file(release: str, database: str) -> Path:
    return RELEASES[release] / SCHEMAS[database]


def schema(release: str, database: str = "OVN_Northbound") -> dict[str, Any]:
    """Return the schema that a release has, as it is in its package; no server is needed."""
    content: dict[str, Any] = json.loads(schema_file(release, database).read_text(encoding="utf-8"))
    return content
