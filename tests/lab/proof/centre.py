# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The central hosts as one: what each of them says of its clusters, and who leads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from testinfra.host import Host

from proof.lab import Lab
from proof.pki import OPTIONS
from proof.wait import eventually

NB, SB = "OVN_Northbound", "OVN_Southbound"
# Of each database its server, and where members talk.
DATABASES = {NB: ("ovnnb_db", 6643), SB: ("ovnsb_db", 6644)}
# Seconds for anything to become true again. It is about what, not how soon: figures tell that.
LIMIT = 120


@dataclass(frozen=True)
class View:
    """What one member says of its cluster."""

    cluster: str
    server: str
    leads: bool
    members: dict[str, str]  # addresses by identities

    @property
    def addresses(self) -> list[str]:
        return sorted(self.members.values())


Views = dict[str, dict[str, View]]


@dataclass(frozen=True)
class Centre:
    """:ivar addresses: of each central host"""

    lab: Lab
    addresses: dict[str, str]

    # -- one speaks for all ------------------------------------------------------------

    @property
    def remotes(self) -> str:
        return ",".join(f"ssl:{address}:6641" for address in self.addresses.values())

    @property
    def ovn_nbctl(self) -> str:
        # Without a limit it may hang for ever, at a server that was killed as it connected.
        return f"ovn-nbctl --timeout=30 --db={self.remotes} {OPTIONS}"

    def nbctl(self, host: Host, arguments: str) -> str:
        """ovn-nbctl gives up at the first member that does not answer, so after a fault it is asked until it does not."""
        done = eventually(
            lambda: (run := host.run(f"{self.ovn_nbctl} {arguments}")).succeeded and run,
            LIMIT,
            f"ovn-nbctl {arguments}",
        )
        return str(done.stdout)

    # -- what each of them says -----------------------------------------------------------

    def view(self, name: str, database: str) -> View | None:
        """None if it is in no cluster, or out of touch."""
        command = f"ovn-appctl -T 5 -t /var/run/ovn/{DATABASES[database][0]}.ctl cluster/status {database}"
        told = self.lab.host(name).run(command).stdout
        # One that cannot write to its disk says that it leads, and has failed.
        if "Status: cluster member" not in told or "Leader: unknown" in told:
            return None
        cluster, server = (re.findall(rf"{what} ID: .*\((.*)\)", told)[0] for what in ("Cluster", "Server"))
        return View(
            cluster, server, "Role: leader" in told, dict(re.findall(r"^ +(\w+) \(\w+ at (.*?)\)", told, re.MULTILINE))
        )

    def views(self, *names: str) -> Views:
        """For each database what each of the hosts says of it; nothing of those that say nothing."""
        asked = [(database, name, self.view(name, database)) for database in DATABASES for name in names]
        return {
            database: {name: told for each, name, told in asked if each == database and told} for database in DATABASES
        }

    def are_one(self, *names: str, scheme: str = "ssl") -> Views:
        """What the hosts, by default all, say when they and nobody else are one cluster with one leader."""
        wanted = names or tuple(self.addresses)

        def look() -> Views:
            found = self.views(*wanted)
            for database, told in found.items():
                addresses = [f"{scheme}:{self.addresses[name]}:{DATABASES[database][1]}" for name in wanted]
                is_one = len({each.cluster for each in told.values()}) == 1
                all_agree = all(each.addresses == sorted(addresses) for each in told.values())
                one_leads = [each.leads for each in told.values()].count(True) == 1
                if len(told) < len(wanted) or not (is_one and all_agree and one_leads):
                    return {}
            return found

        return eventually(look, LIMIT, f"{', '.join(wanted)} are one cluster")

    def whole(self) -> bool:
        """Whether all members of both clusters know their leader."""
        return all(self.view(name, database) for name in self.addresses for database in DATABASES)

    def leader(self, database: str = NB) -> str:
        """There may be none for a while."""

        def look() -> str | None:
            seen = ((name, self.view(name, database)) for name in self.addresses)
            return next((name for name, view in seen if view and view.leads), None)

        return eventually(look, LIMIT, f"{database} has a leader")

    def others(self, *names: str) -> list[str]:
        return [name for name in self.addresses if name not in names]
