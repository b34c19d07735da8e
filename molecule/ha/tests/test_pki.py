# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and certificates of a lab that runs: whose they are, who may read them, and how they are replaced."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

from proof.lab import Lab, Run
from proof.modules import OnHost
from proof.pki import FILES, OPTIONS, PKI
from proof.visitor import JANUARY, KEY, sign
from proof.wait import eventually

CENTRAL = ["central1", "central2", "central3"]
CHASSIS = ["host1", "host2", "gw1", "gw2"]
HOSTS = [*CENTRAL, *CHASSIS]
# Seconds until a chassis that was turned away has tried again, on a machine that does much else.
BACK = 60
LOOK = {"wait": True, "wait_timeout": 3, **FILES}


def role(lab: Lab, hosts: str, **options: Any) -> Run:
    """The role pki alone."""
    module = ("-m", "ansible.builtin.include_role", "-a", "name=ovnlab.ovn.pki")
    return lab.finish("ansible", "-e", json.dumps(options), hosts, *module)


def serial(host: Host) -> str:
    return str(host.check_output(f"openssl x509 -in {PKI}/cert.pem -noout -serial"))


def put(host: Host, certificate: str) -> None:
    """Programs look whether the key is another, too, before they take a certificate."""
    host.check_output(f"echo {shlex.quote(certificate)} >{PKI}/cert.pem; touch {PKI}/key.pem")


def request(host: Host, name: str) -> str:
    """With the host's own key."""
    return str(host.check_output(f"openssl req -new -key {PKI}/key.pem -subj /CN={name}"))


def everybody_connects_anew(lab: Lab) -> None:
    """The Southbound hangs up on all chassis."""
    for name in CENTRAL:
        lab.host(name).check_output("ovn-appctl -t /var/run/ovn/ovnsb_db.ctl ovsdb-server/reconnect")


def is_connected(host: Host) -> bool:
    return bool(host.check_output("ovn-appctl -t ovn-controller connection-status") == "connected")


def connects_in_vain(lab: Lab, name: str, reason: str) -> None:
    """Who connects anew is told why it must not; who stays out has been told so each time."""
    host = lab.host(name)
    log = "/var/log/ovn/ovn-controller.log"
    size = host.file(log).size
    everybody_connects_anew(lab)
    eventually(
        lambda: reason in host.check_output(f"tail -c +{size} {log}") and not is_connected(host),
        30,
        f"the servers turn {name} away",
    )


def chassis(lab: Lab) -> str:
    """The rows themselves: one that registers anew has another UUID."""
    return str(lab.host("central1").check_output("ovn-sbctl --no-leader-only --columns=_uuid,name list chassis | sort"))


@pytest.mark.parametrize("name", HOSTS)
def test_keys_are_for_root_alone(lab: Lab, name: str) -> None:
    keys = "grep -rls -e '-----BEGIN .*PRIVATE KEY' /etc /opt /root /srv /tmp /usr/local /var/lib/ovn /var/log /var/tmp | xargs stat -c '%a %U %G %n'"
    found = set(lab.host(name).check_output(keys).splitlines())
    authority = {f"600 root root {PKI}/ca/key.pem"} if name == "central1" else set()
    assert found == {f"600 root root {PKI}/key.pem", *authority}
    folder = lab.host(name).run(f"stat -c '%a %U' {PKI}/ca").stdout.strip()
    assert folder == ("700 root" if name == "central1" else "")


@pytest.mark.parametrize("name", HOSTS)
def test_certificate_has_the_name_of_the_chassis_and_a_chassis_is_no_server(lab: Lab, name: str) -> None:
    host = lab.host(name)
    assert host.check_output(f"openssl x509 -in {PKI}/cert.pem -noout -subject") == f"subject=CN={name}"
    if name in CHASSIS:
        assert host.check_output("cat /etc/openvswitch/system-id.conf") == name
    verify = f"openssl verify -CAfile {PKI}/cacert.pem -no-CApath -no-CAstore -purpose"
    assert host.run(f"{verify} sslclient {PKI}/cert.pem").rc == 0
    assert (host.run(f"{verify} sslserver {PKI}/cert.pem").rc == 0) is (name in CENTRAL)


def test_who_has_expired_is_out_and_says_so_and_the_next_run_brings_it_back_without_showing_a_key(lab: Lab) -> None:
    host, registered = lab.host("host2"), chassis(lab)
    put(host, sign(lab.host("central1"), request(host, "host2"), JANUARY))
    connects_in_vain(lab, "host2", "alert certificate expired")
    told = OnHost(lab, "host2")("ovn_chassis", LOOK)
    assert "expired" in told["msg"]

    run = lab.play("site.yml", "--limit", "host2", "-vvv", "--diff")
    assert f"{PKI}/cert.pem has expired on Jan 31" in run.words
    assert "PRIVATE KEY" not in run.output
    assert host.check_output(f"sed -n 2p {PKI}/key.pem") not in run.output
    eventually(lambda: is_connected(host), BACK, "host2 is back")
    assert chassis(lab) == registered


def test_renewal_before_the_end_is_not_noticed(lab: Lab) -> None:
    """Nothing starts anew. It may connect anew for reasons of its own."""
    host, registered = lab.host("host2"), chassis(lab)
    before, key = serial(host), host.check_output(f"sha256sum {PKI}/key.pem")
    process = "systemctl show --property MainPID,ExecMainStartTimestampMonotonic ovn-controller"
    controller = host.check_output(process)
    run = role(lab, "host2", pki_renew_days=396)
    assert (run.rc, serial(host)) == (0, before), run.output
    run = role(lab, "host2", pki_renew_days=398, pki_days=399)
    assert run.rc == 0, run.output
    assert serial(host) != before
    assert host.check_output(f"sha256sum {PKI}/key.pem") == key
    # The new one is in use: what asks now is let in.
    place = "ssl:10.130.0.11:6642"
    assert "OVN_Southbound" in host.check_output(f"ovsdb-client {OPTIONS} list-dbs {place}")
    everybody_connects_anew(lab)
    eventually(lambda: is_connected(host), BACK, "host2 is connected")
    assert (host.check_output(process), chassis(lab)) == (controller, registered)


def test_a_certificate_of_another_name_is_told_by_both_names(lab: Lab) -> None:
    host, registered = lab.host("host2"), chassis(lab)
    put(host, sign(lab.host("central1"), request(host, "somebody"), "-days 30"))
    told = OnHost(lab, "host2")("ovn_chassis", LOOK)
    assert "made out to somebody (CN), and the chassis is called host2 (system-id)" in told["msg"]
    run = role(lab, "host2")
    assert run.rc == 0, run.output
    assert OnHost(lab, "host2")("ovn_chassis", LOOK)["chassis"] == "host2"
    assert chassis(lab) == registered


def test_a_certificate_of_another_authority_is_told(lab: Lab) -> None:
    host = lab.host("host2")
    put(host, host.check_output(f"openssl req -x509 -new -key {PKI}/key.pem -subj /CN=host2"))
    connects_in_vain(lab, "host2", "alert unknown ca")
    assert "does not know the CA that signed our certificate" in OnHost(lab, "host2")("ovn_chassis", LOOK)["msg"]
    run = role(lab, "host2")
    assert run.rc == 0, run.output
    eventually(lambda: is_connected(host), BACK, "host2 is back")


def provide(folder: Path, hosts: list[str]) -> None:
    """An authority of somebody's own, and what it has signed."""

    def shell(command: str) -> None:
        subprocess.run(["sh", "-ec", command], cwd=folder, check=True, capture_output=True)

    shell(f"{KEY} ca-key.pem; openssl req -x509 -new -key ca-key.pem -subj /CN=mine -days 30 -out cacert.pem")
    for name in hosts:
        uses = "clientAuth,serverAuth" if name in CENTRAL else "clientAuth"
        (folder / "uses").write_text(f"extendedKeyUsage={uses}\n")
        signing = "openssl x509 -req -days 20 -CA cacert.pem -CAkey ca-key.pem -extfile uses"
        shell(
            f"{KEY} {name}-key.pem; openssl req -new -key {name}-key.pem -subj /CN={name} | {signing} -out {name}.pem"
        )


def everything_works(lab: Lab, registered: str) -> None:
    """With new connections, too: of chassis, of northd, and of a member of the cluster that starts anew."""
    everybody_connects_anew(lab)
    anew = lab.host("central3")
    anew.check_output("systemctl restart ovn-ovsdb-server-nb ovn-ovsdb-server-sb ovn-northd")
    for short, database in (("nb", "Northbound"), ("sb", "Southbound")):
        wait = f"ovsdb-client -t 5 wait unix:/var/run/ovn/ovn{short}_db.sock OVN_{database} connected"
        eventually(lambda wait=wait: anew.run(wait).rc == 0, 30, f"central3 is a member of the cluster, {database}")
    places = ",".join(f"ssl:10.130.0.{number}:6641" for number in (11, 12, 13))
    lab.host("host1").check_output(f"timeout 60 ovn-nbctl --db={places} {OPTIONS} --wait=hv sync")
    eventually(lambda: all(is_connected(lab.host(name)) for name in CHASSIS), BACK, "all chassis are connected")
    assert chassis(lab) == registered


def test_an_authority_of_ones_own_and_one_that_was_lost(lab: Lab, tmp_path: Path) -> None:
    registered, everybody = chassis(lab), ":".join(HOSTS)
    provide(tmp_path, HOSTS)
    right = (tmp_path / "host1.pem").read_text()
    (tmp_path / "host1.pem").write_text((tmp_path / "host2.pem").read_text())
    before = [serial(lab.host(name)) for name in HOSTS]
    run = role(lab, everybody, pki_provided_dir=str(tmp_path))
    assert run.rc != 0
    assert f"{tmp_path}/host1.pem does not belong to {tmp_path}/host1-key.pem" in run.words
    assert [serial(lab.host(name)) for name in HOSTS] == before

    (tmp_path / "host1.pem").write_text(right)
    run = role(lab, everybody, pki_provided_dir=str(tmp_path))
    assert run.rc == 0, run.output
    for name in HOSTS:
        assert (
            lab.host(name).file(f"{PKI}/cacert.pem").content_string.split()
            == (tmp_path / "cacert.pem").read_text().split()
        )
    everything_works(lab, registered)

    lab.host("central1").check_output(f"rm -r {PKI}/ca")
    run = role(lab, everybody)
    assert run.rc == 0, run.output
    authority = lab.host("central1").file(f"{PKI}/ca/cert.pem").content_string
    for name in HOSTS:
        assert lab.host(name).file(f"{PKI}/cacert.pem").content_string.split() == authority.split()
    everything_works(lab, registered)
    assert role(lab, everybody).output.count("CHANGED") == 0
