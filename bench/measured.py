# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command and writes its exit code, seconds and peak memory (KB) into a file: measured.py FILE COMMAND...

A process counts the memory of whoever started it as its own until its program is loaded: so
the commands are started by this small one, and what needs less than 10 MB seems to need 10.
"""

import json
import os
import sys
import time

report, *command = sys.argv[1:]
started = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ)
_child, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - started
with open(report, "w", encoding="ascii") as file:
    json.dump([os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss], file)
