# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One module on one host of a lab, and the twelve steps for those that change a host.

The module runs by itself, as a process of the host: a test has many of them, and Ansible needs a second for each. What
Ansible adds, the playbooks prove.
"""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ansible
from support.request import PACKAGE, request

from proof.lab import ROOT, Lab

Result = dict[str, Any]
# What a host has of the things that a module changes.
Look = Callable[[], Any]
# On the host, and of these tests: those before them may have brought other code.
FOLDER = f"/run/ovnlab-modules-{time.time_ns()}"


@cache
def connection(lab: Lab, host: str) -> dict[str, Any]:
    """The options with which the inventory has modules on a host connect to the databases."""
    asked = json.dumps({"msg": "{{ lookup('ovnlab.ovn.connection') }}"})
    run = lab.finish(
        *("ansible", host, "-m", "ansible.builtin.debug", "-a", asked), ANSIBLE_CALLBACK_RESULT_FORMAT="json"
    )
    assert run.rc == 0, run.output
    found: dict[str, Any] = json.loads(run.output.partition(" => ")[2])["msg"]
    return found


@dataclass(frozen=True)
class OnHost:
    lab: Lab
    host: str

    def command(self, module: str, arguments: dict[str, Any], *, check: bool = False) -> str:
        """A command of the host's shell that runs the module."""
        self._bring_code()
        asked = shlex.quote(request(module, arguments, check=check))
        return f"printf %s {asked} | PYTHONPATH={FOLDER} python3 -m {PACKAGE}.modules.{module}"

    def __call__(self, module: str, arguments: dict[str, Any], *, check: bool = False) -> Result:
        """Run the module, which may fail."""
        run = self.lab.host(self.host).run(self.command(module, arguments, check=check))
        assert not run.stderr, run.stderr
        result: Result = json.loads(run.stdout)
        return result

    def _bring_code(self) -> None:
        """What a module imports, in a folder of the host: a host that was made anew, or started, has none."""
        if self.lab.host(self.host).run(f"mkdir {FOLDER}").rc:
            return
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for source, folder, names in (
                (Path(ansible.__path__[0]), "ansible", ("__init__.py", "_vendor", "release.py", "module_utils")),
                (ROOT / "plugins", PACKAGE.replace(".", "/"), ("module_utils", "modules")),
            ):
                for name in names:
                    archive.add(source / name, f"{folder}/{name}", filter=without_compiled)
        unpack = ["podman", "exec", "-i", f"{self.lab.name}-{self.host}", "tar", "-x", "-C", FOLDER]
        subprocess.run(unpack, input=packed.getvalue(), check=True)

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


def without_compiled(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Which is another Python's."""
    return None if member.name.endswith("__pycache__") else member
