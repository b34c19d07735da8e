# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How OVN on this host is: what the module ovn_status finds. What does not answer is left out and named."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from ..cluster.place import NAMES, Place
from ..ovsdb.client import Client
from ..ovsdb.errors import OvsdbError
from ..ovsdb.tables import rows
from . import certificate, ovs
from .command import Run, must
from .errors import HostError

ARGUMENTS: dict[str, Any] = {
    "services": {"type": "list", "elements": "str", "default": []},
    "certificates": {"type": "list", "elements": "path", "default": []},
    "database_dir": {"type": "path", "default": "/var/lib/ovn"},
    "run_dir": {"type": "path", "default": "/var/run/ovn"},
    "schema_dir": {"type": "path", "default": "/usr/share/ovn"},
    "ovs_connection": {"type": "str", "default": ovs.SOCKET},
    "timeout": {"type": "int", "default": 10},
}
PACKAGES = ("ovn-common", "openvswitch-common")
# Of each program that may run here, how it is asked. Its version is that of the package named.
PROGRAMS = {
    "ovn-northd": ("ovn-common", ["ovn-appctl", "-t", "ovn-northd"]),
    "ovn-controller": ("ovn-common", ["ovn-appctl", "-t", "ovn-controller"]),
    "ovs-vswitchd": ("openvswitch-common", ["ovs-appctl", "-t", "ovs-vswitchd"]),
    "ovsdb-server": ("openvswitch-common", ["ovs-appctl", "-t", "ovsdb-server"]),
}
TUNNELS = ("geneve", "vxlan", "stt")
# Units that the roles make, whose names begin so.
OURS = re.compile(r"(ovn|ovs|openvswitch|netns)[-@.\w\\]*\.(service|socket|timer)")


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    problems: list[str] = []

    def attempt(what: str, look: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return look()
        except (HostError, OvsdbError, OSError, ValueError) as exc:
            problems.append(f"{what}: {exc}")
            return otherwise

    found: dict[str, Any] = {
        "changed": False,
        "services": _services(run, params["services"]),
        "failed_units": _failed(run),
        "packages": _packages(run),
        "programs": {name: told for name in PROGRAMS if (told := _program(run, name)) is not None},
        "certificates": [
            each for path in params["certificates"] for each in attempt(path, partial(certificate.read, run, path), [])
        ],
    }
    databases = {}
    for name in NAMES:
        place = Place(run, name, params["database_dir"], params["run_dir"])
        database = attempt(name, place.look, None)
        if database is not None and (database["running"] or database["state"] != "absent"):
            databases[name] = {**database, **_schemas(place, params)}
    found["databases"] = databases
    found["northd"] = _said(run, "ovn-northd", "status") if "ovn-northd" in found["programs"] else None
    if "ovn-controller" in found["programs"]:
        found["connection"] = _said(run, "ovn-controller", "connection-status")
    if "ovs-vswitchd" in found["services"] or "ovs-vswitchd" in found["programs"]:
        found.update(attempt("Open vSwitch", lambda: _switch(params), {}))
    ready = [name for name in NAMES if databases.get(name, {}).get("connected")]
    if len(ready) == len(NAMES):
        found["network"] = attempt("the databases", lambda: _network(run, params), None)
    found["problems"] = problems
    return found


def _services(run: Run, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    keys = ("ActiveState", "UnitFileState")
    out = must(run, ["systemctl", "show", f"--property={','.join(keys)}", "--", *(f"{name}.service" for name in names)])
    found = [dict(line.split("=", 1) for line in block.splitlines()) for block in out.split("\n\n")]
    return {
        name: {"active": each.get("ActiveState", ""), "enabled": each.get("UnitFileState", "")}
        for name, each in zip(names, found)
    }


def _failed(run: Run) -> list[str]:
    out = must(run, ["systemctl", "list-units", "--state=failed", "--plain", "--no-legend", "--full"])
    names = [line.split()[0] for line in out.splitlines() if line.strip()]
    return [name for name in names if OURS.fullmatch(name)]


def _packages(run: Run) -> dict[str, str]:
    """Versions as OVN and Open vSwitch count them, without Debian's own additions."""
    _status, out, _err = run(["dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *PACKAGES])
    pairs = [line.split() for line in out.splitlines()]
    return {pair[0]: pair[1].split(":")[-1].rpartition("-")[0] or pair[1] for pair in pairs if len(pair) == 2}


def _program(run: Run, name: str) -> dict[str, str] | None:
    """The version of what runs, which after an upgrade may be older than the package."""
    status, out, _err = run([*PROGRAMS[name][1], "version"])
    version = re.search(r"\d+\.\d+\S*", out)
    return {"version": version.group(), "package": PROGRAMS[name][0]} if status == 0 and version else None


def _said(run: Run, program: str, question: str) -> str | None:
    status, out, _err = run([*PROGRAMS[program][1], question])
    return out.strip().rpartition("Status: ")[2] if status == 0 else None


def _schemas(place: Place, params: dict[str, Any]) -> dict[str, str | None]:
    """The schema that the database has, and that which the installed programs want."""
    found: dict[str, str | None] = {"schema": None, "wanted_schema": None}
    try:
        with open(os.path.join(params["schema_dir"], f"ovn-{NAMES[place.name]}.ovsschema"), encoding="utf-8") as file:
            found["wanted_schema"] = json.load(file)["version"]
        found["schema"] = _local(place, params).schema()["version"]
    except (OSError, OvsdbError):
        pass  # that it does not answer is told elsewhere
    return found


def _local(place: Place, params: dict[str, Any]) -> Client:
    client = Client([place.socket], place.name, timeout=params["timeout"], leader_only=False)
    client.connect()
    return client


def _switch(params: dict[str, Any]) -> dict[str, Any]:
    client = ovs.connect(params)
    ids = ovs.external_ids(client)
    columns = ["name", "type", "options", "error", "bfd", "bfd_status", "status"]
    interfaces, bridges = rows(client, {"Interface": columns, "Bridge": ["name", "datapath_type"]})
    bridge = ids.get("ovn-bridge", "br-int")
    return {
        "chassis": ids.get("system-id"),
        "remotes": ids["ovn-remote"].split(",") if ids.get("ovn-remote") else [],
        "datapath": next((each["datapath_type"] or "system" for each in bridges if each["name"] == bridge), None),
        "tunnels": sorted(
            (
                {
                    "name": each["name"],
                    "type": each["type"],
                    "to": each["options"]["remote_ip"],
                    "error": each["error"],
                    "carrier": each["status"].get("tunnel_egress_iface_carrier"),
                    "bfd": each["bfd_status"].get("state") if each["bfd"].get("enable") == "true" else None,
                }
                for each in interfaces
                if each["type"] in TUNNELS and "remote_ip" in each["options"]
            ),
            key=lambda tunnel: tunnel["to"],
        ),
    }


def _network(run: Run, params: dict[str, Any]) -> dict[str, Any]:
    """What is known everywhere: who has come how far. The copy of a member of a cluster is as good as the leader's."""
    northbound, southbound = (
        _local(Place(run, name, params["database_dir"], params["run_dir"]), params) for name in NAMES
    )
    (settings,) = rows(northbound, {"NB_Global": ["nb_cfg", "sb_cfg", "hv_cfg", "nb_cfg_timestamp"]})
    chassis, private, encaps = rows(
        southbound,
        {
            "Chassis": ["name", "hostname", "encaps", "transport_zones"],
            "Chassis_Private": ["name", "nb_cfg"],
            "Encap": ["_uuid", "ip"],
        },
    )
    done = {each["name"]: each["nb_cfg"] for each in private}
    ips = {each["_uuid"]: each["ip"] for each in encaps}
    numbers = settings[0] if settings else {"nb_cfg": 0, "sb_cfg": 0, "nb_cfg_timestamp": 0}
    asked = numbers["nb_cfg_timestamp"] / 1000
    return {
        "nb_cfg": numbers["nb_cfg"],
        "sb_cfg": numbers["sb_cfg"],
        # Seconds since the last change that somebody waits for.
        "age": max(0, int(time.time() - asked)) if asked else None,
        "chassis": sorted(
            (
                {
                    "name": each["name"],
                    "hostname": each["hostname"],
                    "ips": sorted({ips[uuid] for uuid in each["encaps"] if uuid in ips}),
                    "zones": sorted(each["transport_zones"]),
                    "nb_cfg": done.get(each["name"]),
                }
                for each in chassis
            ),
            key=lambda each: str(each["name"]),
        ),
    }
