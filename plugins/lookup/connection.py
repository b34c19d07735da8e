# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: connection
short_description: How the databases of a lab are reached from a host
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - The options of the modules that talk to OVN's databases, for the host that the task is for. Roles and playbooks of this
    collection take them from here.
  - Nothing, if that is the only host of the group C(central), since the modules use the sockets there, or if the group has
    no hosts. Otherwise the addresses of all hosts of the group, of which the modules find the leader, and the files for TLS.
  - A host of the group C(central) reaches the Southbound where its rights are not those of a chassis.
  - If C(ovn_nb_remotes) or C(ovn_sb_remotes) is set for the host, that is taken in place of the group's addresses.
options:
  _terms:
    description: None.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Wherever it runs, and whoever is the leader
  ovnlab.ovn.ovn_switch:
    name: dmz
  module_defaults:
    group/ovnlab.ovn.ovn: "{{ lookup('ovnlab.ovn.connection') }}"
"""

RETURN = r"""
_raw:
  description: C(nb_connection), C(sb_connection), C(private_key), C(certificate) and C(ca_cert), or none of them.
  type: list
  elements: dict
"""

from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.lookup import LookupBase

from ansible_collections.ovnlab.ovn.plugins.plugin_utils.central import (
    CLIENT_PORTS,
    NO_ROLE_PORT,
    NORTHBOUND,
    SOUTHBOUND,
    remotes,
)


class LookupModule(LookupBase):
    def run(self, terms: Any, variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        variables = variables or {}
        central = list(variables["groups"].get("central", []))
        is_central = variables["inventory_hostname"] in central
        nb, sb = (self._variable(variables, name) for name in ("ovn_nb_remotes", "ovn_sb_remotes"))
        if central in ([], [variables["inventory_hostname"]]) and not nb and not sb:
            return [{}]
        tls = boolean(self._variable(variables, "ovn_tls", True))
        southbound = NO_ROLE_PORT if is_central and len(central) > 1 else CLIENT_PORTS[SOUTHBOUND]
        found: dict[str, Any] = {
            "nb_connection": nb or remotes(_addresses(central, variables), CLIENT_PORTS[NORTHBOUND], tls=tls),
            "sb_connection": sb or remotes(_addresses(central, variables), southbound, tls=tls),
        }
        if any(each.startswith("ssl:") for each in (*found["nb_connection"], *found["sb_connection"])):
            folder = self._variable(variables, "pki_dir", "/etc/ovn/pki")
            found.update(
                private_key=f"{folder}/key.pem", certificate=f"{folder}/cert.pem", ca_cert=f"{folder}/cacert.pem"
            )
        return [found]

    def _variable(self, variables: dict[str, Any], name: str, default: Any = None) -> Any:
        value = variables.get(name, default)
        return self._templar.template(value) if self._templar is not None else value


def _addresses(central: list[str], variables: dict[str, Any]) -> list[str]:
    missing = [host for host in central if not variables["hostvars"][host].get("ovn_encap_ip")]
    if missing:
        raise AnsibleError(
            f"{', '.join(missing)}: ovn_encap_ip is not set; give the address where the databases are reached"
        )
    return [str(variables["hostvars"][host]["ovn_encap_ip"]) for host in central]
