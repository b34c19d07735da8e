# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DNS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..ovsdb.errors import Fault
from ..ovsdb.rows import Identity
from . import canonical, checks
from .options import NAME_KEY, Attachment, Column, Map
from .record import Record

# The table has no name: ours stands in external_ids.
IDENTITY = Identity(f"external_ids:{NAME_KEY}")


def _addresses(value: Any) -> list[str]:
    """The addresses of a host name: a list, or text with spaces as ovn-nbctl takes it."""
    return value.split() if isinstance(value, str) else [str(item) for item in value]


def _canonical_records(records: dict[str, Any]) -> dict[str, str]:
    """OVN compares names in lower case."""
    return {str(host).lower(): " ".join(map(canonical.ip, _addresses(value))) for host, value in records.items()}


class _Records(Column):
    def verify(self, value: Any, path: str) -> Iterable[Fault]:
        for host, addresses in value.items():
            if not isinstance(addresses, (str, list)) or not _addresses(addresses):
                yield Fault(
                    f"{path}[{host}]", f"{addresses!r} is not a list of addresses, write for example [172.16.255.130]"
                )
                continue
            problem = checks.dns_record(str(host), _addresses(addresses))
            if problem:
                yield Fault(f"{path}[{host}]", problem)
        yield from canonical.said_twice(value, str.lower, "name", path)

    def get(self, values: dict[str, Any], show: Any) -> Any:
        return {host: text.split() for host, text in sorted(self.spelled(values.get("records") or {}).items())}


DNS = Record(
    table="DNS",
    noun="DNS records",
    identity=IDENTITY,
    key="name",
    name_in=f"external_ids:{NAME_KEY}",
    options=(
        _Records("records", type="dict", canonical=_canonical_records),
        Attachment("switches", table="Logical_Switch", column="dns_records"),
        Map("options", since="24.03"),
        Map("external_ids"),
    ),
    purgeable=("switches",),
)
