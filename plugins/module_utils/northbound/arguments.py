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
from functools import cached_property
from typing import Any

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_int,
    check_type_list,
    check_type_path,
    check_type_str,
)

from ..ovsdb.errors import Fault
from .suggestion import near

# An integer of OVSDB has 64 bits and a sign.
INTEGER_LIMIT = 1 << 63


class _Never:
    """The class of no value: what has it as its own is always converted."""


_CONVERT: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "str": (str, check_type_str),
    "int": (_Never, check_type_int),
    "bool": (bool, check_type_bool),
    "dict": (dict, check_type_dict),
    "list": (list, check_type_list),
    "path": (_Never, check_type_path),
}


class Spec:
    """The options of an object."""

    def __init__(self, arguments: dict[str, dict[str, Any]]) -> None:
        self.options = {name: _Option(argument) for name, argument in arguments.items()}
        self.required = [name for name, argument in arguments.items() if argument.get("required")]

    def declared(self, value: Any, path: str, faults: list[Fault]) -> dict[str, Any]:
        """An object as the options say; faults of its values are added to the list."""
        given = _converted(value, "dict", path, faults)
        if given is None:
            return {}
        result = {}
        place = f"{path}." if path else ""
        for name, item in given.items():
            option = self.options.get(name)
            if option is None:
                faults.append(Fault(f"{place}{name}", f"there is no such option{near(str(name), self.options)}"))
            elif item is not None:
                found = option.value(item, f"{place}{name}", faults)
                if found is not None:
                    result[name] = found
        faults += [
            Fault(f"{place}{name}", "is missing, and without it nothing can be declared here")
            for name in self.required
            if given.get(name) is None
        ]
        return result


class _Option:
    def __init__(self, argument: dict[str, Any]) -> None:
        self._type: str = argument["type"]
        self._elements: str = argument.get("elements", "str")
        self._choices = argument.get("choices")
        self._argument = argument

    @cached_property
    def _nested(self) -> Spec | None:
        return Spec(self._argument["options"]) if "options" in self._argument else None

    def value(self, given: Any, path: str, faults: list[Fault]) -> Any:
        found = _converted(given, self._type, path, faults)
        if found is None:
            return None
        nested = self._nested
        if self._type != "list":
            if nested is not None:
                return nested.declared(found, path, faults)
            return found if self._is_choice(found, path, faults) else None
        if nested is not None:
            return [nested.declared(item, f"{path}[{index}]", faults) for index, item in enumerate(found)]
        elements = []
        for index, item in enumerate(found):
            where = f"{path}[{index}]"
            element = _converted(item, self._elements, where, faults)
            if element is not None and self._is_choice(element, where, faults):
                elements.append(element)
        return elements

    def _is_choice(self, value: Any, path: str, faults: list[Fault]) -> bool:
        if not self._choices or value in self._choices:
            return True
        known = ", ".join(str(choice) or "''" for choice in self._choices)
        faults.append(Fault(path, f"{value!r} is none of these: {known}"))
        return False


def _converted(value: Any, kind: str, path: str, faults: list[Fault]) -> Any:
    exact, convert = _CONVERT[kind]
    if value.__class__ is exact:
        return value
    try:
        found = convert(value)
    # What is infinite cannot even be asked whether it is a whole number.
    except (TypeError, ValueError, OverflowError) as exc:
        faults.append(Fault(path, f"{value!r} is not of type {kind} ({exc})"))
        return None
    if kind == "int" and not -INTEGER_LIMIT <= found < INTEGER_LIMIT:
        faults.append(Fault(path, "is a number that OVSDB cannot keep, which has 64 bits for it"))
        return None
    return found
