# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A trace with its names: the module's result, and the story that a person reads."""

from __future__ import annotations

import re
from typing import Any

from .logical import DELIVERED, DROPPED, ERROR, FLOODED, OUTPUT, REDIRECTED, REJECTED, REPLIED, Output, Step, Told
from .names import Maker, Names
from .network import split_port

_OUTPORT = re.compile(r'outport = "(?P<port>[^"]*)"')
_PREFIX = re.compile(r"ip[46]\.dst == (?P<prefix>[0-9a-fA-F.:/]+)")


class Journey:
    """One run of a trace.

    :param addresses: those that each port has, to tell which backend was chosen
    """

    def __init__(self, told: Told, names: Names, addresses: dict[str, tuple[str, ...]]) -> None:
        self.told = told
        self.names = names
        self.addresses = addresses
        ports = {output.port for output in [*told.outputs, *told.side_outputs]} | {told.origin, *told.gateway_ports}
        names.bind(ports | {found["port"] for step in told.steps if (found := OUTPUT.match(step.action))})
        self.at = names.chassis_of(told.origin)
        # The gateways on the way: the port that leads there, and the chassis.
        self.gateways: list[dict[str, str]] = []
        self.lines: list[tuple[str, str]] = []
        self._tell()

    # -- parts of the result ------------------------------------------------------------------

    def maker(self, step: Step | None) -> Maker | None:
        return self.names.maker(step.table.uuid) if step and step.table else None

    def outputs(self, outputs: list[Output]) -> list[dict[str, Any]]:
        """Where the packet comes out. A physical network begins at the chassis that it has come to."""
        shown = []
        for output in outputs:
            chassis = self.names.chassis_of(output.port) or (self.at if output.type == "localnet" else "")
            shown.append(
                {
                    "port": output.port,
                    "type": output.type,
                    "datapath": output.place.datapath,
                    "chassis": chassis or None,
                    "hostname": self.names.hostname(chassis) or None,
                    "packet": output.place.other or None,
                }
            )
        return shown

    def decided_by(self) -> dict[str, Any] | None:
        decided = self.told.decided
        if decided is None or decided.table is None:
            return None
        maker = self.maker(decided)
        return {
            "datapath": decided.place.datapath,
            "stage": decided.stage,
            "priority": decided.table.priority,
            "match": decided.table.match,
            "nb": maker.shown() if maker else None,
        }

    def decisions(self) -> list[dict[str, Any]]:
        """Everything of the Northbound database that had a say."""
        return [
            {"datapath": step.place.datapath, "stage": step.stage, **maker.shown()}
            for step in self.told.own()
            if not step.action and (maker := self.maker(step))
        ]

    def tables(self) -> list[dict[str, Any]]:
        return [
            {
                "datapath": step.place.datapath,
                "pipeline": step.place.pipeline,
                "table": step.table.number,
                "stage": step.stage,
                "priority": step.table.priority,
                "match": step.table.match,
                "lflow": step.table.uuid,
                "packet": step.place.other or None,
            }
            for step in self.told.steps
            if step.table and not step.action
        ]

    def path(self) -> list[dict[str, str]]:
        """The switches and routers on the way, each with the port where the packet came in."""
        found: list[dict[str, str]] = []
        for step in self.told.own():
            place = step.place
            if place.pipeline == "ingress" and (
                not found or (found[-1]["datapath"], found[-1]["inport"]) != (place.datapath, place.inport)
            ):
                found.append({"datapath": place.datapath, "inport": place.inport})
        return found

    def balanced(self) -> list[dict[str, Any]]:
        """The load balancers that took the packet, with the backend of this run."""
        found = []
        for choice in self.told.choices:
            maker = self.maker(choice.step)
            found.append(
                {
                    "datapath": choice.step.place.datapath,
                    "stage": choice.step.stage,
                    "name": maker.name if maker else None,
                    "vip": choice.vip,
                    "backends": list(choice.backends),
                    "chosen": self._chosen(choice.backends),
                }
            )
        return found

    def _chosen(self, backends: tuple[str, ...]) -> str | None:
        """The backend at whose address the packet arrived, or to which a router sent it."""
        if len(backends) == 1:
            return backends[0]
        places = [address for output in self.told.outputs for address in self.addresses.get(output.port, ())]
        places += [hop.address for hop in reversed(self.told.hops)]
        return next((item for place in places for item in backends if split_port(item)[0] == place), None)

    # -- the story ------------------------------------------------------------------------------

    def _say(self, step: Step | None, text: str) -> None:
        self.lines.append((step.place.datapath if step else "", text))

    def _tell(self) -> None:
        route: Step | None = None
        balanced = {id(choice.step): shown for choice, shown in zip(self.told.choices, self.balanced())}
        changed = {id(step): (kind, address) for step, kind, address in self.told.nat}
        for step in self.told.own():
            self._move(step)
            if self.told.verdict == REPLIED and step is self.told.decided:
                self._say(step, f"{step.stage}: OVN answers itself")
            if id(step) in balanced:
                self._say(step, _balancer(balanced[id(step)]))
            elif id(step) in changed:
                self._say(step, self._nat(step, *changed[id(step)]))
            elif not step.action and step.stage.endswith(("_acl", "_acl_eval", "_acl_after_lb", "_acl_after_lb_eval")):
                self._acl(step)
            elif step.stage.startswith(("lr_in_ip_routing", "lr_in_policy")):
                route = self._route(step, route)
        self._end()

    def _move(self, step: Step) -> None:
        """Follow the packet to the chassis of a gateway."""
        replaced, passed = REDIRECTED.match(step.action), OUTPUT.match(step.action)
        port = replaced["port"] if replaced else passed["port"] if passed and passed["type"] == "l3gateway" else ""
        chassis = self.names.chassis_of(port) if port else ""
        if chassis:
            self.gateways.append({"port": port, "chassis": chassis})
        if chassis and chassis != self.at:
            self._say(step, f"goes to the gateway {chassis}{self._tunnel(chassis)}")
            self.at = chassis

    def _tunnel(self, chassis: str) -> str:
        if not self.at or chassis == self.at:
            return ""
        return f" ({self.names.tunnel(self.at, chassis) or 'no common tunnel'} from {self.at} to {chassis})"

    def _nat(self, step: Step, kind: str, address: str) -> str:
        maker = self.maker(step)
        by = f" ({maker.name})" if maker else ""
        return f"{step.stage}: {'source' if kind == 'snat' else 'destination'} becomes {address}{by}"

    def _acl(self, step: Step) -> None:
        maker = self.maker(step)
        if maker and maker.table == "ACL":
            self._say(step, f"{step.stage}: ACL {maker.name} ({maker.columns['action']})")

    def _route(self, step: Step, table: Step | None) -> Step | None:
        """The table that matched, until the port that it chooses is known."""
        outport = _OUTPORT.fullmatch(step.action)
        if not step.action:
            return step
        if outport and table and table.table:
            maker = self.maker(table)
            prefix = _PREFIX.search(table.table.match)
            what = maker.name if maker and maker.table != "Logical_Router_Port" else prefix["prefix"] if prefix else ""
            self._say(step, f"{step.stage}: {what or table.table.match}, out of {outport['port']}")
        return table

    def _end(self) -> None:
        told, decided = self.told, self.told.decided
        if told.unknown:
            where = f" through {told.unknown.port}" if told.unknown.port else ""
            how = "neighbour discovery" if ":" in told.unknown.address else "ARP"
            text = f"asks by {how}{where} for {told.unknown.address}, whose MAC address is not known yet"
            self.lines.append((told.unknown.router, text))
        if told.verdict in (DELIVERED, FLOODED):
            for output, shown in zip(told.outputs, self.outputs(told.outputs)):
                how = f"leaves through {output.port}" if output.type == "localnet" else f"delivered to {output.port}"
                where = (
                    f" on {shown['chassis']}{self._tunnel(shown['chassis'])}"
                    if shown["chassis"]
                    else ", which is on no chassis"
                )
                self.lines.append((output.place.datapath, f"{how}{where}"))
        elif told.verdict == REPLIED:
            if decided and decided.place.other:
                self._say(decided, f"{decided.stage}: OVN answers itself")
            self.lines += [(output.place.datapath, f"the answer comes to {output.port}") for output in told.outputs]
        elif told.verdict == REJECTED:
            self._say(decided, f"rejected with {_refusal(told)}: {self.reason()}")
        elif told.verdict == DROPPED:
            self._say(decided, f"dropped: {self.reason()}")
        elif told.verdict == ERROR:
            self.lines += [("", f"error: {text}") for text in told.errors]

    def reason(self) -> str | None:
        """Why the packet did not arrive."""
        decided = self.told.decided
        if self.told.verdict not in (DROPPED, REJECTED) or decided is None or decided.table is None:
            return None
        maker, place, stage = self.maker(decided), decided.place, decided.stage
        if maker and maker.table == "ACL":
            return f"ACL {maker.name}"
        if maker and maker.table == "Load_Balancer":
            return f"load balancer {maker.name} has no backend"
        if maker and maker.table == "Logical_Router_Policy":
            return f"policy {maker.name}"
        if self.told.unknown:
            return f"router {place.datapath} has to ask for {self.told.unknown.address} first, and the trace ends there"
        if stage == "lr_in_ip_input" and "ip.ttl" in decided.table.match:
            return f"the time to live is over at router {place.datapath}"
        sentence = SENTENCES.get(stage, "{stage}: {match}")
        return sentence.format(
            stage=stage,
            match=decided.table.match,
            datapath=place.datapath,
            inport=place.inport,
            outport=place.outport,
        )


SENTENCES = {
    "ls_in_apply_port_sec": "port security of {inport}: the sender's addresses are not its own",
    "ls_in_port_sec_l2": "port security of {inport}: the sender's addresses are not its own",
    "ls_out_apply_port_sec": "port security of {outport}: the packet is for other addresses than its own",
    "ls_in_l2_lkup": "no port of switch {datapath} has the MAC address that the frame is for",
    "ls_in_l2_unknown": "no port of switch {datapath} has the MAC address that the frame is for",
    "lr_in_admission": "router {datapath} takes no frame for this MAC address at {inport}",
    "lr_in_ip_input": "router {datapath} itself has nothing to say to this packet",
    "lr_in_ip_routing": "router {datapath} has no route to the destination",
}


def _refusal(told: Told) -> str:
    heads = (step.place.other for step in told.steps if step.place.other not in ("", "clone"))
    return next(heads, told.refusal)


def _balancer(shown: dict[str, Any]) -> str:
    backends = shown["backends"]
    chosen = shown["chosen"] or "one of " + ", ".join(backends)
    others = f" (of {', '.join(backends)})" if shown["chosen"] and len(backends) > 1 else ""
    name = f" of {shown['name']}" if shown["name"] else ""
    return f"{shown['stage']}: VIP {shown['vip']}{name} -> {chosen}{others}"


def story(lines: list[tuple[str, str]]) -> list[str]:
    """The lines under each other, with the names of switches and routers in front."""
    width = max((len(datapath) for datapath, _text in lines), default=0)
    return [f"{datapath.ljust(width)}  {text}" for datapath, text in lines]
