# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A trace of one chassis' real flows in terms of the logical network.

The cookie of a flow is the beginning of its logical flow's UUID; ``metadata``, ``reg14`` and
``reg15`` are the tunnel keys of the datapath and of the ports.
"""

from __future__ import annotations

import re
from typing import Any

from ..ovsdb.client import Client
from . import actions
from .errors import TraceError
from .journey import SENTENCES, story
from .logical import DELIVERED, DROPPED, ERROR, FLOODED, REJECTED, REPLIED
from .names import Maker, Names
from .network import split_port
from .ofproto_trace import BRIDGE, Entry, PortOutput, Round
from .rows import Query, Row, read

# One more verdict: the packet leaves for another chassis.
FORWARDED = "forwarded"
# Tunnel keys from here on are those of multicast groups.
FIRST_GROUP = 0x8000
_PATCH = "patch-br-int-to-"
_PORT = re.compile(r"(?:^|,)tp_dst=(?P<port>\d+|0x[0-9a-f]+)(?=,|$)")
_MODIFIED = re.compile(r"(?P<field>nw_src|nw_dst|ipv6_src|ipv6_dst)=(?P<address>[^,]+)")


class Switch:
    """The integration bridge of this host."""

    def __init__(self, client: Client) -> None:
        bridges, ports, interfaces, switch = read(
            client,
            Query("Bridge", ("ports",), (["name", "==", BRIDGE],)),
            Query("Port", ("interfaces",)),
            Query("Interface", ("name", "ofport", "type", "options", "external_ids")),
            Query("Open_vSwitch", ("external_ids",)),
        )
        if not bridges:
            raise TraceError(
                f"this host has no bridge {BRIDGE}: it is no chassis, or ovn-controller has never run here"
            )
        own = {uuid for port in ports if port["_uuid"] in bridges[0]["ports"] for uuid in port["interfaces"]}
        self.chassis = switch[0]["external_ids"].get("system-id", "")
        self.interfaces = {row["ofport"]: row for row in interfaces if row["_uuid"] in own}

    def interface(self, port: str) -> str | None:
        """The interface by which a logical port is plugged in here."""
        return next((str(row["name"]) for row in self.interfaces.values() if _logical(row) == port), None)

    def logical(self, ofport: int) -> str:
        return _logical(self.interfaces.get(ofport, {}))

    def remote(self, ofport: int) -> tuple[str, str]:
        """The kind and the far end of a tunnel."""
        row = self.interfaces.get(ofport, {})
        return str(row.get("type", "")), str(row.get("options", {}).get("remote_ip", ""))


def _logical(row: Row) -> str:
    name = str(row.get("name", ""))
    if name.startswith(_PATCH):
        return name[len(_PATCH) :]
    return str(row.get("external_ids", {}).get("iface-id", ""))


class Keys:
    """Names of datapaths and ports by their tunnel keys."""

    def __init__(self, sb: Client) -> None:
        datapaths, ports, groups = read(
            sb,
            Query("Datapath_Binding", ("tunnel_key", "external_ids")),
            Query("Port_Binding", ("logical_port", "datapath", "tunnel_key")),
            Query("Multicast_Group", ("name", "datapath", "tunnel_key")),
        )
        self._datapaths = {row["tunnel_key"]: row for row in datapaths}
        self._ports = {(str(row["datapath"]), row["tunnel_key"]): row["logical_port"] for row in ports}
        self._ports.update({(str(row["datapath"]), row["tunnel_key"]): row["name"] for row in groups})

    def datapath(self, keys: dict[str, int]) -> str:
        row = self._datapaths.get(keys.get("metadata", 0))
        return str(row["external_ids"].get("name", row["_uuid"])) if row else ""

    def port(self, keys: dict[str, int], register: str) -> str:
        row = self._datapaths.get(keys.get("metadata", 0))
        return str(self._ports.get((row["_uuid"], keys.get(register, 0)), "")) if row else ""


class Passage:
    """What became of the packet on this chassis."""

    def __init__(self, rounds: list[Round], names: Names, keys: Keys, switch: Switch) -> None:
        self.rounds = rounds
        self.names = names
        self.keys = keys
        self.switch = switch
        self.entries = [entry for found in rounds for entry in found.entries if entry.cookie in names.flows]
        self.remarks = [remark for found in rounds for remark in found.remarks]
        self.outputs = [output for found in rounds for output in found.outputs]
        self.verdict = self._verdict()

    def result(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "reason": self._reason(),
            "chassis": self.switch.chassis,
            "flow": self.rounds[0].flow,
            "outputs": [self._output(output) for output in self.outputs],
            "lb": self._balanced(),
            "nat": self._nat(),
            "decided_by": self._decided_by(),
            "tables": [self._table(entry) for entry in self.entries],
            "recirculations": len(self.rounds) - 1,
            "datapath_actions": self.rounds[-1].datapath_actions,
            "errors": self.remarks,
            "story": story(self._story()),
        }

    # -- the verdict ------------------------------------------------------------------------

    def _verdict(self) -> str:
        said = [self._actions(entry) for entry in self.entries]
        if self.outputs:
            if any(map(actions.answers, said)) and self._comes_back():
                return REPLIED
            if len(self.outputs) > 1 or self.outputs[0].keys.get("reg15", 0) >= FIRST_GROUP:
                return FLOODED
            return FORWARDED if self.outputs[0].tunnel else DELIVERED
        if self.remarks:
            return ERROR
        last = said[-1] if said else ""
        if actions.refuses(last):
            return REJECTED
        return REPLIED if actions.answers(last) or "put_dhcp" in last or "dns_lookup" in last else DROPPED

    def _comes_back(self) -> bool:
        origin = self.entries[0].keys if self.entries else {}
        return any(
            (output.keys.get("metadata"), output.keys.get("reg15")) == (origin.get("metadata"), origin.get("reg14"))
            for output in self.outputs
        )

    def _actions(self, entry: Entry) -> str:
        return str(self.names.flows[entry.cookie].get("actions", ""))

    def _decided(self) -> Entry | None:
        if not self.entries:
            return None
        last = self.entries[-1]
        evaluated = self._stage(last).replace("_action", "_eval")
        if evaluated != self._stage(last) and self.verdict in (DROPPED, REJECTED):
            return next((entry for entry in reversed(self.entries) if self._stage(entry) == evaluated), last)
        return last

    def _reason(self) -> str | None:
        decided = self._decided()
        if self.verdict == ERROR:
            return "; ".join(self.remarks)
        if decided is None or self.verdict not in (DROPPED, REJECTED):
            return None
        maker, stage = self._maker(decided), self._stage(decided)
        if maker and maker.table in ("ACL", "Load_Balancer", "Logical_Router_Policy"):
            return f"{maker.table} {maker.name}"
        if actions.asks(self._actions(decided)):
            return "the router has to ask for the next hop's MAC address first, and the trace ends there"
        return SENTENCES.get(stage, "{stage}: {match}").format(
            stage=stage,
            match=decided.match,
            datapath=self.keys.datapath(decided.keys),
            inport=self.keys.port(decided.keys, "reg14"),
            outport=self.keys.port(decided.keys, "reg15"),
        )

    # -- parts of the result ------------------------------------------------------------------

    def _stage(self, entry: Entry) -> str:
        return str(self.names.flows[entry.cookie]["external_ids"].get("stage-name", ""))

    def _maker(self, entry: Entry) -> Maker | None:
        return self.names.maker(entry.cookie)

    def _table(self, entry: Entry) -> dict[str, Any]:
        maker = self._maker(entry)
        return {
            "datapath": self.keys.datapath(entry.keys),
            "pipeline": self.names.flows[entry.cookie].get("pipeline", ""),
            "table": entry.table,
            "stage": self._stage(entry),
            "priority": entry.priority,
            "match": entry.match,
            "lflow": entry.cookie,
            "nb": maker.shown() if maker else None,
        }

    def _decided_by(self) -> dict[str, Any] | None:
        decided = self._decided()
        return self._table(decided) if decided else None

    def _output(self, output: PortOutput) -> dict[str, Any]:
        kind, remote_ip = self.switch.remote(output.ofport) if output.tunnel else ("", "")
        local = "" if output.tunnel else self.switch.logical(output.ofport)
        tunnel = {"type": kind, "remote_ip": remote_ip, "to": self.names.by_tunnel(remote_ip) or None}
        return {
            "port": local or self.keys.port(output.keys, "reg15"),
            "datapath": self.keys.datapath(output.keys),
            "inport": self.keys.port(output.keys, "reg14"),
            "interface": self.switch.interfaces.get(output.ofport, {}).get("name"),
            "tunnel": {**tunnel, "key": output.keys.get("metadata", 0)} if output.tunnel else None,
        }

    def _nat(self) -> list[dict[str, str]]:
        """What connection tracking made of the addresses, where it changed one."""
        found, before = [], _addresses(self.rounds[0].flow)
        for passage in self.rounds[1:]:
            now = _addresses(passage.modified)
            for field, address in now.items():
                if before.get(field, address) != address:
                    found.append({"kind": "dnat" if field.endswith("dst") else "snat", "address": address})
            before.update(now)
        return found

    def _balanced(self) -> list[dict[str, Any]]:
        found = []
        for passage, following in zip(self.rounds, [*self.rounds[1:], None]):
            for entry in passage.entries:
                maker = self._maker(entry) if entry.cookie in self.names.flows else None
                backends = list(actions.backends(self._actions(entry))) if maker else []
                if maker and maker.table == "Load_Balancer" and backends:
                    chosen = _chosen(backends, following.modified) if following else None
                    found.append(
                        {
                            "datapath": self.keys.datapath(entry.keys),
                            "stage": self._stage(entry),
                            "name": maker.name,
                            "vip": _vip(entry.match),
                            "backends": backends,
                            "chosen": {chosen: 1} if chosen else {},
                        }
                    )
        return found

    def _story(self) -> list[tuple[str, str]]:
        lines = [
            (
                shown["datapath"],
                f"{shown['stage']}: VIP {shown['vip']} of {shown['name']} -> {', '.join(shown['chosen']) or 'nobody'}",
            )
            for shown in self._balanced()
        ]
        lines += [
            ("", f"{'source' if shown['kind'] == 'snat' else 'destination'} becomes {shown['address']}")
            for shown in self._nat()
        ]
        for shown in map(self._output, self.outputs):
            tunnel = shown["tunnel"]
            if tunnel:
                text = (
                    f"goes through {tunnel['type']} to {tunnel['to'] or tunnel['remote_ip']}, for port {shown['port']}"
                )
            else:
                text = f"comes out of {shown['port']} ({shown['interface']}) on {self.switch.chassis}"
            lines.append((shown["datapath"], text))
        if not self.outputs:
            decided = self._decided()
            where = self.keys.datapath(decided.keys) if decided else ""
            lines.append((where, f"{self.verdict}: {self._reason() or 'OVN answers itself'}"))
        return lines


def _addresses(text: str) -> dict[str, str]:
    return {found["field"]: found["address"] for found in _MODIFIED.finditer(text)}


def _destination(text: str) -> tuple[str, int | None]:
    addresses, port = _addresses(text), _PORT.search(text)
    return addresses.get("nw_dst") or addresses.get("ipv6_dst") or "", int(port["port"], 0) if port else None


def _vip(match: str) -> str:
    """As the load balancer has it."""
    address, port = _destination(match)
    if port is None:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _chosen(backends: list[str], modified: str) -> str | None:
    """The backend that the packet now is for."""
    address, port = _destination(modified)
    return next((item for item in backends if split_port(item) in ((address, port), (address, None))), address or None)
