# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: an empty database for each test, northd where a test asks for it, and modules run as processes.

``@pytest.mark.releases`` runs a test on the schemas of every release of OVN, one after the other;
``releases(since="24.09")`` and ``releases(before="24.09")`` on those from, or older than, the given one.
Without the mark a test runs on the release whose programs the machine has. The fixture ``release`` names it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support.lifecycle import Lifecycle, StartLife
from support.modules import ModuleRunner
from support.processes import Northd, OvsdbServer, StartServer
from support.programs import OWN_RELEASE, RELEASES
from support.reader import Reader


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    mark = metafunc.definition.get_closest_marker("releases")
    if mark is not None:
        metafunc.parametrize("release", releases(*mark.args, **mark.kwargs))


def releases(*, since: str = "", before: str = "99.99") -> list[str]:
    """Return the releases that a test is for. None at all would be a test that never runs."""
    found = [release for release in RELEASES if since <= release < before]
    if not found:
        raise pytest.UsageError(f"no release since {since!r} and before {before!r} among {', '.join(RELEASES)}")
    return found


@pytest.fixture
def release() -> str:
    """The release of OVN whose schemas the databases have; the mark ``releases`` puts others in its place."""
    return OWN_RELEASE


@pytest.fixture(scope="session")
def session_folder() -> Iterator[Path]:
    """A folder with a short path, because the name of a unix socket has at most 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="ovnlab-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def folder(session_folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=session_folder))


@pytest.fixture
def start_server(folder: Path, release: str) -> Iterator[StartServer]:
    """Start servers that end with the test. A new one takes milliseconds, less than emptying a used one."""
    with ExitStack() as started:

        def start(database: str, port: int | None = None) -> OvsdbServer:
            server = OvsdbServer(folder, database, port, release)
            server.start()
            started.callback(server.stop)
            return server

        yield start


@pytest.fixture
def northbound(start_server: StartServer) -> OvsdbServer:
    return start_server("OVN_Northbound")


@pytest.fixture
def southbound(start_server: StartServer) -> OvsdbServer:
    return start_server("OVN_Southbound")


@pytest.fixture
def open_vswitch(start_server: StartServer) -> OvsdbServer:
    return start_server("Open_vSwitch")


@pytest.fixture
def nb(northbound: OvsdbServer) -> Reader:
    return Reader(northbound)


@pytest.fixture
def sb(southbound: OvsdbServer) -> Reader:
    return Reader(southbound)


@pytest.fixture
def ovs(open_vswitch: OvsdbServer) -> Reader:
    return Reader(open_vswitch)


@pytest.fixture
def northd(folder: Path, northbound: OvsdbServer, southbound: OvsdbServer) -> Iterator[Northd]:
    process = Northd(folder, northbound, southbound)
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def run_module(session_folder: Path) -> ModuleRunner:
    return ModuleRunner(session_folder / "modules")


@pytest.fixture
def to_nb(northbound: OvsdbServer) -> dict[str, Any]:
    """The options that lead a module to this test's Northbound database."""
    return {"nb_connection": [northbound.connection]}


@pytest.fixture
def life(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> StartLife:
    """The twelve steps for a module that writes to the Northbound database."""
    return lambda module: Lifecycle(run_module, module, nb, to_nb)


@pytest.fixture
def second_nb(folder: Path, release: str) -> Iterator[Reader]:
    """A second Northbound database, of another deployment."""
    other = folder / "second"
    other.mkdir()
    server = OvsdbServer(other, "OVN_Northbound", release=release)
    server.start()
    yield Reader(server)
    server.stop()
