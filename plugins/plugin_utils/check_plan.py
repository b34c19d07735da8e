# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which checks a host runs, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.ovnlab.ovn.plugins.module_utils.checks import spec

# In the place of a host, for packets that are followed and not sent.
TRACER = "ovn_trace"
# What can be said of a packet's way.
EXPECTED = ("verdict", "backend", "output_port", "chassis")
# What only the controller needs to know.
_ONLY_HERE = ("seen_as", "when", "unless")


@dataclass(frozen=True)
class Plan:
    """The checks of a lab against its present state.

    :param vms: the declared VMs
    :param load_balancers: as the database has them
    :param addresses: of each chassis, where its tunnels end
    """

    checks: list[dict[str, Any]]
    vms: list[dict[str, Any]]
    load_balancers: list[dict[str, Any]]
    addresses: dict[str, str] = field(default_factory=dict)

    def asked(self) -> list[dict[str, Any]]:
        """The checks whose conditions are met."""
        return [check for check in self.checks if self._applies(check)]

    def of_host(self, host: str) -> list[dict[str, Any]]:
        """The checks that start on a host, or in one of its VMs."""
        return [check for check in self.asked() if self.host_of(check) == host]

    def host_of(self, check: dict[str, Any]) -> str:
        if check.get("trace"):
            return TRACER
        vm = self._vm(check)
        return str(vm["host"] if vm else check["from"])

    def questions(self, host: str) -> list[dict[str, Any]]:
        """The option ``checks`` of ``ovn_check`` for a host."""
        return [self._question(check) for check in self.of_host(host)]

    def traces(self) -> list[dict[str, Any]]:
        """What ``ovn_trace`` has to follow, each with the seconds for which it may be tried."""
        vms = {vm["name"]: vm["port"] for vm in self.vms if vm.get("port")}
        return [
            {
                "from": check["from"],
                "to": check["trace"],
                "vms": vms,
                "expect": {option: check[option] for option in EXPECTED if check.get(option)},
                "limit": check.get("limit") or spec.LIMIT,
            }
            for check in self.of_host(TRACER)
        ]

    def _question(self, check: dict[str, Any]) -> dict[str, Any]:
        question = {option: value for option, value in check.items() if option not in _ONLY_HERE}
        vm = self._vm(check)
        if vm:
            question["namespace"] = vm["name"]
        if check.get("tunnel_to"):
            question["tunnel_to"] = self.addresses[check["tunnel_to"]]
        if check.get("seen_as"):
            question["mark"] = True
        return question

    def _vm(self, check: dict[str, Any]) -> dict[str, Any] | None:
        return next((vm for vm in self.vms if vm["name"] == check["from"]), None)

    def _applies(self, check: dict[str, Any]) -> bool:
        when, unless = check.get("when"), check.get("unless")
        return (not when or self._is_met(when)) and not (unless and self._is_met(unless))

    def _is_met(self, condition: dict[str, Any]) -> bool:
        owners = list(self._owners(condition["load_balancer"]))
        wanted = condition.get("attached_to")
        return wanted in owners if wanted else bool(owners)

    def _owners(self, name: str) -> Iterable[str]:
        for item in self.load_balancers:
            if item.get("name") == name:
                yield from item.get("switches") or ()
                yield from item.get("routers") or ()
