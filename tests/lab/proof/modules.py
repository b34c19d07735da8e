# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One module on one host of a lab, and the twelve steps for those that change a host."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proof.lab import PATIENCE, ROOT, Lab, environment

Result = dict[str, Any]
WHOLE_RESULT = {
    "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/lab/callback"),
    "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",
    "ANSIBLE_STDOUT_CALLBACK": "whole_result",
}
# What a host has of the things that a module changes.
Look = Callable[[], Any]


@dataclass(frozen=True)
class OnHost:
    lab: Lab
    host: str

    def __call__(self, module: str, arguments: dict[str, Any], *, check: bool = False) -> Result:
        """Run the module, which may fail."""
        done = subprocess.run(
            [
                *("ansible", "-i", f"inventories/{self.lab.inventory}", "-e", f"lab_name={self.lab.name}"),
                *(["--check"] if check else []),
                *("--diff", self.host, "-m", f"ovnlab.ovn.{module}", "-a", json.dumps(arguments)),
            ],
            cwd=ROOT,
            env={**environment(), **WHOLE_RESULT},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        try:
            result: Result = json.loads(done.stdout)
        except ValueError as exc:
            raise AssertionError(f"{done.stdout}\n{done.stderr}") from exc
        return result

    def fails(self, module: str, arguments: dict[str, Any]) -> str:
        """Run the module, which must fail in check mode as for real, and return its message."""
        results = [self(module, arguments, check=check) for check in (True, False)]
        assert all(result.get("failed") for result in results), results
        assert results[0]["msg"] == results[1]["msg"]
        return str(results[1]["msg"])

    def goes_through(self, module: str, arguments: dict[str, Any], look: Look) -> Result:
        """One change: in check mode, for real, again for real and again in check mode."""
        before = look()
        planned = self._step(module, arguments, check=True, changed=True)
        assert look() == before, f"check mode of {module} has changed the host"
        done = self._step(module, arguments, check=False, changed=True)
        assert done["diff"] == planned["diff"], f"check mode of {module} showed another difference"
        after = look()
        self._step(module, arguments, check=False, changed=False)
        self._step(module, arguments, check=True, changed=False)
        assert look() == after, f"a second run of {module} has changed the host"
        return done

    def _step(self, module: str, arguments: dict[str, Any], *, check: bool, changed: bool) -> Result:
        result = self(module, arguments, check=check)
        assert not result.get("failed"), result.get("msg")
        assert result["changed"] is changed, result.get("diff")
        return result
