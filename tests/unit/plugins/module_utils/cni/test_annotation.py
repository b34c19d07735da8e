# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container is given, from the Northbound database or from the configuration."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.annotation import Annotation, asked, told
from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.errors import CniError

UUID = ["uuid", "6b2d3d4e-0000-0000-0000-000000000001"]
NOTHING: list[Any] = ["set", []]


class Northbound:
    """A database with one port, or none, on one switch."""

    def __init__(self, addresses: Any, dynamic: Any = None, **switch: dict[str, str]) -> None:
        self.ports = (
            [{"_uuid": UUID, "addresses": addresses, "dynamic_addresses": dynamic or NOTHING}] if addresses else []
        )
        maps = {
            column: ["map", list(map(list, switch.get(column, {}).items()))]
            for column in ("other_config", "external_ids")
        }
        self.switch = {"name": "left", **maps}

    def select(self, selects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        (only,) = selects
        return [self.ports if only["table"] == "Logical_Switch_Port" else [self.switch]]


def ask(northbound: Northbound) -> Annotation:
    return asked(northbound, "pod", patience=0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "northbound",
    [
        Northbound("0A:00:00:00:00:01 10.0.2.3", external_ids={"gateway_ip": "10.0.2.1/24"}),
        Northbound("0A:00:00:00:00:01 10.0.2.3", other_config={"subnet": "10.0.2.0/24"}),
        Northbound(["set", ["unknown", "0A:00:00:00:00:01 10.0.2.3"]], other_config={"subnet": "10.0.2.0/24"}),
        Northbound("0A:00:00:00:00:01 dynamic", "0a:00:00:00:00:01 10.0.2.3", other_config={"subnet": "10.0.2.0/24"}),
        Northbound("dynamic", "0a:00:00:00:00:01 10.0.2.3", other_config={"subnet": "10.0.2.0/24"}),
    ],
    ids=["gateway_ip", "subnet", "beside unknown", "dynamic with a MAC", "dynamic"],
)
def test_what_the_database_has(northbound: Northbound) -> None:
    assert ask(northbound).as_dict() == {
        "gateway_ip": "10.0.2.1",
        "ip_address": "10.0.2.3/24",
        "mac_address": "0a:00:00:00:00:01",
    }


@pytest.mark.parametrize(
    ("northbound", "code", "words"),
    [
        (Northbound(None), 11, "there is no logical port pod"),
        (Northbound("unknown"), 11, "the logical port pod has no MAC and IP address"),
        (Northbound("0a:00:00:00:00:01"), 11, "the logical port pod has no MAC and IP address"),
        (Northbound("dynamic"), 11, "the logical port pod has no MAC and IP address"),
        (Northbound("0a:00:00:00:00:01 10.0.2.3"), 100, "the gateway of the logical port pod is not known"),
        (Northbound("0a:00:00:00:00:01 10.0.2.3", external_ids={"gateway_ip": "10.0.2.1"}), 100, "is not known"),
    ],
)
def test_what_it_lacks(northbound: Northbound, code: int, words: str) -> None:
    with pytest.raises(CniError) as caught:
        ask(northbound)
    assert caught.value.code == code
    assert words in caught.value.msg
    assert caught.value.details


def test_what_the_configuration_tells() -> None:
    given = {"gateway_ip": "10.0.2.1", "ip_address": "10.0.2.3/24", "mac_address": "0a:00:00:00:00:01"}
    assert told(given).as_dict() == given
    for wrong in (
        [],
        {},
        {**given, "mtu": 1400},
        {**given, "ip_address": "10.0.2.300/24"},
        {**given, "gateway_ip": "x"},
    ):
        with pytest.raises(CniError, match=r"args\.cni\.annotation"):
            told(wrong)
