# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of a role's argument specs with its defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import check_argument_specs
import pytest
import yaml


def make_role(roles: Path, options: dict[str, Any] | None, defaults: dict[str, Any] | None) -> None:
    for folder in ("meta", "defaults"):
        (roles / "web" / folder).mkdir(parents=True)
    if options is not None:
        specs = {"argument_specs": {"main": {"options": options}}}
        (roles / "web" / "meta" / "argument_specs.yml").write_text(yaml.safe_dump(specs))
    if defaults is not None:
        (roles / "web" / "defaults" / "main.yml").write_text(yaml.safe_dump(defaults))


@pytest.mark.parametrize(
    ("options", "defaults"),
    [
        pytest.param({"web_port": {"type": "int", "default": 80}}, {"web_port": 80}, id="equal"),
        pytest.param({"web_name": {"type": "str", "required": True}}, None, id="required, no defaults file"),
        pytest.param({"web_list": {"type": "list", "default": []}}, {"web_list": []}, id="empty list"),
    ],
)
def test_agreement(tmp_path: Path, options: dict[str, Any], defaults: dict[str, Any] | None) -> None:
    make_role(tmp_path, options, defaults)
    assert check_argument_specs.main(tmp_path) == 0


@pytest.mark.parametrize(
    ("options", "defaults", "message"),
    [
        (None, {}, "web: meta/argument_specs.yml is missing"),
        (
            {},
            {"web_port": 80},
            "web: web_port is set in defaults/main.yml but not declared in meta/argument_specs.yml",
        ),
        (
            {"web_port": {"type": "int"}},
            {"web_port": 80},
            "web: web_port is declared without the default 80 that defaults/main.yml sets",
        ),
        (
            {"web_port": {"type": "int", "default": 80}},
            {"web_port": 8080},
            "web: web_port is 80 in meta/argument_specs.yml but 8080 in defaults/main.yml",
        ),
        (
            {"web_on": {"type": "bool", "default": True}},
            {"web_on": 1},
            "web: web_on is True in meta/argument_specs.yml but 1 in defaults/main.yml",
        ),
        (
            {"web_port": {"type": "int", "default": 80}},
            {},
            "web: web_port is declared with the default 80, which defaults/main.yml does not set",
        ),
    ],
)
def test_disagreement_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: dict[str, Any] | None,
    defaults: dict[str, Any],
    message: str,
) -> None:
    make_role(tmp_path, options, defaults)
    assert check_argument_specs.main(tmp_path) == 1
    assert capsys.readouterr().out == f"{message}\n"


def test_entry_points_must_not_disagree(tmp_path: Path) -> None:
    specs = {"main": {"options": {"a": {"default": 1}}}, "down": {"options": {"a": {"default": 2}}}}
    declared, faults = check_argument_specs.declared_options(specs)
    assert declared == {"a": 1}
    assert faults == ["a has another default in entry point down"]
