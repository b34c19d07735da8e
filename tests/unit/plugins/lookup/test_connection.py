# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where tasks find the databases, by the host that they are for."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError

from ansible_collections.ovnlab.ovn.plugins.lookup.connection import LookupModule

FILES = {
    "private_key": "/etc/ovn/pki/key.pem",
    "certificate": "/etc/ovn/pki/cert.pem",
    "ca_cert": "/etc/ovn/pki/cacert.pem",
}


def connection(host: str, *addresses: str, **variables: Any) -> dict[str, Any]:
    central = {f"c{number}": {"ovn_encap_ip": address} for number, address in enumerate(addresses, 1)}
    groups = {"central": list(central)} if central else {}
    inventory = {"inventory_hostname": host, "groups": groups, "hostvars": central, **variables}
    (found,) = LookupModule().run([], inventory)
    return dict(found)


def test_only_central_host_has_sockets() -> None:
    assert connection("c1", "10.0.0.1") == {}
    assert connection("anybody") == {}


def test_from_elsewhere() -> None:
    assert connection("host1", "10.0.0.1") == {
        "nb_connection": ["ssl:10.0.0.1:6641"],
        "sb_connection": ["ssl:10.0.0.1:6642"],
        **FILES,
    }


def test_in_a_cluster() -> None:
    found = connection("c2", "10.0.0.1", "10.0.0.2", "fd00::3")
    assert found["nb_connection"] == ["ssl:10.0.0.1:6641", "ssl:10.0.0.2:6641", "ssl:[fd00::3]:6641"]
    assert found["sb_connection"] == ["ssl:10.0.0.1:16642", "ssl:10.0.0.2:16642", "ssl:[fd00::3]:16642"]
    assert connection("host1", "10.0.0.1", "10.0.0.2", "fd00::3")["sb_connection"][0] == "ssl:10.0.0.1:6642"


@pytest.mark.parametrize("value", [False, "false", "no"])
def test_without_tls(value: Any) -> None:
    assert connection("host1", "10.0.0.1", ovn_tls=value) == {
        "nb_connection": ["tcp:10.0.0.1:6641"],
        "sb_connection": ["tcp:10.0.0.1:6642"],
    }


def test_databases_elsewhere() -> None:
    found = connection("c1", "10.0.0.1", ovn_nb_remotes=["tcp:192.0.2.1:6641"], ovn_tls=False)
    assert found == {"nb_connection": ["tcp:192.0.2.1:6641"], "sb_connection": ["tcp:10.0.0.1:6642"]}


def test_address_that_is_missing_is_named() -> None:
    with pytest.raises(
        AnsibleError, match="c2: ovn_encap_ip is not set; give the address where the databases are reached"
    ):
        connection("c1", "10.0.0.1", "")
