# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a packet went where it should."""

from __future__ import annotations

from typing import Any


def problem(expected: dict[str, Any], result: dict[str, Any]) -> str | None:
    """A sentence with what was expected and what happened instead.

    A verdict must be that of every run; a port, chassis or backend must be among those of all runs.
    """
    verdicts = result.get("verdicts") or {result["verdict"]: 1}
    ports = [output["port"] for output in result["outputs"]]
    chassis = [_chassis(output, result) for output in result["outputs"]]
    chosen = [name for balanced in result["lb"] for name in balanced["chosen"] or ()]
    looked_at = (
        ("verdict", set(verdicts) == {expected.get("verdict")}, sorted(verdicts)),
        ("output_port", expected.get("output_port") in ports, ports),
        ("chassis", expected.get("chassis") in chassis, chassis),
        ("backend", expected.get("backend") in chosen, chosen),
    )
    wrong = [
        f"{name} {expected[name]}, got {', '.join(map(str, seen)) or 'none'}"
        for name, holds, seen in looked_at
        if expected.get(name) is not None and not holds
    ]
    if not wrong:
        return None
    reason = f" ({result['reason']})" if result.get("reason") else ""
    return f"expected {'; '.join(wrong)}; the packet was {result['verdict']}{reason}"


def _chassis(output: dict[str, Any], result: dict[str, Any]) -> Any:
    """Of the real flows' trace, an output is on the chassis itself or on that behind the tunnel."""
    if "tunnel" in output:
        return output["tunnel"]["to"] if output["tunnel"] else result["chassis"]
    return output["chassis"]
