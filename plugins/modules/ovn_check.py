#!/usr/bin/python
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovn_check
short_description: Ask from a host and its VMs what a network promises
version_added: 0.1.0
author: The ovnlab.ovn authors (@ovnlab)
description:
  - Sends pings and web requests from a host's own network namespace and from those of its VMs, counts the answers, and
    compares them with what must come.
  - Asks the host's Open vSwitch for its tunnels, and the Southbound database where ports are bound and whether backends
    of load balancers answer.
  - All checks of a task are asked at the same time. Each is asked anew until it holds or its time is over.
  - A check that does not hold is a result and no failure of the task. See RV(all_hold).
options:
  checks:
    description:
      - What to ask. Each check has one of O(checks[].ping), O(checks[].get), O(checks[].tunnel_to), O(checks[].port),
        O(checks[].health).
    type: list
    elements: dict
    required: true
    suboptions:
      from:
        description: Name of the client, for the results.
        type: str
        required: true
      namespace:
        description: Network namespace of the client, that of the host itself without it.
        type: str
      ping:
        description: IP address to ping.
        type: str
      ttl:
        description: Time to live that the replies to the ping must have.
        type: int
      get:
        description: URL to request, with an IP address for a host. Every request has a connection of its own.
        type: str
      answers:
        description:
          - Texts that the servers answer, without white space at the ends.
          - Each of them must come at least once, and nothing else.
        type: list
        elements: str
        default: []
      tunnel_to:
        description: IP address to which the Open vSwitch of this host must have a tunnel, as C(remote_ip) of an interface.
        type: str
      tunnel_type:
        description: What kind of tunnel that must be. Any without it.
        type: str
        choices: [geneve, vxlan]
      port:
        description: Logical port whose chassis the Southbound database is asked for.
        type: str
      chassis:
        description: Name of the chassis that the port must be bound to. Any without it.
        type: str
      health:
        description: Backend, V(IP:PORT), of a load balancer with health checks, for which the Southbound database is asked.
        type: str
      state:
        description: What the health checks must say of that backend. V(online) without it.
        type: str
        choices: [online, offline, error]
      fails:
        description:
          - How every request must fail. V(timeout) after 3 seconds for a web request and 1 second for a ping; V(refused) by
            the other side; V(unreachable) by the word of a router or for want of a route; V(any) of these.
        type: str
        choices: [timeout, refused, unreachable, any]
      alive:
        description:
          - An IP address or a URL that answers the same client. It is asked before a check that must fail, because in a dead
            network everything fails.
          - Required with O(checks[].fails).
        type: str
      requests:
        description:
          - Number of requests that are counted.
          - By default 3 pings, or as many web requests as find all O(checks[].answers) except once in a million times, if
            the servers are chosen by chance. That is 21 requests for two answers.
        type: int
      limit:
        description: Seconds after which a check that does not hold is not asked anew.
        type: int
        default: 30
      mark:
        description: Whether the web requests carry a unique query, C(/?RV(results[].mark)), by which the servers' logs show them.
        type: bool
        default: false
  ovs_connection:
    description: Where the database of this host's Open vSwitch is, for O(checks[].tunnel_to).
    type: str
    default: "unix:/var/run/openvswitch/db.sock"
  sb_connection:
    description: Where the Southbound database is, for O(checks[].port) and O(checks[].health). The default is the socket of a central node.
    type: list
    elements: str
    default: ["unix:/var/run/ovn/ovnsb_db.sock"]
extends_documentation_fragment:
  - ovnlab.ovn.attributes.info
requirements:
  - root, for network namespaces and pings
seealso:
  - module: ovnlab.ovn.ovn_info
  - ref: ovnlab.ovn.verify role <ansible_collections.ovnlab.ovn.verify_role>
    description: Runs the checks of a whole inventory.
"""

EXAMPLES = r"""
- name: The load balancer answers the VM, from both servers
  ovnlab.ovn.ovn_check:
    checks:
      - {from: vm3, namespace: vm3, ping: 172.16.255.129, ttl: 64}
      - from: vm3
        namespace: vm3
        get: http://172.16.255.62:8000/
        answers: [i am vm1, i am vm2]
      - {from: ubuntu1, tunnel_to: 10.127.0.3, tunnel_type: geneve}
      - {from: ubuntu1, port: dmz-vm1, chassis: ubuntu2}
      - {from: ubuntu1, health: "172.16.255.130:8000", state: online}
  register: checked
  failed_when: checked.failed | default(false) or not checked.all_hold
"""

RETURN = r"""
all_hold:
  description: Whether every check holds.
  returned: success
  type: bool
results:
  description: What came of each check, in the same order.
  returned: success
  type: list
  elements: dict
  contains:
    from:
      description: Name of the client.
      type: str
    asks:
      description: The URL, or what else is asked and of whom, such as C(ping) and the address.
      type: str
    holds:
      description: Whether what came is what must come.
      type: bool
    reason:
      description: Why it does not hold, null if it does.
      type: str
      sample: no answer from 'i am vm1'
    outcomes:
      description: How often each answer or failure came when it was asked last.
      type: dict
      sample: {i am vm1: 9, i am vm2: 12}
    tries:
      description: How often the whole check was asked.
      type: int
    seconds:
      description: How long it took.
      type: float
    mark:
      description: The query of the requests, null without O(checks[].mark).
      type: str
      sample: check-5f0c9a31bd42
"""

from ansible_collections.ovnlab.ovn.plugins.module_utils.basic import AnsibleModule
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks import spec
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.run import run
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.state import OVS_SOCKET, SB_SOCKET
from ansible_collections.ovnlab.ovn.plugins.module_utils.checks.target import (
    backend_problem,
    target_problem,
    url_problem,
)
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.checks import ip


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "checks": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": spec.for_host(),
                "mutually_exclusive": [spec.ASKED],
                "required_one_of": [spec.ASKED],
            },
            "ovs_connection": {"type": "str", "default": OVS_SOCKET},
            "sb_connection": {"type": "list", "elements": "str", "default": [SB_SOCKET]},
        },
        supports_check_mode=True,
    )
    checks = module.params["checks"]
    faults = [
        f"checks[{index}].{option}: {problem_of(check[option])}"
        for index, check in enumerate(checks)
        for option, problem_of in (
            ("ping", ip),
            ("get", url_problem),
            ("tunnel_to", ip),
            ("health", backend_problem),
            ("alive", target_problem),
        )
        if check[option] is not None and problem_of(check[option])
    ]
    faults += [
        f"checks[{index}].alive: is required with fails, else a dead network would pass too"
        for index, check in enumerate(checks)
        if check["fails"] and check["alive"] is None
    ]
    if faults:
        module.fail_json(msg="; ".join(faults))
    results = run(checks, module.params["ovs_connection"], module.params["sb_connection"])
    module.exit_json(changed=False, all_hold=all(result["holds"] for result in results), results=results)


if __name__ == "__main__":
    main()
