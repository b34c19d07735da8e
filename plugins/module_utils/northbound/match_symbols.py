# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fields and predicates of OVN's matches, of the releases 23.03 to 26.03 together."""

from __future__ import annotations

from typing import NamedTuple


class Symbol(NamedTuple):
    """What a field is compared with. Text has no width, a predicate has one bit.

    An ordinal field has bits and an order. Of a nominal one OVN can only match what it is, never what it is not.
    A predicate over ordinal fields is neither.
    """

    width: int
    is_ordinal: bool = False
    is_nominal: bool = False

    @property
    def is_text(self) -> bool:
        return self.width == 0


_TEXT = "inport outport remote_outport"

_ORDINAL = {
    1: """
        ct.trk ct.new ct.est ct.rel ct.rpl ct.inv ct.snat ct.dnat
        ct_label.blocked ct_label.force_snat ct_label.natted ct_label.nf ct_label.skip_snat ct_label.tun_if
        ct_mark.allow_established ct_mark.blocked ct_mark.force_snat ct_mark.natted ct_mark.skip_snat
        eth.mcast
        flags.force_snat_for_dnat flags.force_snat_for_lb flags.from_ctrl flags.icmp_snat flags.igmp_loopback
        flags.localnet flags.loopback flags.pkt_sampled flags.skip_snat_for_lb flags.tunnel_rx flags.unsnat_new
        flags.unsnat_not_tracked flags.use_snat_zone
    """,
    2: "ip.frag ct_mark.obs_stage",
    3: "vlan.pcp",
    4: "flags.network_id",
    8: "ct_label.nf_id ct_mark.obs_collector_id",
    12: "tcp.flags vlan.vid",
    16: """
        ct_label.acl_id ct_label.ecmp_reply_port ct_label.tun_if_id ct_mark.ecmp_reply_port
        sctp.src sctp.dst tcp.src tcp.dst udp.src udp.dst vlan.tci
    """,
    20: "ip6.label",
    32: """
        arp.spa arp.tpa ct_label.label ct_label.obs_point_id ct_mark ct_state flags ip4.src ip4.dst pkt.mark
        rarp.spa rarp.tpa reg0 reg1 reg2 reg3 reg4 reg5 reg6 reg7 reg8 reg9 __inport __outport
    """,
    48: "arp.sha arp.tha ct_label.ecmp_reply_eth eth.src eth.dst nd.sll nd.tll rarp.sha rarp.tha",
    64: "xreg0 xreg1 xreg2 xreg3 xreg4",
    96: "ct_label.obs_unused",
    128: "ct_label ip6.src ip6.dst nd.target xxreg0 xxreg1",
}

# Without icmp4.frag_mtu and icmp6.frag_mtu, which are for actions: in a match they make ovn-trace crash.
_NOMINAL = {
    1: """
        ip ip4 ip6 arp rarp icmp icmp4 icmp6 igmp mldv1 mldv2 nd nd_na nd_ns nd_ns_mcast nd_ra nd_rs sctp tcp udp
    """,
    2: "ip.ecn",
    6: "ip.dscp",
    8: "icmp4.type icmp4.code icmp6.type icmp6.code ip.proto ip.ttl",
    16: "arp.op eth.type rarp.op",
}

_BOOLEAN = """
    eth.bcast eth.mcastv6 from_evpn_vtep to_evpn_vtep ip.first_frag ip.is_frag ip.later_frag ip4.mcast ip4.src_mcast
    ip6.mcast ip6.mcast_all_nodes ip6.mcast_all_rtrs ip6.mcast_flood ip6.mcast_rsvd ip6.mcast_sol_node vlan.present
"""

SYMBOLS: dict[str, Symbol] = {
    **{name: Symbol(0, is_nominal=True) for name in _TEXT.split()},
    **{name: Symbol(width, is_ordinal=True) for width, names in _ORDINAL.items() for name in names.split()},
    **{name: Symbol(width, is_nominal=True) for width, names in _NOMINAL.items() for name in names.split()},
    **{name: Symbol(1) for name in _BOOLEAN.split()},
}
