# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check may say, as Ansible's argument specs."""

from __future__ import annotations

from typing import Any

from .state import TUNNELS

# Each check asks one of these.
ASKED = ("ping", "get", "tunnel_to", "port")
FAILURES = ("timeout", "refused", "unreachable", "any")


def question() -> dict[str, Any]:
    """What is asked, and what must come of it: the part that a host needs to know."""
    return {
        "from": {"type": "str", "required": True},
        "ping": {"type": "str"},
        "ttl": {"type": "int"},
        "get": {"type": "str"},
        "answers": {"type": "list", "elements": "str", "default": []},
        "tunnel_to": {"type": "str"},
        "tunnel_type": {"type": "str", "choices": list(TUNNELS)},
        "port": {"type": "str"},
        "chassis": {"type": "str"},
        "fails": {"type": "str", "choices": list(FAILURES)},
        "alive": {"type": "str"},
        "requests": {"type": "int"},
        "limit": {"type": "int", "default": 30},
    }


def condition() -> dict[str, Any]:
    """A state of the Northbound database."""
    return {
        "type": "dict",
        "options": {"load_balancer": {"type": "str", "required": True}, "attached_to": {"type": "str"}},
    }


def declared() -> dict[str, Any]:
    """A check of an inventory."""
    return {**question(), "seen_as": {"type": "str"}, "when": condition(), "unless": condition()}


def for_host() -> dict[str, Any]:
    """A check that a host is to run (module ``ovn_check``)."""
    return {**question(), "namespace": {"type": "str"}, "mark": {"type": "bool", "default": False}}


def subject(check: dict[str, Any]) -> str:
    """What a check asks, in a few words."""
    if check.get("tunnel_to"):
        return f"tunnel to {check['tunnel_to']}"
    if check.get("port"):
        return f"port {check['port']}"
    return check.get("get") or f"ping {check['ping']}"
