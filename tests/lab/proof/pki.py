# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a lab host has its key and certificates, as programs and modules are told."""

from __future__ import annotations

PKI = "/etc/ovn/pki"
FILES = {"private_key": f"{PKI}/key.pem", "certificate": f"{PKI}/cert.pem", "ca_cert": f"{PKI}/cacert.pem"}
OPTIONS = f"-p {FILES['private_key']} -c {FILES['certificate']} -C {FILES['ca_cert']}"
