# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role topology applies whatever an inventory declares of the logical network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml
from support.programs import ROOT
from support.reader import Reader

DECLARED = {
    "ovn_nb_options": {"bfd-min-rx": "300"},
    "ovn_dhcp_options": [{"name": "left", "cidr": "10.0.1.0/24"}],
    "ovn_dns": [{"name": "names", "records": {"a.example.org": ["10.0.1.10"]}, "switches": ["left"]}],
    "ovn_address_sets": [{"name": "servers", "addresses": ["10.0.1.10"]}],
    "ovn_meters": [{"name": "few", "unit": "pktps", "bands": [{"rate": 10}]}],
    "ovn_copps": [{"name": "calm", "meters": {"arp": "few"}}],
    "ovn_ha_chassis_groups": [{"name": "pair", "ha_chassis": [{"chassis_name": "one", "priority": 1}]}],
    "ovn_switches": [{"name": "left", "ports": [{"name": "left-a"}]}],
    "ovn_routers": [{"name": "edge"}],
    "ovn_load_balancer_groups": [{"name": "all"}],
    "ovn_port_groups": [{"name": "cooks", "ports": ["left-a"]}],
    "ovn_chassis_template_vars": [{"chassis": "one", "variables": {"vip": "192.0.2.9"}}],
}
TABLES = (
    "DHCP_Options",
    "DNS",
    "Address_Set",
    "Meter",
    "Copp",
    "HA_Chassis_Group",
    "Logical_Switch",
    "Logical_Router",
    "Load_Balancer_Group",
    "Port_Group",
    "Chassis_Template_Var",
)


def play(folder: Path, nb: Reader) -> str:
    book = folder / "play.yml"
    task = {"ansible.builtin.include_role": {"name": "ovnlab.ovn.topology"}}
    book.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "vars": DECLARED, "tasks": [task]}]))
    command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "one,", "-c", "local", str(book)]
    done = subprocess.run(
        [*command, "-e", f"ansible_python_interpreter={sys.executable}"],
        cwd=ROOT,
        env={**os.environ, "OVN_NB_DB": nb.server.connection},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_all_that_is_declared_is_there(folder: Path, nb: Reader) -> None:
    assert "changed=2" in play(folder, nb)
    assert {table: len(nb.rows(table)) for table in TABLES} == dict.fromkeys(TABLES, 1)
    assert dict(nb.row("NB_Global")["options"])["bfd-min-rx"] == "300"
    assert "changed=0" in play(folder, nb)
