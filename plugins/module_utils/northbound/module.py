# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every Northbound module does: take the arguments, apply, exit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from ..basic import AnsibleModule, env_fallback
from ..ovsdb.client import Client, Tls
from ..ovsdb.engine import Outcome, apply
from ..ovsdb.errors import ConnectFailed, Fault, InvalidInput, OvsdbError
from ..ovsdb.offline import EmptyDatabase
from ..ovsdb.ownership import Ownership
from ..ovsdb.rows import Row, merge
from ..ovsdb.schema import Schema
from ..plain import plain
from . import moved_source, records
from .arguments import Spec
from .moved_source import Moved
from .options import Build
from .record import Record
from .releases import ignored_keys
from .topology import COLLECTIONS, Places, desired, identities, places
from .wait import Wait

NB_SOCKET = "unix:/var/run/ovn/ovnnb_db.sock"
# Where Debian's packages keep the schema that a new database is made from.
NB_SCHEMA = "/usr/share/ovn/ovn-nb.ovsschema"
SB_SOCKET = "unix:/var/run/ovn/ovnsb_db.sock"


def connection_arguments() -> dict[str, Any]:
    """Options of every module that talks to OVN's databases (doc fragment ``connection``)."""
    return {
        "nb_connection": _remotes(NB_SOCKET, "OVN_NB_DB"),
        "sb_connection": _remotes(SB_SOCKET, "OVN_SB_DB"),
        "private_key": {"type": "path"},
        "certificate": {"type": "path"},
        "ca_cert": {"type": "path"},
        "timeout": {"type": "int", "default": 30},
    }


def write_arguments() -> dict[str, Any]:
    """Options of every module that writes (doc fragment ``write``)."""
    return {
        "wait": {"type": "str", "choices": ["none", "sb", "hv"], "default": "none"},
        "wait_timeout": {"type": "int", "default": 60},
        "wait_chassis": {"type": "list", "elements": "str", "default": []},
        "assume_empty": {"type": "bool", "default": False},
        "validate": {"type": "str", "choices": ["strict", "warn", "off"], "default": "strict"},
        "owner": {"type": "str", "default": "ansible"},
    }


def _remotes(default: str, variable: str) -> dict[str, Any]:
    fallback = (env_fallback, [variable])
    return {"type": "list", "elements": "str", "default": [default], "fallback": fallback}


def client(params: dict[str, Any], option: str, database: str, *, leader_only: bool = True) -> Client:
    """A connection as the options say.

    :param leader_only: a follower, which may lag a little behind, will not do
    :raises ConnectFailed: with the address and what to look at
    """
    tls = Tls(params["private_key"], params["certificate"], params["ca_cert"])
    made = Client(params[option], database, timeout=params["timeout"], tls=tls, leader_only=leader_only)
    made.connect()
    return made


def northbound(params: dict[str, Any]) -> Client:
    return client(params, "nb_connection", "OVN_Northbound")


def southbound(params: dict[str, Any], *, leader_only: bool = True) -> Client:
    return client(params, "sb_connection", "OVN_Southbound", leader_only=leader_only)


def ansible_module(spec: dict[str, Any], **rules: Any) -> AnsibleModule:
    return AnsibleModule(argument_spec=spec, supports_check_mode=True, **rules)


def record_module(collection: str) -> None:
    """A module for one object of a collection."""
    spec = {**COLLECTIONS[collection].arguments(), **connection_arguments(), **write_arguments()}
    module = ansible_module(spec)
    _run(module, Task({collection: [("", module.params)]}))


def topology_module() -> None:
    """The module for all collections at once. Their objects are checked here, see :mod:`.arguments`."""
    collections = {name: {"type": "list", "elements": "dict"} for name in (*COLLECTIONS, "records")}
    prune = {"prune": {"type": "bool", "default": False}}
    spec = {**collections, **prune, **connection_arguments(), **write_arguments()}
    module = ansible_module(spec)
    params, faults = module.params, list[Fault]()
    for name in collections:
        given, params[name] = params[name] or (), []
        if given:
            objects = Spec(COLLECTIONS[name].arguments() if name in COLLECTIONS else records.ARGUMENTS)
            params[name] = [objects.declared(item, f"{name}[{index}]", faults) for index, item in enumerate(given)]
    any_records = [(f"records[{index}]", item) for index, item in enumerate(params["records"])]
    # What Ansible shows with -vvv: without the network, which is as long as the input.
    invocation = {name: value for name, value in params.items() if name not in collections}
    _run(module, Task(places(params), any_records, params["prune"], faults=faults, invocation=invocation))


def acl_module() -> None:
    """The module for the ACLs of a switch or port group that is there."""
    owners = {"switch": "switches", "port_group": "port_groups"}
    spec = {
        **{option: {"type": "str"} for option in owners},
        "acls": COLLECTIONS["port_groups"].arguments()["acls"],
        "purge": {"type": "list", "elements": "str", "choices": ["acls"]},
        **connection_arguments(),
        **write_arguments(),
    }
    module = ansible_module(
        spec,
        mutually_exclusive=[list(owners)],
        required_one_of=[list(owners)],
    )
    params = module.params
    option = next(option for option in owners if params[option] is not None)
    item = {"name": params[option], "acls": params["acls"], "purge": params["purge"], "state": "existing"}
    _run(module, Task({owners[option]: [("", item)]}, name=option))


def any_record_module() -> None:
    """The module for a row of any table."""
    spec = {**records.ARGUMENTS, **connection_arguments(), **write_arguments()}
    module = ansible_module(spec)
    _run(module, Task({}, [("", module.params)]))


def global_module(record: Record, connect: Callable[[dict[str, Any]], Client]) -> None:
    """A module for the one row that a database has about itself."""
    module = ansible_module({**record.arguments(), **connection_arguments()})
    require_positive(module, "timeout")
    build = Build()
    try:
        row = record.row(module.params, "", build)
        if build.faults or row is None:
            raise InvalidInput(build.faults)
        outcome = apply(connect(module.params), [row, *build.patches], check_mode=module.check_mode)
    except OvsdbError as exc:
        module.fail_json(msg=str(exc))
    module.exit_json(**_result(module, outcome))


@plain
class Task:
    """What a module has been asked for.

    :param where: the declared objects
    :param records: rows of any table
    :param prune: the owner's other rows go
    :param name: the module's option that names the object
    :param faults: what is wrong with the arguments already
    :param invocation: what Ansible shall show of the arguments, by default all
    """

    where: Places
    records: Sequence[tuple[str, dict[str, Any]]] = ()
    prune: bool = False
    name: str = "name"
    faults: Sequence[Fault] = ()
    invocation: dict[str, Any] | None = None


def _run(module: AnsibleModule, task: Task) -> None:
    params = module.params
    require_positive(module, "timeout", "wait_timeout")
    if not params["owner"].strip():
        module.fail_json(msg="owner: is empty; give the mark of the rows that the task makes")
    # What chassis have never goes back, so any member of a cluster tells of it.
    any_southbound = partial(southbound, params, leader_only=False)
    wait = Wait(params["wait"], params["wait_timeout"], any_southbound, params["wait_chassis"])
    connect = cache(lambda: _northbound_or_nothing(module))
    try:
        rows, warnings = desired(
            task.where,
            connect=connect,
            validate=params["validate"],
            owner=params["owner"],
            faults=task.faults,
            others=records.names(task.records),
            prune=task.prune,
        )
        for warning in warnings:
            module.warn(warning)
        connection = connect()
        schema, build = Schema(connection.schema()), Build(params["owner"])
        rows += records.Records(schema, build).rows(task.records)
        ignored = ignored_keys(rows, schema)
        for fault in ignored if params["validate"] == "warn" else ():
            module.warn(str(fault))
        if build.faults or (ignored and params["validate"] == "strict"):
            raise InvalidInput(build.faults + ignored)
        outcome = _apply(module, task, connection, rows, wait)
    except InvalidInput as exc:
        faults = [Fault(task.name if fault.path == "name" else fault.path, fault.text) for fault in exc.faults]
        module.fail_json(msg=str(InvalidInput(faults)))
    except OvsdbError as exc:
        module.fail_json(msg=str(exc))
    result = _result(module, outcome)
    if task.invocation is not None:
        result["invocation"] = {"module_args": task.invocation}
    if not module.check_mode:
        try:
            nb_cfg = wait.wait(connection, outcome.extra)
        except OvsdbError as exc:
            module.fail_json(msg=str(exc), **result)
        if nb_cfg is not None:
            result["nb_cfg"] = nb_cfg
    module.exit_json(**result)


def _apply(module: AnsibleModule, task: Task, connection: Client, rows: list[Row], wait: Wait) -> Outcome:
    params = module.params
    ownership = Ownership(params["owner"], task.prune, identities())
    balancers = [item for _path, item in task.where.get("load_balancers", ())]
    moved = Moved() if module.check_mode else moved_source.find(connection, balancers)
    if not moved.balancers:
        return apply(connection, rows, ownership=ownership, check_mode=module.check_mode, extra=wait.operations)
    rows = merge(rows)  # they are used twice
    outcome = apply(connection, rows, ownership=ownership, check_mode=True)
    moved.stop(connection, lambda: southbound(params), Ownership(params["owner"], False, identities()), wait)
    outcome.extra = apply(connection, [*rows, *moved.going_on()], ownership=ownership, extra=wait.operations).extra
    return outcome


def require_positive(module: AnsibleModule, *options: str) -> None:
    for option in options:
        if module.params[option] <= 0:
            module.fail_json(msg=f"{option}: {module.params[option]} is not a positive number of seconds")


def _northbound_or_nothing(module: AnsibleModule) -> Client:
    try:
        return northbound(module.params)
    except ConnectFailed:
        if not (module.check_mode and module.params["assume_empty"]):
            raise
    module.warn("the Northbound database does not run yet: this is the plan for an empty one")
    return EmptyDatabase("OVN_Northbound", NB_SCHEMA)


def _result(module: AnsibleModule, outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {"changed": outcome.changed, "operations": outcome.operations}
    if module._diff and outcome.changed:
        result["diff"] = outcome.diff
    return result
