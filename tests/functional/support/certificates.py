# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for tests: good ones, and each kind of bad ones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BOTH = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
CLIENT_ALONE = (ExtendedKeyUsageOID.CLIENT_AUTH,)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(key.private_bytes(*form))
    return key


class Authority:
    """A CA with its certificate in ``cacert.pem`` of its folder."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        self.folder = folder
        self.name = name
        self._signing = _key(folder / "ca-key.pem")
        self.certificate = folder / "cacert.pem"
        now = datetime.now(timezone.utc)
        builder = self._builder(name, self._signing, now - timedelta(days=9), now + timedelta(days=9))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self._sign(builder, self.certificate)

    def issue(
        self, name: str, *, expired: bool = False, purposes: tuple[x509.ObjectIdentifier, ...] = BOTH
    ) -> dict[str, str]:
        """Files of a new certificate, as the modules' options take them."""
        key_file, file = self.folder / f"{name}-key.pem", self.folder / f"{name}.pem"
        now = datetime.now(timezone.utc)
        end = now + timedelta(days=-1 if expired else 8)
        builder = self._builder(name, _key(key_file), now - timedelta(days=8), end)
        self._sign(builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False), file)
        return {"private_key": str(key_file), "certificate": str(file), "ca_cert": str(self.certificate)}

    def _builder(
        self, name: str, key: ec.EllipticCurvePrivateKey, start: datetime, end: datetime
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(_name(name)).issuer_name(_name(self.name))
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return builder.not_valid_before(start).not_valid_after(end)

    def _sign(self, builder: x509.CertificateBuilder, path: Path) -> None:
        made = builder.sign(self._signing, hashes.SHA256())
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def server_options(files: dict[str, str]) -> list[str]:
    """The same as options of ovsdb-server."""
    names = {"private_key": "private-key", "certificate": "certificate", "ca_cert": "ca-cert"}
    return [f"--{names[option]}={path}" for option, path in files.items()]
