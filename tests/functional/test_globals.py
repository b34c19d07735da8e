# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ovn_nb_global and ovn_sb_global: where the servers listen, and their options."""

from __future__ import annotations

from typing import Any

import pytest
from support.lifecycle import Lifecycle, Stage
from support.modules import ModuleRunner
from support.processes import StartServer, unused_port
from support.reader import Reader


@pytest.mark.releases
@pytest.mark.parametrize(
    ("module", "database", "table", "option"),
    [
        ("ovn_nb_global", "OVN_Northbound", "NB_Global", "nb_connection"),
        ("ovn_sb_global", "OVN_Southbound", "SB_Global", "sb_connection"),
    ],
)
def test_life_of_a_listener(
    run_module: ModuleRunner, start_server: StartServer, module: str, database: str, table: str, option: str
) -> None:
    reader = Reader(start_server(database))
    target = f"ptcp:{unused_port()}:127.0.0.1"

    def connections(reader: Reader) -> dict[str, Any]:
        rows = reader.referenced("Connection", reader.row(table)["connections"])
        return {row["target"]: row["inactivity_probe"] for row in rows}

    def listens(probe: int | None, *more: str) -> Any:
        def verify(reader: Reader) -> None:
            assert connections(reader) == {target: probe, **dict.fromkeys(more)}

        return verify

    def nothing(reader: Reader) -> None:
        assert connections(reader) == {}
        assert reader.rows("Connection") == []

    other = f"ptcp:{unused_port()}:127.0.0.1"
    Lifecycle(run_module, module, reader, {option: reader.server.connection}).passes(
        create=Stage({"connections": [{"target": target}]}, listens(None)),
        change=Stage(
            {"connections": [{"target": target, "inactivity_probe": 0}, {"target": other}]}, listens(0, other)
        ),
        delete=Stage({"connections": [], "purge": ["connections"]}, nothing),
    )


def test_options_of_others_stay(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    nb.insert("NB_Global", options=["map", [["mac_prefix", "0a:00:00"]]])
    args = {**to_nb, "options": {"northd_probe_interval": 5000}}
    assert run_module("ovn_nb_global", args)["changed"]
    assert nb.row("NB_Global")["options"] == {"mac_prefix": "0a:00:00", "northd_probe_interval": "5000"}
    assert run_module("ovn_nb_global", args)["changed"] is False


TLS = {"private_key": "/etc/ovn/key.pem", "certificate": "/etc/ovn/cert.pem", "ca_cert": "/etc/ovn/ca.pem"}


@pytest.mark.releases
@pytest.mark.parametrize(
    ("module", "database", "table", "option"),
    [
        ("ovn_nb_global", "OVN_Northbound", "NB_Global", "nb_connection"),
        ("ovn_sb_global", "OVN_Southbound", "SB_Global", "sb_connection"),
    ],
)
def test_life_of_a_tls_configuration(
    run_module: ModuleRunner, start_server: StartServer, module: str, database: str, table: str, option: str
) -> None:
    reader = Reader(start_server(database))

    def has(**columns: Any) -> Any:
        def verify(reader: Reader) -> None:
            row = reader.row("SSL")
            assert reader.row(table)["ssl"] == row["_uuid"]
            assert {name: row[name] for name in columns} == columns

        return verify

    def nothing(reader: Reader) -> None:
        assert (reader.row(table)["ssl"], reader.rows("SSL")) == (None, [])

    Lifecycle(run_module, module, reader, {option: reader.server.connection}).passes(
        create=Stage({"ssl": TLS}, has(**TLS, bootstrap_ca_cert=False, ssl_protocols="")),
        change=Stage(
            {"ssl": {**TLS, "ca_cert": "/etc/ovn/new.pem", "ssl_protocols": "TLSv1.2"}},
            has(**{**TLS, "ca_cert": "/etc/ovn/new.pem"}, ssl_protocols="TLSv1.2"),
        ),
        delete=Stage({"ssl": {**TLS, "state": "absent"}}, nothing),
    )


def test_life_of_names_and_template_variables(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    def variables(reader: Reader) -> dict[str, Any]:
        return {row["chassis"]: row["variables"] for row in reader.rows("Chassis_Template_Var")}

    def has(name: str, **wanted: dict[str, str]) -> Any:
        def verify(reader: Reader) -> None:
            assert reader.row("NB_Global")["name"] == name
            assert variables(reader) == wanted

        return verify

    one, two = {"chassis": "ubuntu1"}, {"chassis": "ubuntu2"}
    Lifecycle(run_module, "ovn_nb_global", nb, to_nb).passes(
        create=Stage(
            {"name": "lab", "chassis_template_vars": [{**one, "variables": {"VIP": "30.0.0.1", "PORT": 80}}, two]},
            has("lab", ubuntu1={"VIP": "30.0.0.1", "PORT": "80"}, ubuntu2={}),
        ),
        change=Stage(
            {"name": "other", "chassis_template_vars": [{**one, "variables": {"VIP": "30.0.0.2", "PORT": None}}]},
            has("other", ubuntu1={"VIP": "30.0.0.2"}, ubuntu2={}),
        ),
        delete=Stage({"chassis_template_vars": [{**one, "state": "absent"}, {**two, "state": "absent"}]}, has("other")),
    )
