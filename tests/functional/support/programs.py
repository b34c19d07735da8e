# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the programs and schemas of OVS and OVN are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UNPACKED = ROOT / ".cache" / "ovn"
SCHEMAS = {
    "OVN_Northbound": UNPACKED / "usr/share/ovn/ovn-nb.ovsschema",
    "OVN_Southbound": UNPACKED / "usr/share/ovn/ovn-sb.ovsschema",
    "Open_vSwitch": UNPACKED / "usr/share/openvswitch/vswitch.ovsschema",
}
SEARCH_PATH = os.pathsep.join(
    [
        os.environ.get("PATH", os.defpath),
        "/usr/sbin",
        str(UNPACKED / "usr/bin"),
        str(UNPACKED / "usr/lib/openvswitch-switch"),
    ]
)


def program(name: str) -> str:
    """Return the path of one of the programs that tools/ovn_programs.sh provides."""
    path = shutil.which(name, path=SEARCH_PATH)
    if path is None:
        raise FileNotFoundError(f"{name} is missing: run tools/ovn_programs.sh once")
    return path
