# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twelve steps that every module which writes must pass.

Create, change and delete; each of them first in check mode, then for real, then again for real and again in check mode.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.modules import ModuleRunner, Result
from support.reader import Reader


@dataclass(frozen=True)
class Stage:
    """One change of an object: the arguments that ask for it, and a look at what must be there afterwards."""

    args: dict[str, Any]
    verify: Callable[[Reader], None]


@dataclass(frozen=True)
class Lifecycle:
    """The twelve steps for one module on one server."""

    run: ModuleRunner
    module: str
    reader: Reader
    common: dict[str, Any]

    def passes(self, *, create: Stage, change: Stage, delete: Stage) -> None:
        for name, stage in (("create", create), ("change", change), ("delete", delete)):
            self._pass(name, stage)

    def _pass(self, name: str, stage: Stage) -> None:
        planned = self._unwritten(f"{name}, check mode", stage, changed=True)
        done = self._step(f"{name}, for real", stage, check=False, changed=True)
        assert done.get("diff") == planned.get("diff"), f"{name}: the diff of check mode was another one"
        assert done.get("operations") == planned.get("operations"), f"{name}: check mode planned other operations"
        stage.verify(self.reader)
        self._unwritten(f"{name}, again for real", stage, check=False, changed=False)
        self._unwritten(f"{name}, again in check mode", stage, changed=False)

    def _unwritten(self, label: str, stage: Stage, *, changed: bool, check: bool = True) -> Result:
        before = self.reader.snapshot()
        result = self._step(label, stage, check=check, changed=changed)
        assert self.reader.snapshot() == before, f"{label}: the database was written to"
        return result

    def _step(self, label: str, stage: Stage, *, check: bool, changed: bool) -> Result:
        result = self.run(self.module, {**self.common, **stage.args}, check=check)
        assert not result.get("failed"), f"{label}: {self.module} failed: {result.get('msg')}"
        assert result["rc"] == 0, f"{label}: {self.module} exited with {result['rc']}"
        assert result["changed"] is changed, (
            f"{label}: changed is {result['changed']}, operations {result.get('operations')}"
        )
        if not changed:
            assert not result.get("operations"), f"{label}: unchanged, yet with operations {result['operations']}"
        return result


StartLife = Callable[[str], Lifecycle]
