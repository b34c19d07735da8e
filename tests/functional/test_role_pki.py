# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role pki on hosts that are folders of this machine: who gets which certificate when somebody is away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from support.certificates import BOTH, CLIENT_ALONE, Authority
from support.programs import ROOT

HOSTS = {"central1": "192.0.2.1", "host1": "192.0.2.2", "host2": "192.0.2.3"}
# How Ansible reaches a host that is down.
DEAD = '''
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: dead
short_description: Nobody is there
description: Nobody is there.
options: {}
"""

class Connection(ConnectionBase):
    transport = "dead"
    def _connect(self): raise AnsibleConnectionFailure("nobody is there")
    def exec_command(self, *args, **kwargs): self._connect()
    def put_file(self, *args): self._connect()
    def fetch_file(self, *args): self._connect()
    def close(self): pass
'''
# A machine on which openssl comes with its package.
INSTALLS = """#!/bin/sh
ln -sf {openssl} {programs}/openssl
echo installed openssl
"""


@dataclass
class Role:
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *options: str, dead: str = "", rc: int = 0, **variables: Any) -> str:
        """Run it on all hosts, of which one may be down; the output on one line.

        Hosts have the same paths, as a rule; here the authority's is told to all.
        """
        hosts = {name: {"ovn_encap_ip": address} for name, address in HOSTS.items()}
        if dead:
            hosts[dead]["ansible_connection"] = "dead"
        groups = {"central": {"hosts": {"central1": {}}}, "compute": {"hosts": {"host1": {}, "host2": {}}}}
        every = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "pki_dir": f"{self.folder}/{{{{ inventory_hostname }}}}",
            "pki_packages": [],
        }
        (self.folder / "hosts.json").write_text(
            json.dumps({"all": {"hosts": hosts, "children": groups, "vars": every}})
        )
        plugins = self.folder / "plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "dead.py").write_text(DEAD)
        task = {"ansible.builtin.include_role": {"name": "ovnlab.ovn.pki"}}
        book = self.folder / "play.json"
        book.write_text(json.dumps([{"hosts": "central:compute", "gather_facts": False, "tasks": [task]}]))
        # It makes files that are root's.
        command = [] if os.geteuid() == 0 else ["unshare", "--map-root-user"]
        command += [
            str(Path(sys.executable).parent / "ansible-playbook"),
            "-i",
            str(self.folder / "hosts.json"),
            str(book),
        ]
        done = subprocess.run(
            [*command, *options, "-e", json.dumps({"__pki_ca_dir": f"{self.folder}/central1/ca", **variables})],
            cwd=ROOT,
            env={
                **os.environ,
                "ANSIBLE_CONNECTION_PLUGINS": str(plugins),
                "ANSIBLE_FORKS": "3",
                **self.environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert (done.returncode == 0) is (rc == 0), done.stdout
        return " ".join(done.stdout.split())

    def file(self, host: str, name: str = "cert.pem") -> Path:
        return self.folder / host / name

    def everything(self) -> dict[Path, bytes]:
        return {self.file(host, name): self.file(host, name).read_bytes() for host in HOSTS for name in NAMES}

    def put(self, host: str, *, by: str, days: int) -> str:
        """A certificate by somebody's authority."""
        extension = "clientAuth,serverAuth" if host == "central1" else "clientAuth"
        names = f"subjectAltName=DNS:{host},IP:{HOSTS[host]}\nextendedKeyUsage={extension}\n"
        signing = f"openssl x509 -req -days {days} -CA {by}/cert.pem -CAkey {by}/key.pem -extfile {self.folder}/names"
        (self.folder / "names").write_text(names)
        asking = f"openssl req -new -key {self.file(host, 'key.pem')} -subj /CN={host}"
        subprocess.run(["sh", "-ec", f"{asking} | {signing} -out {self.file(host)}"], check=True, capture_output=True)
        return self.file(host).read_text()


NAMES = ("cert.pem", "key.pem", "cacert.pem")


@pytest.fixture
def role(folder: Path) -> Role:
    return Role(folder)


@pytest.fixture(scope="module")
def once(session_folder: Path) -> Path:
    folder = session_folder / "pki"
    folder.mkdir()
    assert "unreachable=0 failed=0" in Role(folder)()
    return folder


@pytest.fixture
def made(role: Role, once: Path) -> Role:
    """All hosts have what they need."""
    for host in HOSTS:
        shutil.copytree(once / host, role.folder / host)
    return role


def test_hosts_without_openssl_get_it_and_then_what_they_need(role: Role) -> None:
    programs = role.folder / "programs"
    programs.mkdir()
    for place in ("/usr/sbin", "/usr/bin", "/sbin", "/bin"):
        for program in Path(place).iterdir():
            link = programs / program.name
            if program.name not in ("openssl", "dpkg-query") and not link.is_symlink():
                link.symlink_to(program)
    package = programs / "dpkg-query"
    package.write_text("#!/bin/sh\n")
    package.chmod(0o755)
    role.environment = {"PATH": str(programs)}
    planned = role("--check")
    assert "openssl is not installed" in planned
    assert "there is no" not in planned
    package.write_text(INSTALLS.format(openssl=shutil.which("openssl"), programs=programs))
    role()
    assert all(path.exists() for path in (role.file(host, name) for host in HOSTS for name in NAMES))


def test_openssl_that_no_package_brings_is_an_error(role: Role) -> None:
    (role.folder / "nothing").mkdir()
    for program in ("sh", "dpkg-query"):
        (role.folder / "nothing" / program).symlink_to(str(shutil.which(program)))
    role.environment = {"PATH": str(role.folder / "nothing")}
    assert "there is no openssl, though pki_packages are installed" in role(rc=2)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"pki_days": 30}, "pki_days is 30, and a certificate is made anew when it has less than pki_renew_days left"),
        (
            {"pki_ca_days": "397"},
            "pki_ca_days is 397, and an authority is made anew when it has less than pki_days left",
        ),
        ({"pki_ca_host": "client1"}, "pki_ca_host is client1, which is in none of the groups"),
    ],
)
def test_what_would_be_made_anew_by_every_run_is_refused(role: Role, variables: dict[str, Any], words: str) -> None:
    assert words in role(rc=2, **variables)
    assert not (role.folder / "central1").exists()


@pytest.mark.parametrize(("problem", "away"), [("lost", "limit"), ("ending", "dead")])
def test_no_authority_is_made_while_somebody_is_away(made: Role, away: str, problem: str) -> None:
    before = made.everything()
    variables = {}
    if problem == "lost":
        made.file("central1", "ca/key.pem").unlink()
    else:
        variables = {"pki_days": 4000, "pki_ca_days": 5000}
    authority = made.file("central1", "ca/cert.pem").read_bytes()
    options, who = (("--limit", "central1"), {}) if away == "limit" else ((), {"dead": "host2"})
    said = made(*options, **who, rc=int(away == "dead"), **variables)
    assert "another is made only when all hosts take part" in said
    assert "host2" in said.partition("out of the inventory:")[2]
    assert made.everything() == before
    assert made.file("central1", "ca/cert.pem").read_bytes() == authority

    made(**variables)
    assert made.file("central1", "ca/cert.pem").read_bytes() != authority
    assert all(made.everything()[path] != before[path] for path in before if path.name != "key.pem")


def test_the_first_hosts_of_a_lab_get_an_authority_without_the_others(role: Role) -> None:
    role(dead="host2", rc=4)
    role("--limit", "host2")
    assert (
        role.file("host2", "cacert.pem").read_text().strip() == role.file("central1", "ca/cert.pem").read_text().strip()
    )


def test_what_does_not_need_the_authority_does_not_ask_a_dead_one(made: Role) -> None:
    ending = made.put("host1", by=str(made.folder / "central1/ca"), days=20)
    made.file("host2", "key.pem").chmod(0o644)
    made.file("host2").write_text(made.file("host2").read_text() + made.file("host2", "key.pem").read_text())
    for options in (("--limit", "compute"), ()):
        said = made(*options, dead="central1", rc=int(not options))
        assert (
            "in less than 30 days, and is not made anew now: central1, which has the authority, does not answer" in said
        )
        assert "unreachable=1" not in said.partition("host1 :")[2]
        assert made.file("host1").read_text() == ending
        assert made.file("host2", "key.pem").stat().st_mode & 0o777 == 0o600
    made.file("host1").unlink()
    said = made("--limit", "compute", dead="central1", rc=2)
    assert "host1 needs a certificate, since there is no" in said
    assert "failed=1" not in said.partition("host2 :")[2]
    made()
    assert made.file("host1").exists()
    assert "KEY" not in made.file("host2").read_text()


def test_a_key_beside_a_provided_certificate_goes_nowhere(role: Role) -> None:
    authority = Authority(role.folder / "provided", "mine")
    keys = []
    for host in HOSTS:
        files = {
            name: Path(path)
            for name, path in authority.issue(host, purposes=BOTH if host == "central1" else CLIENT_ALONE).items()
        }
        keys.append(files["private_key"].read_text())
        files["certificate"].write_text(files["private_key"].read_text() + files["certificate"].read_text())
    said = role("-vvvv", "--diff", pki_provided_dir=str(authority.folder))
    for key in keys:
        assert not [line for line in key.splitlines()[1:-1] if line in said]
    assert "PRIVATE KEY" not in said
    written = {path for host in HOSTS for path in (role.folder / host).glob("**/*.pem")}
    assert {path for path in written if "KEY" in path.read_text()} == {role.file(host, "key.pem") for host in HOSTS}
    assert "changed=0" in role(pki_provided_dir=str(authority.folder))


def test_a_key_is_never_open_to_others(made: Role) -> None:
    """Not for the moment between its making and its mode either: where it is made nobody else comes."""
    for host in HOSTS:
        assert (made.folder / host / "new").stat().st_mode & 0o777 == 0o700
        assert list((made.folder / host / "new").iterdir()) == []
        assert made.file(host, "key.pem").stat().st_mode & 0o777 == 0o600
