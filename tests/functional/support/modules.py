# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of the collection as a process, with its arguments as Ansible hands them over."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible
from support.programs import ROOT
from support.request import PACKAGE, request
from support.returned import differences

Result = dict[str, Any]
PATIENCE = 120.0
# Most of a module's seconds go into starting Python and importing these. A process that has done so once, and has never run
# a module, is the parent of all that the tests' own Python runs.
PARENT = multiprocessing.get_context("forkserver")
PARENT.set_forkserver_preload(
    ["support.modules", "ansible.module_utils.basic", f"{PACKAGE}.module_utils.northbound.module"]
)


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs modules: its path, and where it finds Ansible's code and ours, and nothing else."""

    path: str
    modules: Path

    @classmethod
    def prepare(cls, path: str, folder: Path) -> Interpreter:
        """Give the interpreter a folder with links."""
        folder.mkdir(parents=True)
        (folder / "ansible").symlink_to(Path(ansible.__path__[0]))
        (folder / "ansible_collections").symlink_to(ROOT / "collections" / "ansible_collections")
        return cls(path, folder)

    def command(self, name: str) -> list[str]:
        """Return the command that runs a module, in the folder ``modules``."""
        return [self.path, "-m", f"{PACKAGE}.modules.{name}"]

    def environment(self) -> dict[str, str]:
        """Return the environment of the test run without what points OVN's programs at a database."""
        names = (name for name in os.environ if not name.startswith(("OVN_", "OVS_", "PYTHON")))
        return {**{name: os.environ[name] for name in names}, "PYTHONPATH": str(self.modules)}


class Fork:
    """A module run by the tests' own Python, with as much of subprocess.Popen as is needed."""

    def __init__(self, interpreter: Interpreter, name: str, env: dict[str, str], text: str) -> None:
        handle, self._said = tempfile.mkstemp(dir=interpreter.modules)
        os.close(handle)
        self._complained = f"{self._said}.err"
        self._process = PARENT.Process(
            target=run_here, args=(name, str(interpreter.modules), env, text, self._said, self._complained)
        )
        self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> None:
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("module", timeout)

    def kill(self) -> None:
        self._process.kill()

    def communicate(self, timeout: float) -> tuple[str, str]:
        self.wait(timeout)
        said, complained = (Path(path) for path in (self._said, self._complained))
        return said.read_text(), complained.read_text() if complained.exists() else ""


def run_here(name: str, folder: str, env: dict[str, str], text: str, said: str, complained: str) -> None:
    """Be the module, in a process that is for nothing else."""
    for number, path in ((1, said), (2, complained)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
    sys.argv = [name]
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    runpy.run_module(f"{PACKAGE}.modules.{name}", run_name="__main__", alter_sys=True)


def started(interpreter: Interpreter, name: str, env: dict[str, str], text: str) -> subprocess.Popen[str]:
    """A module run by some other Python."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(interpreter.command(name), cwd=interpreter.modules, env=env, text=True, **pipes)
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.close()
    process.stdin = None
    return process


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
        start = Fork if interpreter.path == sys.executable else started
        environment = {**interpreter.environment(), **(env or {})}
        self._process = start(interpreter, name, environment, request(name, args, check=check, diff=diff))

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
        if wrong := differences(self.name, result):
            raise AssertionError(f"{self.name} and its RETURN documentation differ: {'; '.join(wrong)}")
        return {**result, "rc": self._process.returncode}

    def kill_after(self, seconds: float) -> None:
        """Let the module run for so long, if it needs so long, and kill it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._process.kill()
        self._process.communicate(timeout=PATIENCE)


class ModuleRunner:
    """Runs modules with one interpreter."""

    def __init__(self, folder: Path, path: str = sys.executable) -> None:
        self.interpreter = Interpreter.prepare(path, folder)

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
