# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values of an inventory with Ansible's types, as far as they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ansible.module_utils.common.validation import check_type_bool, check_type_dict, check_type_int, check_type_list

from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.errors import Fault

# Objects with their places.
Items = list[tuple[str, dict[str, Any]]]
# Among the names of objects that cannot be read: one whose name cannot be read either.
NAMELESS = ""

_A = {"str": "text", "int": "a whole number", "bool": "true or false", "list": "a list", "dict": "a dictionary"}


class Reader:
    """Reads values by Ansible's argument specs and notes what cannot be read.

    An object with an option that cannot be read is kept without it, unless it needs that option. Whoever says that
    something is missing must ask whether it may be among what could not be read.

    :ivar faults: what cannot be read
    :ivar broken: the places of objects of which something cannot be read
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.broken: set[str] = set()
        self._unread: dict[str, set[str]] = {}

    def unread(self, path: str) -> set[str]:
        """The names of the objects of a list of which not all could be read, ``NAMELESS`` among them."""
        return self._unread.get(path, set())

    def unread_lists(self) -> Iterable[tuple[str, set[str]]]:
        return self._unread.items()

    def is_whole(self, *paths: str) -> bool:
        """Whether all of these lists could be read."""
        return not any(map(self.unread, paths))

    def refuse(self, path: str, text: str) -> None:
        """A list that cannot be read."""
        self._fault(path, text)
        self._unread[path] = {NAMELESS}

    def objects(self, spec: dict[str, Any], value: Any, path: str) -> Items:
        """The objects of a list, those that can be read."""
        read = self._objects(spec, value, path) or []
        return [(f"{path}[{index}]", item) for index, item in enumerate(read) if item is not None]

    def texts(self, value: Any, path: str) -> list[str] | None:
        """A list of texts, or one text with commas; ``None`` if it cannot be read."""
        read: list[str] | None = self._value({"type": "list", "elements": "str"}, value, path)
        return read

    def text(self, value: Any, path: str) -> str | None:
        read: str | None = self._value({"type": "str"}, value, path)
        return read

    def object(self, spec: dict[str, Any], value: Any, path: str) -> dict[str, Any] | None:
        """One object; ``None`` if that cannot be read or lacks an option that it needs."""
        if not isinstance(value, dict):
            self._fault(path, f"{value!r} is no dictionary; write its options as 'name: value'")
            self.broken.add(path)
            return None
        before = len(self.faults)
        given = {option: item for option, item in value.items() if item is not None}
        unknown = sorted(given.keys() - spec.keys(), key=str)
        for option in unknown:
            self._fault(path, f"{option} is no option; these are: {', '.join(sorted(spec))}")
        if unknown:  # which may be meant for one of those that are left out
            self._unread.update({f"{path}.{option}": {NAMELESS} for option in spec.keys() - given.keys()})
        required = [option for option, argument in spec.items() if argument.get("required")]
        missing = [option for option in required if option not in given]
        if missing:
            self._fault(path, f"missing required arguments: {', '.join(missing)}")
        if len(self.faults) > before:
            self.broken.add(path)
        read = {option: self._option(argument, option, given, path) for option, argument in spec.items()}
        return None if any(read[option] is None for option in required) else read

    def _objects(self, spec: dict[str, Any], value: Any, path: str) -> list[dict[str, Any] | None] | None:
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(path, f"is no list but {_kind(value)}; write one '- {_first(spec)}: ...' for each")
            return None
        read: list[dict[str, Any] | None] = []
        for index, item in enumerate(value):
            before = len(self.faults)
            read.append(self.object(spec, item, f"{path}[{index}]"))
            if len(self.faults) > before:
                self._unread.setdefault(path, set()).add(_name(item))
        return read

    def _option(self, argument: dict[str, Any], option: str, given: dict[str, Any], path: str) -> Any:
        default = argument.get("default")
        if isinstance(default, list):
            default = list(default)
        if option not in given:
            return default
        before = len(self.faults)
        value, where = given[option], f"{path}.{option}"
        if "options" not in argument:
            read = self._value(argument, value, where)
        elif argument["type"] == "dict":
            return self.object(argument["options"], value, where)
        else:
            read = self._objects(argument["options"], value, where)
            if read is not None and None in read:  # the others would change their places
                self._unread[where] = {_name(item) for item in value}
                self.broken.add(path)
                return default
            if read is not None:
                return read
        if len(self.faults) > before:
            self.broken.add(path)
        return default if read is None else read

    def _value(self, argument: dict[str, Any], value: Any, path: str) -> Any:
        if argument["type"] == "list":
            try:
                items = check_type_list(value)
            except TypeError:
                return self._fault(path, f"{value!r} is no list")
            elements = {**argument, "type": argument["elements"]}
            read = [self._value(elements, item, f"{path}[{index}]") for index, item in enumerate(items)]
            return None if None in read else read
        try:
            read = _TYPES[argument["type"]](value)
        except (TypeError, ValueError, OverflowError, RecursionError):
            return self._fault(path, f"{value!r} is not {_A[argument['type']]}")
        if "choices" in argument and read not in argument["choices"]:
            return self._fault(path, f"{read} is none of: {', '.join(map(str, argument['choices']))}")
        return read

    def _fault(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))


def _text(value: Any) -> str:
    """Ansible would make text of a list, too, which nobody means."""
    if value is None or isinstance(value, (list, dict)):
        raise TypeError
    return str(value)


_TYPES: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "int": check_type_int,
    "bool": check_type_bool,
    "dict": check_type_dict,
}


def _kind(value: Any) -> str:
    """Ansible has classes of its own for what it is yet to template."""
    known = (bool, int, float, str, dict)
    return next((kind.__name__ for kind in known if isinstance(value, kind)), type(value).__name__)


def _name(item: Any) -> str:
    name = item.get("name") if isinstance(item, dict) else None
    return NAMELESS if name is None or isinstance(name, (list, dict)) else str(name)


def _first(spec: dict[str, Any]) -> str:
    """What each object of a list begins with."""
    return next((option for option, argument in spec.items() if argument.get("required")), next(iter(spec)))
