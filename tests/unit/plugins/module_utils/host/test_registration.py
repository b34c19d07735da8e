# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate in another name than the chassis' keeps it from registering only where the Southbound looks at names."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.host import registration
from ansible_collections.ovnlab.ovn.plugins.module_utils.host.errors import HostError
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Tls


class Southbound:
    remote = "ssl:10.0.0.1:6642"

    def __init__(self, *listeners: tuple[str, str]) -> None:
        self.listeners = listeners

    def select(self, _selects: Any) -> list[list[dict[str, str]]]:
        return [[{"target": target, "role": role} for target, role in self.listeners]]


def run(argv: list[str], *, data: str | None = None) -> tuple[int, str, str]:
    done = subprocess.run(argv, input=data, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def chassis(remote: str = Southbound.remote) -> registration.Chassis:
    return registration.Chassis("host1", [remote], ["10.0.0.2"])


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    new = ["openssl", "req", "-x509", "-utf8", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run(
        [*new, "-subj", "/O=lab/CN=höst2", "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    return Tls(key, certificate, certificate)


def test_the_name_in_a_certificate(tls: Tls) -> None:
    assert registration._certified(run, chassis(), tls) == "höst2"
    assert registration._certified(run, chassis("tcp:10.0.0.1:6642"), tls) == ""
    assert registration._certified(run, chassis(), Tls()) == ""


def test_a_certificate_that_cannot_be_read(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/nowhere", str(Path(tls.certificate).parent), tls.private_key):
        assert registration._certified(run, chassis(), tls._replace(certificate=path)) == ""
    monkeypatch.setenv("PATH", "/nowhere")
    assert registration._certified(run, chassis(), tls) == ""


def test_both_names_are_told() -> None:
    southbound: Any = Southbound(("pssl:16642", ""), ("pssl:6642:0.0.0.0", "ovn-controller"))
    with pytest.raises(HostError, match=r"made out to host2 \(CN\), and the chassis is called host1 \(system-id\)"):
        registration._agree(southbound, chassis(), "host2")


@pytest.mark.parametrize(
    ("certified", "listeners"),
    [
        ("host1", [("pssl:6642", "ovn-controller")]),
        ("", [("pssl:6642", "ovn-controller")]),
        ("host2", [("pssl:6642", "")]),
        ("host2", [("pssl:16642", "ovn-controller")]),
        ("host2", []),
    ],
)
def test_nothing_stands_against_it(certified: str, listeners: list[tuple[str, str]]) -> None:
    southbound: Any = Southbound(*listeners)
    registration._agree(southbound, chassis(), certified)


REMOTES = ["ssl:10.0.0.1:6642", "ssl:10.0.0.2:6642", "ssl:10.0.0.3:6642"]


def refused(remote: str) -> list[str]:
    return [
        f"1|reconnect|INFO|{remote}: connected",
        f"2|ovsdb_cs|WARN|{remote}: {registration.STALE}; trying another",
        "3|poll_loop|INFO|wakeup due to 0-ms timeout",
        "4|poll_loop|INFO|Dropped 100 log messages",
    ]


@pytest.mark.parametrize(
    ("status", "lines", "behind"),
    [
        ("not connected", [line for remote in REMOTES for line in refused(remote)], True),
        # a member that lags, once
        ("not connected", [*refused(REMOTES[0]), "3|reconnect|INFO|ssl:10.0.0.2:6642: connecting..."], False),
        # it was so, and now nobody answers
        (
            "not connected",
            [
                *(line for remote in REMOTES for line in refused(remote)),
                *(f"3|reconnect|WARN|{remote}: connection attempt timed out" for remote in REMOTES),
            ],
            False,
        ),
        ("connected", [line for remote in REMOTES for line in refused(remote)], False),
    ],
)
def test_a_cluster_that_was_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, lines: list[str], behind: bool
) -> None:
    log = tmp_path / "ovn-controller.log"
    log.write_text("".join(f"{line}\n" for line in ["0|main|INFO|OVN internal version", *lines]))
    monkeypatch.setattr(registration, "LOG", str(log))
    assert registration.is_behind(lambda _argv: (0, f"{status}\n", ""), REMOTES) is behind
