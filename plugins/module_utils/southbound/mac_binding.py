# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module ``ovn_mac_binding``: what routers have learned, compared with what is declared."""

from __future__ import annotations

import time
from typing import Any

from ..basic import AnsibleModule
from ..northbound.checks import between
from ..northbound.module import connection_arguments, northbound, southbound
from ..ovsdb.client import Client
from ..ovsdb.errors import Conflict, OvsdbError
from ..ovsdb.operation import Operation
from ..ovsdb.render import Renderer
from ..ovsdb.schema import Schema, Uuid
from ..ovsdb.snapshot import Reader, Snapshot
from ..ovsdb.transaction import transaction
from ..trace.rows import Query, read
from .neighbours import Neighbours, Stale

TABLE = "MAC_Binding"


def mac_binding_module() -> None:
    spec = {
        "mend": {"type": "bool", "default": True},
        "addresses": {"type": "dict", "default": {}},
        **connection_arguments(),
    }
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True)
    problem = between(1, 86400)(module.params["timeout"])
    if problem:
        module.fail_json(msg=f"timeout: {problem}")
    try:
        sb = southbound(module.params)
        stale = _mended(module, sb) if module.params["mend"] else _found(module.params, sb)
    except OvsdbError as exc:
        module.fail_json(msg=str(exc))
    operations = _deletions(stale) if module.params["mend"] else []
    renderer = Renderer(operations, Snapshot(), Reader(sb, Schema(sb.schema())))
    result = {
        "changed": bool(operations),
        "stale": [_shown(each) for each in stale],
        "operations": renderer.operations(),
    }
    if module._diff and operations:
        result["diff"] = renderer.diff()
    module.exit_json(**result)


def _mended(module: AnsibleModule, sb: Client) -> list[Stale]:
    """Remove what is stale. What somebody changes meanwhile is judged anew."""
    deadline = time.monotonic() + module.params["timeout"]
    while True:
        stale = _found(module.params, sb)
        if module.check_mode or not stale:
            return stale
        try:
            sb.transact(transaction(_deletions(stale)))
        except Conflict:
            if time.monotonic() > deadline:
                raise
        else:
            return stale


def _found(params: dict[str, Any], sb: Client) -> list[Stale]:
    # What is learned is read first, so that none of it is newer than what is declared.
    [bindings] = read(sb, Query(TABLE, ("logical_port", "ip", "mac")))
    return Neighbours(northbound(params), params["addresses"]).stale(bindings)


def _deletions(stale: list[Stale]) -> list[Operation]:
    """Guarded by the MAC: one that OVN has learned since is not taken away."""
    return [
        Operation(
            "delete",
            TABLE,
            f"{each.logical_port} {each.ip}",
            Uuid(each.uuid),
            before={"mac": each.mac},
            guard={"mac": each.mac},
        )
        for each in stale
    ]


def _shown(stale: Stale) -> dict[str, Any]:
    columns = ("router", "logical_port", "ip", "mac", "link", "expected", "port", "text")
    return {column: getattr(stale, column) for column in columns}
