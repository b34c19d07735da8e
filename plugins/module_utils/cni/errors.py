# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a CNI plugin answers when it cannot do what it is asked."""

from __future__ import annotations

# Codes of the CNI specification; from 100 on they are the plugin's own.
INCOMPATIBLE_VERSION = 1
BAD_ENVIRONMENT = 4
IO_FAILURE = 5
BAD_JSON = 6
BAD_CONFIGURATION = 7
TRY_AGAIN_LATER = 11
UNEXPECTED = 99
NETWORK = 100
NOT_AS_IT_SHOULD_BE = 101


class CniError(Exception):
    """A sentence for the runtime, and what helps the one who reads it."""

    def __init__(self, code: int, msg: str, details: str = "") -> None:
        super().__init__(msg)
        self.code = code
        self.msg = msg
        self.details = details
