# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we say about a match is what OVN says about it.

northd copies the match of a QoS rule into the Southbound database as it is, whatever it says. ovn-trace reads all
flows there with the parser that ovn-controller has, and logs those that it cannot read: one run judges them all.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.processes import Northd, wait_until
from support.programs import program
from support.reader import Reader

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.match import DEEPEST, is_open, problem
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.match_symbols import SYMBOLS

VALID = """
    1
    0
    !1
    (((1)))
    ip4.src == 10.0.0.1
    10.0.0.1 == ip4.src
    ip4.src==10.0.0.1&&tcp.dst==80
    ip4.src != 10.0.0.1
    ip4.src == 10.0.0.1/8
    ip4.src == 10.0.0.0/255.0.255.0
    ip4.src == 10.0.0.0/0
    ip4.src == 10
    ip4.src == 0xa/0xff
    ip4.src == 0xffffffffff/0xff
    ip4.src == ::/0
    ip4.src == ::1/::1
    ip4.src[0..7] == 256
    ip4.src [ 0 .. 7 ] == 1
    ip4.src[0..31] == 10.0.0.1
    ip4.src < $addresses
    ip4.src != $addresses
    $addresses == ip4.src
    ip4.src == {$addresses, 10.0.0.9}
    ip4.src == {$addresses$nothing}
    ip4.src == $nothing
    ip4.src == $group_ip4
    ip4.src == {10.0.0.1 10.0.0.2}
    ip4.src == {10.0.0.1, 10.0.0.2,}
    !ip4.src
    !(ip4.src)
    !ip4.src[0..1]
    !(ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.1)
    ip6.src == fd00::/64
    ip6.src == FD00::1/ffff::
    ip6.src == abcd:ef::
    ip6.src == ::ffff:10.0.0.1
    ip6.src == 10.0.0.0/8
    ip6.src == 02:00:00:00:00:01
    ip6.src == 0xffffffffffffffffffffffffffffffff
    ip6.src == 0x000000000000000000000000000000000000000000000001
    eth.src == AA:bb:cc:00:00:01
    eth.src == 02:00:00:00:00:01/ff:ff:ff:00:00:00
    eth.src == 0x020000000001
    eth.src > 02:00:00:00:00:01
    eth.src[0..15] > 0x1111
    eth.type == 0x800/0xff
    eth.type[0..15] == 0x800
    eth.type == {0x800, 0x86dd}
    tcp.dst == 0X50
    tcp.dst == 1/0
    tcp.dst == {80 81 82}
    tcp.dst == $nothing
    tcp.dst ==/* comment */80
    1024 <= tcp.dst <= 2048 && ip4
    7 > vlan.pcp > 0
    0 < ip4.src[0..3] <= 3
    1 < ip4.src < $addresses
    tcp == 1
    tcp != 0
    tcp[0]
    tcp == 1/1
    !(!tcp)
    !(tcp != 1)
    {1 1} == ip4
    !vlan.present
    !eth.bcast && !ip4.mcast
    ct.est && !ct.rel && !ct.new
    ct.new > 0
    ct_label.label == 5 || ct_mark == 1/1 || ct_state[0]
    reg0[31] && xreg4 == 1 && xxreg1 == 1
    (ip4 && (tcp || udp)) || arp
    inport == "p1"
    "p1"==inport&&outport=="p2"
    inport == {"p1" @group, "p2"}
    @group == outport
    !(inport != "p1") && !(@group != outport)
    inport == ""
    inport == "p\\u0031 \\ud83d\\ude00 \\"\\/\\b\\f\\n\\r\\t é"
    is_chassis_resident("p1")
    !is_chassis_resident ( "p1" ) || ip4
    /* a /* b */ ip4 /**/
"""

FAULTY = """
    2
    01
    0x1
    1/1
    ()
    (ip4
    ip4)
    ip4 tcp
    ip4 (tcp)
    ip4 &&
    && ip4
    ip4 && && tcp
    ip4 & tcp
    ip4 | tcp
    ip4 ||| tcp
    ip4 / tcp
    ip4 and tcp
    ip4;
    ip4 # comment
    ip4 /* comment
    ip4 /* a */ b */
    // ip4
    ip4 && // comment
    ip4 == tcp
    ip4 && tcp || udp
    ip4 || tcp && udp
    (ip4 && tcp || udp)
    0 && 1 || 1
    not ip4
    IP4
    ip4_src == 1
    ct.tracked
    reg10 == 1
    xxreg2 == 1
    .x
    ..
    x..y
    a:b
    !!ip4
    !ip4.src == 10.0.0.1
    !80 == tcp.dst
    !(!tcp.dst)
    !ip4
    !(ip4)
    !(tcp || udp)
    tcp == 0
    tcp == 0/1
    tcp == 1/0
    tcp == 2
    tcp == {0,1}
    tcp > 0
    tcp == "x"
    1 != tcp
    1 == 1
    {1} == {1}
    {1}
    "a"
    @group
    $addresses
    ip4.src
    ip4.src = 10.0.0.1
    ip4.src === 1
    ip4.src =! 1
    ip4.src <> 1
    ip4.src ~ 1
    ip4.src == ip4.dst
    ip4.src == -1
    ip4.src == +1
    ip4.src == 10.0.0
    ip4.src == 10.0.0.256
    ip4.src == 10.0.0.1.2
    ip4.src == 010.0.0.1
    ip4.src == 10.0.0.0/33
    ip4.src == 10.0.0.0/
    ip4.src == 10.0.0.0 / 8
    ip4.src == 10.0.0.0/ 8
    ip4.src == 10.0.0.0/08
    ip4.src == 10.0.0.0/0xff
    ip4.src == 10.0.0.0/::
    ip4.src == 10.0.0.1/* comment */
    ip4.src == ::1
    ip4.src == ::/96
    ip4.src < 10.0.0.0/8
    ip4.src > 10.0.0.1/32
    ip4.src < {10.0.0.1}
    ip4.src == {}
    ip4.src == {,10.0.0.1}
    ip4.src == {10.0.0.1,,10.0.0.2}
    ip4.src == {10.0.0.1
    ip4.src == {{10.0.0.1}}
    ip4.src == {10.0.0.1, ::1}
    ip4.src == {1 "a"}
    ip4.src == @group
    ip4.src == $
    ip4.src == $ addresses
    ip4.src == $1
    ip4.src == $addresses$addresses
    ip4.src[32] == 1
    ip4.src[7..0] == 1
    ip4.src[0..] == 1
    ip4.src[0,7] == 1
    ip4.src[0x0] == 1
    ip4.src[01]
    ip4.src[]
    ip4.src[0
    ip4.src[0][0]
    ip4[1]
    ip6.src == fd00
    ip6.src == fd00::g
    ip6.src == fd00::/129
    ip6.src == fd00::/0x40
    ip6.src == 1:2:3:4:5:6:7
    ip6.src == 1::2::3
    ip6.src == :1
    ip6.src == fe80::1%eth0
    ip6.src == 18446744073709551616
    ip6.src == 0x1ffffffffffffffffffffffffffffffff
    eth.src == 2:0:0:0:0:1
    eth.src == 02-00-00-00-00-01
    eth.src == 02:00:00:00:00:01/8
    eth.src == 02:00:00:00:00:01:02
    eth.src == ::1
    eth.type > 5
    eth.type != 0x800
    eth.type[0..7] == 8
    ip.proto == tcp
    ip.proto != {1,2}
    ip.ttl > 5
    ip.dscp == 64
    tcp.dst
    tcp.dst = 80
    tcp.dst == 65536
    tcp.dst == 0xffff/0xfffff
    tcp.dst == 080
    tcp.dst == 0x
    tcp.dst == 0xfg
    tcp.dst == 1_000
    tcp.dst == 1,000
    tcp.dst == 80/0xff
    tcp.dst == 10.0.0.1
    tcp.dst == 80:90
    tcp.dst == 80-90
    tcp.dst == 80..90
    tcp.dst == {80, "81"}
    tcp.dst == {80, 70000}
    tcp.dst == 80/* comment */
    tcp.dst <= 2048 >= 3
    0 <= vlan.pcp >= 7
    0 == vlan.pcp == 7
    0 <= vlan.pcp != 7
    0 < vlan.pcp < 8
    80 <= {tcp.dst}
    vlan.vid == 0x1000
    inport
    inport == 1
    inport == p1
    inport == 'p1'
    inport == "p1
    inport == "p1" "p2"
    inport == {"p1", 1}
    inport == {@group $addresses}
    inport == $addresses
    inport[0] == "p1"
    inport < "p1"
    inport != "p1"
    !(inport == "p1" && ip4)
    inport != @group
    inport == @1
    inport == "\\q"
    inport == "\\u00"
    inport == "\\u0000"
    inport == "\\ud83d"
    is_chassis_resident
    is_chassis_resident()
    is_chassis_resident(p1)
    is_chassis_resident("p1"
    is_chassis_resident("p1") == 1
    other("p1")
"""

# Where we do not say what ovn-trace says, and why.
REFUSED_ALTHOUGH_IT_READS = {
    "ip4 // comment": "northd puts the match of an ACL in parentheses, and the comment hides the closing one",
    "(" * 95 + "1" + ")" * 95: "northd adds parentheses, and at more than a hundred OVN gives up",
    "eth.src == a:bbb:cc:00:00:01": "nobody means a MAC address by that",
    'inport == "\\ude00"': "half of a character is none",
}
TAKEN_ALTHOUGH_IT_REFUSES = {
    "ip4.src == $unknown": "a match alone does not tell which address sets there are",
    "inport == @unknown": "nor which port groups",
    "tcp.dst == $addresses": "nor what an address set contains",
    "ip4.src < $nothing": "nor whether it contains anything",
    "ip4.src == ^variable": "ovn-trace does not know the template variables of a chassis",
}


# Marks that OVN makes for itself, of which no release has all.
NOT_IN_EVERY_RELEASE = """
    __inport __outport from_evpn_vtep remote_outport to_evpn_vtep nd_ns_mcast
    ct_label.acl_id ct_label.blocked ct_label.ecmp_reply_port ct_label.force_snat ct_label.natted ct_label.nf
    ct_label.nf_id ct_label.obs_point_id ct_label.obs_unused ct_label.skip_snat ct_label.tun_if ct_label.tun_if_id
    ct_mark.allow_established ct_mark.obs_collector_id ct_mark.obs_stage
    flags.from_ctrl flags.icmp_snat flags.igmp_loopback flags.localnet flags.network_id flags.pkt_sampled
    flags.tunnel_rx flags.unsnat_new flags.unsnat_not_tracked
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


class Ovn:
    """Judges matches as OVN does."""

    def __init__(self, nb: Reader, sb: Reader, folder: Path) -> None:
        self.nb = nb
        self.sb = sb
        self.folder = folder

    def prepare(self) -> None:
        ports: list[dict[str, Any]] = [
            {"op": "insert", "table": "Logical_Switch_Port", "uuid-name": name, "row": {"name": name}}
            for name in ("p1", "p2")
        ]
        named = ["set", [["named-uuid", "p1"], ["named-uuid", "p2"]]]
        sets = {"addresses": ["10.0.0.1", "10.1.0.0/16"], "nothing": []}
        self.nb.transact(
            *ports,
            {"op": "insert", "table": "Logical_Switch", "row": {"name": "dmz", "ports": named}},
            {"op": "insert", "table": "Port_Group", "row": {"name": "group", "ports": named}},
            *(
                {"op": "insert", "table": "Address_Set", "row": {"name": name, "addresses": ["set", addresses]}}
                for name, addresses in sets.items()
            ),
        )

    def read(self, column: str, rows: list[dict[str, Any]]) -> str:
        """Write rows with matches to the switch, and return what ovn-trace then logs about their flows."""
        for start in range(0, len(rows), 200):
            operations = [dict(row, **{"uuid-name": f"row{n}"}) for n, row in enumerate(rows[start : start + 200])]
            added = ["set", [["named-uuid", row["uuid-name"]] for row in operations]]
            mutation = {
                "op": "mutate",
                "table": "Logical_Switch",
                "where": [],
                "mutations": [[column, "insert", added]],
            }
            self.nb.transact(*operations, mutation)
        self._translate()
        log = self.folder / "ovn-trace.log"
        database = f"--db={self.sb.server.connection}"
        logging = ["-vconsole:off", "-vfile:info", f"--log-file={log}"]
        subprocess.run(
            [program("ovn-trace"), database, *logging, "dmz", 'inport == "p1"'], check=True, capture_output=True
        )
        return log.read_text(encoding="utf-8", errors="replace")

    def _translate(self) -> None:
        """Wait until northd has translated what was written."""
        wait_until(lambda: bool(self.nb.rows("NB_Global")), "northd's own row")
        self.nb.transact({"op": "mutate", "table": "NB_Global", "where": [], "mutations": [["nb_cfg", "+=", 1]]})

        def done() -> bool:
            row = self.nb.row("NB_Global")
            return bool(row["sb_cfg"] == row["nb_cfg"])

        wait_until(done, "translation by northd")

    def refused(self, matches: Iterable[str]) -> set[str]:
        matches = list(dict.fromkeys(matches))
        rule = {"direction": "from-lport", "action": ["map", [["dscp", 1]]]}
        rows = [
            {"op": "insert", "table": "QoS", "row": {**rule, "priority": number, "match": match}}
            for number, match in enumerate(matches)
        ]
        log = self.read("qos_rules", rows)
        flows = {row["match"] for row in self.sb.rows("Logical_Flow")}
        assert flows >= set(matches), "northd does not copy the match of a QoS rule any more"
        return {match for match in matches if f"|WARN|{match}: parsing expression failed" in log}


@pytest.fixture
def ovn(nb: Reader, sb: Reader, northd: Northd, folder: Path) -> Ovn:
    judge = Ovn(nb, sb, folder)
    judge.prepare()
    return judge


def variations(seed: int, count: int) -> Iterator[str]:
    """Make new texts of the listed ones: pieces are left out, doubled, exchanged, or come from another."""
    chance = random.Random(seed)
    texts = [text.split() for text in lines(VALID) * 2 + lines(FAULTY) if '"' not in text and "/" not in text]
    pieces = [piece for text in texts for piece in text]
    for _text in range(count):
        words = list(chance.choice(texts))
        for _change in range(chance.randint(1, 3)):
            place = chance.randrange(len(words) + 1)
            words[place : place + chance.randint(0, 1)] = chance.choices(pieces, k=chance.randint(0, 2))
        yield " ".join(words)


def questions(name: str) -> list[str]:
    """Ask a field for its width, its order and whether it can be negated."""
    too_much = 1 << SYMBOLS[name].width
    return [
        *(f"{name} == {too_much:#x}", f"{name} == {too_much - 1:#x}", f"{name} > 0", f"!({name} == 1)"),
        *(f"!{name}", f"{name}[0]", f"{name}[0] > 0", name, f'{name} == "text"'),
    ]


def disagreements(ovn: Ovn, matches: Iterable[str]) -> list[str]:
    matches = list(dict.fromkeys(matches))
    refused = ovn.refused(matches)
    return [
        f"{match}: {problem(match) or 'taken by us'}" for match in matches if bool(problem(match)) != (match in refused)
    ]


def test_the_lists_are_what_they_say(ovn: Ovn) -> None:
    valid, faulty = lines(VALID), lines(FAULTY)
    assert ovn.refused(valid + faulty) == set(faulty)
    assert [match for match in valid if problem(match)] == []
    assert [match for match in faulty if not problem(match)] == []


def test_the_differences_are_known(ovn: Ovn) -> None:
    assert ovn.refused([*REFUSED_ALTHOUGH_IT_READS, *TAKEN_ALTHOUGH_IT_REFUSES]) == set(TAKEN_ALTHOUGH_IT_REFUSES)
    assert all(problem(match) for match in REFUSED_ALTHOUGH_IT_READS)
    assert not any(problem(match) for match in TAKEN_ALTHOUGH_IT_REFUSES)


def test_fields(ovn: Ovn) -> None:
    refused = ovn.refused(
        [f"{name} == {{0, 1}}" for name in SYMBOLS] + [question for name in SYMBOLS for question in questions(name)]
    )
    unknown = {name for name in SYMBOLS if {f"{name} == {{0, 1}}", *questions(name)} <= refused}
    assert unknown <= set(NOT_IN_EVERY_RELEASE.split())
    asked = [question for name in SYMBOLS if name not in unknown for question in questions(name)]
    assert [question for question in asked if bool(problem(question)) != (question in refused)] == []


def test_variations(ovn: Ovn) -> None:
    matches = [
        text for text in variations(seed=1, count=3000) if not any(known in text for known in TAKEN_ALTHOUGH_IT_REFUSES)
    ]
    assert disagreements(ovn, matches) == []


def test_northd_adds_to_the_match_of_an_acl(ovn: Ovn) -> None:
    deep = "(" * DEEPEST + "ip4" + ")" * DEEPEST
    matches = ["tcp || udp", "(tcp || udp)", "(tcp) || (udp)", "ip4", deep]
    acls = [
        (action, f"{match} {comment}")
        for action in ("drop", "reject", "allow", "allow-related")
        for match, comment in [*((match, f"/* {action} */") for match in matches), ("ip4", f"// {action}")]
    ]
    rows = [
        {
            "op": "insert",
            "table": "ACL",
            "row": {"direction": "to-lport", "priority": number, "action": action, "match": match},
        }
        for number, (action, match) in enumerate(acls)
    ]
    failures = [line for line in ovn.read("acls", rows).splitlines() if "parsing expression failed" in line]
    assert any("ip4 // drop" in line for line in failures)
    refused = [match for action, match in acls if problem(match) or (action == "reject" and is_open(match))]
    assert [line for line in failures if not any(match in line for match in refused)] == []
