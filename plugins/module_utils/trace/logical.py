# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a packet, told from the tree of a trace.

A trace shows more packets than the one that was asked about: ARP requests, resets and ICMP
errors that OVN makes itself, and copies. They are kept apart, for only where the packet itself
comes out does it count as delivered. Nor is ``drop`` looked for: what comes out nowhere is
dropped, and an ACL of a recent OVN drops without that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from . import actions
from .actions import REFUSALS, REPLIES, REQUESTS
from .ovn_trace import Node, Table, Trace

DELIVERED, REPLIED, FLOODED, REJECTED, DROPPED, ERROR = VERDICTS = (
    "delivered",
    "replied",
    "flooded",
    "rejected",
    "dropped",
    "error",
)
COPY = "clone"
# Ports that lead on to another switch or router.
PASSING = ("patch", "l3gateway")
UNKNOWN_GROUP = "_MC_unknown"

_PIPELINE = re.compile(r"(?P<kind>ingress|egress|multicast)\((?P<fields>.*)\)")
_FIELD = re.compile(r'(\w+)="([^"]*)"')
OUTPUT = re.compile(r'/\* output to "(?P<port>[^"]*)", type "(?P<type>[^"]*)" \*/')
REDIRECTED = re.compile(r'/\* Replacing type "chassisredirect" outport "(?P<port>[^"]*)"')
_NAT = re.compile(r"ct_(?:snat|dnat)\w*\(ip[46]\.(?P<end>src|dst)=(?P<address>[^)]*)\)")
_RESOLVED = re.compile(r"(?:xx)?reg0 == (?P<address>[0-9a-fA-F.:]+)")
_NEXT_HOP = re.compile(r"(?:xx)?reg0 = (?P<address>[0-9a-fA-F.:]+)")
_DESTINATION = re.compile(r"(?:nw_dst|ipv6_dst)=(?P<address>[^,]*)")
_VIP = re.compile(r"(?:ip[46]\.dst|(?:xx)?reg[0-9]) == (?P<address>[0-9a-fA-F]*[.:][0-9a-fA-F.:]+)")
_VIP_PORT = re.compile(r"(?:(?:tcp|udp|sctp)\.dst|reg[29]\[[0-9.]+\]) == (?P<port>\d+)")


@dataclass(frozen=True)
class Place:
    """Where in the logical network something happens.

    :ivar other: the kind of packet, if it is not the one that is traced
    """

    datapath: str = ""
    pipeline: str = ""
    inport: str = ""
    outport: str = ""
    group: str = ""
    other: str = ""


@dataclass(frozen=True)
class Step:
    """A line of the trace: a table that matched, or an action of the table before it."""

    place: Place
    table: Table | None
    action: str = ""

    @property
    def stage(self) -> str:
        return self.table.stage if self.table else ""


@dataclass(frozen=True)
class Output:
    """A port at which a packet comes out."""

    port: str
    type: str
    place: Place


@dataclass(frozen=True)
class Choice:
    """A load balancer that took the packet."""

    step: Step
    vip: str
    backends: tuple[str, ...]


@dataclass(frozen=True)
class Hop:
    """The neighbour that a router sends to."""

    router: str
    address: str
    port: str = ""


@dataclass
class Told:
    """A trace in terms of the logical network.

    :ivar unknown: the neighbour that a router would first have to ask for
    """

    steps: list[Step]
    verdict: str = DROPPED
    decided: Step | None = None
    outputs: list[Output] = field(default_factory=list)
    side_outputs: list[Output] = field(default_factory=list)
    gateway_ports: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    nat: list[tuple[Step, str, str]] = field(default_factory=list)
    hops: list[Hop] = field(default_factory=list)
    unknown: Hop | None = None
    refusal: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """The port where the packet went in."""
        return next((step.place.inport for step in self.steps if step.place.inport), "")

    def own(self) -> list[Step]:
        """The steps of the packet itself."""
        return [step for step in self.steps if not step.place.other]


def tell(trace: Trace) -> Told:
    """What became of the packet."""
    steps = list(_walk(trace.nodes, Place(), None))
    last = steps[-1].place if steps else Place()
    steps += [Step(last, table) for table in trace.left]
    told = Told(steps)
    told.errors = [step.action.lstrip("* ") for step in steps if step.action.startswith("***")]
    for step in steps:
        _note_output(told, step)
    destination = _DESTINATION.search(trace.flow)
    _note_hops(told, destination["address"] if destination else "")
    for step in told.own():
        _note_changes(told, step)
    told.unknown = _unknown(told)
    told.verdict = _verdict(told)
    if told.verdict == REPLIED:
        _keep_reply(told)
    told.decided = _decided(told)
    return told


def _walk(nodes: list[Node], place: Place, table: Table | None) -> Iterator[Step]:
    for index, node in enumerate(nodes):
        for found in node.tables:
            table = found
            yield Step(place, table)
        yield Step(place, table, node.text)
        is_last = all(later.text.startswith("/*") for later in nodes[index + 1 :])
        yield from _walk(node.children, _inside(node, place, is_last), table)


def _inside(node: Node, place: Place, is_last: bool) -> Place:
    head = node.text.partition(" ")[0]
    pipeline = _PIPELINE.fullmatch(node.text)
    if pipeline:
        fields = dict(_FIELD.findall(pipeline["fields"]))
        return Place(
            fields.get("dp", ""),
            pipeline["kind"],
            fields.get("inport", ""),
            fields.get("outport", ""),
            fields.get("mcgroup", "") or (place.group if pipeline["kind"] == "egress" else ""),
            place.other,
        )
    # Where nothing comes after a copy, the copy is what goes on.
    if node.children and (head in (*REQUESTS, *REFUSALS, *REPLIES) or (head == COPY and not is_last)):
        return replace(place, other=place.other or head)
    return place


def _note_output(told: Told, step: Step) -> None:
    found = OUTPUT.match(step.action)
    if found and found["type"] not in PASSING:
        output = Output(found["port"], found["type"], step.place)
        (told.side_outputs if step.place.other else told.outputs).append(output)


def _note_changes(told: Told, step: Step) -> None:
    """What the packet's own steps say of gateways, balancers and NAT."""
    gateway = REDIRECTED.match(step.action)
    if gateway:
        told.gateway_ports.append(gateway["port"])
    balanced = actions.backends(step.action)
    if balanced:
        told.choices.append(Choice(step, vip_of(step), balanced))
    nat = _NAT.match(step.action)
    if nat:
        told.nat.append((step, "snat" if nat["end"] == "src" else "dnat", nat["address"]))
    if step.action.partition(" ")[0] in REFUSALS and not told.refusal:
        told.refusal = step.action.partition(" ")[0]


def vip_of(step: Step) -> str:
    """The address, with its port if it has one, for which a table balances."""
    match = step.table.match if step.table else ""
    address, port = _VIP.search(match), _VIP_PORT.search(match)
    if address is None:
        return ""
    if port is None:
        return address["address"]
    return (
        f"[{address['address']}]:{port['port']}"
        if ":" in address["address"]
        else f"{address['address']}:{port['port']}"
    )


def _note_hops(told: Told, destination: str) -> None:
    """Next hops: by a route or policy with an address, or the destination itself on a connected network.

    :param destination: of the packet as it was sent
    """
    given = ""
    for step in told.own():
        balanced, nat = actions.backends(step.action), _NAT.match(step.action)
        if balanced:
            destination = balanced[0] if len(balanced) == 1 else ""
        elif nat and nat["end"] == "dst":
            destination = nat["address"]
        elif step.stage.startswith(("lr_in_ip_routing", "lr_in_policy")):
            next_hop = _NEXT_HOP.fullmatch(step.action)
            if next_hop and next_hop["address"] not in ("0", "::"):
                given = next_hop["address"]
            elif step.action.startswith(("reg0 = ip4.dst", "xxreg0 = ip6.dst")):
                given = ""
        elif step.stage == "lr_in_arp_resolve" and not step.action and step.table:
            resolved = _RESOLVED.search(step.table.match)
            address = resolved["address"] if resolved else given or destination
            told.hops.append(Hop(step.place.datapath, address))
            given = ""


def _verdict(told: Told) -> str:
    if told.errors and not told.outputs:
        return ERROR
    if _answered(told):
        return REPLIED
    if told.outputs:
        groups = {output.place.group for output in told.outputs} - {""}
        alone = len(told.outputs) == 1 and groups == {UNKNOWN_GROUP}
        return FLOODED if groups and not alone else DELIVERED
    return REJECTED if told.refusal else DROPPED


def _answered(told: Told) -> bool:
    """Whether OVN itself answers, and the answer comes out where the packet went in."""
    came_back = {output.port for output in [*told.outputs, *told.side_outputs]}
    return told.origin in came_back and any(
        is_answer(step) for step in told.steps if step.place.other not in (*REQUESTS, *REFUSALS)
    )


def is_answer(step: Step) -> bool:
    """Whether it turns the packet into an answer, or makes one."""
    return actions.answers(step.action) or step.action.partition(" ")[0] in REPLIES


def _keep_reply(told: Told) -> None:
    """What was asked may have gone to others as well."""
    everywhere = [*told.outputs, *told.side_outputs]
    told.outputs = [output for output in everywhere if output.port == told.origin]
    told.side_outputs = [output for output in everywhere if output.port != told.origin]


def _unknown(told: Told) -> Hop | None:
    """Where a router asks for an address that it does not know yet."""
    asking = next((step for step in told.own() if step.action.partition(" ")[0] in REQUESTS), None)
    if asking is None:
        return None
    ports = (step.place.outport for step in told.steps if step.place.other in REQUESTS and step.place.outport)
    hops = [hop.address for hop in told.hops if hop.router == asking.place.datapath]
    return Hop(asking.place.datapath, hops[-1] if hops else "", next(ports, ""))


def _decided(told: Told) -> Step | None:
    """The table that settled it."""
    tables = [step for step in told.own() if step.table and not step.action]
    if not tables:
        return None
    if told.verdict in (DELIVERED, FLOODED):
        return next((step for step in reversed(tables) if "_l2_" in step.stage), tables[-1])
    if told.verdict == REPLIED:
        return next((step for step in told.steps if step.table and is_answer(step)), tables[-1])
    last = tables[-1]
    if last.stage.endswith(("_acl_action", "_acl_after_lb_action")):
        evaluated = last.stage.replace("_action", "_eval")
        return next((step for step in reversed(tables) if step.stage == evaluated), last)
    return last
