# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module ``ovn_trace``: options, programs, result."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from ..basic import AnsibleModule
from ..checks.odds import requests_for
from ..host import ovs
from ..host.errors import HostError
from ..northbound import port_address
from ..northbound.checks import between, ip, mac
from ..northbound.module import connection_arguments, northbound, southbound
from ..ovsdb.errors import OvsdbError
from . import logical, ofproto_trace, openflow, ovn_trace
from .errors import TraceError
from .expectation import problem
from .journey import Journey, story
from .names import Names
from .network import Declared
from .packet import Packet, packet

# Runs that show a person what there is, where nothing depends on it.
FEW = 16
# More states than a packet passes: whatever is asked for beyond those that the user names.
STATES = 32


def arguments() -> dict[str, Any]:
    expected = {
        "verdict": {"type": "str", "choices": [*logical.VERDICTS, openflow.FORWARDED]},
        "output_port": {"type": "str"},
        "backend": {"type": "str"},
        "chassis": {"type": "str"},
    }
    return {
        "from": {"type": "str", "aliases": ["inport"]},
        "to": {"type": "str"},
        "vms": {"type": "dict", "default": {}},
        "addresses": {"type": "dict", "default": {}},
        "src_mac": {"type": "str"},
        "src_ip": {"type": "str"},
        "dst_mac": {"type": "str"},
        "dst_ip": {"type": "str"},
        "protocol": {"type": "str", "choices": ["icmp", "tcp", "udp", "sctp"]},
        "src_port": {"type": "int"},
        "dst_port": {"type": "int"},
        "ttl": {"type": "int", "default": 64},
        "microflow": {"type": "str"},
        "datapath": {"type": "str"},
        "ct": {"type": "list", "elements": "str", "default": ["new"]},
        "engine": {"type": "str", "choices": ["logical", "openflow", "both"], "default": "logical"},
        "samples": {"type": "int"},
        "dp_hash": {"type": "int", "default": 1},
        "expect": {"type": "dict", "options": expected},
        "ovs_connection": {"type": "str", "default": ovs.SOCKET},
        **connection_arguments(),
    }


def trace_module() -> None:
    module = AnsibleModule(
        argument_spec=arguments(),
        supports_check_mode=True,
        mutually_exclusive=[("microflow", "from"), ("microflow", "to")],
        required_together=[("from", "to")],
        required_one_of=[("microflow", "from")],
    )
    faults = _faults(module.params)
    if faults:
        module.fail_json(msg="; ".join(faults))
    try:
        result = _Tracer(module).result()
    except (OvsdbError, TraceError, HostError) as exc:
        module.fail_json(msg=str(exc))
    wrong = problem(module.params["expect"] or {}, result)
    if wrong:
        module.fail_json(msg=wrong, **result)
    module.exit_json(changed=False, **result)


def _faults(params: dict[str, Any]) -> list[str]:
    checks = {
        "src_mac": mac,
        "dst_mac": mac,
        "src_ip": ip,
        "dst_ip": ip,
        "src_port": between(1, 65535),
        "dst_port": between(1, 65535),
        "ttl": between(0, 255),
        "samples": between(1, 1000),
        "timeout": between(1, 86400),
    }
    found = [
        f"{option}: {text}"
        for option, check in checks.items()
        if params[option] is not None and (text := check(params[option]))
    ]
    found += map(str, port_address.own(params["addresses"])[1])
    if params["microflow"] and params["engine"] == "both":
        found.append("microflow: the two engines have two languages; give from and to instead, or choose one engine")
    return found


class _Tracer:
    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.params = module.params
        self.engine = module.params["engine"]
        self.nb = northbound(self.params)
        self.sb = southbound(self.params)

    def result(self) -> dict[str, Any]:
        declared = Declared(self.nb, port_address.own(self.params["addresses"])[0])
        sent = packet(declared, self.params) if self.params["from"] else None
        names = Names(self.nb, self.sb, *(() if self.engine == "logical" else ("actions", "pipeline")))
        notes = {"notes": list(sent.notes) if sent else []}
        if self.engine == "openflow":
            return {**notes, **self._openflow(sent, names)}
        result = {**notes, **self._logical(declared, sent, names)}
        if self.engine == "both":
            result["openflow"] = self._openflow(sent, names)
        return result

    # -- logical --------------------------------------------------------------------------------

    def _logical(self, declared: Declared, sent: Packet | None, names: Names) -> dict[str, Any]:
        microflow = sent.microflow() if sent else str(self.params["microflow"])
        datapath = self.params["datapath"] or (sent.datapath if sent else "")
        command = [*self._command(), *([datapath] if datapath else []), microflow]
        addresses = {port.name: port.addresses for port in declared.ports.values()}
        runs: list[tuple[ovn_trace.Trace, Journey]] = []
        while not runs or (len(runs) < self._samples(runs) and not _complete(runs)):
            trace = ovn_trace.parse(self._run(command, "ovn-trace", "ovn-common"))
            runs.append((trace, Journey(logical.tell(trace), names, addresses)))
        return {"microflow": microflow, **_summary(runs)}

    def _samples(self, runs: list[tuple[ovn_trace.Trace, Journey]]) -> int:
        """How often to try at most: where something is expected, all backends are met, except once in a million times."""
        if self.params["samples"] or not self.params["expect"]:
            return self.params["samples"] or FEW
        choices = (math.prod(len(shown["backends"]) for shown in journey.balanced()) for _trace, journey in runs)
        return requests_for(max(choices))

    def _command(self) -> list[str]:
        """The tool reads from the very server that we talk to, leader or not."""
        keys = {"--private-key": "private_key", "--certificate": "certificate", "--ca-cert": "ca_cert"}
        tls = [f"{option}={self.params[name]}" for option, name in keys.items() if self.params[name]]
        given = [f"--ct={state}" for state in self._states()]
        return ["ovn-trace", f"--db={self.sb.remote}", "--no-leader-only", *tls, "--detailed", "--summary", *given]

    def _run(self, command: list[str], program: str, package: str) -> str:
        path = self.module.get_bin_path(program)
        if path is None:
            raise TraceError(
                f"{program} is not on this host: install {package} (Debian), or run the task on another host"
            )
        status, out, err = self.module.run_command([path, *command[1:]])
        if status != 0 or not out:
            said = (err or out).strip() or f"it returned {status}"
            if "unrecognized option" in said:
                said = f"{said.splitlines()[0]}; {package} of this host is too old, run the task on another host"
            raise TraceError(said if said.startswith(f"{program}: ") else f"{program}: {said}")
        return str(out)

    # -- openflow -------------------------------------------------------------------------------

    def _openflow(self, sent: Packet | None, names: Names) -> dict[str, Any]:
        switch = openflow.Switch(ovs.connect(self.params))
        flow = self._flow(sent, switch, names) if sent else str(self.params["microflow"])
        states = [option for state in self._states() for option in ("--ct-next", f"trk,{state}")]
        command = ["ovs-appctl", "ofproto/trace", ofproto_trace.BRIDGE, flow, *states]
        rounds = ofproto_trace.parse(self._run(command, "ovs-appctl", "openvswitch-switch"))
        return openflow.Passage(rounds, names, openflow.Keys(self.sb), switch).result()

    def _flow(self, sent: Packet, switch: openflow.Switch, names: Names) -> str:
        interface = switch.interface(sent.inport)
        if interface is None:
            chassis = names.chassis_of(sent.inport)
            where = f"run the task on {chassis}, which has it" if chassis else "no chassis has it"
            raise TraceError(f"from: port {sent.inport} is not on this host, {switch.chassis or 'no chassis'}; {where}")
        return sent.flow(interface, self.params["dp_hash"])

    def _states(self) -> list[str]:
        states = list(self.params["ct"])
        return states + states[-1:] * (STATES - len(states))


def _complete(runs: list[tuple[ovn_trace.Trace, Journey]]) -> bool:
    """Whether one more run could not choose a backend that was not chosen yet."""
    seen: dict[str, set[str]] = {}
    wanted: dict[str, set[str]] = {}
    for _trace, journey in runs:
        for shown in journey.balanced():
            wanted.setdefault(shown["vip"], set()).update(shown["backends"])
            seen.setdefault(shown["vip"], set()).add(shown["chosen"])
    return all(backends <= seen[vip] for vip, backends in wanted.items())


def _summary(runs: list[tuple[ovn_trace.Trace, Journey]]) -> dict[str, Any]:
    """The first run in full, with where the packet went and which backends were chosen in any of them."""
    trace, first = runs[0]
    told = first.told
    outputs = [shown for _trace, journey in runs for shown in journey.outputs(journey.told.outputs)]
    return {
        "verdict": told.verdict,
        "verdicts": dict(Counter(journey.told.verdict for _trace, journey in runs)),
        "reason": first.reason(),
        "flow": trace.flow,
        "outputs": _once(outputs),
        "side_outputs": first.outputs(told.side_outputs),
        "gateway_ports": first.gateways,
        "lb": _balanced(runs),
        "nat": [
            {"datapath": step.place.datapath, "stage": step.stage, "kind": kind, "address": address}
            for step, kind, address in told.nat
        ],
        "next_hops": [{"router": hop.router, "address": hop.address} for hop in told.hops],
        "unknown_neighbour": vars(told.unknown) if told.unknown else None,
        "decided_by": first.decided_by(),
        "decisions": first.decisions(),
        "path": first.path(),
        "tables": first.tables(),
        "runs": len(runs),
        "ct_defaults_used": trace.defaults,
        "errors": told.errors,
        "story": story(first.lines),
    }


def _once(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for index, item in enumerate(shown) if item not in shown[:index]]


def _balanced(runs: list[tuple[ovn_trace.Trace, Journey]]) -> list[dict[str, Any]]:
    """Each load balancer once, with how often each backend was chosen."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for _trace, journey in runs:
        for shown in journey.balanced():
            chosen = shown.pop("chosen")
            item = found.setdefault((shown["datapath"], shown["vip"]), {**shown, "chosen": {}})
            if chosen:
                item["chosen"][chosen] = item["chosen"].get(chosen, 0) + 1
    return list(found.values())
