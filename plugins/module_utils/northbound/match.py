# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Matches of ACLs, QoS rules, router policies and NAT.

The Northbound database takes any text, and only ovn-controller's log tells that it is no match. So we read it
before it is written. What is right and what is wrong has been found out by asking OVN, release 23.03: see
tests/functional/test_match_against_ovn.py.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from . import checks
from .match_symbols import SYMBOLS, Symbol

NEWER = "if your OVN is newer and knows it, set validate to warn"
# northd puts parentheses of its own around a match, and OVN gives up at more than a hundred.
DEEPEST = 90
EQUALITY = ("==", "!=")
WIDTHS = {"IPv4": 32, "Ethernet": 48, "IPv6": 128}
RELATIONS = (*EQUALITY, "<", "<=", ">", ">=")

_NUMBER = r"[0-9A-Za-z:]*(?:\.(?!\.)[0-9A-Za-z]*)*"
# Compiled when a match is read: most tasks have none.
_TOKEN = rf"""(?P<space> [ \t\r\n\v\f]+ | /\*[^\n]*?\*/ | //[^\n]*\n )
    | (?P<number> (?=[0-9]|::|[0-9a-fA-F]+:) {_NUMBER} (?:/{_NUMBER})? )
    | (?P<name> [A-Za-z_][A-Za-z0-9_.]* )
    | (?P<string> "(?:[^"\\]|\\.)*" )
    | (?P<reference> [$@^][A-Za-z_.][A-Za-z0-9_.]* )
    | (?P<operator> [=!<>]= | && | \|\| | \.\. | [][<>!(){{}},] )
    | (?P<unknown> //|/\*|. )"""
_ESCAPES = r"""(?: [^\\] | \\["\\/bfnrt] | \\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}
    | \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2} )*"""

REMEDIES = {
    "=": "write == for a comparison",
    "&": "write &&",
    "|": "write ||",
    "and": "write &&",
    "or": "write ||",
    "not": "write !(...)",
    "'": 'write names in double quotes, such as "port1"',
    '"': "the closing quote is missing",
    "$": "the name of an address set must follow, of letters, digits, _ and ., and no digit first",
    "@": "the name of a port group must follow, of letters, digits, _ and ., and no digit first",
    "^": "the name of a template variable must follow, of letters, digits, _ and ., and no digit first",
    "/": "a mask follows its address without a space, such as 10.0.0.0/8",
    "//": "northd writes a ) after a match, and the comment would hide it: write /* ... */",
    "/*": "the comment does not end on its line: write */ after it",
    "-": "write a range as 1024 <= tcp.dst <= 2047, and a MAC address with colons",
    "..": "write a range as 1024 <= tcp.dst <= 2047; .. stands only between bits, such as ip4.src[0..7]",
}


class References(NamedTuple):
    """The names that a match uses. ``$NAME_ip4`` and ``$NAME_ip6`` may also be of a port group NAME."""

    address_sets: set[str]
    port_groups: set[str]
    ports: set[str]


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


class _Fault(Exception):
    def __init__(self, token: _Token, why: str) -> None:
        super().__init__(why)
        self.token = token
        self.why = why


class _Number(NamedTuple):
    value: int
    bits: int
    masked: bool


class _Field(NamedTuple):
    token: _Token
    symbol: Symbol
    width: int

    @property
    def name(self) -> str:
        return self.token.text


@lru_cache(maxsize=1024)
def problem(match: str) -> str | None:
    """Return why OVN would not understand a match, and what would be right."""
    try:
        _Parser(match).read()
    except _Fault as fault:
        where = f"at {fault.token.text!r}, character {fault.token.position + 1}" if fault.token.text else "at its end"
        return f"{match!r} is not a match, {where}: {fault.why}"
    return None


def references(match: str) -> References:
    """Return what a match refers to, also if the match is faulty. A multicast group such as _MC_flood is no port."""
    found = References(set(), set(), set())
    before = ""
    for token in _tokens(match):
        if token.kind == "reference" and token.text[0] != "^":
            names = found.address_sets if token.text[0] == "$" else found.port_groups
            names.add(token.text[1:])
        elif token.kind == "string" and before != "is_chassis_resident(" and _is_escaped(token.text):
            found.ports.add(json.loads(token.text, strict=False))
        before = before + token.text if before == "is_chassis_resident" else token.text
    found.ports.difference_update([port for port in found.ports if port.startswith("_MC_")])
    return found


def is_open(match: str) -> bool:
    """Return whether || stands outside of parentheses. OVN 23.03 loses the reject ACL that has such a match."""
    depth = 0
    for token in _tokens(match):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "||" and depth == 0:
            return True
    return False


def _is_escaped(text: str) -> bool:
    return re.fullmatch(_ESCAPES, text, re.VERBOSE | re.DOTALL) is not None


def _tokens(match: str) -> Iterator[_Token]:
    for found in re.finditer(_TOKEN, match, re.VERBOSE | re.DOTALL | re.ASCII):
        if found.lastgroup and found.lastgroup != "space":
            yield _Token(found.lastgroup, found.group(), found.start())
            if found.group() in ('"', "/*", "//"):
                return  # what follows belongs to it


class _Parser:
    """Reads a match from left to right. ``negated`` says whether an odd number of ! stands before a part."""

    def __init__(self, match: str) -> None:
        self._tokens = [*_tokens(match), _Token("end", "", len(match))]
        self._next = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _accept(self, text: str) -> bool:
        accepted = self._token.text == text
        self._next += accepted
        return accepted

    def _expect(self, text: str, after: str) -> None:
        if not self._accept(text):
            raise _Fault(self._token, _remedy(self._token) or f"{text} must follow {after}")

    def read(self) -> None:
        if len(self._tokens) == 1:
            raise _Fault(self._token, "it is empty: write 1 to match every packet")
        for token in self._tokens:
            if token.kind == "unknown":
                raise _Fault(token, _remedy(token) or "OVN knows no such character")
        if any(token.text[0] == "^" for token in self._tokens[:-1]):
            return  # each chassis has text of its own for a template variable
        self._expression(negated=False, depth=0)
        if self._token.kind != "end":
            raise _Fault(self._token, _remedy(self._token) or "write && or || between two conditions")

    def _expression(self, negated: bool, depth: int) -> None:
        self._term(negated, depth)
        joint = self._token.text
        while self._token.text in ("&&", "||"):
            if self._token.text != joint:
                raise _Fault(self._token, "put parentheses around what belongs together, as (a && b) || c")
            self._take()
            self._term(negated, depth)

    def _term(self, negated: bool, depth: int) -> None:
        if self._accept("!"):
            operand = self._token
            if operand.text == "!" or self._operand(not negated, depth):
                raise _Fault(operand, "put what ! negates in parentheses, as !(a == b)")
        else:
            self._operand(negated, depth)

    def _operand(self, negated: bool, depth: int) -> bool:
        """Read what may stand after !, or a comparison; return whether it was a comparison."""
        begin = self._token
        if self._accept("("):
            if depth == DEEPEST:
                raise _Fault(begin, f"OVN does not read more than {DEEPEST} parentheses in each other")
            self._expression(negated, depth + 1)
            self._expect(")", "what the parenthesis has begun with")
            return False
        if self._token.kind == "name":
            if self._tokens[self._next + 1].text == "(":
                self._function()
                return False
            return self._field_first(negated)
        if self._token.text in ("0", "1") and self._tokens[self._next + 1].text not in RELATIONS:
            self._take()
            return False
        self._constant_first(negated)
        return True

    def _function(self) -> None:
        function = self._take()
        if function.text != "is_chassis_resident":
            raise _Fault(function, _remedy(function) or f"the only function is is_chassis_resident ({NEWER})")
        self._take()
        if self._token.kind != "string":
            raise _Fault(self._token, 'write a port in double quotes, as is_chassis_resident("port1")')
        _check_string(self._take())
        self._expect(")", "the port")

    def _field_first(self, negated: bool) -> bool:
        field = self._field()
        if self._token.text in RELATIONS:
            relation = self._take()
            _check_comparison(field, relation, self._constants(), negated)
            return True
        if field.symbol.is_text or (field.width > 1 and not negated):
            raise _Fault(
                self._token, _remedy(self._token) or f"compare {field.name} with something, as {_example(field)}"
            )
        if field.symbol.is_nominal and negated and field.width == 1:
            raise _Fault(field.token, _only_positive(field))
        return False

    def _constant_first(self, negated: bool) -> None:
        constants = self._constants()
        first = self._relation()
        field = self._field()
        _check_comparison(field, first, constants, negated)
        if self._token.text in RELATIONS:
            second = self._take()
            if first.text in EQUALITY or first.text[0] != second.text[0]:
                raise _Fault(second, "write a range as 1 <= field <= 9 or 9 >= field >= 1")
            _check_comparison(field, second, self._constants(), negated)

    def _relation(self) -> _Token:
        if self._token.text not in RELATIONS:
            why = "compare the constant with a field, as tcp.dst == 80"
            raise _Fault(self._token, _remedy(self._token) or why)
        return self._take()

    def _field(self) -> _Field:
        token = self._take()
        symbol = SYMBOLS.get(token.text)
        if symbol is None:
            raise _Fault(token, _remedy(token) or _unknown_field(token))
        field = _Field(token, symbol, symbol.width)
        return self._subfield(field) if self._accept("[") else field

    def _subfield(self, field: _Field) -> _Field:
        low = high = self._bit()
        if self._accept(".."):
            high = self._bit()
        self._expect("]", "the bits")
        if field.symbol.is_text:
            raise _Fault(field.token, f"{field.name} is text and has no bits")
        if not low <= high < field.width:
            raise _Fault(field.token, f"the bits of {field.name} are 0..{field.width - 1}, the lower one first")
        if field.symbol.is_nominal and high - low + 1 < field.width:
            raise _Fault(field.token, f"OVN compares {field.name} only as a whole: leave out [{low}..{high}]")
        return field._replace(width=high - low + 1)

    def _bit(self) -> int:
        token = self._take()
        if not re.fullmatch("0|[1-9][0-9]{0,8}", token.text):
            raise _Fault(token, "write a bit or a range of bits in decimal, as ip4.src[0..7]")
        return int(token.text)

    def _constants(self) -> list[_Token]:
        """Return what is compared with: one constant, or the braces with all between them."""
        begin = self._token
        if not self._accept("{"):
            return [self._constant()]
        constants = [begin]
        while len(constants) == 1 or self._token.text != "}":
            constants.append(self._constant())
            self._accept(",")
        self._take()
        return constants

    def _constant(self) -> _Token:
        token = self._take()
        if token.kind in ("number", "string", "reference"):
            return token
        why = (
            'a value must stand here: a number, an address, a set in braces, a $address_set, a @port_group or a "port"'
        )
        if token.kind == "name":
            why = f'it is no value: write a port as "{token.text}", an address set as ${token.text}'
        raise _Fault(token, _remedy(token) or why)


def _remedy(token: _Token) -> str | None:
    return REMEDIES.get(token.text)


def _unknown_field(token: _Token) -> str:
    if token.kind != "name":
        return "a field must stand here, such as ip4.src"
    from difflib import get_close_matches  # only for who needs it

    near = get_close_matches(token.text.lower(), SYMBOLS, n=3)
    meant = f", do you mean {' or '.join(near)}?" if near else ""
    return f"OVN has no such field{meant} ({NEWER})"


def _example(field: _Field) -> str:
    return f'{field.name} == "port1"' if field.symbol.is_text else f"{field.name} != 0"


def _only_positive(field: _Field) -> str:
    return f"OVN cannot match what {field.name} is not: match what it may be, or allow it by a rule of higher priority"


def _check_comparison(field: _Field, relation: _Token, constants: list[_Token], negated: bool) -> None:
    ordering = relation.text not in EQUALITY
    if ordering and not field.symbol.is_ordinal:
        raise _Fault(relation, f"{field.name} has no order: only == is possible")
    if ordering and constants[0].text == "{":
        raise _Fault(relation, "only == and != are possible with a set")
    for constant in constants:
        if constant.text != "{":
            value, masked = _check_constant(field, constant)
            if ordering and masked:
                raise _Fault(constant, "only == and != are possible with a mask")
            zero = field.width == 1 and value == 0
            if field.symbol.is_nominal and (relation.text == "!=") ^ negated ^ zero:
                raise _Fault(relation, _only_positive(field))


def _check_constant(field: _Field, constant: _Token) -> tuple[int | None, bool]:
    """Return the value of a number, and whether it has a mask."""
    is_text = constant.kind == "string" or constant.text[0] == "@"
    if is_text != field.symbol.is_text:
        right = 'a port as "port1" or @port_group' if field.symbol.is_text else "a number or an address, without quotes"
        raise _Fault(constant, f"{field.name} is compared with {right}")
    if constant.kind == "string":
        _check_string(constant)
    if constant.kind != "number":
        return None, False
    number = _number(constant)
    if number.bits > field.symbol.width:
        raise _Fault(constant, f"it has {number.bits} bits, and {field.name} has {field.symbol.width}")
    return number.value, number.masked


def _check_string(token: _Token) -> None:
    if not _is_escaped(token.text):
        raise _Fault(token, 'only the escapes of JSON are possible, such as \\" or \\u00e9, and no NUL')


def _number(token: _Token) -> _Number:
    text, slash, mask_text = token.text.partition("/")
    value, form = _integer(token, text)
    if not slash:
        return _Number(value, WIDTHS.get(form) or value.bit_length(), masked=False)
    if not mask_text:
        raise _Fault(token, "a mask must follow the /, such as 10.0.0.0/8; leave a space before a comment")
    mask, mask_form = _integer(token, mask_text)
    if form in ("IPv4", "IPv6") and mask_form == "decimal":
        if mask > WIDTHS[form]:
            raise _Fault(token, f"the prefix of an {form} address has at most {WIDTHS[form]} bits")
        mask = (1 << WIDTHS[form]) - (1 << (WIDTHS[form] - mask))
    elif form != mask_form:
        raise _Fault(token, f"write the mask in the form of the value, which is {form}")
    return _Number(value & mask, mask.bit_length(), masked=True)


def _integer(token: _Token, text: str) -> tuple[int, str]:
    """Return a number and the form in which it is written."""
    if checks.MAC.fullmatch(text):
        return int(text.replace(":", ""), 16), "Ethernet"
    if re.fullmatch("0|[1-9][0-9]{0,19}", text) and int(text) < 1 << 64:
        return int(text), "decimal"
    if re.fullmatch("0[xX][0-9a-fA-F]+", text):
        return int(text, 16), "hexadecimal"
    for family, form in ((socket.AF_INET, "IPv4"), (socket.AF_INET6, "IPv6")):
        try:
            return int.from_bytes(socket.inet_pton(family, text), "big"), form
        except OSError:
            pass
    right = "write a decimal number without leading zeros, 0x and hexadecimal digits, an IP address or a MAC address"
    raise _Fault(token, f"{text} is not a number: {right}")
