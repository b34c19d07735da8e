#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_trace
short_description: Follow a packet through the logical network
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Tells what becomes of a packet that a VM would send, on which switches and routers, by which load balancer, route, ACL
    and NAT, and on which chassis it comes out.
  - No packet is sent. C(ovn-trace) or C(ovs-appctl ofproto/trace) follows the flows that are there, and this module puts the
    names from the databases to what they print.
  - With O(expect) it is an assertion, which fails with a sentence.
options:
  from:
    description:
      - Who sends, a name of O(vms), a port of a switch, or an address that one of them has.
      - An address that no port has, but that is on the network of a router which leads to a physical network, is somebody out
        there.
      - Needed unless there is a O(microflow).
    type: str
    aliases: [inport]
  to:
    description:
      - To whom, a name of O(vms), a port, an address or the VIP of a load balancer. V(:PORT) may stand behind it, and an IPv6
        address is then put in brackets.
      - Needed with O(from).
    type: str
  vms:
    description: Names by which O(from) and O(to) may speak of ports, each with its port.
    type: dict
    default: {}
  addresses:
    description:
      - For each port, by its name, addresses that it has beyond those of the Northbound. A prefix length is ignored.
      - Without them nothing is known of the IP addresses of ports that have declared a MAC alone. Ports that are not there are
        passed over.
    type: dict
    default: {}
  src_mac:
    description: MAC address of the sender, by default that of the port.
    type: str
  src_ip:
    description: IP address of the sender, by default that of the port.
    type: str
  dst_mac:
    description: >-
      MAC address that the frame is for. By default that of the destination if it is on the same switch, else that of the
      router to which the switch leads, and if there are several, of the one that DHCP names or that is on the sender's network.
    type: str
  dst_ip:
    description: IP address that the packet is for, by default that of O(to).
    type: str
  protocol:
    description: By default a ping without a port, and with one what the load balancer with this VIP balances, or TCP.
    type: str
    choices: [icmp, tcp, udp, sctp]
  src_port:
    description: Port of the sender, 40000 by default.
    type: int
  dst_port:
    description: Port that the packet is for, by default the one in O(to).
    type: int
  ttl:
    description: Time to live.
    type: int
    default: 64
  microflow:
    description:
      - The whole packet in place of O(from) and O(to), in the language of C(ovn-trace) with an C(inport), and for
        O(engine=openflow) in that of C(ofproto/trace) with an C(in_port), which may be a tunnel.
      - A load balancer among real flows needs a C(dp_hash).
    type: str
  datapath:
    description: Switch in which the packet starts, if several ports have the name of the C(inport).
    type: str
  ct:
    description:
      - What connection tracking says of the packet, V(new), V(est), V(rpl) and so on, joined with commas, for each time that it
        is asked. The last counts for all further times.
      - The packet is the first of its connection by default. Without that, C(ovn-trace) takes it for an established one, which
        no load balancer touches.
    type: list
    elements: str
    default: [new]
  engine:
    description:
      - V(logical) follows the logical flows of the Southbound database through the whole network.
      - V(openflow) follows the real flows of the chassis on which the task runs, which must have the sender's port, up to
        where the packet leaves for another chassis.
      - V(both) does the one and the other, see RV(openflow).
    type: str
    choices: [logical, openflow, both]
    default: logical
  samples:
    description:
      - A load balancer chooses by chance. It is tried again until all backends were chosen, but not more often than this.
      - By default 16 times, and with O(expect) as often as misses one of the backends no more than once in a million times. That
        is 21 times for two backends.
    type: int
  dp_hash:
    description: By this number the real flows' load balancers choose a backend.
    type: int
    default: 1
  expect:
    description: What must come of it. Without it every outcome is right.
    type: dict
    suboptions:
      verdict:
        description: The RV(verdict), in all runs.
        type: str
        choices: [delivered, replied, flooded, rejected, dropped, error, forwarded]
      output_port:
        description: A port at which the packet comes out, in one of the runs.
        type: str
      backend:
        description: A backend that is chosen, in one of the runs, as the load balancer has it.
        type: str
      chassis:
        description: A chassis on which it comes out, or for V(openflow) to which it goes, in one of the runs.
        type: str
  ovs_connection:
    description: Where the database of the chassis' Open vSwitch is. Only O(engine=openflow) and O(engine=both) need it.
    type: str
    default: unix:/var/run/openvswitch/db.sock
extends_documentation_fragment:
  - ovnlab.ovn.connection
  - ovnlab.ovn.attributes.info
requirements:
  - ovn-trace (Debian has it in ovn-common), on the host that runs the module
  - ovs-appctl and root on a chassis, for the real flows
notes:
  - A router that does not know the MAC address of the next hop yet asks by ARP first. See RV(unknown_neighbour).
  - Flows are followed as they are now. After a change of the network, wait with O(ovnlab.ovn.ovn_topology#module:wait).
seealso:
  - module: ovnlab.ovn.ovn_check
  - module: ovnlab.ovn.ovn_info
"""

EXAMPLES = r"""
- name: Show the way of a request to the load balancer
  ovnlab.ovn.ovn_trace:
    from: inside-vm3
    to: 172.16.255.62:8000
  register: traced

- name: Read the story
  ansible.builtin.debug:
    var: traced.story

- name: The ACL keeps the VM from the database server
  ovnlab.ovn.ovn_trace:
    from: web
    to: database:5432
    vms: {web: dmz-vm1, database: inside-vm3}
    expect: {verdict: dropped}

- name: A VM whose IP address the VM alone knows
  ovnlab.ovn.ovn_trace:
    from: ls2-vm3
    to: 172.16.255.130
    addresses:
      ls2-vm3: [192.168.101.10/24]

- name: The host outside reaches the server through the gateway
  ovnlab.ovn.ovn_trace:
    from: 10.127.0.130
    to: 10.127.0.254:8000
    expect: {verdict: delivered, backend: 172.16.255.130, output_port: dmz-vm1}

- name: The real flows of the chassis agree
  ovnlab.ovn.ovn_trace:
    from: inside-vm3
    to: dmz-vm2
    engine: both
    nb_connection: tcp:10.127.0.2:6641
    sb_connection: tcp:10.127.0.2:6642
  delegate_to: ubuntu2
"""

RETURN = r"""
verdict:
  description:
    - V(delivered) comes out at one port, of a VM or to a physical network.
    - V(replied) is answered by OVN itself, and the answer comes back to the sender.
    - V(flooded) comes out at all ports of a multicast group.
    - V(rejected) is refused by a reset or an ICMP error of OVN.
    - V(dropped) comes out nowhere.
    - V(error) cannot be followed to the end.
    - V(forwarded) leaves the chassis for another one. Only of the real flows.
  returned: always
  type: str
  sample: delivered
verdicts:
  description: How many runs had which verdict. Not with O(engine=openflow).
  returned: with logical flows
  type: dict
  sample: {delivered: 2}
reason:
  description: Why the packet was dropped or rejected, null if it was not.
  returned: always
  type: str
  sample: ACL no-icmp
story:
  description: What happened, line by line, each with the switch or router in front.
  returned: always
  type: list
  elements: str
  sample:
    - "inside   ls_in_lb: VIP 172.16.255.62 of lb-internal -> 172.16.255.131 (of 172.16.255.130, 172.16.255.131)"
    - "tenant1  lr_in_ip_routing: 172.16.255.128/26, out of tenant1-dmz"
    - "dmz      delivered to dmz-vm2 on ubuntu3 (geneve from ubuntu2 to ubuntu3)"
notes:
  description: What had to be assumed of the packet.
  returned: always
  type: list
  elements: str
microflow:
  description: The packet as C(ovn-trace) was asked for it.
  returned: with logical flows
  type: str
flow:
  description: The packet as OpenFlow writes it.
  returned: always
  type: str
outputs:
  description: Where it comes out, in any of the runs.
  returned: always
  type: list
  elements: dict
  contains:
    port:
      description: Name of the port.
      type: str
    datapath:
      description: The switch that the port is of.
      type: str
    type:
      description: Kind of port, empty for a VM's. Of logical flows.
      type: str
    chassis:
      description: Name of the chassis that has the port, null if none has. Of logical flows.
      type: str
    hostname:
      description: Name of that host. Of logical flows.
      type: str
    packet:
      description: What it is if not the packet itself, such as C(arp) for a request that a router makes. Of logical flows.
      type: str
    inport:
      description: Port at which it came into the switch. Of real flows.
      type: str
    interface:
      description: Interface of the chassis through which it goes. Of real flows.
      type: str
    tunnel:
      description: For an output to another chassis, null else. Of real flows.
      type: dict
      contains:
        type:
          description: Kind of tunnel.
          type: str
        to:
          description: Name of the chassis at the other end.
          type: str
        remote_ip:
          description: Its address.
          type: str
        key:
          description: The switch's number, which the tunnel carries.
          type: int
side_outputs:
  description: Where other packets come out that this one gives rise to, such as requests by ARP, as RV(outputs).
  returned: with logical flows
  type: list
  elements: dict
gateway_ports:
  description: Ports on the way that lead to a gateway.
  returned: with logical flows
  type: list
  elements: dict
  contains:
    port:
      description: Name of the port.
      type: str
    chassis:
      description: Name of the chassis that is the gateway.
      type: str
lb:
  description: Load balancers that took the packet.
  returned: always
  type: list
  elements: dict
  contains:
    datapath:
      description: Switch or router at which it did.
      type: str
    stage:
      description: Stage of the pipeline.
      type: str
    name:
      description: Name of the load balancer, null if it is not known.
      type: str
    vip:
      description: The VIP.
      type: str
    backends:
      description: All backends.
      type: list
      elements: str
    chosen:
      description: How many runs chose which backend.
      type: dict
      sample: {"172.16.255.130": 1, "172.16.255.131": 3}
nat:
  description: Addresses that were replaced.
  returned: always
  type: list
  elements: dict
  contains:
    kind:
      description: V(snat) or V(dnat).
      type: str
    address:
      description: The new address.
      type: str
    datapath:
      description: Router that replaced it. Of logical flows.
      type: str
    stage:
      description: Stage of the pipeline. Of logical flows.
      type: str
next_hops:
  description: To whom each router sent it.
  returned: with logical flows
  type: list
  elements: dict
  contains:
    router:
      description: Name of the router.
      type: str
    address:
      description: IP address of the neighbour.
      type: str
unknown_neighbour:
  description: >-
    The neighbour that a router has to ask for by ARP before it can send, null if there is none. A real packet waits for the
    answer; what a trace says beyond that depends on the release of OVN, older ones say V(dropped).
  returned: with logical flows
  type: dict
  contains:
    router:
      description: Name of the router.
      type: str
    address:
      description: IP address that it asks for.
      type: str
    port:
      description: Port of the router through which it asks.
      type: str
decided_by:
  description: The flow that settled the verdict.
  returned: always
  type: dict
  contains: &flow
    datapath:
      description: Switch or router.
      type: str
    stage:
      description: Stage of the pipeline.
      type: str
    priority:
      description: Priority of the flow.
      type: int
    match:
      description: Its match, of OpenFlow for real flows.
      type: str
    nb:
      description: The row of the Northbound database that it was made from, null if it is one of OVN's own.
      type: dict
      contains:
        table:
          description: Table of the row.
          type: str
        uuid:
          description: UUID of the row.
          type: str
        name:
          description: Name of the row, or what else tells it from others.
          type: str
decisions:
  description: All rows of the Northbound database that had a say, in order, each with C(datapath) and C(stage).
  returned: with logical flows
  type: list
  elements: dict
path:
  description: Switches and routers on the way, each with the C(inport) at which it came in.
  returned: with logical flows
  type: list
  elements: dict
tables:
  description:
    - Every flow that matched.
  returned: always
  type: list
  elements: dict
  contains:
    <<: *flow
    pipeline:
      description: V(ingress) or V(egress).
      type: str
    table:
      description: Number of the table.
      type: int
    lflow:
      description: The first digits of the logical flow's UUID.
      type: str
    packet:
      description: Of logical flows, which packet it was, as in RV(outputs[].packet).
      type: str
runs:
  description: How often the packet was followed.
  returned: with logical flows
  type: int
ct_defaults_used:
  description: How often C(ovn-trace) had to assume a state of the connection.
  returned: with logical flows
  type: int
errors:
  description: What the tool complained about.
  returned: always
  type: list
  elements: str
chassis:
  description: The chassis whose flows were followed.
  returned: with O(engine=openflow)
  type: str
recirculations:
  description: How often the packet went through connection tracking and started anew.
  returned: with O(engine=openflow)
  type: int
datapath_actions:
  description: What the datapath does in the end, as Open vSwitch writes it.
  returned: with O(engine=openflow)
  type: str
openflow:
  description: What O(engine=openflow) returns.
  returned: with O(engine=both)
  type: dict
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.module import trace_module


def main() -> None:
    trace_module()


if __name__ == "__main__":
    main()
