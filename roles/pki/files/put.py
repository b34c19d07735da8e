# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes certificates, the texts of `files` by their paths, in JSON on standard input. Everybody may read them.

A program that reads a file meanwhile has the old text, or the new. The `key` that they belong to comes last, from
`new_key` if there is one: programs of Open vSwitch 3.5 and earlier take a new certificate only if it is new as well.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

wanted = json.load(sys.stdin)
for path, text in wanted["files"].items():
    handle, new = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".")
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(text)
        os.fchmod(stream.fileno(), 0o644)
    os.replace(new, path)
if "key" in wanted:
    if wanted["new_key"]:
        os.replace(wanted["new_key"], wanted["key"])
    os.utime(wanted["key"])
