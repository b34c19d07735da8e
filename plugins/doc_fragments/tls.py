# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of an SSL row, of either database."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import EXTERNAL_IDS, nested, state

SSL = nested(
    "ssl",
    "Key and certificates of the server, for connections V(pssl:) and V(ssl:). The paths are those of the server's host.",
    r"""
private_key:
  description: Path of the PEM file with the server's private key.
  type: str
  required: true
certificate:
  description: Path of the PEM file with the server's certificate.
  type: str
  required: true
ca_cert:
  description: Path of the PEM file with the certificate of the authority that clients must be signed by.
  type: str
  required: true
bootstrap_ca_cert:
  description: If that file is not there, take the certificate from the first peer. OVN's default is V(false).
  type: bool
ssl_protocols:
  description: TLS versions that are spoken, with spaces.
  type: str
ssl_ciphers:
  description: Ciphers up to TLS 1.2, as OpenSSL writes them.
  type: str
ssl_ciphersuites:
  description: Cipher suites of TLS 1.3, as OpenSSL writes them. Needs OVN 25.03 or later.
  type: str
"""
    + EXTERNAL_IDS
    + state("TLS configuration"),
    "dict",
)
