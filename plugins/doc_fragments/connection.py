# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the modules that talk to OVN's databases."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  nb_connection:
    description:
      - Where the Northbound database is, as C(ovn-nbctl --db) takes it, V(unix:PATH), V(tcp:IP:PORT) or V(ssl:IP:PORT).
      - All members of a cluster are given, as a list or with commas, in any order. The leader among them is used.
      - Without it, the environment variable E(OVN_NB_DB) on the host that runs the module, then the socket of a central node.
    type: list
    elements: str
    default: ["unix:/var/run/ovn/ovnnb_db.sock"]
  sb_connection:
    description:
      - Where the Southbound database is, in the same form.
      - Without it, the environment variable E(OVN_SB_DB), then the socket of a central node.
    type: list
    elements: str
    default: ["unix:/var/run/ovn/ovnsb_db.sock"]
  private_key:
    description: Path of the PEM file with the client's private key, for V(ssl:) connections.
    type: path
  certificate:
    description: Path of the PEM file with the client's certificate, for V(ssl:) connections.
    type: path
  ca_cert:
    description:
      - Path of the PEM file with the certificate of the authority that the server must be signed by, or with those of several.
    type: path
  timeout:
    description:
      - Seconds for connecting, and for each answer of the server.
      - A server that goes away meanwhile, or a cluster that elects another leader, is waited for so long, and the task goes on.
    type: int
    default: 30
"""
