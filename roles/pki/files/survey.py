# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a host's key and certificates. Reads them and changes nothing, but makes the `folders` it is given.

What they should be comes as JSON on standard input, what is wrong goes as JSON to standard output: `problems`, a sentence
for each part that has to be made, and `modes`, the paths that others may read or write. Of keys nothing is ever printed.
Where only the authority is asked for, there is no `certificate` on standard input.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from typing import Any

USES = {"TLS Web Server Authentication": "serverAuth", "TLS Web Client Authentication": "clientAuth"}
PURPOSES = {"serverAuth": "sslserver", "clientAuth": "sslclient"}
DAY = 86400


def main() -> None:
    wanted = json.load(sys.stdin)
    lacking = [] if shutil.which("openssl") else ["openssl"]
    lacking += [] if importlib.util.find_spec("cryptography") else ["python3-cryptography"]
    found: dict[str, Any] = {"lacking": lacking, "problems": {}, "modes": [], "certificate": [], "bundle": []}
    found.update(issuer="", authority="", folders=[])
    for path, mode in wanted["folders"].items():
        if not os.path.isdir(path):
            os.makedirs(path)
            os.chmod(path, int(mode, 8))
            found["folders"].append(path)
    if "openssl" not in lacking:
        look(wanted, found)
    json.dump(found, sys.stdout)


def look(wanted: dict[str, Any], found: dict[str, Any]) -> None:
    problems: dict[str, str | None] = {}
    authority = wanted.get("authority")
    if authority:
        # One that is to be replaced soon signs until then.
        problems["authority"] = authority_problem(authority)
        if not problems["authority"]:
            found["authority"] = blocks(authority["certificate"])[0]
            problems["authority"] = ending(authority["certificate"], authority["days"])
    if "certificate" in wanted:
        look_at_own(wanted, found, problems)
    found["problems"] = {part: problem for part, problem in problems.items() if problem}


def look_at_own(wanted: dict[str, Any], found: dict[str, Any], problems: dict[str, str | None]) -> None:
    """A certificate that is to be renewed, but serves until then, is another problem than one that does not do."""
    found["modes"] = [
        {"path": path, "mode": mode} for path, mode in wanted["modes"].items() if not is_kept(path, int(mode, 8))
    ]
    found["certificate"], found["bundle"] = blocks(wanted["certificate"]), blocks(wanted["cacert"])
    problems["trust"] = None if found["bundle"] else f"{wanted['cacert']} has no certificate"
    problems["trust"] = problems["trust"] or disclosed(wanted, wanted["cacert"])
    problems["key"] = key_problem(wanted["key"])
    problems["certificate"] = certificate_problem(wanted, found)
    if not problems["certificate"]:
        path = wanted["certificate"]
        problems["renewal"] = disclosed(wanted, path) or ending(path, wanted["days"])


def disclosed(wanted: dict[str, Any], path: str) -> str | None:
    """Whether there is a key in a file that everybody may read."""
    is_open = int(wanted["modes"].get(path, "0"), 8) & 0o044
    has_key = re.search("-----BEGIN [A-Z ]*KEY-----", read(path))
    return f"{path} has a private key in it, which everybody may read" if is_open and has_key else None


def is_kept(path: str, mode: int) -> bool:
    """Whether there is nothing there, or root's (who asks), and open to nobody else than the mode says."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return True
    return (status.st_mode & 0o7777, status.st_uid, status.st_gid) == (mode, os.geteuid(), os.getegid())


def blocks(path: str) -> list[str]:
    """The certificates of a file."""
    return re.findall("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", read(path), re.DOTALL)


def read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as stream:
            return stream.read()
    except FileNotFoundError:
        return ""


def openssl(*arguments: str, data: str = "") -> tuple[bool, str]:
    done = subprocess.run(["openssl", *arguments], input=data, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout


def public_key(path: str) -> str:
    return openssl("pkey", "-in", path, "-pubout", "-passin", "pass:")[1].strip()


def key_problem(path: str) -> str | None:
    if not os.path.exists(path):
        return f"there is no {path}"
    return None if public_key(path) else f"{path} is no private key without a password"


def authority_problem(wanted: dict[str, Any]) -> str | None:
    for path in (wanted["key"], wanted["certificate"]):
        if not os.path.exists(path):
            return f"there is no {path}"
    text, key = details(wanted["certificate"]), public_key(wanted["key"])
    if not text:
        return f"{wanted['certificate']} is no certificate"
    if not key or key not in text:
        return f"{wanted['certificate']} does not belong to {wanted['key']}"
    return expiry(wanted["certificate"], text)


def details(path: str) -> str:
    asked = ["-subject", "-nameopt", "multiline,utf8,-esc_msb", "-enddate", "-pubkey"]
    return openssl("x509", "-in", path, "-noout", *asked, "-ext", "subjectAltName,extendedKeyUsage")[1]


def end_of(text: str) -> str:
    return text.partition("notAfter=")[2].partition("\n")[0]


def lasts(path: str, days: int) -> bool:
    return openssl("x509", "-in", path, "-noout", "-checkend", str(days * DAY))[0]


def expiry(path: str, text: str) -> str | None:
    return None if lasts(path, 0) else f"{path} has expired on {end_of(text)}"


def ending(path: str, days: int) -> str | None:
    return None if lasts(path, days) else f"{path} ends on {end_of(details(path))}, in less than {days} days"


def certificate_problem(wanted: dict[str, Any], found: dict[str, Any]) -> str | None:
    path = wanted["certificate"]
    if not os.path.exists(path):
        return f"there is no {path}"
    text, key = details(path), public_key(wanted["key"])
    if not text:
        return f"{path} is no certificate"
    if not key or key not in text:
        return f"{path} does not belong to {wanted['key']}"
    end = expiry(path, text)
    if end:
        return end
    found["issuer"] = next((block for block in found["bundle"] if verified(path, block, "any")), "")
    if not found["issuer"]:
        return f"{path} is signed by none of {wanted['cacert']}"
    return difference(path, text, wanted, found["issuer"])


def verified(path: str, authority: str, purpose: str) -> bool:
    only = ["-no-CApath", "-no-CAstore", "-partial_chain", "-CAfile", "/dev/stdin", "-untrusted", path]
    return openssl("verify", *only, "-purpose", purpose, path, data=authority)[0]


def difference(path: str, text: str, wanted: dict[str, Any], issuer: str) -> str | None:
    """How the certificate says something else than this host shall be."""
    name = re.search(r"^\s*commonName\s*= (.*)$", text, re.MULTILINE)
    if not name or name[1] != wanted["name"]:
        return f"the CN of {path} is {name[1] if name else 'missing'}, and the chassis is {wanted['name']}"
    for use in wanted["uses"]:
        if not verified(path, issuer, PURPOSES[use]):
            return f"{path} must not be used for {use}"
    if wanted["provided"]:
        return None
    uses = {use for words, use in USES.items() if words in text}
    if uses != set(wanted["uses"]):
        return f"{path} is for {', '.join(sorted(uses)) or 'anything'}, and shall be for {', '.join(wanted['uses'])}"
    names = {name.strip().replace("IP Address:", "IP:") for name in re.split("[,\n]", text)}
    missing = [name for name in wanted["alt_names"] if name not in names]
    return f"{path} does not name {', '.join(missing)}" if missing else None


if __name__ == "__main__":
    main()
