# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ovn_chassis does."""

from __future__ import annotations

from typing import Any

from ..ovsdb.client import Tls
from ..ovsdb.errors import InvalidInput
from . import chassis, iproute, ovs, registration
from .command import Run
from .datapath import resolve

ARGUMENTS: dict[str, Any] = {
    "system_id": {"type": "str"},
    "remote": {"type": "list", "elements": "str"},
    "encap_type": {"type": "list", "elements": "str", "choices": list(chassis.ENCAP_TYPES)},
    "encap_ip": {"type": "list", "elements": "str"},
    "bridge_mappings": {"type": "dict"},
    "datapath_type": {"type": "str", "choices": ["auto", "system", "netdev"]},
    "hostname": {"type": "str"},
    "monitor_all": {"type": "bool"},
    "external_ids": {"type": "dict"},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 60},
    "private_key": {"type": "path"},
    "certificate": {"type": "path"},
    "ca_cert": {"type": "path"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    **ovs.arguments(),
}


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    faults = chassis.faults(params, _addresses(run) if params["encap_ip"] else set())
    if faults:
        raise InvalidInput(faults)
    client = ovs.connect(params)
    datapath_type = resolve(run, params["datapath_type"]) if params["datapath_type"] else None
    keys = chassis.external_ids(params, datapath_type, ovs.external_ids(client).get(chassis.MAPPINGS_KEY, ""))
    name_file = chassis.system_id_file(params)
    diffs = []
    changed = False
    if name_file and name_file.differs:
        changed = True
        diffs.append(name_file.diff())
        if not check_mode:  # before the database: a restart in between must not undo it
            name_file.write()
    outcome = ovs.commit(client, [ovs.switch_row(external_ids=keys)], check_mode=check_mode)
    if outcome.diff:
        diffs.append(outcome.diff)
    result: dict[str, Any] = {"changed": changed or outcome.changed, "operations": outcome.operations, "diff": diffs}
    if datapath_type:
        result["datapath_type"] = datapath_type
    if params["wait"] and params["state"] == "present":
        if check_mode:
            anew = registration.is_behind(run, ovs.external_ids(client).get("ovn-remote", "").split(","))
        else:
            tls = Tls(params["private_key"], params["certificate"], params["ca_cert"])
            result["chassis"], anew = registration.wait(run, client, tls, params["wait_timeout"])
        if anew:
            result["changed"] = True
            diffs.append(
                {"before": "", "after": "ovn-controller forgets the cluster that it knew: it is another one\n"}
            )
    return result


def _addresses(run: Run) -> set[str]:
    return {cidr.partition("/")[0] for link in iproute.links(run).values() for cidr in link.cidrs}
