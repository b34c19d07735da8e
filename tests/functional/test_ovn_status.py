# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_status on real databases; what needs systemd and chassis is tested in the labs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.modules import ModuleRunner, Result
from support.processes import OvsdbServer
from support.programs import SEARCH_PATH, schema, schema_file
from support.reader import Reader

Status = Callable[..., Result]


@pytest.fixture
def host(folder: Path, northbound: OvsdbServer, southbound: OvsdbServer) -> dict[str, Any]:
    """Options for a host whose databases and sockets have the names that OVN's own scripts give them."""
    for short, server in (("nb", northbound), ("sb", southbound)):
        (folder / f"ovn{short}_db.sock").symlink_to(server.socket)
        (folder / f"ovn{short}_db.ctl").symlink_to(server.control)
        (folder / f"ovn{short}_db.db").symlink_to(server.file)
        (folder / f"ovn-{short}.ovsschema").symlink_to(schema_file(server.release, server.database))
    places = {name: str(folder) for name in ("database_dir", "run_dir", "schema_dir")}
    return {**places, "ovs_connection": f"unix:{folder}/Open_vSwitch.sock"}


@pytest.fixture
def status(run_module: ModuleRunner, host: dict[str, Any], folder: Path) -> Status:
    """systemd and the run directory of the machine are none of the tests' business."""
    programs = folder / "bin"
    programs.mkdir()
    # Nothing is active and nothing has failed.
    (programs / "systemctl").write_text("#!/bin/sh\nexit 0\n")
    (programs / "systemctl").chmod(0o755)
    env = {"PATH": f"{programs}:{SEARCH_PATH}", "OVS_RUNDIR": str(folder), "OVN_RUNDIR": str(folder)}

    def run(**options: Any) -> Result:
        result = run_module("ovn_status", {**host, **options}, env=env)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        return result

    return run


@pytest.mark.releases
def test_schemas_and_what_chassis_have(status: Status, nb: Reader, sb: Reader, release: str) -> None:
    nb.insert("NB_Global", nb_cfg=5, sb_cfg=4, nb_cfg_timestamp=1000)
    sb.transact(
        {
            "op": "insert",
            "table": "Encap",
            "uuid-name": "e",
            "row": {"type": "geneve", "ip": "10.0.0.1", "chassis_name": "a"},
        },
        {"op": "insert", "table": "Chassis", "row": {"name": "a", "hostname": "host-a", "encaps": ["named-uuid", "e"]}},
        {"op": "insert", "table": "Chassis_Private", "row": {"name": "a", "nb_cfg": 3}},
    )
    found = status()
    for name in ("OVN_Northbound", "OVN_Southbound"):
        version = schema(release, name)["version"]
        database = found["databases"][name]
        assert (database["schema"], database["wanted_schema"]) == (version, version)
        assert (database["state"], database["running"], database["connected"]) == ("standalone", True, True)
    network = found["network"]
    assert (network["nb_cfg"], network["sb_cfg"]) == (5, 4)
    assert network["age"] > 1_000_000_000
    assert network["chassis"] == [
        {"name": "a", "hostname": "host-a", "ips": ["10.0.0.1"], "zones": [], "nb_cfg": 3},
    ]
    assert found["problems"] == []


def test_a_database_with_an_older_schema(status: Status, folder: Path) -> None:
    wanted = folder / "ovn-nb.ovsschema"
    wanted.unlink()
    wanted.symlink_to(schema_file("25.03", "OVN_Northbound"))
    database = status()["databases"]["OVN_Northbound"]
    assert (database["schema"], database["wanted_schema"]) == ("7.0.0", schema("25.03")["version"])


def test_a_database_that_does_not_run(status: Status, northbound: OvsdbServer) -> None:
    northbound.stop()
    found = status()
    assert found["databases"]["OVN_Northbound"]["running"] is False
    assert found["databases"]["OVN_Southbound"]["running"] is True
    assert "network" not in found


def test_tunnels(status: Status, ovs: Reader) -> None:
    def interface(name: str, **columns: Any) -> dict[str, Any]:
        row = {"name": name, "type": "geneve", "options": ["map", [["remote_ip", f"10.0.0.{name[-1]}"]]], **columns}
        return {"op": "insert", "table": "Interface", "uuid-name": name, "row": row}

    names = ["t1", "t2", "t3"]
    ports = [
        {
            "op": "insert",
            "table": "Port",
            "uuid-name": f"p{name}",
            "row": {"name": name, "interfaces": ["named-uuid", name]},
        }
        for name in names
    ]
    ovs.transact(
        interface("t1", error="no such device"),
        interface("t2", bfd=["map", [["enable", "true"]]], bfd_status=["map", [["state", "down"]]]),
        interface(
            "t3", bfd_status=["map", [["state", "up"]]], status=["map", [["tunnel_egress_iface_carrier", "down"]]]
        ),
        *ports,
        {
            "op": "insert",
            "table": "Bridge",
            "uuid-name": "b",
            "row": {
                "name": "br-int",
                "datapath_type": "netdev",
                "ports": ["set", [["named-uuid", f"p{name}"] for name in names]],
            },
        },
        {
            "op": "insert",
            "table": "Open_vSwitch",
            "row": {
                "bridges": ["named-uuid", "b"],
                "external_ids": ["map", [["system-id", "a"], ["ovn-remote", "ssl:10.0.0.1:6642,ssl:10.0.0.2:6642"]]],
            },
        },
    )
    found = status(services=["ovs-vswitchd"])
    assert (found["chassis"], found["datapath"]) == ("a", "netdev")
    assert found["remotes"] == ["ssl:10.0.0.1:6642", "ssl:10.0.0.2:6642"]
    assert [(each["to"], each["error"], each["bfd"], each["carrier"]) for each in found["tunnels"]] == [
        ("10.0.0.1", "no such device", None, None),
        ("10.0.0.2", None, "down", None),
        ("10.0.0.3", None, None, "down"),
    ]


def test_open_vswitch_does_not_run(status: Status) -> None:
    found = status(services=["ovs-vswitchd"])
    assert "tunnels" not in found
    (problem,) = found["problems"]
    assert problem.startswith("Open vSwitch: cannot use Open_vSwitch: ")
    assert problem.endswith("(start it with: systemctl start openvswitch-switch)")


def certificate(path: Path, name: str, days: int) -> str:
    subject = ("-subj", f"/O=lab/CN={name}", "-days", str(days))
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", os.devnull)
    subprocess.run(["openssl", "req", "-x509", *subject, *key, "-out", str(path)], check=True, capture_output=True)
    return path.read_text()


def test_certificates(status: Status, folder: Path) -> None:
    several, no_file, no_certificate = folder / "ca.pem", folder / "nowhere.pem", folder / "not.pem"
    both = certificate(folder / "a.pem", "old authority", 2) + certificate(folder / "b.pem", "new", 3650)
    several.write_text(f"some words\n{both}")
    no_certificate.write_text("nothing\n")
    found = status(certificates=[str(several), str(no_file), str(no_certificate)])
    assert [(each["path"], each["name"], each["days_left"]) for each in found["certificates"]] == [
        (str(several), "old authority", 1),
        (str(several), "new", 3649),
    ]
    assert found["problems"] == [f"{no_certificate}: {no_certificate} holds no certificate"]
