# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a module owns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host.files import File


def test_a_new_file(tmp_path: Path) -> None:
    file = File(str(tmp_path / "sub/file"), "text\n", 0o755)
    assert file.differs
    assert (file.diff()["before"], file.diff()["after"]) == ("", "text\n")
    file.write()
    assert not file.differs
    assert (tmp_path / "sub/file").stat().st_mode & 0o777 == 0o755


def test_another_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old\n")
    file = File(str(path), "new\n")
    assert file.differs
    assert file.diff()["before"] == "old\n"
    file.write()
    assert path.read_text() == "new\n"
    assert [found.name for found in tmp_path.iterdir()] == ["file"], "something was left beside it"


def test_a_file_that_shall_not_be(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old\n")
    file = File(str(path), None)
    assert file.differs
    file.write()
    assert not path.exists()
    assert not file.differs
    file.write()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        File(str(tmp_path / "folder"), "text\n").write()
    assert [found.name for found in tmp_path.iterdir()] == ["folder"]
