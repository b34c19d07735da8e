# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates of a host: whose they are, and for how long."""

from __future__ import annotations

import re
import shutil
import time
from calendar import timegm
from typing import Any

from .command import Run, must
from .errors import HostError

_PEM = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def read(run: Run, path: str) -> list[dict[str, Any]]:
    """Every certificate of a file; none if there is no such file.

    :raises HostError: there is something else in it, or nothing to read it with
    """
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = _PEM.findall(file.read())
    except FileNotFoundError:
        return []
    if not found:
        raise HostError(f"{path} holds no certificate")
    if not shutil.which("openssl"):
        raise HostError(f"{path} cannot be read, since this host has no openssl; install its package")
    return [_one(run, path, text) for text in found]


def _one(run: Run, path: str, text: str) -> dict[str, Any]:
    names = ["-nameopt", "multiline,utf8,-esc_msb"]
    said = must(run, ["openssl", "x509", "-noout", "-subject", "-enddate", *names], data=text)
    name = re.search(r"^ *commonName *= (.*)$", said, re.MULTILINE)
    end = re.search(r"^notAfter=(.*) GMT$", said, re.MULTILINE)
    if end is None:
        raise HostError(f"{path}: openssl does not tell when it ends: {said.strip()}")
    seconds = timegm(time.strptime(end.group(1), "%b %d %H:%M:%S %Y"))
    return {
        "path": path,
        "name": name.group(1) if name else None,
        "not_after": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)),
        "days_left": int((seconds - time.time()) // 86400),
    }
