# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Units of systemd: their state, and what is done to them."""

from __future__ import annotations

from dataclasses import dataclass

from .command import Run, must
from .errors import HostError

UNIT_FOLDER = "/etc/systemd/system"
_PROPERTIES = ("Id", "ActiveState", "UnitFileState")


@dataclass(frozen=True)
class UnitState:
    active: bool
    enabled: bool


def states(run: Run, units: list[str]) -> dict[str, UnitState]:
    """The state of each unit; one that systemd does not know is neither active nor enabled."""
    if not units:
        return {}
    out = must(run, ["systemctl", "show", f"--property={','.join(_PROPERTIES)}", "--", *units])
    found = [dict(line.split("=", 1) for line in block.splitlines()) for block in out.split("\n\n")]
    return {
        unit: UnitState(
            active=properties.get("ActiveState") == "active",
            enabled=properties.get("UnitFileState") == "enabled",
        )
        for unit, properties in zip(units, found)
    }


def systemctl(run: Run, verb: str, units: list[str]) -> None:
    """One call for all the units, none for no units.

    :raises HostError: with what the programs of the failed units said
    """
    if not units:
        return
    status, _out, err = run(["systemctl", "--quiet", verb, "--", *units])
    if status != 0:
        raise HostError(f"`systemctl {verb} {' '.join(units)}` failed: {_said(run, units) or err.strip()}")


def reload(run: Run) -> None:
    must(run, ["systemctl", "daemon-reload"])


def _said(run: Run, units: list[str]) -> str:
    out = must(run, ["systemctl", "show", "--property=InvocationID", "--value", "--", *units])
    matches = [f"_SYSTEMD_INVOCATION_ID={number}" for number in out.split()]
    if not matches:
        return ""
    return run(["journalctl", "--quiet", "--no-pager", "--lines=20", "--output=cat", *matches])[1].strip()
