# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process with one version of ovsdbapp: method calls come in as lines of JSON, and their results go out.

Two versions do not fit into one process, and each has its own python-ovs. Nothing of ours is imported here.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

import ovsdbapp
from ovsdbapp.backend.ovs_idl.connection import Connection, OvsdbIdl
from ovsdbapp.schema.ovn_northbound.impl_idl import OvnNbApiIdlImpl


def plain(result: Any) -> Any:
    """Return rows as their columns."""
    if isinstance(result, list):
        return [plain(each) for each in result]
    if hasattr(result, "_table"):
        return {"uuid": result.uuid, **{column: getattr(result, column) for column in result._table.columns}}
    return result


def named(value: Any) -> dict[str, str]:
    """Return what JSON has no form for: a UUID, or a row in a column, which is a reference."""
    return {"uuid": str(getattr(value, "uuid", value))}


def unnamed(content: dict[str, Any]) -> Any:
    return UUID(content["uuid"]) if set(content) == {"uuid"} else content


def answer(result: Any) -> None:
    print(json.dumps(result, default=named), flush=True)  # noqa: T201


def main(server: str) -> None:
    api = OvnNbApiIdlImpl(Connection(OvsdbIdl.from_server(server, "OVN_Northbound"), timeout=10))
    answer(ovsdbapp.__file__)
    for line in sys.stdin:
        name, args, kwargs = json.loads(line, object_hook=unnamed)
        answer(plain(getattr(api, name)(*args, **kwargs).execute(check_error=True)))
    api.ovsdb_connection.stop(timeout=10)


main(sys.argv[1])
