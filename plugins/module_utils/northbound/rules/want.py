# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule would like to know of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...plain import plain

# An answer that would cost more than it is worth.
TOO_MANY = "too many"
# Parts of a row besides its collections: its own options, whether it is there.
OPTIONS = ""
NAME_ONLY = "name"
# Of a router port: the switch ports that lead to it. Of a table: whether it has the column.
LEADING_TO = "leading to"
# Of a switch port: its switch, the addresses that are in use there and the pool of others, see ``Around``.
BESIDE = "beside"
COLUMN = "column"
# Among what the database has of a row: who made it.
OWNER = "owner of the row"


@plain
class Around:
    """A switch around one of its ports, as a database has it.

    :param config: its ``other_config``
    :param used: for each address in use there, the table and the name of the port that has it
    """

    config: dict[str, str]
    used: dict[str, tuple[str, str]]


class Want(NamedTuple):
    """What a rule would like to know of a row.

    :param part: a collection of it, or one of the constants above
    """

    table: str
    name: str
    part: str = OPTIONS


Answers = Mapping[Want, Any]
