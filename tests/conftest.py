# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of all tests."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.database import DirectoryBasedExampleDatabase

CACHE = Path(__file__).resolve().parents[1] / ".cache"
set_hypothesis_home_dir(CACHE / "hypothesis")

# A machine that does something else at the same time must not make a test fail, so there is no deadline.
settings.register_profile("here", deadline=None, database=DirectoryBasedExampleDatabase(CACHE / "hypothesis"))
# The same examples in every run: what CI reports can be repeated. Making a failure smaller, which can take minutes,
# is for the desk.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.load_profile("ci" if os.environ.get("CI") else "here")
