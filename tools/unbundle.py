# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the collections that a requirements file names out of the community package's wheel.

Usage: unbundle.py WHEEL REQUIREMENTS. They land in this interpreter's site-packages,
where ansible-core finds them by itself. The whole package would be half a gigabyte.
"""

from __future__ import annotations

import sys
import sysconfig
import zipfile
from pathlib import Path

import yaml


def main(wheel: str, requirements: str) -> int:
    wanted = [entry["name"] for entry in yaml.safe_load(Path(requirements).read_text())["collections"]]
    target = Path(sysconfig.get_paths()["purelib"])
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for collection in wanted:
            prefix = "ansible_collections/{}/".format(collection.replace(".", "/"))
            members = [name for name in names if name.startswith(prefix)]
            if not members:
                print(f"{Path(wheel).name} does not contain {collection}", file=sys.stderr)
                return 1
            archive.extractall(target, members)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
