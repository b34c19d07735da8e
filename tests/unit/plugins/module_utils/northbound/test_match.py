# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matches as OVN reads them. tests/functional/test_match_against_ovn.py asks OVN about the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound import match
from ansible_collections.ovnlab.ovn.plugins.module_utils.northbound.match_symbols import SYMBOLS

GOOD = [
    "1",
    "!(ip4.src == 10.0.0.1) && tcp.dst == 80",
    "outport == @web && ip4 && tcp.dst == {80, 443}",
    'inport == "port 1" && ip6.src == fd00::/64',
    "eth.src == 02:00:00:00:00:01/ff:ff:ff:00:00:00",
    "1024 <= tcp.dst <= 2047",
    "80 == tcp.dst || {81 82,} == udp.dst",
    "ip4.src[0..7] == 5 && reg0[3]",
    "ip4 && (tcp || udp) /* which */ && $web_ip4 == ip4.dst",
    'is_chassis_resident("cr-lrp") && ct.est && !ct.rel',
    "!(!tcp) && !(ip.proto != 6)",
    "anything ^goes == here",
    "(" * 90 + "ip4" + ")" * 90,
]

POSITIVE = "is not: match what it may be, or allow it by a rule of higher priority"
VALUE = 'a number, an address, a set in braces, a $address_set, a @port_group or a "port"'
NUMBER = "write a decimal number without leading zeros, 0x and hexadecimal digits, an IP address or a MAC address"
NEWER = "(if your OVN is newer and knows it, set validate to warn)"

BAD = [
    ("", "at its end: it is empty: write 1 to match every packet"),
    (" /* */ ", "at its end: it is empty: write 1 to match every packet"),
    ("ip4.src = 10.0.0.1", "at '=', character 9: write == for a comparison"),
    ("ip4 & tcp", "at '&', character 5: write &&"),
    ("ip4 | tcp", "at '|', character 5: write ||"),
    ("ip4 and tcp", "at 'and', character 5: write &&"),
    ("ip4 or tcp", "at 'or', character 5: write ||"),
    ("not ip4", "at 'not', character 1: write !(...)"),
    ("ip4 tcp", "at 'tcp', character 5: write && or || between two conditions"),
    ("ip4 && tcp || udp", "at '||', character 12: put parentheses around what belongs together, as (a && b) || c"),
    ("!ip4.src == 1", "at 'ip4.src', character 2: put what ! negates in parentheses, as !(a == b)"),
    ("!!ct.new", "at '!', character 2: put what ! negates in parentheses, as !(a == b)"),
    ("(ip4", "at its end: ) must follow what the parenthesis has begun with"),
    ("(" * 91 + "1" + ")" * 91, "at '(', character 91: OVN does not read more than 90 parentheses in each other"),
    ("ip4 &&", f"at its end: a value must stand here: {VALUE}"),
    ("ip4.src == {}", f"at '}}', character 13: a value must stand here: {VALUE}"),
    ("tcp.dst ==", f"at its end: a value must stand here: {VALUE}"),
    ("tcp.dst == {80", f"at its end: a value must stand here: {VALUE}"),
    ("tcp.dst", "at its end: compare tcp.dst with something, as tcp.dst != 0"),
    ("inport", 'at its end: compare inport with something, as inport == "port1"'),
    ("80", "at its end: compare the constant with a field, as tcp.dst == 80"),
    ("80 == 80", "at '80', character 7: a field must stand here, such as ip4.src"),
    (
        "tcp.port == 80",
        f"at 'tcp.port', character 1: OVN has no such field, do you mean tcp.src or tcp.dst or outport? {NEWER}",
    ),
    (
        "TCP.DST == 80",
        f"at 'TCP.DST', character 1: OVN has no such field, do you mean tcp.dst or sctp.dst or udp.dst? {NEWER}",
    ),
    ("zzz", f"at 'zzz', character 1: OVN has no such field {NEWER}"),
    ("has(1)", f"at 'has', character 1: the only function is is_chassis_resident {NEWER}"),
    (
        "is_chassis_resident(a)",
        "at 'a', character 21: write a port in double quotes, as is_chassis_resident(\"port1\")",
    ),
    ('is_chassis_resident("a"', "at its end: ) must follow the port"),
    ("ip4.src[32]", "at 'ip4.src', character 1: the bits of ip4.src are 0..31, the lower one first"),
    ("ip4.src[7..0] == 1", "at 'ip4.src', character 1: the bits of ip4.src are 0..31, the lower one first"),
    ("ip4.src[x]", "at 'x', character 9: write a bit or a range of bits in decimal, as ip4.src[0..7]"),
    ("ip4.src[0", "at its end: ] must follow the bits"),
    ("inport[0]", "at 'inport', character 1: inport is text and has no bits"),
    ("eth.type[0..7] == 8", "at 'eth.type', character 1: OVN compares eth.type only as a whole: leave out [0..7]"),
    ("inport == p1", "at 'p1', character 11: it is no value: write a port as \"p1\", an address set as $p1"),
    ("inport == 'p1'", 'at "\'", character 11: write names in double quotes, such as "port1"'),
    ('inport == "p1', "at '\"', character 11: the closing quote is missing"),
    (
        'inport == "\\q"',
        'at \'"\\\\q"\', character 11: only the escapes of JSON are possible, such as \\" or \\u00e9, and no NUL',
    ),
    ("inport == 1", "at '1', character 11: inport is compared with a port as \"port1\" or @port_group"),
    ("inport == $a", "at '$a', character 11: inport is compared with a port as \"port1\" or @port_group"),
    ('tcp.dst == "80"', "at '\"80\"', character 12: tcp.dst is compared with a number or an address, without quotes"),
    ("ip4.src == @a", "at '@a', character 12: ip4.src is compared with a number or an address, without quotes"),
    (
        "ip4.src == $1",
        (
            "at '$', character 12: the name of an address set must follow, of letters, digits, _ and ., and no digit first"
        ),
    ),
    (
        "inport == @-",
        ("at '@', character 11: the name of a port group must follow, of letters, digits, _ and ., and no digit first"),
    ),
    ('inport != "p1"', f"at '!=', character 8: OVN cannot match what inport {POSITIVE}"),
    ('!(inport == "p1")', f"at '==', character 10: OVN cannot match what inport {POSITIVE}"),
    ("!tcp", f"at 'tcp', character 2: OVN cannot match what tcp {POSITIVE}"),
    ("tcp == 0", f"at '==', character 5: OVN cannot match what tcp {POSITIVE}"),
    ("ip.ttl > 1", "at '>', character 8: ip.ttl has no order: only == is possible"),
    ("tcp.dst > {1}", "at '>', character 9: only == and != are possible with a set"),
    ("ip4.src > 10.0.0.0/8", "at '10.0.0.0/8', character 11: only == and != are possible with a mask"),
    ("1 < tcp.dst > 3", "at '>', character 13: write a range as 1 <= field <= 9 or 9 >= field >= 1"),
    ("tcp.dst == 65536", "at '65536', character 12: it has 17 bits, and tcp.dst has 16"),
    ("ip4.src == ::1", "at '::1', character 12: it has 128 bits, and ip4.src has 32"),
    ("tcp.dst == 080", f"at '080', character 12: 080 is not a number: {NUMBER}"),
    ("ip4.src == 10.0.0.256", f"at '10.0.0.256', character 12: 10.0.0.256 is not a number: {NUMBER}"),
    ("ip4.src == 10.0.0.0/33", "at '10.0.0.0/33', character 12: the prefix of an IPv4 address has at most 32 bits"),
    (
        "ip4.src == 10.0.0.0/",
        "at '10.0.0.0/', character 12: a mask must follow the /, such as 10.0.0.0/8; leave a space before a comment",
    ),
    (
        "eth.src == 02:00:00:00:00:01/8",
        "at '02:00:00:00:00:01/8', character 12: write the mask in the form of the value, which is Ethernet",
    ),
    ("ip4.src == 10.0.0.0 / 8", "at '/', character 21: a mask follows its address without a space, such as 10.0.0.0/8"),
    (
        "tcp.dst == 80-90",
        "at '-', character 14: write a range as 1024 <= tcp.dst <= 2047, and a MAC address with colons",
    ),
    (
        "tcp.dst == 80..90",
        "at '..', character 14: write a range as 1024 <= tcp.dst <= 2047; .. stands only between bits, such as ip4.src[0..7]",
    ),
    (
        "ip4 // why",
        "at '//', character 5: northd writes a ) after a match, and the comment would hide it: write /* ... */",
    ),
    ("ip4 /* why", "at '/*', character 5: the comment does not end on its line: write */ after it"),
    ("ip4 # why", "at '#', character 5: OVN knows no such character"),
]


@pytest.mark.parametrize("text", GOOD)
def test_a_match_is_taken(text: str) -> None:
    assert match.problem(text) is None


@pytest.mark.parametrize(("text", "why"), BAD)
def test_a_faulty_match_is_explained(text: str, why: str) -> None:
    assert match.problem(text) == f"{text!r} is not a match, {why}"


@pytest.mark.parametrize("piece", ['"\\', "/*x", "(", "!(", "{", "a.", "::", "0.", "//"])
def test_the_length_of_a_fault_does_no_harm(piece: str) -> None:
    """A reader that began anew at each piece would take minutes."""
    assert match.problem(piece * 50000)


def test_references() -> None:
    found = match.references(
        'inport == {"vm1", "v\\u006d2"} && "vm3" == outport && outport == @web && ip4.src == {$web_ip4, $a.b}'
        ' && is_chassis_resident("cr-lrp") && (outport == "_MC_flood")'
    )
    assert found == ({"web_ip4", "a.b"}, {"web"}, {"vm1", "vm2", "vm3"})


def test_references_of_what_is_faulty() -> None:
    assert match.references('$a = @b && "c" "\\q" ^d $ @') == ({"a"}, {"b"}, {"c"})


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("tcp || udp", True),
        ("(tcp) || (udp)", True),
        ("(tcp || udp)", False),
        ("tcp && (udp || ip4)", False),
        ("!", False),
    ],
)
def test_alternatives_outside_of_parentheses(text: str, is_open: bool) -> None:
    assert match.is_open(text) is is_open


PIECES = [
    *("ip4", "tcp.dst", "inport", "zz", "is_chassis_resident", "==", "!=", "<", "&&", "||", "!", "(", ")", "{", "}"),
    *(",", "[", "]", "..", "0", "1", "80", "10.0.0.1", "::1", "/8", "/", '"a"', '"', "$a", "@b", "^c", "$", " ", "//"),
]


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(PIECES)).map("".join), st.lists(st.sampled_from(PIECES)).map(" ".join)
    )
)
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(match.problem(text), (str, type(None)))
    assert all(isinstance(name, str) for names in match.references(text) for name in names)


def comparison(name: str) -> st.SearchStrategy[str]:
    symbol = SYMBOLS[name]
    if symbol.is_text:
        values, relations = st.sampled_from(['"a"', "@group"]), ["=="]
    elif symbol.is_nominal:
        values, relations = st.integers(1, (1 << symbol.width) - 1).map(str), ["=="]
    else:
        values = st.integers(0, (1 << symbol.width) - 1).map(hex)
        relations = ["==", "!=", "<", "<=", ">", ">="] if symbol.is_ordinal else ["==", "!="]
    return st.tuples(st.sampled_from(relations), values).flatmap(
        lambda parts: st.sampled_from([f"{name} {parts[0]} {parts[1]}", f"{parts[1]}{parts[0]}{name}"])
    )


MATCHES = st.recursive(
    st.sampled_from(sorted(SYMBOLS)).flatmap(comparison),
    lambda inner: st.tuples(st.sampled_from([" && ", "||"]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda parts: "(" + parts[0].join(parts[1]) + ")"
    ),
)


@given(MATCHES)
def test_whatever_the_grammar_makes_is_taken(text: str) -> None:
    assert match.problem(text) is None
    assert match.problem(f"!(!({text}))") is None
    assert match.problem(f"{text} && ip4 || tcp") is not None
