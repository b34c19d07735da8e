# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain TCP, as in the posts, and TLS again: the network works either way, and no door of the other kind stays open."""

from __future__ import annotations

from testinfra.host import Host

from proof.lab import Lab

PLAIN = ("-e", "ovn_tls=false")


def listens_by(central: Host) -> set[str]:
    listed = (
        central.check_output(f"{ctl} --bare --columns=target list Connection") for ctl in ("ovn-nbctl", "ovn-sbctl")
    )
    return {target.partition(":")[0] for targets in listed for target in targets.split()}


def asks_by(lab: Lab) -> set[str]:
    command = "ovs-vsctl get Open_vSwitch . external_ids:ovn-remote"
    remotes = (lab.host(name).check_output(command) for name in ("ubuntu1", "ubuntu2", "ubuntu3"))
    return {remote.strip('"').partition(":")[0] for remote in remotes}


def test_plain_tcp_and_tls_again(lab: Lab, central: Host) -> None:
    run = lab.play("site.yml", *PLAIN)
    assert "may read and change the whole network" in run.words
    assert (listens_by(central), asks_by(lab)) == ({"ptcp"}, {"tcp"})
    again = lab.play("site.yml", *PLAIN)
    assert again.changed == 0, again.output
    lab.play("playbooks/verify.yml", *PLAIN)

    run = lab.play("site.yml")
    assert "may read and change the whole network" not in run.words
    assert (listens_by(central), asks_by(lab)) == ({"pssl"}, {"ssl"})
    lab.play("playbooks/verify.yml")
