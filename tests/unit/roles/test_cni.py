# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the role cni installs are all that the plugin needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROLE = Path(__file__).resolve().parents[3] / "roles/cni"


def test_plugin_runs_on_the_installed_files_alone(tmp_path: Path) -> None:
    sources = yaml.safe_load((ROLE / "vars/main.yml").read_text())["__cni_sources"]
    for name in sources:
        path = tmp_path / "ovnlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROLE.parents[1] / "plugins/module_utils" / name, path)
    program = (ROLE / "files/ovn_cni.py").read_text().replace("/usr/local/lib/ovn-cni", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        env={"CNI_COMMAND": "VERSION"},
        input='{"cniVersion": "1.0.0"}',
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1.0.0" in json.loads(done.stdout)["supportedVersions"]
