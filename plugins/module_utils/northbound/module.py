# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every Northbound module does: take the arguments, apply, exit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from ..basic import AnsibleModule, env_fallback, leave
from ..ovsdb.client import Client, Tls
from ..ovsdb.engine import Outcome, apply
from ..ovsdb.errors import ConnectFailed, Fault, InvalidInput, OvsdbError
from ..ovsdb.offline import EmptyDatabase
from ..ovsdb.ownership import Ownership
from ..ovsdb.rows import Row, merge
from . import moved_source, records
from .arguments import Spec
from .desired import Task, desired
from .moved_source import Moved
from .record import Record
from .tables import COLLECTIONS, identities
from .text import unwritable
from .topology import Places, places
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


def _judged(spec: dict[str, Any], **rules: Any) -> tuple[AnsibleModule, list[Fault]]:
    """The module, and all that is wrong with its arguments, of which Ansible would tell the first."""
    module = ansible_module(spec, is_judged_later=True, **rules)
    faults: list[Fault] = []
    declared = Spec(spec).declared(module.params, "", faults)
    # A faulty option is as good as left out.
    module.params = {**{name: argument.get("default") for name, argument in spec.items()}, **declared}
    return module, faults


def record_module(collection: str) -> None:
    """A module for one object of a collection."""
    module, faults = _judged({**COLLECTIONS[collection].arguments(), **connection_arguments(), **write_arguments()})
    _run(module, faults, {collection: [("", module.params)]})


def topology_module() -> None:
    """The module for all collections at once, of which hardly a task has all."""
    collections = {name: {"type": "list", "elements": "dict"} for name in (*COLLECTIONS, "records")}
    prune = {"prune": {"type": "bool", "default": False}}
    module, faults = _judged({**collections, **prune, **connection_arguments(), **write_arguments()})
    params = module.params
    for name in collections:
        given, params[name] = params[name] or (), []
        if given:
            objects = Spec(COLLECTIONS[name].arguments() if name in COLLECTIONS else records.ARGUMENTS)
            params[name] = [objects.declared(item, f"{name}[{index}]", faults) for index, item in enumerate(given)]
    any_records = [(f"records[{index}]", item) for index, item in enumerate(params["records"])]
    # What Ansible shows with -vvv: without the network, which is as long as the input.
    shown = {name: value for name, value in params.items() if name not in collections}
    _run(module, faults, places(params), shown=shown, records=any_records, prune=params["prune"])


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
    module, faults = _judged(spec)
    params = module.params
    given = [option for option in owners if params[option] is not None]
    if not given:
        faults.append(Fault("name", "and port_group are missing; name one of them"))
    elif len(given) > 1:
        faults.append(Fault("port_group", "and switch exclude each other; name one of them"))
    option = next(iter(given), "switch")
    item = {"name": params[option], "acls": params["acls"], "purge": params["purge"], "state": "existing"}
    _run(module, faults, {owners[option]: [("", item)]}, name=option)


def any_record_module() -> None:
    """The module for a row of any table."""
    module, faults = _judged({**records.ARGUMENTS, **connection_arguments(), **write_arguments()})
    _run(module, faults, {}, records=[("", module.params)])


def nb_global_module(record: Record) -> None:
    """The module for the one row that the Northbound has about itself."""
    module, faults = _judged({**record.arguments(), **connection_arguments(), **write_arguments()})
    _run(module, faults, {}, single=[(record, module.params)])


def sb_global_module(record: Record) -> None:
    """The module for the one row that the Southbound has about itself."""
    module, faults = _judged({**record.arguments(), **connection_arguments()})
    params = module.params
    single = [(record, params)]
    faults += _settings_faults(params)
    try:
        task = Task({}, single=single, validate="off", faults=faults, is_blind=_is_blind(faults))
        rows, _warnings = desired(task, partial(southbound, params))
        outcome = apply(southbound(params), rows, check_mode=module.check_mode)
    except OvsdbError as exc:
        module.fail_json(msg=str(exc))
    module.exit_json(**_result(module, outcome))


def _run(
    module: AnsibleModule, faults: list[Fault], where: Places, *, shown: dict[str, Any] | None = None, **more: Any
) -> None:
    """Do what the arguments ask for.

    :param faults: of the arguments
    :param shown: what Ansible shall show of the arguments, by default all
    :param more: the other parts of a :class:`Task`
    """
    params = module.params
    faults += _settings_faults(params)
    task = Task(
        where,
        owner=params["owner"],
        validate=params["validate"],
        faults=faults,
        is_blind=_is_blind(faults),
        **more,
    )
    # What chassis have never goes back, so any member of a cluster tells of it.
    any_southbound = partial(southbound, params, leader_only=False)
    wait = Wait(params["wait"], params["wait_timeout"], any_southbound, params["wait_chassis"])
    connect = cache(lambda: _northbound_or_nothing(module))
    try:
        rows, warnings = desired(task, connect)
        for warning in warnings:
            module.warn(warning)
        connection = connect()
        outcome = _apply(module, task, connection, rows, wait)
    except InvalidInput as exc:
        named = [Fault(task.name if fault.path == "name" else fault.path, fault.text) for fault in exc.faults]
        module.fail_json(msg=str(InvalidInput(named)))
    except OvsdbError as exc:
        module.fail_json(msg=str(exc))
    leave(task, rows, outcome)
    result = _result(module, outcome)
    if shown is not None:
        result["invocation"] = {"module_args": shown}
    if not module.check_mode:
        try:
            nb_cfg = wait.wait(connection, outcome.extra)
        except OvsdbError as exc:
            module.fail_json(msg=str(exc), **result)
        if nb_cfg is not None:
            result["nb_cfg"] = nb_cfg
    module.exit_json(**result)


def _apply(module: AnsibleModule, task: Task, connection: Client, rows: list[Row], wait: Wait) -> Outcome:
    balancers = [item for _path, item in task.where.get("load_balancers", ())]
    moved = Moved() if module.check_mode else moved_source.find(connection, balancers)
    if not moved.balancers:
        return apply(connection, rows, ownership=task.ownership, check_mode=module.check_mode, extra=wait.operations)
    rows = merge(rows)  # they are used twice
    outcome = apply(connection, rows, ownership=task.ownership, check_mode=True)
    before = Ownership(task.owner, False, identities())
    moved.stop(connection, lambda: southbound(module.params), before, wait)
    outcome.extra = apply(connection, [*rows, *moved.going_on()], ownership=task.ownership, extra=wait.operations).extra
    return outcome


def _settings_faults(params: dict[str, Any]) -> list[Fault]:
    """What is wrong with the options that do not belong to the network."""
    names = [name for name in (*connection_arguments(), *write_arguments()) if name in params]
    faults = [
        Fault(name, f"{params[name]} is not a positive number of seconds")
        for name in ("timeout", "wait_timeout")
        if name in names and params[name] <= 0
    ]
    if "owner" in names and not params["owner"].strip():
        faults.append(Fault("owner", "is empty; give the mark of the rows that the task makes"))
    return faults + unwritable({name: params[name] for name in names}, "")


def _is_blind(faults: Sequence[Fault]) -> bool:
    """Whether the faults are of options without which the server cannot be asked."""
    settings = (*connection_arguments(), "owner")
    return any(fault.path.partition("[")[0] in settings for fault in faults)


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
