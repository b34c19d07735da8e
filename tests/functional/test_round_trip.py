# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ovn_info prints is the network: given back it changes nothing, given to an empty server it makes the same."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.modules import ModuleRunner
from support.networks import Declared, networks
from support.processes import OvsdbServer
from support.programs import program
from support.reader import Reader
from test_properties import SLOW, client, columns_of, declare, empty, second

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.describe import Network
from ansible_collections.ovnlab.ovn.plugins.module_utils.ovsdb.client import Client

__all__ = ["client", "second"]

# A network as people type it: what all the other commands need.
FIRST = """
ls-add sw0
ls-add sw1
lsp-add sw0 vm1
lsp-add sw0 vm2
lsp-add sw1 vm3
lr-add r0
lrp-add r0 r0-out 02:00:00:00:00:01 10.0.0.254/24
lrp-add r0 r0-in 02:00:00:00:00:02 10.1.0.254/24 fd00::1/64
lb-add lb0 30.0.0.1:80 10.0.0.1:80,10.0.0.2:80
"""
# Every command that makes or changes a row; each can do without the others.
MORE = """
lsp-set-addresses vm1 "02:00:00:00:00:0A 10.0.0.1" unknown
lsp-set-port-security vm1 "02:00:00:00:00:0A 10.0.0.1"
lsp-set-enabled vm2 disabled
lsp-set-type vm2 localnet -- lsp-set-options vm2 network_name=dataNet
lsp-add sw0 child vm1 7
lsp-add sw0 r0-link -- lsp-set-type r0-link router -- lsp-set-options r0-link router-port=r0-in
set Logical_Switch sw0 other_config:subnet=10.0.0.0/24 other_config:exclude_ips="10.0.0.2 10.0.0.4..10.0.0.9"
acl-add sw0 to-lport 1001 "tcp.dst == 22" allow-related
acl-add sw0 to-lport 1001 "tcp.dst == 22 && ip4" drop
--log --severity=notice --name=rest --meter=slow acl-add sw1 from-lport 0 ip4 drop
--label=7 acl-add sw1 from-lport 5 ip4 allow-related
qos-add sw0 to-lport 10 ip4 rate=100 burst=50 dscp=12
meter-add slow drop 100 kbps 20
--fair meter-add quick drop 200 pktps
pg-add servers vm1 vm3 -- --type=port-group acl-add servers to-lport 7 "outport == @servers" drop
pg-add nobody
create Address_Set name=guests addresses='"10.0.0.1","fd00::/64"'
dhcp-options-create 10.0.0.0/24 note=x
create DHCP_Options cidr=10.1.0.0/24 options='server_id="10.1.0.254" lease_time="60"'
--id=@pool create DHCP_Options cidr=10.2.0.0/24 -- set Logical_Switch_Port vm3 dhcpv4_options=@pool
--id=@names create DNS records={vm1=10.0.0.1} -- add Logical_Switch sw0 dns_records @names
create DNS records={vm9=10.0.0.9}
fwd-group-add group1 sw0 10.0.0.99 02:00:00:00:00:99 vm1 vm2
--liveness fwd-group-add group2 sw1 10.1.0.99 02:00:00:00:00:98 vm3
ha-chassis-group-add gateways -- ha-chassis-group-add-chassis gateways ubuntu1 20
lrp-set-enabled r0-in disabled
lrp-set-options r0-in gateway_mtu=1400
lr-route-add r0 0.0.0.0/0 10.0.0.253
lr-route-add r0 10.9.0.0/16 discard
--policy=src-ip lr-route-add r0 10.9.0.0/16 10.0.0.253 r0-out
--ecmp lr-route-add r0 10.8.0.0/16 10.0.0.1 -- --ecmp-symmetric-reply lr-route-add r0 10.8.0.0/16 10.0.0.2
--route-table=inner lr-route-add r0 10.8.0.0/16 10.0.0.1
--bfd lr-route-add r0 fd01::/64 fd00::9 r0-in
lr-policy-add r0 100 "ip4.src == 10.0.0.1" reroute 10.0.0.5,10.0.0.6 pkt_mark=3
lr-policy-add r0 100 "ip4.src == 10.0.0.2" drop
lr-nat-add r0 snat 192.0.2.1 10.0.0.0/24
lr-nat-add r0 dnat 192.0.2.2 10.0.0.1
--stateless lr-nat-add r0 dnat_and_snat 192.0.2.3 10.0.0.2
lr-nat-add r0 dnat_and_snat 192.0.2.4 10.0.0.3 vm1 02:00:00:00:00:44
--portrange lr-nat-add r0 snat 192.0.2.5 10.0.3.0/24 8000-9000
--id=@p get Logical_Router_Port r0-out -- --id=@n create NAT type=snat external_ip=192.0.2.6 logical_ip=10.0.4.1 gateway_port=@p -- add Logical_Router r0 nat @n
--id=@p get Logical_Router_Port r0-out -- --id=@n create NAT type=snat external_ip=10.9.0.8 logical_ip=10.0.6.1 gateway_port=@p -- add Logical_Router r0 nat @n
--id=@p get Logical_Router_Port r0-in -- --id=@n create NAT type=snat external_ip=10.9.0.9 logical_ip=10.0.6.1 gateway_port=@p -- add Logical_Router r0 nat @n
--id=@a create Address_Set name=away -- --id=@n create NAT type=snat external_ip=10.9.0.7 logical_ip=10.0.5.1 allowed_ext_ips=@a -- add Logical_Router r0 nat @n
--id=@b create BFD logical_port=r0-out dst_ip=10.0.0.77 min_tx=500
create BFD logical_port=elsewhere dst_ip=10.0.0.78
static-mac-binding-add r0-out 10.0.0.5 02:00:00:00:00:55
create Static_MAC_Binding logical_port=elsewhere ip=10.0.0.6 mac='"02:00:00:00:00:56"'
lb-add lb1 30.0.0.2 10.0.0.1 -- ls-lb-add sw0 lb1 -- lr-lb-add r0 lb1
lb-add lb2 [fd00::2]:443 [fd00::3]:443 udp -- set Load_Balancer lb2 options:reject=true selection_fields=ip_src,ip_dst
--id=@check create Load_Balancer_Health_Check vip="30.0.0.1\\:80" options:interval=5 -- add Load_Balancer lb0 health_check @check
set Load_Balancer lb0 ip_port_mappings:10.0.0.1=vm1:10.0.0.250
--id=@l get Load_Balancer lb0 -- --id=@g create Load_Balancer_Group name=all load_balancer=@l -- add Logical_Switch sw0 load_balancer_group @g
--id=@c create Copp name=calm meters:arp=slow -- add Logical_Switch sw0 copp @c
mirror-add to-ids gre 1 from-lport 10.9.0.1 -- lsp-attach-mirror vm1 to-ids
create Chassis_Template_Var chassis=ubuntu1 variables:VIP=30.0.0.9
set NB_Global . name=lab options:mac_prefix=0a:00:00
ha-chassis-group-add empty -- --id=@group get HA_Chassis_Group empty -- set Logical_Router_Port r0-in ha_chassis_group=@group
lrp-set-gateway-chassis r0-out ubuntu1 20 -- lrp-set-gateway-chassis r0-out ubuntu2 10
"""
COMMANDS = MORE.strip().splitlines()


def nbctl(server: OvsdbServer, commands: list[str]) -> None:
    """All of it in one transaction, as one call of ovn-nbctl."""
    words = [word for command in commands for word in ("--", *shlex.split(command))]
    done = subprocess.run(
        [program("ovn-nbctl"), f"--db={server.connection}", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), commands


def assert_is_the_network(client: Client, second: Client, nb: Reader) -> None:
    printed: Declared = Network(client).declared()
    assert json.loads(json.dumps(printed)) == printed
    before = nb.snapshot()
    again = declare(client, printed, check=False)
    assert again.operations == []
    assert nb.snapshot() == before
    declare(second, printed, check=False)
    assert Network(second).declared() == printed


@pytest.mark.releases
@settings(SLOW, max_examples=40)
@given(data=st.data())
def test_of_a_declared_network(client: Client, nb: Reader, second: Client, release: str, data: st.DataObject) -> None:
    empty(client)
    empty(second)
    declare(client, data.draw(networks(columns_of(release))), check=False)
    assert_is_the_network(client, second, nb)


@pytest.mark.releases
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_of_one_command(client: Client, nb: Reader, second: Client, command: str) -> None:
    nbctl(nb.server, [*FIRST.strip().splitlines(), *([command] if command else [])])
    assert_is_the_network(client, second, nb)


# A network that no rule objects to, which needs all that the rules look at.
VALID = """
ls-add lan
lsp-add lan vm1 -- lsp-set-addresses vm1 "02:00:00:00:00:0A 10.0.0.1"
lr-add r0
lrp-add r0 r0-lan 02:00:00:00:00:01 10.0.0.254/24
lrp-add r0 one 02:00:00:00:00:02 192.0.2.1/25 -- lrp-set-gateway-chassis one gw1
lrp-add r0 two 02:00:00:00:00:03 192.0.2.129/25 -- lrp-set-gateway-chassis two gw2
lsp-add lan lan-r0 -- lsp-set-type lan-r0 router -- lsp-set-addresses lan-r0 router -- lsp-set-options lan-r0 router-port=r0-lan
--id=@p get Logical_Router_Port one -- --id=@n create NAT type=snat external_ip=192.0.2.1 logical_ip=10.0.0.1 gateway_port=@p -- add Logical_Router r0 nat @n
--id=@p get Logical_Router_Port two -- --id=@n create NAT type=snat external_ip=192.0.2.129 logical_ip=10.0.0.1 gateway_port=@p -- add Logical_Router r0 nat @n
lr-route-add r0 0.0.0.0/0 192.0.2.2
lb-add web 192.0.2.10:80 10.0.0.1:80 tcp
pg-add servers vm1 -- --type=port-group acl-add servers to-lport 7 "outport == @servers && tcp" allow-related
"""


def test_past_the_rules(run_module: ModuleRunner, nb: Reader, to_nb: dict[str, Any]) -> None:
    """Read by the module and given back to the module, with nothing switched off."""
    for command in VALID.strip().splitlines():
        nbctl(nb.server, [command])
    printed = run_module("ovn_info", to_nb)["network"]
    before = nb.snapshot()
    for wanted in (printed, {"routers": printed["routers"]}):
        again = run_module("ovn_topology", {**to_nb, **wanted})
        assert (again.get("msg"), again["changed"], again.get("warnings", [])) == (None, False, []), again
        assert nb.snapshot() == before


@pytest.mark.releases
def test_of_all_commands(client: Client, nb: Reader, second: Client) -> None:
    nbctl(nb.server, FIRST.strip().splitlines())
    for command in COMMANDS:
        nbctl(nb.server, [command])
    assert_is_the_network(client, second, nb)
