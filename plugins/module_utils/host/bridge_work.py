# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ovs_bridge does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..ovsdb.client import Client
from ..ovsdb.errors import Fault, InvalidInput, OvsdbError
from . import iproute, ovs, systemd
from .bridge_checks import SHARE_ARGUMENTS, nic_faults, option_faults
from .bridge_rows import Switch, bridge_row, undo_row
from .chassis import MAPPINGS_KEY
from .command import Run, must
from .datapath import NETDEV, resolve
from .errors import HostError
from .files import File
from .iproute import Link
from .takeover import Takeover, gather, moved_routes, restore_commands

ARGUMENTS: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "nic": {"type": "str"},
    "nic_by_address": {"type": "str"},
    "datapath_type": {"type": "str", "choices": ["auto", "system", "netdev"]},
    "fail_mode": {"type": "str", "choices": ["standalone", "secure"]},
    "addresses": {"type": "list", "elements": "str"},
    "network": {"type": "str"},
    "share_address": {"type": "dict", "options": SHARE_ARGUMENTS},
    "other_config": {"type": "dict"},
    "external_ids": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    **ovs.arguments(),
}
# The oldest OpenFlow that can replace the flows of several tables.
WITH_TABLES = ("-O", "OpenFlow13")
EXCLUSIONS = [("nic", "nic_by_address")]


def work(run: Run, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    faults = option_faults(params)
    if faults:
        raise InvalidInput(faults)
    client = ovs.connect(params)
    host = Host(run, client)
    if params["state"] == "absent":
        return _absent(host, params, check_mode)
    return _present(host, params, check_mode)


class Host:
    """What is there before the module changes anything."""

    def __init__(self, run: Run, client: Client) -> None:
        self.run = run
        self.client = client
        self.links = iproute.links(run)
        self.routes = iproute.routes(run)
        self.switch = Switch(client)
        self.mappings = ovs.external_ids(client).get(MAPPINGS_KEY, "")

    def holder(self, address: str) -> str:
        """The interface that has an address.

        :raises InvalidInput: none has it
        """
        found = [
            link.name for link in self.links.values() if address in (cidr.partition("/")[0] for cidr in link.cidrs)
        ]
        if not found:
            raise InvalidInput(
                [
                    Fault(
                        "nic_by_address",
                        f"no interface of this host has the address {address}; give it to the NIC first",
                    )
                ]
            )
        return found[0]


def _present(host: Host, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    name, nic = params["name"], params["nic"]
    if params["nic_by_address"]:
        holder = host.holder(params["nic_by_address"])
        # One that shares its address is the work of a task that names the NIC, and knows more.
        shares = File(Takeover(name, None, "").flows_path, None).before is not None
        if holder in host.switch.bridges and (holder != name or shares):
            return {"changed": False, "bridge": holder, "nic": None, "operations": [], "diff": []}
        nic = next(iter(host.switch.nics(name)), None) if holder == name else holder
    faults = nic_faults(params, nic, host.links, host.switch)
    if faults:
        raise InvalidInput(faults)
    now = host.switch.bridges.get(name, {}).get("datapath_type", "")
    datapath_type = resolve(host.run, params["datapath_type"]) if params["datapath_type"] else None
    takeover = Takeover(name, nic, datapath_type or now, share=params["share_address"])
    before = File(takeover.batch_path, None).before
    takeover.addresses, takeover.routes = gather(name, nic, params["addresses"], host.links, host.routes, before)
    mac = host.links[nic].mac if nic else None
    row = bridge_row(params, nic, mac, datapath_type, host.mappings)
    plan = Plan(host, takeover, [file for file in takeover.files() if file.differs])
    outcome = ovs.commit(host.client, [row], check_mode=True)
    changed = outcome.changed or plan.needed
    diff = [*([outcome.diff] if outcome.diff else []), *plan.diff()]
    if changed and not check_mode:
        plan.execute(row)
    result = {"bridge": name, "nic": nic, "addresses": takeover.addresses, "routes": takeover.routes}
    return {"changed": changed, "operations": outcome.operations, "diff": diff, "warnings": plan.warnings(), **result}


@dataclass
class Plan:
    """The move of addresses and routes, and the way back."""

    host: Host
    takeover: Takeover
    files: list[File]

    def __post_init__(self) -> None:
        self.unit = systemd.states(self.host.run, [self.takeover.unit])[self.takeover.unit]
        self.live = Live(self.host.run, self.host.links, self.host.routes)
        self.missing = self.live.missing(self.takeover)

    @property
    def needed(self) -> bool:
        return bool(self.files or self.missing or not self.unit.active or not self.unit.enabled)

    def diff(self) -> list[dict[str, str]]:
        found = [file.diff() for file in self.files]
        if self.missing:
            head = f"this host: {self.takeover.bridge}"
            found.append(
                {
                    "before_header": head,
                    "after_header": head,
                    "before": "",
                    "after": "".join(f"{item}\n" for item in self.missing),
                }
            )
        return found

    def warnings(self) -> list[str]:
        nic = self.takeover.nic
        if nic is None:
            return []
        found = [
            f"{address.cidr} of {nic} is leased by DHCP; the bridge {self.takeover.bridge} keeps it for good, "
            "so reserve it at the DHCP server, or give the bridge fixed addresses"
            for address in self.host.links[nic].addresses
            if address.leased
        ]
        if self.takeover.datapath_type == NETDEV and read_setting("net/ipv4/conf/all/rp_filter") == "2":
            found.append(
                f"net.ipv4.conf.all.rp_filter is 2 on this host, so the kernel also answers what arrives on {nic} for the "
                f"userspace bridge {self.takeover.bridge}, and answers come twice; set it to 0 or 1"
            )
        return found

    def execute(self, row: Any) -> None:
        """Do it; if it fails, put everything back and say so."""
        host, name, nic = self.host, self.takeover.bridge, self.takeover.nic
        old_files = [File(file.path, file.before, file.mode) for file in self.files]
        had_bridge = name in host.switch.bridges
        had_nic = nic is not None and host.switch.bridge_of(nic) == name
        with unattended():
            try:
                self._move(row)
            except (HostError, OvsdbError, OSError) as exc:
                if had_bridge and (had_nic or nic is None):
                    raise  # nothing was taken from the NIC in this run
                self._put_back(old_files, had_bridge=had_bridge)
                raise HostError(f"{exc}\nEverything was put back: {nic or name} is as it was before.") from exc

    def _move(self, row: Any) -> None:
        run, takeover = self.host.run, self.takeover
        for file in self.files:
            file.write()
        if any(file.path.endswith(takeover.unit) for file in self.files):
            systemd.reload(run)
        if not self.unit.enabled:
            systemd.systemctl(run, "enable", [takeover.unit])
        ovs.commit(self.host.client, [row], check_mode=False)
        error = Switch(self.host.client).error(takeover.nic or takeover.bridge)
        if error:
            raise HostError(
                f"Open vSwitch could not take {takeover.nic or takeover.bridge} into the bridge {takeover.bridge}: {error}"
            )
        systemd.systemctl(run, "restart", [takeover.unit])
        if any(file.path == takeover.flows_path and file.text is None for file in self.files):
            must(run, ["ovs-ofctl", "mod-port", takeover.bridge, takeover.bridge, "flood"])
            must(run, ["ovs-ofctl", *WITH_TABLES, "replace-flows", takeover.bridge, "-"], data="actions=NORMAL\n")
        missing = Live(run, iproute.links(run), iproute.routes(run)).missing(takeover)
        if missing:
            raise HostError(
                f"after the move to the bridge {takeover.bridge} there is still missing: {', '.join(missing)}"
            )

    def _put_back(self, old_files: list[File], *, had_bridge: bool) -> None:
        run, takeover, nic = self.host.run, self.takeover, self.takeover.nic
        if not self.unit.enabled:
            systemd.systemctl(run, "disable", [takeover.unit])
        for file in old_files:
            file.write()
        systemd.reload(run)
        run(["systemctl", "reset-failed", takeover.unit])  # says so if the unit had not failed
        ovs.commit(self.host.client, [undo_row(takeover.bridge, nic, had_bridge=had_bridge)], check_mode=False)
        if nic:
            release(run, takeover)
            commands = restore_commands(nic, self.host.links[nic], moved_routes(self.host.routes, nic, nic))
            must(run, ["ip", "-force", "-batch", "-"], data=commands)


class Live:
    """The host's interfaces compared with what a bridge shall carry."""

    def __init__(self, run: Run, links: dict[str, Link], routes: list[dict[str, Any]]) -> None:
        self.run = run
        self.links = links
        self.routes = routes

    def missing(self, takeover: Takeover) -> list[str]:
        bridge, nic = self.links.get(takeover.bridge), takeover.nic
        found = [
            f"{name} up" for name in (takeover.bridge, nic) if name and not (name in self.links and self.links[name].up)
        ]
        found += [
            f"{cidr} on {takeover.bridge}" for cidr in takeover.addresses if not bridge or cidr not in bridge.cidrs
        ]
        live = moved_routes(self.routes, takeover.bridge, takeover.bridge)
        found += [f"route {route}" for route in takeover.routes if route not in live]
        if (
            takeover.share is not None
            and self.run(["ovs-ofctl", *WITH_TABLES, "--names", "diff-flows", takeover.bridge, takeover.flows_path])[0]
        ):
            found.append(f"flows of {takeover.flows_path}")
        if nic:
            found += [f"no {cidr} on {nic}" for cidr in self.links[nic].cidrs]
        found += [
            f"{key} = {value}" for key, value in takeover.settings().items() if read_setting(key) not in (value, None)
        ]
        return found


def _absent(host: Host, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    name = params["name"]
    nic = params["nic"] or next(iter(host.switch.nics(name)), None)
    takeover = Takeover(name, nic, host.switch.bridges.get(name, {}).get("datapath_type", ""))
    files = [file for file in takeover.no_files() if file.differs]
    row = bridge_row(params, None, None, None, host.mappings)
    outcome = ovs.commit(host.client, [row], check_mode=True)
    changed = outcome.changed or bool(files)
    result: dict[str, Any] = {"bridge": name, "nic": nic, "addresses": [], "routes": []}
    if changed and nic and name in host.links:
        result["addresses"] = host.links[name].cidrs
        result["routes"] = moved_routes(host.routes, name, nic)
    diff = [*([outcome.diff] if outcome.diff else []), *(file.diff() for file in files)]
    if changed and not check_mode:
        with unattended():
            _give_back(host, takeover, files, row, result["routes"])
    return {"changed": changed, "operations": outcome.operations, "diff": diff, **result}


def _give_back(host: Host, takeover: Takeover, files: list[File], row: Any, routes: list[str]) -> None:
    run, nic = host.run, takeover.nic
    if systemd.states(run, [takeover.unit])[takeover.unit].enabled:
        systemd.systemctl(run, "disable", [takeover.unit])
    ovs.commit(host.client, [row], check_mode=False)
    if nic and takeover.bridge in host.links:
        release(run, takeover)
        must(run, ["ip", "-force", "-batch", "-"], data=restore_commands(nic, host.links[takeover.bridge], routes))
    for file in files:
        file.write()
    systemd.systemctl(run, "stop", [takeover.unit])
    systemd.reload(run)


def release(run: Run, takeover: Takeover) -> None:
    """Make the NIC an end of its own again, with the host's defaults for new interfaces."""
    for key in takeover.settings():
        default = read_setting(key.replace(f"/{takeover.nic}/", "/default/"))
        if default is not None and read_setting(key) is not None:
            with open(f"/proc/sys/{key}", "w", encoding="ascii") as setting:
                setting.write(default)


def read_setting(key: str) -> str | None:
    """A kernel setting, or ``None`` where the kernel has no such thing."""
    try:
        with open(f"/proc/sys/{key}", encoding="ascii") as setting:
            return setting.read().strip()
    except FileNotFoundError:
        return None


@contextmanager
def unattended() -> Iterator[None]:
    """Go on though the connection that started us may stall, or break, over the very NIC."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGHUP, signal.SIGPIPE)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
