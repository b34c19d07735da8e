# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""MAC, address and gateway of a logical port: what a container behind it is given."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from typing import Any

from ..northbound import port_address
from ..ovsdb.client import Client
from .errors import BAD_CONFIGURATION, NETWORK, TRY_AGAIN_LATER, CniError

# For northd to choose an address.
PATIENCE = 3.0
POLL_SECONDS = 0.1

_KEYS = {"mac_address", "ip_address", "gateway_ip"}


@dataclass(frozen=True)
class Annotation:
    """:ivar address: with prefix length"""

    mac: str
    address: str
    gateway: str

    def as_dict(self) -> dict[str, str]:
        return {"gateway_ip": self.gateway, "ip_address": self.address, "mac_address": self.mac}


def told(annotation: Any) -> Annotation:
    """The annotation that came with the configuration."""
    if not isinstance(annotation, dict) or set(annotation) != _KEYS:
        raise CniError(BAD_CONFIGURATION, f"args.cni.annotation needs {', '.join(sorted(_KEYS))}, and nothing else")
    try:
        address = str(ipaddress.ip_interface(annotation["ip_address"]))
        gateway = str(ipaddress.ip_address(annotation["gateway_ip"]))
    except ValueError as exc:
        raise CniError(BAD_CONFIGURATION, "args.cni.annotation has no usable addresses", str(exc)) from exc
    return Annotation(str(annotation["mac_address"]), address, gateway)


def asked(client: Client, port: str, patience: float = PATIENCE) -> Annotation:
    """The annotation of a port that the Northbound database has.

    :raises CniError: there is no such port, or it has no addresses, at least not yet
    """
    deadline = time.monotonic() + patience
    while True:
        (ports,) = client.select(
            [
                {
                    "table": "Logical_Switch_Port",
                    "where": [["name", "==", port]],
                    "columns": ["_uuid", "addresses", "dynamic_addresses"],
                }
            ]
        )
        mac, ip = _addresses(ports[0]) if ports else ("", "")
        if ip:
            return _complete(client, ports[0]["_uuid"], port, mac, ip)
        if time.monotonic() >= deadline:
            break
        time.sleep(POLL_SECONDS)
    if not ports:
        raise CniError(TRY_AGAIN_LATER, f"there is no logical port {port}", "declare it as a port of a logical switch")
    raise CniError(
        TRY_AGAIN_LATER,
        f"the logical port {port} has no MAC and IP address",
        "set its addresses; dynamic ones need a subnet of the switch, and northd",
    )


def _addresses(row: dict[str, Any]) -> tuple[str, str]:
    """MAC and IP of a port; empty if it has not got them."""
    texts = _set(row["addresses"])
    if any("dynamic" in text.split() for text in texts):
        texts = _set(row["dynamic_addresses"])
    for text in texts:
        macs, ips = port_address.split(text)
        if macs and ips:
            return macs[0], ips[0]
    return "", ""


def _complete(client: Client, uuid: list[str], port: str, mac: str, ip: str) -> Annotation:
    """With prefix length and gateway, which the switch knows."""
    (switches,) = client.select(
        [
            {
                "table": "Logical_Switch",
                "where": [["ports", "includes", ["set", [uuid]]]],
                "columns": ["name", "other_config", "external_ids"],
            }
        ]
    )
    switch = switches[0]
    gateway = dict(switch["external_ids"][1]).get("gateway_ip")
    subnet = dict(switch["other_config"][1]).get("subnet")
    if not gateway and subnet:
        network = ipaddress.ip_network(subnet)
        gateway = f"{network[1]}/{network.prefixlen}"
    if not gateway or "/" not in gateway:
        raise CniError(
            NETWORK,
            f"the gateway of the logical port {port} is not known",
            f"give its switch {switch['name']} external_ids:gateway_ip as ADDRESS/LENGTH, or other_config:subnet",
        )
    address, _slash, length = gateway.partition("/")
    return Annotation(mac, f"{ip}/{length}", address)


def _set(value: Any) -> list[str]:
    if isinstance(value, list):
        return list(value[1])
    return [value]
