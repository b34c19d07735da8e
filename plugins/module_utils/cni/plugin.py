# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A CNI plugin for OVN: a container becomes a port of the logical network.

The port must be there; the plugin asks the Northbound database for its addresses, makes the container's interface
and plugs it in. It is a program of its own, which the role cni installs, and no module.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from ..host.errors import HostError
from ..ovsdb.client import Client
from ..ovsdb.errors import ConnectFailed, OvsdbError
from . import annotation, port, wiring
from .annotation import Annotation
from .errors import BAD_CONFIGURATION, IO_FAILURE, NETWORK, NOT_AS_IT_SHOULD_BE, TRY_AGAIN_LATER, UNEXPECTED, CniError
from .request import VERSIONS, Request, parse

TIMEOUT = 10


def main(environ: Mapping[str, str], stdin: TextIO, stdout: TextIO) -> int:
    """Answer one call. Whatever goes wrong is an answer, too."""
    text = stdin.read()
    try:
        answer = _answer(environ, text)
    except CniError as exc:
        return _fail(stdout, text, exc.code, exc.msg, exc.details)
    except ConnectFailed as exc:
        return _fail(stdout, text, TRY_AGAIN_LATER, "a database cannot be asked", str(exc))
    except (OvsdbError, HostError) as exc:
        return _fail(stdout, text, NETWORK, "the container's network could not be changed", str(exc))
    except OSError as exc:
        return _fail(stdout, text, IO_FAILURE, "a file could not be used", str(exc))
    except Exception:  # noqa: BLE001 - the runtime reads JSON, and nothing else
        return _fail(stdout, text, UNEXPECTED, "the plugin has a fault", traceback.format_exc())
    if answer is not None:
        stdout.write(f"{json.dumps(answer)}\n")
    return 0


def _fail(stdout: TextIO, text: str, code: int, msg: str, details: str) -> int:
    try:
        version = str(json.loads(text)["cniVersion"])
    except (ValueError, KeyError, TypeError):
        version = VERSIONS[-1]
    answer: dict[str, Any] = {"cniVersion": version, "code": code, "msg": msg}
    if details:
        answer["details"] = details
    stdout.write(f"{json.dumps(answer)}\n")
    return 1


def _answer(environ: Mapping[str, str], text: str) -> dict[str, Any] | None:
    request = parse(environ, text)
    if request.command == "VERSION":
        return {"cniVersion": request.version, "supportedVersions": list(VERSIONS)}
    log = Log(request.log_file)
    log(
        f"plugin invoked with cni_command={request.command} cni_container_id={request.container_id} "
        f"cni_ifname={request.ifname} cni_netns={request.netns} cni_args={request.args}"
    )
    plugin = Plugin(request, log)
    if request.command == "ADD":
        return plugin.add()
    if request.command == "DEL":
        plugin.delete()
    else:
        plugin.check()
    return None


@dataclass
class Log:
    """Numbered lines of one call, in a file or nowhere."""

    path: str
    count: int = 0

    def __call__(self, text: str) -> None:
        if self.path:
            now = time.time()
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03}Z"
            with open(self.path, "a", encoding="utf-8") as stream:
                stream.write(f"{stamp} |  {self.count}  | ovn_cni | DBG | {text}\n")
        self.count += 1


class Plugin:
    def __init__(self, request: Request, log: Log) -> None:
        self.request = request
        self.log = log
        self.switch = Client([request.ovs], "Open_vSwitch", timeout=TIMEOUT)
        self.switch.connect()

    def add(self) -> dict[str, Any]:
        request = self.request
        bridge = port.bridge(self.switch, request.bridge)
        found = self._annotation()
        self.log(f"Annotations for {request.port}: {json.dumps({'ovn': found.as_dict()}, sort_keys=True)}")
        if request.outer in (None, "") or port.external_ids(self.switch, request.outer) is not None:
            raise CniError(
                NETWORK,
                f"Open vSwitch has a port {request.outer} already",
                "call DEL first if it is this container's",
            )
        try:
            wiring.wire(run, request, found, checksums=bridge["datapath_type"] == "netdev", log=self.log)
            port.plug_in(self.switch, request, found)
            answer = self._result(found)
            self.log(f"output is {json.dumps(answer, sort_keys=True)}")
        except (CniError, OvsdbError, HostError, OSError):
            self._clear()
            raise
        return answer

    def delete(self) -> None:
        self._clear()
        self.log(f"{self.request.outer} is gone")

    def check(self) -> None:
        request = self.request
        found = self._annotation()
        wrong = wiring.problems(run, request, found)
        ids = port.external_ids(self.switch, request.outer) or {}
        if ids.get("iface-id") != request.port:
            wrong.append(f"{request.outer} is not plugged in as logical port {request.port}")
        told = [each.get("address") for each in request.previous.get("ips", [])]
        if told and found.address not in told:
            wrong.append(
                f"the logical port has the address {found.address}, and the container was given {', '.join(told)}"
            )
        if wrong:
            raise CniError(NOT_AS_IT_SHOULD_BE, f"container {request.container_id} is not connected", "; ".join(wrong))
        self.log("everything is in place")

    def _annotation(self) -> Annotation:
        if self.request.annotation is not None:
            return annotation.told(self.request.annotation)
        remotes = self.request.northbound or port.settings(self.switch).get("ovn-nb", "")
        if not remotes:
            raise CniError(
                BAD_CONFIGURATION,
                "the Northbound database is not known",
                "give the network configuration northbound, or the host external_ids:ovn-nb",
            )
        tls = self.request.tls
        client = Client(remotes.split(","), "OVN_Northbound", timeout=TIMEOUT, tls=tls, leader_only=False)
        client.connect()
        try:
            return annotation.asked(client, self.request.port)
        finally:
            client.close()

    def _clear(self) -> None:
        """Nothing of the container is left, whatever there was."""
        port.unplug(self.switch, self.request)
        wiring.unwire(run, self.request)

    def _result(self, found: Annotation) -> dict[str, Any]:
        request = self.request
        ip: dict[str, Any] = {"interface": 1, "address": found.address, "gateway": found.gateway}
        everything = "::/0" if ":" in found.address else "0.0.0.0/0"
        if request.version != "1.0.0":
            ip["version"] = "6" if ":" in found.address else "4"
        return {
            "cniVersion": request.version,
            "interfaces": [
                {"name": request.outer},
                {"name": request.ifname, "mac": found.mac, "sandbox": request.netns},
            ],
            "ips": [ip],
            "routes": [{"dst": everything, "gw": found.gateway}],
            "dns": {},
        }


def run(argv: list[str], *, data: str | None = None) -> tuple[int, str, str]:
    """As the modules' ``run_command``."""
    try:
        done = subprocess.run(
            argv, input=data, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError as exc:
        raise HostError(f"{argv[0]} is not installed on this host") from exc
    return done.returncode, done.stdout, done.stderr
