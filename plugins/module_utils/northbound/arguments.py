# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of a large declaration, by the same argument specs that Ansible takes.

Ansible's own validation of nested options takes longer than all the rest of a large task,
and stops at the first fault. This one names each, with its place, and leaves out what was
left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_int,
    check_type_list,
    check_type_str,
)

from ..ovsdb.errors import Fault
from .suggestion import near

Spec = dict[str, dict[str, Any]]

_CONVERT: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "str": (str, check_type_str),
    "int": (int, check_type_int),
    "bool": (bool, check_type_bool),
    "dict": (dict, check_type_dict),
    "list": (list, check_type_list),
}


def declared(value: Any, spec: Spec, path: str, faults: list[Fault]) -> dict[str, Any]:
    """An object as the argument spec says; faults of its values are added to the list."""
    given = _converted(value, "dict", path, faults)
    if given is None:
        return {}
    result = {}
    for name, item in given.items():
        argument = spec.get(name)
        if argument is None:
            faults.append(Fault(f"{path}.{name}", f"there is no such option{near(str(name), spec)}"))
        elif item is not None:
            found = _option(item, argument, f"{path}.{name}", faults)
            if found is not None:
                result[name] = found
    for name, argument in spec.items():
        if argument.get("required") and given.get(name) is None:
            faults.append(Fault(f"{path}.{name}", "is missing, and without it nothing can be declared here"))
    return result


def _option(value: Any, argument: dict[str, Any], path: str, faults: list[Fault]) -> Any:
    found = _converted(value, argument["type"], path, faults)
    if found is None:
        return None
    if argument["type"] == "dict" and "options" in argument:
        return declared(found, argument["options"], path, faults)
    if argument["type"] != "list":
        return found if _is_choice(found, argument, path, faults) else None
    nested = argument.get("options")
    if nested is not None:
        return [declared(item, nested, f"{path}[{index}]", faults) for index, item in enumerate(found)]
    places = ((f"{path}[{index}]", item) for index, item in enumerate(found))
    elements = [(where, _converted(item, argument.get("elements", "str"), where, faults)) for where, item in places]
    return [item for where, item in elements if item is not None and _is_choice(item, argument, where, faults)]


def _converted(value: Any, kind: str, path: str, faults: list[Fault]) -> Any:
    exact, convert = _CONVERT[kind]
    if value.__class__ is exact:
        return value
    try:
        return convert(value)
    except (TypeError, ValueError) as exc:
        faults.append(Fault(path, f"{value!r} is not of type {kind} ({exc})"))
        return None


def _is_choice(value: Any, argument: dict[str, Any], path: str, faults: list[Fault]) -> bool:
    choices = argument.get("choices")
    if not choices or value in choices:
        return True
    known = ", ".join(str(choice) or "''" for choice in choices)
    faults.append(Fault(path, f"{value!r} is none of these: {known}"))
    return False
