# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role pki finds wrong with a host's key and certificates."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SURVEY = Path(__file__).parents[3] / "roles/pki/files/survey.py"


def openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@dataclass(frozen=True)
class Files:
    """An authority, and a host's files beside it."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def authority(self, name: str = "ca", days: int = 3650) -> Path:
        key, certificate = self.path(f"{name}-key.pem"), self.path(f"{name}.pem")
        make_key(key)
        what = ["-subj", f"/CN={name}", "-days", days, "-addext", "basicConstraints=critical,CA:TRUE"]
        openssl("req", "-x509", "-new", "-key", key, "-out", certificate, *map(str, what))
        return certificate

    def certificate(self, *, by: str = "ca", name: str = "host1", days: int = 397, uses: str = "clientAuth") -> None:
        request, extensions = self.path("request"), self.path("extensions")
        lines = ["subjectAltName=DNS:host1,IP:10.0.0.1", f"extendedKeyUsage={uses}" if uses else ""]
        extensions.write_text("\n".join(lines))
        openssl("req", "-new", "-key", self.path("key.pem"), "-subj", f"/CN={name}", "-out", request)
        signer = ["-CA", self.path(f"{by}.pem"), "-CAkey", self.path(f"{by}-key.pem"), "-extfile", extensions]
        openssl("x509", "-req", "-in", request, *signer, "-days", str(days), "-out", self.path("cert.pem"))

    def look(self, **changes: Any) -> dict[str, Any]:
        wanted = {
            "key": str(self.path("key.pem")),
            "certificate": str(self.path("cert.pem")),
            "cacert": str(self.path("cacert.pem")),
            "name": "host1",
            "alt_names": ["DNS:host1", "IP:10.0.0.1"],
            "uses": ["clientAuth"],
            "days": 30,
            "provided": False,
            "modes": {},
            "folders": {},
            **changes,
        }
        done = subprocess.run(
            [sys.executable, str(SURVEY)], input=json.dumps(wanted), capture_output=True, text=True, check=True
        )
        assert "PRIVATE" not in done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def problem(self, **changes: Any) -> str:
        """The only problem, without the folder."""
        (text,) = self.look(**changes)["problems"].values()
        return str(text).replace(f"{self.folder}/", "")


def make_key(path: Path) -> None:
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """As they shall be."""
    files = Files(tmp_path)
    shutil.copy(files.authority(), files.path("cacert.pem"))
    make_key(files.path("key.pem"))
    files.certificate()
    return files


def test_all_is_well(files: Files) -> None:
    found = files.look()
    assert (found["problems"], found["modes"]) == ({}, [])
    assert found["issuer"] == files.path("ca.pem").read_text().strip()
    assert found["bundle"] == [found["issuer"]]


def test_nothing_is_there(tmp_path: Path) -> None:
    authority = {"key": str(tmp_path / "ca-key.pem"), "certificate": str(tmp_path / "ca.pem"), "days": 397}
    found = Files(tmp_path / "none").look(authority=authority)
    assert set(found["problems"]) == {"authority", "trust", "key", "certificate"}


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"days": 10}, "in less than 30 days"),
        ({"days": -1}, "cert.pem has expired on"),
        ({"name": "host2"}, "the CN of cert.pem is host2, and the chassis is host1"),
        ({"uses": "serverAuth"}, "cert.pem must not be used for clientAuth"),
        ({"uses": "clientAuth,serverAuth"}, "cert.pem is for clientAuth, serverAuth, and shall be for clientAuth"),
        ({"uses": ""}, "cert.pem is for anything, and shall be for clientAuth"),
    ],
)
def test_a_certificate_that_does_not_do(files: Files, made: dict[str, Any], words: str) -> None:
    files.certificate(**made)
    assert words in files.problem()


def test_a_certificate_that_is_to_be_renewed_serves_until_then(files: Files) -> None:
    files.certificate(days=10)
    found = files.look()
    assert set(found["problems"]) == {"renewal"}
    assert found["issuer"] == files.path("ca.pem").read_text().strip()


@pytest.mark.parametrize(("name", "part"), [("cert.pem", "renewal"), ("cacert.pem", "trust")])
def test_a_key_in_a_file_that_everybody_may_read(files: Files, name: str, part: str) -> None:
    file = files.path(name)
    file.write_text(file.read_text() + files.path("key.pem").read_text())
    assert files.look()["problems"] == {}
    found = files.look(modes={str(file): "0644"})
    assert found["problems"] == {part: f"{file} has a private key in it, which everybody may read"}


def test_another_address(files: Files) -> None:
    assert files.problem(alt_names=["IP:10.0.0.1", "IP:10.0.0.2"]) == "cert.pem does not name IP:10.0.0.2"


def test_a_provided_certificate_may_say_more_and_end_soon(files: Files) -> None:
    files.certificate(uses="clientAuth,serverAuth", days=10)
    assert files.look(provided=True, days=0, alt_names=["IP:10.0.0.9"])["problems"] == {}


def test_a_provided_certificate_of_a_central_host_is_for_servers_too(files: Files) -> None:
    assert files.problem(provided=True, uses=["clientAuth", "serverAuth"]) == "cert.pem must not be used for serverAuth"


def test_another_authority(files: Files) -> None:
    files.authority("other")
    files.certificate(by="other")
    assert files.problem() == "cert.pem is signed by none of cacert.pem"


def test_two_authorities_of_which_one_has_signed(files: Files) -> None:
    files.authority("other")
    files.certificate(by="other")
    files.path("cacert.pem").write_text(files.path("ca.pem").read_text() + files.path("other.pem").read_text())
    found = files.look()
    assert found["problems"] == {}
    assert len(found["bundle"]) == 2
    assert found["issuer"] == files.path("other.pem").read_text().strip()


def test_another_key(files: Files) -> None:
    make_key(files.path("key.pem"))
    assert files.problem() == "cert.pem does not belong to key.pem"


@pytest.mark.parametrize("text", ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_key_that_is_none(files: Files, text: str) -> None:
    files.path("key.pem").write_text(text)
    problems = files.look()["problems"]
    assert set(problems) == {"key", "certificate"}
    assert "is no private key" in problems["key"]


def test_a_key_with_a_password(files: Files) -> None:
    openssl("pkey", "-in", files.path("key.pem"), "-aes256", "-passout", "pass:x", "-out", files.path("key.pem.new"))
    files.path("key.pem.new").rename(files.path("key.pem"))
    assert set(files.look()["problems"]) == {"key", "certificate"}


def test_half_a_certificate(files: Files) -> None:
    files.path("cert.pem").write_text(files.path("cert.pem").read_text()[:200])
    assert files.problem() == "cert.pem is no certificate"


@pytest.mark.parametrize(
    ("damage", "words"),
    [("days", "in less than 397 days"), ("key", "does not belong to"), ("gone", "there is no")],
)
def test_an_authority_that_does_not_do(files: Files, damage: str, words: str) -> None:
    if damage == "days":
        files.authority(days=100)
    elif damage == "key":
        make_key(files.path("ca-key.pem"))
    else:
        files.path("ca-key.pem").unlink()
    authority = {"key": str(files.path("ca-key.pem")), "certificate": str(files.path("ca.pem")), "days": 397}
    assert words in files.look(authority=authority)["problems"]["authority"]


def test_an_authority_that_is_to_be_replaced_signs_until_then(files: Files) -> None:
    files.authority(days=100)
    certificate = files.path("ca.pem")
    certificate.write_text(certificate.read_text() + files.authority("other").read_text())
    authority = {"key": str(files.path("ca-key.pem")), "certificate": str(certificate), "days": 397}
    found = files.look(authority=authority)
    assert "in less than 397 days" in found["problems"]["authority"]
    assert (
        found["authority"]
        == certificate.read_text().partition("-----END CERTIFICATE-----\n")[0] + "-----END CERTIFICATE-----"
    )


def test_the_authority_alone(files: Files) -> None:
    authority = {"key": str(files.path("ca-key.pem")), "certificate": str(files.path("ca.pem")), "days": 397}
    asked = json.dumps({"authority": authority, "folders": {}})
    done = subprocess.run([sys.executable, str(SURVEY)], input=asked, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert (found["problems"], found["authority"]) == ({}, files.path("ca.pem").read_text().strip())


def test_modes(files: Files) -> None:
    key = files.path("key.pem")
    key.chmod(0o600)
    assert files.look(modes={str(key): "0600"})["modes"] == []
    key.chmod(0o640)
    assert files.look(modes={str(key): "0600"})["modes"] == [{"path": str(key), "mode": "0600"}]
    assert files.look(modes={str(files.path("gone")): "0600"})["modes"] == []


def test_folders_are_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "etc/pki"
    wanted = {str(folder): "0755", str(folder / "ca"): "0700"}
    assert Files(tmp_path).look(folders=wanted)["folders"] == list(wanted)
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "ca")] == [0o755, 0o700]
    assert Files(tmp_path).look(folders=wanted)["folders"] == []


def test_without_openssl(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "openssl" in files.look()["lacking"]
