# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check may say, as Ansible's argument specs."""

from __future__ import annotations

from typing import Any

from ..trace.logical import VERDICTS
from .state import STATES, TUNNELS

# Each check of a host asks one of these, a check of an inventory may also follow a packet.
ASKED = ("ping", "get", "tunnel_to", "port", "health")
DECLARED = (*ASKED, "trace")
# Seconds after which a check that does not hold is given up.
LIMIT = 30
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
        "health": {"type": "str"},
        "state": {"type": "str", "choices": list(STATES)},
        "fails": {"type": "str", "choices": list(FAILURES)},
        "alive": {"type": "str"},
        "requests": {"type": "int"},
        "limit": {"type": "int", "default": LIMIT},
    }


def condition() -> dict[str, Any]:
    """A state of the Northbound database."""
    return {
        "type": "dict",
        "options": {"load_balancer": {"type": "str", "required": True}, "attached_to": {"type": "str"}},
    }


def declared() -> dict[str, Any]:
    """A check of an inventory."""
    traced = {
        "trace": {"type": "str"},
        "verdict": {"type": "str", "choices": list(VERDICTS)},
        "backend": {"type": "str"},
        "output_port": {"type": "str"},
    }
    return {**question(), **traced, "seen_as": {"type": "str"}, "when": condition(), "unless": condition()}


def for_host() -> dict[str, Any]:
    """A check that a host is to run (module ``ovn_check``)."""
    return {**question(), "namespace": {"type": "str"}, "mark": {"type": "bool", "default": False}}


def subject(check: dict[str, Any]) -> str:
    """What a check asks, in a few words."""
    if check.get("tunnel_to"):
        return f"tunnel to {check['tunnel_to']}"
    if check.get("trace"):
        return f"trace to {check['trace']}"
    if check.get("port"):
        return f"port {check['port']}"
    if check.get("health"):
        return f"health of {check['health']}"
    return check.get("get") or f"ping {check['ping']}"
