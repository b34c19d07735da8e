# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A database that is not there yet: what a check mode compares with before the first run."""

from __future__ import annotations

import json
from typing import Any

from .client import Client
from .errors import ConnectFailed


class EmptyDatabase(Client):
    """Answers as a new server would, out of the schema that its package brings.

    :param path: the schema's file
    :raises ConnectFailed: there is no such file
    """

    def __init__(self, database: str, path: str) -> None:
        super().__init__([], database)
        try:
            with open(path, encoding="utf-8") as file:
                self._schema = json.load(file)
        except OSError as exc:
            raise ConnectFailed(
                f"{database} does not run, and its schema cannot be read from {path}: {exc.strerror}"
            ) from exc

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        return [[] for _select in selects]
