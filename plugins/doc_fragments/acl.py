# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of an ACL row."""

from __future__ import annotations

from ansible_collections.ovnlab.ovn.plugins.doc_fragments import sample
from ansible_collections.ovnlab.ovn.plugins.doc_fragments.compose import (
    EXTERNAL_IDS,
    documentation,
    nested,
    purge,
    state,
)

IDENTITY = "An ACL is told from others by tier, direction, priority and match, so a changed match is another ACL."

OPTIONS = (
    r"""
direction:
  description: V(from-lport) for what enters the switch from a port, V(to-lport) for what leaves it to a port.
  type: str
  required: true
  choices: [from-lport, to-lport]
priority:
  description: From 0 to 32767. Of the ACLs of a tier and direction that match, the one with the highest decides.
  type: int
  required: true
match:
  description:
    - Which packets, in OVN's expression language, V(outport == "dmz-vm1" && tcp.dst == 80). V(1) is all of them.
    - V(@NAME) stands for the ports of a port group, V($NAME) for the members of an address set.
    - What ovn-controller cannot read it ignores, and tells nobody but its log.
  type: str
  required: true
action:
  description:
    - What becomes of the packets. A new ACL needs one.
    - V(allow-related) tracks the connection and lets its replies and what is related pass. V(allow) does not, unless
      the switch has V(allow-related) ACLs, too. V(allow-stateless) never does.
    - V(drop) is silent, V(reject) answers with a TCP reset or an ICMP error.
    - V(pass) leaves the decision to the next tier. It needs OVN 23.06 or later.
    - What no ACL matches is allowed, unless C(options:default_acl_drop) of NB_Global is V(true).
  type: str
  choices: [allow, allow-related, allow-stateless, drop, reject, pass]
tier:
  description:
    - From 0, the default and the first, to 3. Needs OVN 23.06 or later.
    - A tier is looked at if those before it matched nothing, or V(pass).
  type: int
name:
  description: What the log calls the ACL, at most 63 characters.
  type: str
log:
  description: Log packets that match, in the log of the chassis' ovn-controller. OVN's default is V(false).
  type: bool
severity:
  description: Severity in the log. OVN takes V(info) for none.
  type: str
  choices: [alert, warning, notice, info, debug]
meter:
  description: Name of the meter that limits how much is logged. Without one there is no limit.
  type: str
label:
  description: A number that connections of V(allow) and V(allow-related) carry in conntrack, up to 4294967295. V(0) is none.
  type: int
apply_after_lb:
  description:
    - Look at V(from-lport) packets after load balancers have chosen a backend, so the match sees the backend's address.
    - OVN's default is V(false), before them.
  type: bool
log_related:
  description: Log replies and related packets, too. It needs O(acls[].log), and a O(acls[].label) that no other ACL has.
  type: bool
persist_established:
  description:
    - Connections that V(allow-related) has let in live on when the ACL no longer matches them. OVN's default is V(false).
    - Needs OVN 25.03 or later.
  type: bool
network_function_group:
  description: Name of the Network_Function_Group through which allowed packets go. Needs OVN 26.03 or later.
  type: str
options:
  description: Further keys of the ACL's C(options), merged. The value V(null) takes a key away.
  type: dict
"""
    + nested("sample_new", "A sample of each new connection. Needs OVN 24.09 or later.", sample.OPTIONS, "dict")
    + nested(
        "sample_est", "A sample of packets of known connections. Needs OVN 24.09 or later.", sample.OPTIONS, "dict"
    )
    + EXTERNAL_IDS
    + state("ACL")
)


def acls(owner: str) -> str:
    """:param owner: switch or port group"""
    return nested(
        "acls",
        f"ACLs of the {owner}. Those that are not named stay, unless O(purge) names V(acls).\n{IDENTITY}",
        OPTIONS,
    )


class ModuleDocFragment:
    DOCUMENTATION: str = documentation(
        r"""
switch:
  description: Name of the logical switch that has the ACLs. It must be there. Either this or O(port_group) is needed.
  type: str
port_group:
  description: Name of the port group that has the ACLs. It must be there. Either this or O(switch) is needed.
  type: str
"""
        + acls("switch or port group")
        + purge("acls")
    )
