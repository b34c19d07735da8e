# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between a task and a database, each as one exception."""

from __future__ import annotations

from typing import NamedTuple


class OvsdbError(Exception):
    """A sentence for the user; modules turn it into ``fail_json`` once."""


class ConnectFailed(OvsdbError):
    """No server among the remotes could be used."""


class ConnectionLost(OvsdbError):
    """The server went away; whether it did what was asked is not known."""

    def __init__(self, remote: str, reason: str) -> None:
        super().__init__(f"{remote}: {reason}")
        self.reason = reason


class NotThere(OvsdbError):
    """What was committed is not what a moment later is there."""


class Conflict(OvsdbError):
    """Somebody else changed a row between our read and our write: read again."""


class TransactionFailed(OvsdbError):
    """The server refused the transaction; nothing of it was done."""


class Fault(NamedTuple):
    """One thing that is wrong with the input.

    ``path`` is the place as the user wrote it (``ports[2].addresses[0]``), ``text``
    says what is wrong and what would be right.
    """

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


class Incomplete(Fault):
    """A new row lacks what it cannot do without, unless what it lacks is what is wrong with its declaration."""

    __slots__ = ()


class InvalidInput(OvsdbError):
    """Everything that is wrong with the input, reported together."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = list(dict.fromkeys(faults))
        count = len(self.faults)
        head = "" if count == 1 else f"{count} faults in the input, nothing was changed:\n"
        super().__init__(head + "\n".join(f"{'' if count == 1 else '- '}{fault}" for fault in self.faults))
