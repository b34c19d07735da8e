# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody at a lab host who wants to talk to databases, with certificates of all kinds."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from testinfra.host import Host

from proof.pki import FILES, OPTIONS, PKI

# Gone with the host, and never on a disk.
FOLDER = "/run/visitor"
KEY = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out"

JANUARY = "-not_before 20200101000000Z -not_after 20200131000000Z"

# Seconds for the words of one that speaks; a busy machine takes its time.
PATIENCE = 30

# Each place is asked at the same time: what became of the connection, and nothing of what was said.
ASK = """
import json, socket, ssl, sys
from concurrent.futures import ThreadPoolExecutor

def ask(where):
    address, port, kind, files = where
    try:
        talk = socket.create_connection((address, port), patience)
        if kind == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            if files:
                context.load_cert_chain(*files)
            talk = context.wrap_socket(talk)
        try:
            talk.sendall(b'{"method": "list_dbs", "params": [], "id": 1}')
        except OSError:
            pass  # what was said before it hung up can still be read
        return "answered" if talk.recv(4096) else "closed"
    except TimeoutError:
        return "silent"
    except OSError as exc:
        return getattr(exc, "reason", None) or type(exc).__name__

patience, doors = json.load(sys.stdin)
with ThreadPoolExecutor(32) as pool:
    print(json.dumps(list(pool.map(ask, doors))))
"""

# address, port, "tls" or "plain", and the paths of certificate and key
Door = tuple[str, int, str, "tuple[str, str] | None"]


@dataclass(frozen=True)
class Visitor:
    """:ivar host: where it is; it has that host's own files, and makes more of its own"""

    host: Host

    own = (FILES["certificate"], FILES["private_key"])

    def knock(self, doors: list[Door], patience: int = PATIENCE) -> list[str]:
        """What becomes of each connection; silent is who has said nothing, and not hung up, for so many seconds."""
        question = shlex.quote(json.dumps([patience, doors]))
        answers: list[str] = json.loads(self.host.check_output(f"printf %s {question} | python3 -c {shlex.quote(ASK)}"))
        return answers

    def stranger(self, name: str) -> tuple[str, str]:
        """A certificate in that name by an authority that nobody knows."""
        key, certificate = f"{FOLDER}/stranger-key.pem", f"{FOLDER}/stranger.pem"
        self.host.check_output(f"{KEY} {key} && openssl req -x509 -new -key {key} -subj /CN={name} -out {certificate}")
        return certificate, key

    def expired(self, authority: Host, name: str) -> tuple[str, str]:
        """A certificate in that name by the lab's own authority, of January 2020."""
        key, certificate = f"{FOLDER}/expired-key.pem", f"{FOLDER}/expired.pem"
        request = self.host.check_output(f"{KEY} {key} && openssl req -new -key {key} -subj /CN={name}")
        self.host.check_output(f"echo {shlex.quote(sign(authority, request, JANUARY))} >{certificate}")
        return certificate, key

    def transact(self, remotes: str, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        """One transaction in the Southbound with this host's own certificate, by OVN's client."""
        text = shlex.quote(json.dumps(["OVN_Southbound", *operations]))
        results: list[dict[str, Any]] = json.loads(
            self.host.check_output(f"ovsdb-client {OPTIONS} transact {remotes} {text}")
        )
        return results


def sign(authority: Host, request: str, when: str) -> str:
    """What the lab's own authority would never sign by itself."""
    signing = f"openssl x509 -req {when} -CA {PKI}/ca/cert.pem -CAkey {PKI}/ca/key.pem"
    return str(authority.check_output(f"echo {shlex.quote(request)} | {signing}"))


@contextmanager
def visit(host: Host) -> Iterator[Visitor]:
    host.check_output(f"install -d -m 0700 {FOLDER}")
    yield Visitor(host)
    host.check_output(f"rm -r {FOLDER}")
