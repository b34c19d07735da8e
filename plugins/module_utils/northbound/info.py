# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module ``ovn_info``, which reads back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..ovsdb.errors import OvsdbError
from . import describe
from .module import ansible_module, connection_arguments, northbound, require_positive, southbound


def info_module() -> None:
    """The module that reads back."""
    spec = {
        "gather": {"type": "list", "elements": "str", "choices": list(GATHER), "default": ["network"]},
        "names": {"type": "list", "elements": "str", "default": []},
        **connection_arguments(),
    }
    module = ansible_module(spec)
    require_positive(module, "timeout")
    try:
        found = {subset: GATHER[subset](module.params) for subset in module.params["gather"]}
    except OvsdbError as exc:
        module.fail_json(msg=str(exc))
    module.exit_json(changed=False, **found)


GATHER: dict[str, Callable[[dict[str, Any]], Any]] = {
    "network": lambda params: describe.Network(northbound(params)).declared(params["names"]),
    "chassis": lambda params: describe.chassis(southbound(params)),
    "bindings": lambda params: describe.bindings(southbound(params)),
    "backends": lambda params: describe.backends(northbound(params), southbound(params), params["names"]),
}
