# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Take a backup of a database, and bring a database back to one."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ansible.module_utils.compat.version import LooseVersion

from ..host.errors import HostError
from ..northbound.module import client, connection_arguments
from ..ovsdb import dangling
from ..ovsdb.client import Client
from ..ovsdb.errors import ConnectionLost, OvsdbError
from ..ovsdb.render import Renderer
from ..ovsdb.schema import Schema, Uuid
from ..ovsdb.snapshot import Reader, Snapshot, as_set
from . import file
from .plan import SCOPES, Plan
from .rows import Rows, read

DATABASES = {
    "northbound": ("nb_connection", "OVN_Northbound"),
    "southbound": ("sb_connection", "OVN_Southbound"),
}
ATTEMPTS = 3

ARGUMENTS: dict[str, dict[str, Any]] = {
    "backup": {
        "database": {"type": "str", "choices": list(DATABASES), "required": True},
        "dest": {"type": "path", "required": True},
        **connection_arguments(),
    },
    "restore": {
        "database": {"type": "str", "choices": list(DATABASES), "required": True},
        "src": {"type": "path", "required": True},
        "sha256": {"type": "str"},
        **connection_arguments(),
    },
}


def backup(_run: Any, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    """:raises HostError: the file, read back, is not what the database was"""
    option, database = DATABASES[params["database"]]
    server = client(params, option, database)
    json_schema = server.schema()
    found = read(server)
    dangling.overlook(found, Schema(json_schema))
    told = {
        "database": database,
        "schema_version": json_schema["version"],
        "cluster_id": _cluster(server, database),
        "server": server.remote,
        "rows": {table: len(rows) for table, rows in sorted(found.items()) if rows},
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    if check_mode:
        return {"changed": True, "backup": told}
    with tempfile.TemporaryDirectory(prefix="ovnlab-") as folder:
        path = Path(folder, "backup.db")
        file.write(path, json_schema, found)
        told["sha256"] = file.sha256(path)
        with file.served(path, database) as copy:
            if read(copy) != found:
                raise HostError(f"the backup of {database}, read back, is not what the database was; take another one")
        shutil.move(str(path), params["dest"])
    return {"changed": True, "backup": told}


def _cluster(server: Client, database: str) -> str | None:
    """The cluster's identity; a standalone database has none."""
    where = [["name", "==", database]]
    columns = ["model", "cid"]
    select = {"op": "select", "table": "Database", "where": where, "columns": columns}
    (row,) = server.request("transact", ["_Server", select])[0]["rows"]
    return str(row["cid"][1]) if row["model"] == "clustered" else None


def restore(_run: Any, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    """:raises OvsdbError: with a sentence; nothing has been written if it is about the backup"""
    option, database = DATABASES[params["database"]]
    source = Path(params["src"])
    _intact(source, params["sha256"])
    server = client(params, option, database)
    with tempfile.TemporaryDirectory(prefix="ovnlab-") as folder:
        wanted, version = _load(source, Path(folder, "backup.db"), server)
    plan = _plan(server, wanted)
    result = {"changed": bool(plan.operations), "schema_version": version, **_told(plan, server)}
    if plan.operations and not check_mode:
        _write(server, wanted, plan)
    return result


def _intact(source: Path, wanted: str | None) -> None:
    if not source.is_file():
        raise HostError(f"src: there is no file {source}; give the database file of a backup")
    found = file.sha256(source)
    if wanted is not None and found != wanted:
        raise HostError(
            f"src: {source.name} has the SHA-256 sum {found}, but its backup was made with {wanted}: "
            "it is damaged or another file; take another backup"
        )
    file.must_be_whole(source)


def _load(source: Path, path: Path, server: Client) -> tuple[Rows, str]:
    """The rows of the backup in the form of the server's schema, and the version of the schema that it was made with."""
    name = file.tool("db-name", str(source))
    if name != server.database:
        raise HostError(f"src: {source.name} is a backup of {name}, not of {server.database}; give the other file")
    version, own = file.tool("db-version", str(source)), server.schema()["version"]
    if LooseVersion(version) > LooseVersion(own):
        raise HostError(
            f"src: the backup has schema {version} of {name}, which is newer than the server's {own}; "
            "upgrade OVN on the central hosts first"
        )
    if version == own:
        shutil.copyfile(source, path)
    else:
        schema = path.with_suffix(".ovsschema")
        schema.write_text(json.dumps(server.schema()), encoding="utf-8")
        file.tool("convert", str(source), str(schema), str(path))
    with file.served(path, server.database) as copy:
        return read(copy), version


def _plan(server: Client, wanted: Rows) -> Plan:
    scope = SCOPES[server.database]
    json_schema = server.schema()
    plan = Plan(json_schema, scope, wanted, read(server, scope.tables(json_schema)))
    # What would refer to nothing goes, too. It is northd's, which makes it anew.
    todo = plan.removed
    while todo:
        table, gone = todo.popitem()
        for holder, column in plan.holders(table):
            (rows,) = server.select([{"table": holder, "where": [], "columns": ["_uuid", column]}])
            decode = plan.schema[holder][column].decode
            dangling = {
                str(row["_uuid"][1]) for row in rows if not gone.isdisjoint(as_set(decode(row[column])))
            } - plan.removed.get(holder, set())
            if dangling:
                plan.remove(holder, dangling)
                todo[holder] = dangling
    return plan


def _write(server: Client, wanted: Rows, plan: Plan) -> None:
    """Commit, and read back until nothing is left to do."""
    for _attempt in range(ATTEMPTS):
        try:
            server.transact([*plan.transaction(), *_count(server.database)])
        except ConnectionLost:
            # Whether it was done shows the next look.
            server.connect(retry=True)
        plan = _plan(server, wanted)
        if not plan.operations:
            return
    rest = ", ".join(f"{operation.action} {operation.table} {operation.label}" for operation in plan.operations[:5])
    raise OvsdbError(
        f"{server.database} was restored, but reading back shows a difference ({rest}): something else writes to the "
        "same rows; stop it, and run the task again"
    )


def _count(database: str) -> list[dict[str, Any]]:
    """Whoever waits for chassis can tell that they have what was restored."""
    if database != "OVN_Northbound":
        return []
    return [{"op": "mutate", "table": "NB_Global", "where": [], "mutations": [["nb_cfg", "+=", 1]]}]


class _Names(Reader):
    """Rows by name, out of what has been read already."""

    def __init__(self, server: Client, plan: Plan) -> None:
        super().__init__(server, plan.schema)
        self._plan = plan

    def labels(self, uuids: Iterable[tuple[str, Uuid]]) -> dict[str, str]:
        return {uuid: self._plan.labels.get(uuid, str(uuid)) for _table, uuid in uuids}


def _told(plan: Plan, server: Client) -> dict[str, Any]:
    renderer = Renderer(plan.operations, Snapshot(), _Names(server, plan))
    counts = Counter(operation.action for operation in plan.operations)
    summary = {action: counts[action] for action in ("insert", "update", "delete")}
    return {"operations": renderer.operations(), "summary": summary, "diff": renderer.diff()}
