# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Classes that hold values, as ``dataclass`` makes them, without code of their own.

``dataclass`` writes and compiles the methods of each class anew in every process that
imports it. For two dozen classes that is longer than a small task takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["plain"]

if TYPE_CHECKING:
    from dataclasses import dataclass as plain
else:

    def plain(cls: type) -> type:
        """Fields are the annotated names, with their defaults. Instances share a default: no list, no dictionary."""
        inherited = getattr(cls, "_fields", {})
        # Python 3.9 may give those of a base class.
        own = {name: cls.__dict__.get(name, inherited.get(name, _NEEDED)) for name in cls.__annotations__}
        cls._fields = {**inherited, **own}
        cls.__init__ = _init
        return cls

    def _init(self: Any, *values: Any, **named: Any) -> None:
        fields = self._fields
        given = {**dict(zip(fields, values)), **named}
        self.__dict__.update(fields)
        self.__dict__.update(given)
        wrong = given.keys() - fields.keys() or [name for name in fields if self.__dict__[name] is _NEEDED]
        if wrong or len(values) + len(named) != len(given):
            raise TypeError(f"{type(self).__name__} takes each of {', '.join(fields)} once: {', '.join(wrong)}")

    _NEEDED = object()
