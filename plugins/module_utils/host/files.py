# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that a module owns as a whole."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """What a file shall hold; ``None`` means that it shall not exist."""

    path: str
    text: str | None
    mode: int = 0o644

    @property
    def before(self) -> str | None:
        try:
            with open(self.path, encoding="utf-8") as handle:
                return handle.read()
        except FileNotFoundError:
            return None

    @property
    def differs(self) -> bool:
        return self.before != self.text

    def diff(self) -> dict[str, str]:
        return {
            "before_header": self.path,
            "after_header": self.path,
            "before": self.before or "",
            "after": self.text or "",
        }

    def write(self) -> None:
        """All of it or nothing: a reader never sees half a file."""
        if self.text is None:
            if os.path.lexists(self.path):
                os.unlink(self.path)
            return
        folder = os.path.dirname(self.path)
        os.makedirs(folder, mode=0o755, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(self.text)
                os.fchmod(stream.fileno(), self.mode)
            os.replace(temporary, self.path)
        except OSError:
            os.unlink(temporary)
            raise
