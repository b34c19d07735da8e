# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the result of a task as one line of JSON, with everything that Ansible's own output leaves out."""

from __future__ import annotations

import json
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: whole_result
type: stdout
short_description: The result of a task as one line of JSON
version_added: 0.1.0
description: For tests that run one module.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "whole_result"

    def _print(self, result: Any, **more: Any) -> None:
        self._display.display(json.dumps({**result._result, **more}, default=str))

    def v2_runner_on_ok(self, result: Any) -> None:
        self._print(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._print(result, failed=True)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._print(result, failed=True)
