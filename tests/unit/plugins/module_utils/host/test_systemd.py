# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units as systemctl tells of them."""

from __future__ import annotations

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import systemd
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.errors import HostError
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.systemd import UnitState


class Host:
    """A host whose programs say what a test wants, and that remembers what was run."""

    def __init__(self, **answers: tuple[int, str, str]) -> None:
        self.answers = answers
        self.calls: list[list[str]] = []

    def run(self, argv: list[str], *, data: str | None = None) -> tuple[int, str, str]:
        self.calls.append(argv)
        word = "journalctl" if argv[0] == "journalctl" else next(word for word in argv[1:] if not word.startswith("-"))
        return self.answers.get(word, (0, "", ""))


def test_states() -> None:
    out = (
        "Id=a.service\nActiveState=active\nUnitFileState=enabled\n\n"
        "Id=b.service\nActiveState=failed\nUnitFileState=disabled\n\n"
        "Id=c.service\nActiveState=inactive\nUnitFileState=\n"
    )
    assert systemd.states(Host(show=(0, out, "")).run, ["a.service", "b.service", "c.service"]) == {
        "a.service": UnitState(active=True, enabled=True),
        "b.service": UnitState(active=False, enabled=False),
        "c.service": UnitState(active=False, enabled=False),
    }


def test_nothing_is_run_for_no_units() -> None:
    host = Host()
    systemd.systemctl(host.run, "start", [])
    assert systemd.states(host.run, []) == {}
    assert host.calls == []


def test_a_failure_comes_with_the_words_of_the_program() -> None:
    host = Host(start=(1, "", "Job failed."), show=(0, "0123abcd\n", ""), journalctl=(0, "Cannot find device\n", ""))
    with pytest.raises(HostError, match=r"systemctl start a\.service` failed: Cannot find device"):
        systemd.systemctl(host.run, "start", ["a.service"])
    assert "_SYSTEMD_INVOCATION_ID=0123abcd" in host.calls[-1]


def test_a_failure_before_the_program_began() -> None:
    host = Host(start=(1, "", "Unit a.service not found."), show=(0, "\n", ""))
    with pytest.raises(HostError, match=r"Unit a\.service not found\."):
        systemd.systemctl(host.run, "start", ["a.service"])
