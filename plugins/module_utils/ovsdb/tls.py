# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection over TLS. It is a file of its own because importing ``ssl`` takes time."""

from __future__ import annotations

import select
import ssl

from .link import RECEIVE_BYTES, Link, Refused, Steps, Tls, Wait

# Verification codes of OpenSSL.
_NOT_YET, _EXPIRED, _PURPOSE = 9, 10, 26


class TlsLink(Link):
    """
    :param remote: ``ssl:IP:PORT``
    """

    hint = "does it listen with TLS (pssl:), and accept our certificate? See its log; for ptcp: write tcp:IP:PORT"

    def __init__(self, remote: str, files: Tls) -> None:
        super().__init__(remote)
        self._files = files

    def open(self) -> Steps[None]:
        problem = self._files.problem()
        if problem:
            raise Refused(problem)
        yield from super().open()

    def _shake_hands(self) -> Steps[None]:
        context = self._context()
        self._socket = context.wrap_socket(self._socket, do_handshake_on_connect=False)
        while True:
            try:
                self._socket.do_handshake()
            except ssl.SSLWantReadError:
                yield Wait(self._socket.fileno(), select.POLLIN)
            except ssl.SSLWantWriteError:
                yield Wait(self._socket.fileno(), select.POLLOUT)
            except OSError as exc:
                raise Refused(self.fault(exc)) from exc
            else:
                return

    def _context(self) -> ssl.SSLContext:
        files = self._files
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # Certificates of OVS name a host's system-id and no address; the CA signs for nobody else.
        context.check_hostname = False
        try:
            context.load_verify_locations(files.ca_cert)
        except OSError as exc:
            raise Refused(f"ca_cert: {files.ca_cert} cannot be used: {_what(exc)}") from exc
        try:
            # A key with a passphrase would ask for it on a terminal.
            context.load_cert_chain(str(files.certificate), files.private_key, password=lambda: "")
        except OSError as exc:
            raise Refused(
                f"certificate {files.certificate} and private_key {files.private_key} cannot be used together: "
                f"{_what(exc)}"
            ) from exc
        return context

    def _write(self, data: memoryview) -> int | None:
        try:
            sent: int = self._socket.send(data)
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return None
        except OSError:
            # Why the server hung up is still to be read.
            self._read()
            raise
        return sent

    def _read(self) -> bytes | None:
        try:
            data: bytes = self._socket.recv(RECEIVE_BYTES)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        return data

    def fault(self, exc: OSError | None) -> str:
        if isinstance(exc, ssl.SSLCertVerificationError):
            return self._distrust(exc)
        reason = getattr(exc, "reason", None) or ""
        ours = self._files.certificate
        told = {
            "UNKNOWN_CA": f"the server does not know the CA that signed our certificate {ours}; put that CA among those "
            "that the server trusts, or take a certificate of the server's CA",
            "CERTIFICATE_EXPIRED": f"the server says that our certificate {ours} has expired; renew it",
            "BAD_CERTIFICATE": f"the server does not accept our certificate {ours}; is it for another purpose, or not "
            "valid yet?",
            "UNSUPPORTED_CERTIFICATE": f"the server does not accept our certificate {ours}: it is for another purpose, "
            "its extended key usage must have clientAuth",
            "CERTIFICATE_REQUIRED": "the server wants a certificate; set private_key and certificate",
            "WRONG_VERSION_NUMBER": "the server does not speak TLS there; if it listens with ptcp:, write tcp:IP:PORT",
        }
        for end, text in told.items():
            if reason.endswith(end):
                return text
        if isinstance(exc, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return super().fault(None)
        if isinstance(exc, ssl.SSLError):
            return f"TLS failed: {_what(exc)}"
        return super().fault(exc)

    def _distrust(self, exc: ssl.SSLCertVerificationError) -> str:
        told = {
            _NOT_YET: "is not valid yet; compare the clocks of both hosts",
            _EXPIRED: "has expired; renew it on the server's host",
            _PURPOSE: "is not for servers; its extended key usage must have serverAuth",
        }
        remedy = told.get(
            exc.verify_code,
            f"is not signed by a CA of ca_cert {self._files.ca_cert} ({exc.verify_message}); put the CA that signed it "
            "there",
        )
        return f"the server's certificate {remedy}"


def _what(exc: OSError) -> str:
    return str(getattr(exc, "reason", None) or exc.strerror or exc)
