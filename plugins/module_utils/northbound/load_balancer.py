# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load_Balancer and where it is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..ovsdb.errors import Fault
from ..ovsdb.rows import Identity, Row
from . import checks
from .canonical import said_twice
from .options import NAME, Attachment, Build, ChildList, Column, Key, Map
from .record import Record
from .router import ON_ROUTERS
from .switch import ON_SWITCHES
from .switch_port import PROBE


def split_endpoint(text: str) -> tuple[checks.Address | None, int | None]:
    """``IP`` or ``IP:PORT`` or ``[IPv6]:PORT``; ``None`` for what cannot be read.

    A port that cannot be one is -1.
    """
    address, port = text, None
    if text.startswith("["):
        address, _bracket, rest = text[1:].partition("]")
        port = rest[1:] if rest.startswith(":") else None if not rest else "x"
    elif text.count(":") == 1:
        address, _colon, port = text.partition(":")
    parsed = checks.parse_ip(address)
    if text.startswith("[") and parsed and parsed.version == 4:
        parsed = None
    return parsed, None if port is None else checks.port_number(port) or -1


def _canonical_endpoint(text: str) -> str:
    address, port = split_endpoint(text)
    if address is None or port == -1:
        return text
    if port is None:
        return str(address)
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


def _canonical_vips(vips: dict[str, Any]) -> dict[str, str]:
    return {
        _canonical_endpoint(str(vip)): ",".join(map(_canonical_endpoint, backends(value)))
        for vip, value in vips.items()
    }


def canonical_backend(text: str) -> str:
    """As northd looks for it among the mappings: IPv6 in brackets, in its shortest form."""
    address = split_endpoint(text)[0]
    return text if address is None else f"[{address}]" if address.version == 6 else str(address)


def backends(value: Any) -> list[str]:
    """The backends of a VIP: a list, or text with commas as ovn-nbctl takes it."""
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return [str(item).strip() for item in items if str(item).strip()]


# PORT:SOURCE_IP, and maybe the availability zone.
_MAPPING = r"(.+):(\[[^\]]+\]|[0-9.]+)(?::[^:\[\]]+)?"


def source_of(mapping: str) -> tuple[str, checks.Address | None]:
    """The port of a backend, and where checks of it come from."""
    found = re.fullmatch(_MAPPING, mapping)
    return (found[1], checks.parse_ip(found[2].strip("[]"))) if found else (mapping, None)


class _Vips(Column):
    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        for vip, targets in value.items():
            items = [targets] if isinstance(targets, str) else targets
            if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
                yield Fault(
                    f"{path}[{vip}]", f"{targets!r} is not a list of backends, write for example [172.16.255.130]"
                )
        yield from said_twice(value, _canonical_endpoint, "VIP", path)

    def get(self, values: dict[str, Any], show: Any) -> Any:
        return {vip: backends(text) for vip, text in sorted(self.spelled(values.get("vips") or {}).items())}


def _canonical_mappings(mappings: dict[str, str]) -> dict[str, str]:
    return {canonical_backend(str(backend)): source for backend, source in mappings.items()}


class _Mappings(Column):
    """Where backends are. Northd looks for one form of an address alone, so another one in the database is no mapping."""

    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        for backend, source in value.items():
            address, port = split_endpoint(str(backend))
            if address is None or port is not None:
                yield Fault(
                    f"{path}[{backend}]",
                    f"{backend!r} is not the address of a backend, write for example 172.16.255.130 or [fd00::130]",
                )
            if not isinstance(source, str) or not source:
                yield Fault(f"{path}[{backend}]", f"{source!r} is not PORT:SOURCE_IP, such as dmz-vm1:172.16.255.190")
        yield from said_twice(value, canonical_backend, "backend", path)

    def put(self, row: Row, value: Any, path: str, build: Build) -> None:
        super().put(row, value, path, build)
        del row.spelled[self.name]

    def get(self, values: dict[str, Any], show: Any) -> Any:
        return dict(sorted((values.get(self.name) or {}).items()))


HEALTH_CHECK = Record(
    table="Load_Balancer_Health_Check",
    noun="health check",
    identity=Identity("vip"),
    options=(
        Column("vip", required=True, check=checks.not_empty, canonical=_canonical_endpoint),
        *(Key(name, type="int", check=checks.at_least(1)) for name in PROBE),
        Map("options", hidden=PROBE),
        Map("external_ids"),
    ),
)

OPTION_KEYS = (
    "reject",
    "event",
    "hairpin_snat_ip",
    "skip_snat",
    "add_route",
    "neighbor_responder",
    "affinity_timeout",
    "ct_flush",
    "template",
    "address-family",
    "use_stateless_nat",
    "distributed",
)

LOAD_BALANCER = Record(
    table="Load_Balancer",
    noun="load balancer",
    identity=NAME,
    key="name",
    options=(
        Column("protocol", choices=("tcp", "udp", "sctp")),
        _Vips("vips", type="dict", canonical=_canonical_vips),
        Column(
            "selection_fields",
            type="list",
            elements="str",
            choices=("eth_src", "eth_dst", "ip_src", "ip_dst", "ipv6_src", "ipv6_dst", "tp_src", "tp_dst"),
            since="20.06",
            newer={"ipv6_src": "25.03", "ipv6_dst": "25.03"},
        ),
        _Mappings("ip_port_mappings", type="dict", canonical=_canonical_mappings, since="20.03"),
        ChildList("health_checks", record=HEALTH_CHECK, column="health_check", since="20.03"),
        Key("reject", type="bool"),
        Key("event", type="bool"),
        Key("hairpin_snat_ip", check=checks.ip_pair),
        Key("skip_snat", type="bool"),
        Key("add_route", type="bool"),
        Key("neighbor_responder", choices=("reachable", "all", "none")),
        Key("affinity_timeout", type="int", check=checks.between(0, 65535), since="22.12"),
        Key("ct_flush", type="bool"),
        Key("template", type="bool"),
        Key("address_family", choices=("ipv4", "ipv6"), key="address-family"),
        Key("use_stateless_nat", type="bool", since="25.03"),
        Key("distributed", type="bool", since="26.03"),
        Map("options", hidden=OPTION_KEYS),
        ON_SWITCHES,
        ON_ROUTERS,
        Attachment("groups", table="Load_Balancer_Group", column="load_balancer", state="ensured", since="21.09"),
        Map("external_ids"),
    ),
    purgeable=("health_checks", "switches", "routers", "groups"),
)
