# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.target import Page, page, target_problem, url_problem


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://10.0.0.1:8000/", Page("10.0.0.1", 8000, "/")),
        ("http://10.0.0.1", Page("10.0.0.1", 80, "/")),
        ("http://10.0.0.1/a/b?c=d", Page("10.0.0.1", 80, "/a/b?c=d")),
        ("http://[fd00::1]:8000/", Page("fd00::1", 8000, "/")),
    ],
)
def test_pages(url: str, expected: Page) -> None:
    assert page(url) == expected
    assert target_problem(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "10.0.0.1:8000",
        "http://",
        "http://web/",
        "https://10.0.0.1/",
        "ftp://10.0.0.1/",
        "http://10.0.0.1:99999/",
        "http://10.0.0.1:x/",
        "http://10.0.0.300/",
        "http://[fd00::1/",
        "http://user@10.0.0.1/",
    ],
)
def test_no_pages(url: str) -> None:
    assert url_problem(url) == (
        f"{url!r} is no URL that can be asked; write http://ADDRESS:PORT/ with an IP address (IPv6: http://[ADDRESS]:PORT/)"
    )


def test_an_address_is_a_target_too() -> None:
    assert target_problem("10.0.0.1") is None
    assert target_problem("10.0.0") == "'10.0.0' is not an IP address, write for example 172.16.255.130"


@given(text=st.one_of(st.text(), st.text(alphabet="htp:/[]0123456789.@?#x²")))
def test_any_text_is_judged(text: str) -> None:
    problem = url_problem(text)
    assert problem is None or "is no URL" in problem
