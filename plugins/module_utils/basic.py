# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's module class, for processes that end soon.

They need no search for cycles of garbage, which takes longer the more there is: neither
while their code is imported nor, of all that is left, at their end. Nor need they free one by
one what ends with them.
"""

from __future__ import annotations

import atexit
import gc

gc.disable()
atexit.register(gc.freeze)

from typing import Any  # noqa: E402

from ansible.module_utils import basic  # noqa: E402

env_fallback = basic.env_fallback

# It has itself, so nothing of it is freed before the process ends.
_LEFT: list[Any] = []
_LEFT.append(_LEFT)


def leave(*values: Any) -> None:
    """Keep what is large and not needed any more until the process ends."""
    _LEFT.extend(values)


class _Own(list[Any]):
    """A long list of input that nobody else has: a copy of it would serve nobody, and take long."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> _Own:
        return self


class AnsibleModule(basic.AnsibleModule):
    """:param is_judged_later: the module itself tells what is wrong with its arguments; Ansible hands them over as they are"""

    params: dict[str, Any]
    argument_spec: dict[str, Any]

    def __init__(self, argument_spec: dict[str, Any], *, is_judged_later: bool = False, **rules: Any) -> None:
        self._is_judged_later = is_judged_later
        try:
            super().__init__(argument_spec=argument_spec, **rules)
        except OverflowError:  # Ansible does not ask before it converts, and does not say which
            self.fail_json(msg="an option that takes a whole number got an infinite one; write its digits")
        if not is_judged_later and _has_huge(self.params):
            self.params = {}  # which Ansible would show
            self.fail_json(msg="an option that takes a whole number got one of more than 64 bits; write a smaller one")

    def _load_params(self) -> None:
        super()._load_params()
        self.params = {name: _Own(value) if isinstance(value, list) else value for name, value in self.params.items()}
        if self._is_judged_later:
            given = (name for name in self.params if not name.startswith("_ansible_"))
            self.argument_spec = {
                name: _unjudged(self.argument_spec.get(name, {})) for name in (*self.argument_spec, *given)
            }


def _has_huge(value: Any) -> bool:
    """Whether there is a number in it that neither a database keeps nor Python writes."""
    if isinstance(value, dict):
        return any(map(_has_huge, value.values()))
    if isinstance(value, list):
        return any(map(_has_huge, value))
    return isinstance(value, int) and not -(1 << 63) <= value < 1 << 63


def _unjudged(argument: dict[str, Any]) -> dict[str, Any]:
    """An option that may be anything, or nothing."""
    kept = {name: value for name, value in argument.items() if name in ("default", "fallback")}
    return {"type": "raw", "no_log": False, **kept}
