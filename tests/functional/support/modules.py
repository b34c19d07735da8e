# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of the collection as a process, with its arguments as Ansible hands them over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible
from support.programs import ROOT

Result = dict[str, Any]
PATIENCE = 60.0


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs modules: its path, and where it finds Ansible's code and ours, and nothing else.

    :param packages: folders whose packages it prefers to its own, such as another python-ovs
    """

    path: str
    modules: Path
    packages: tuple[Path, ...] = ()

    @classmethod
    def prepare(cls, path: str, folder: Path, *packages: Path) -> Interpreter:
        """Give the interpreter a folder with links, so that it uses its own python-ovs if it is given no other."""
        folder.mkdir(parents=True)
        (folder / "ansible").symlink_to(Path(ansible.__path__[0]))
        (folder / "ansible_collections").symlink_to(ROOT / "collections" / "ansible_collections")
        return cls(path, folder, packages)

    def command(self, name: str) -> list[str]:
        """Return the command that runs a module, in the folder ``modules``."""
        return [self.path, "-m", f"ansible_collections.ovnlab.ovn.plugins.modules.{name}"]

    def environment(self) -> dict[str, str]:
        """Return the environment of the test run without what points OVN's programs at a database."""
        names = (name for name in os.environ if not name.startswith(("OVN_", "OVS_", "PYTHON")))
        found = os.pathsep.join(map(str, (self.modules, *self.packages)))
        return {**{name: os.environ[name] for name in names}, "PYTHONPATH": found}


def request(name: str, args: dict[str, Any], *, check: bool = False, diff: bool = True) -> str:
    """Return what Ansible hands to a module on its standard input."""
    internal = {
        "check_mode": check,
        "diff": diff,
        "module_name": name,
        "no_log": True,  # the machine's log is none of the tests' business
    }
    return json.dumps(
        {"ANSIBLE_MODULE_ARGS": {**args, **{f"_ansible_{key}": value for key, value in internal.items()}}}
    )


class RunningModule:
    """A module that has been started; result() waits for it."""

    def __init__(
        self,
        interpreter: Interpreter,
        name: str,
        args: dict[str, Any],
        *,
        check: bool = False,
        diff: bool = True,
        env: dict[str, str] | None = None,
    ) -> None:
        self.name = name
        self._process = subprocess.Popen(
            interpreter.command(name),
            cwd=interpreter.modules,
            env={**interpreter.environment(), **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(request(name, args, check=check, diff=diff))
        self._process.stdin.close()
        self._process.stdin = None

    def result(self) -> Result:
        """Return what the module printed, and its exit code as rc. Anything but one JSON object is a fault."""
        stdout, stderr = self._process.communicate(timeout=PATIENCE)
        try:
            result = json.loads(stdout)
        except json.JSONDecodeError:
            result = None
        if not isinstance(result, dict) or stderr:
            raise AssertionError(
                f"{self.name} ended with {self._process.returncode} and more, or less, than one JSON object\n"
                f"stdout: {stdout}\nstderr: {stderr}"
            )
        return {**result, "rc": self._process.returncode}

    def kill_after(self, seconds: float) -> None:
        """Let the module run for so long, if it needs so long, and kill it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._process.kill()
        self._process.communicate(timeout=PATIENCE)


class ModuleRunner:
    """Runs modules with one interpreter."""

    def __init__(self, folder: Path, path: str = sys.executable, *packages: Path) -> None:
        self.interpreter = Interpreter.prepare(path, folder, *packages)

    def start(self, name: str, args: dict[str, Any], **how: Any) -> RunningModule:
        return RunningModule(self.interpreter, name, args, **how)

    def __call__(self, name: str, args: dict[str, Any], **how: Any) -> Result:
        return self.start(name, args, **how).result()

    def fails(self, name: str, args: dict[str, Any], **how: Any) -> str:
        """Run a module that must refuse, and return its message."""
        result = self(name, args, **how)
        assert result.get("failed") is True, f"{name} accepted {args}: {result}"
        assert result["rc"] == 1
        return str(result["msg"])
