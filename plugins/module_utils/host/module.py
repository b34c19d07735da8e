# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module for a host does: take the arguments, work, exit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..basic import AnsibleModule
from ..ovsdb.errors import OvsdbError
from .command import Run
from .errors import HostError

Work = Callable[[Run, "dict[str, Any]", bool], "dict[str, Any]"]


def run_module(work: Work, **specification: Any) -> None:
    """A module whose result is what ``work(run, params, check_mode)`` returns.

    A key ``warnings`` of the result is given to Ansible as warnings.
    """
    module = AnsibleModule(supports_check_mode=True, **specification)

    def run(argv: list[str], *, data: str | None = None) -> tuple[int, str, str]:
        return module.run_command(argv, data=data, environ_update={"LC_ALL": "C"})  # type: ignore[no-any-return]

    try:
        result = work(run, module.params, module.check_mode)
    except (HostError, OvsdbError, OSError) as exc:
        module.fail_json(msg=str(exc))
    for warning in result.pop("warnings", []):
        module.warn(warning)
    module.exit_json(**result)
