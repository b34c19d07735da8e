# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a container runtime asks of the plugin: environment and standard input, checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..ovsdb.link import Tls
from .errors import BAD_CONFIGURATION, BAD_ENVIRONMENT, BAD_JSON, INCOMPATIBLE_VERSION, CniError

VERSIONS = ("0.3.0", "0.3.1", "0.4.0", "1.0.0")
# What of the environment each command needs.
NEEDED = {
    "ADD": ("CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"),
    "DEL": ("CNI_CONTAINERID", "CNI_IFNAME"),
    "CHECK": ("CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"),
    "VERSION": (),
}
_FORMS = {
    "CNI_CONTAINERID": (r"[A-Za-z0-9][A-Za-z0-9_.-]*", "letters, digits and _ . -"),
    "CNI_IFNAME": (r"(?!\.{1,2}$)[^\s/:]{1,15}", "1 to 15 characters, no space and none of / :"),
    "CNI_NETNS": (r"/.*", "the path of a network namespace"),
}
# Keys of the configuration that are ours, with their defaults.
_TEXTS = {
    "bridge": "br-int",
    "port": "{CONTAINERID}",
    "logFile": "",
    "ovs": "unix:/var/run/openvswitch/db.sock",
    "northbound": "",
    "privateKey": "",
    "certificate": "",
    "caCert": "",
}
DEFAULT_MTU = 1442


@dataclass(frozen=True)
class Request:
    """One call of the plugin.

    :ivar args: of CNI_ARGS
    :ivar port: name of the logical port
    :ivar northbound: remotes of the Northbound database; the host's own setting without
    :ivar tls: files for those of them that begin with ``ssl:``
    :ivar annotation: what the port's addresses are, if that is told and need not be asked
    """

    command: str
    version: str
    container_id: str = ""
    netns: str = ""
    ifname: str = ""
    args: str = ""
    port: str = ""
    bridge: str = ""
    ovs: str = ""
    mtu: int = DEFAULT_MTU
    log_file: str = ""
    northbound: str = ""
    tls: Tls = field(default_factory=Tls)
    annotation: dict[str, Any] | None = None
    previous: dict[str, Any] = field(default_factory=dict)

    @property
    def outer(self) -> str:
        """The host's interface."""
        return self.container_id[:15]

    @property
    def inner(self) -> str:
        """The container's interface, until it is in there."""
        return f"{self.container_id[:13]}_c"


def parse(environ: Mapping[str, str], text: str) -> Request:
    """
    :raises CniError: with the code that the specification has for it
    """
    command = environ.get("CNI_COMMAND", "")
    if command not in NEEDED:
        raise CniError(BAD_ENVIRONMENT, f"CNI_COMMAND is {command!r}; this plugin knows {', '.join(NEEDED)}")
    conf = _configuration(text)
    version = conf.get("cniVersion", "0.1.0")
    if command == "VERSION":
        return Request(command, str(version))
    if version not in VERSIONS:
        raise CniError(
            INCOMPATIBLE_VERSION, f"cniVersion {version} is not supported", f"these are: {', '.join(VERSIONS)}"
        )
    _check_environment(command, environ)
    values = _check_configuration(conf)
    args = _args(environ.get("CNI_ARGS", ""))
    container_id = environ["CNI_CONTAINERID"]
    return Request(
        command=command,
        version=version,
        container_id=container_id,
        netns=environ.get("CNI_NETNS", ""),
        ifname=environ["CNI_IFNAME"],
        args=environ.get("CNI_ARGS", ""),
        port=_port(values["port"], {**args, "CONTAINERID": container_id}) if command != "DEL" else "",
        bridge=values["bridge"],
        ovs=values["ovs"],
        mtu=conf.get("mtu", DEFAULT_MTU),
        log_file=values["logFile"],
        northbound=values["northbound"],
        tls=Tls(values["privateKey"], values["certificate"], values["caCert"]),
        annotation=conf.get("args", {}).get("cni", {}).get("annotation"),
        previous=conf.get("prevResult") or {},
    )


def _configuration(text: str) -> dict[str, Any]:
    try:
        conf = json.loads(text)
    except ValueError as exc:
        raise CniError(BAD_JSON, "the network configuration on standard input is no JSON", str(exc)) from exc
    if not isinstance(conf, dict):
        raise CniError(BAD_JSON, "the network configuration on standard input is no JSON object")
    return conf


def _check_environment(command: str, environ: Mapping[str, str]) -> None:
    missing = [name for name in NEEDED[command] if not environ.get(name)]
    if missing:
        raise CniError(BAD_ENVIRONMENT, f"{command} needs {', '.join(missing)} in the environment")
    for name, (form, words) in _FORMS.items():
        value = environ.get(name)
        if value and not re.fullmatch(form, value):
            raise CniError(BAD_ENVIRONMENT, f"{name} is {value!r}; it has to be {words}")


def _check_configuration(conf: dict[str, Any]) -> dict[str, str]:
    """Our keys that are texts, complete."""
    for name in ("name", "type"):
        if not conf.get(name):
            raise CniError(BAD_CONFIGURATION, f"the network configuration has no {name}")
    values = {name: conf.get(name, default) for name, default in _TEXTS.items()}
    for name, value in values.items():
        if not isinstance(value, str):
            raise CniError(BAD_CONFIGURATION, f"{name} is {value!r}; it has to be a text")
    mtu = conf.get("mtu", DEFAULT_MTU)
    if not isinstance(mtu, int) or not 68 <= mtu <= 65535:
        raise CniError(BAD_CONFIGURATION, f"mtu is {mtu!r}; it has to be between 68 and 65535")
    args = conf.get("args", {})
    if not isinstance(args, dict) or not isinstance(args.get("cni", {}), dict):
        raise CniError(BAD_CONFIGURATION, "args.cni has to be an object")
    return values


def _args(text: str) -> dict[str, str]:
    pairs = [item.partition("=") for item in text.split(";") if item]
    wrong = [name for name, equals, _value in pairs if not equals]
    if wrong:
        raise CniError(BAD_ENVIRONMENT, f"CNI_ARGS has {wrong[0]!r}; it has to be NAME=VALUE, with ; in between")
    return {name: value for name, _equals, value in pairs}


def _port(template: str, values: dict[str, str]) -> str:
    """The logical port's name, made of what the runtime says about the container."""
    missing = [name for name in re.findall(r"\{(\w+)\}", template) if not values.get(name)]
    if missing:
        raise CniError(
            BAD_ENVIRONMENT,
            f"CNI_ARGS has no {', '.join(missing)}",
            f"the logical port's name is made of it: {template}",
        )
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template)
