# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A CNI plugin for OVN, installed by the role cni. Without its library it still answers as a plugin has to."""

from __future__ import annotations

import json
import os
import sys

sys.path.insert(0, "/usr/local/lib/ovn-cni")
try:
    from ovnlab.cni.plugin import main
except ImportError as exc:
    answer = {"cniVersion": "1.0.0", "code": 5, "msg": "the plugin is not installed completely", "details": str(exc)}
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.exit(1)
sys.exit(main(os.environ, sys.stdin, sys.stdout))
