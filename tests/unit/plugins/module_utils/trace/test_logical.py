# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ovn-trace of OVN 23.03 and 25.03 printed, and what became of the packet."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.errors import TraceError
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.logical import Told, tell
from ansible_collections.ovnlab.ovn.plugins.module_utils.trace.ovn_trace import parse

RECORDED = Path(__file__).parent / "recorded"
BACKENDS = ("172.16.255.130", "172.16.255.131")


def text_of(name: str) -> str:
    return (RECORDED / f"{name}.txt").read_text(encoding="utf-8")


def told(name: str) -> Told:
    return tell(parse(text_of(name)))


@pytest.mark.parametrize(
    ("name", "verdict", "ports", "decided"),
    [
        ("23.03/across-router", "delivered", ["dmz-vm1"], ("dmz", "ls_in_l2_lkup")),
        ("25.03/across-router", "delivered", ["dmz-vm1"], ("dmz", "ls_in_l2_lkup")),
        ("25.03/same-switch", "delivered", ["dmz-vm2"], ("dmz", "ls_in_l2_lkup")),
        ("25.03/acl-allow", "delivered", ["dmz-vm1"], ("dmz", "ls_in_l2_lkup")),
        ("25.03/acl-drop", "dropped", [], ("dmz", "ls_out_acl_eval")),
        ("25.03/acl-reject", "rejected", [], ("dmz", "ls_out_acl_eval")),
        ("25.03/dgp-snat", "delivered", ["far9"], ("pub9", "ls_in_l2_lkup")),
        ("25.03/dgp-dnat-in", "delivered", ["p9"], ("sw9", "ls_in_l2_lkup")),
        # A copy after which nothing comes is the packet itself.
        ("25.03/hairpin-nat", "delivered", ["p9"], ("sw9", "ls_in_l2_lkup")),
        ("25.03/no-route", "dropped", [], ("edge1", "lr_in_ip_routing")),
        ("25.03/lb-no-backend", "dropped", [], ("sw9", "ls_in_lb")),
        ("25.03/lb-reject", "rejected", [], ("sw9", "ls_in_lb")),
        ("25.03/router-answers", "replied", ["inside-vm3"], ("tenant1", "lr_in_ip_input")),
        ("23.03/router-answers", "replied", ["inside-vm3"], ("tenant1", "lr_in_ip_input")),
        ("25.03/arp-answered", "replied", ["inside-vm3"], ("inside", "ls_in_arp_rsp")),
        ("25.03/dhcp", "replied", ["inside-vm3"], ("inside", "ls_in_dhcp_response")),
        ("25.03/router-tcp", "rejected", [], ("tenant1", "lr_in_ip_input")),
        ("23.03/router-tcp", "rejected", [], ("tenant1", "lr_in_ip_input")),
        ("25.03/router-ttl", "rejected", [], ("tenant1", "lr_in_ip_input")),
        ("25.03/broadcast", "flooded", ["inside-vm4"], ("inside", "ls_in_l2_lkup")),
        ("25.03/unknown-mac", "dropped", [], ("inside", "ls_in_l2_unknown")),
        ("23.03/spoofed", "dropped", [], ("inside", "ls_in_apply_port_sec")),
        ("25.03/spoofed", "dropped", [], ("inside", "ls_in_apply_port_sec")),
    ],
)
def test_verdict(name: str, verdict: str, ports: list[str], decided: tuple[str, str]) -> None:
    found = told(name)
    assert (found.verdict, [output.port for output in found.outputs]) == (verdict, ports)
    assert found.decided is not None
    assert (found.decided.place.datapath, found.decided.stage) == decided


@pytest.mark.parametrize("release", ["23.03", "25.03"])
def test_balancer_on_a_switch(release: str) -> None:
    found = told(f"{release}/vip-switch")
    assert [(choice.vip, choice.backends, choice.step.stage) for choice in found.choices] == [
        ("172.16.255.62", BACKENDS, "ls_in_lb")
    ]
    assert found.nat == []


@pytest.mark.parametrize("release", ["23.03", "25.03"])
def test_balancer_on_a_gateway_that_hides_its_client(release: str) -> None:
    found = told(f"{release}/vip-router")
    assert [(choice.vip, choice.backends, choice.step.stage) for choice in found.choices] == [
        ("10.127.0.254", BACKENDS, "lr_in_dnat")
    ]
    assert [(step.place.datapath, kind, address) for step, kind, address in found.nat] == [
        ("edge1", "snat", "10.127.0.129")
    ]
    assert [(hop.router, hop.address) for hop in found.hops[:2]] == [
        ("tenant1", "172.16.255.1"),
        ("edge1", "172.16.255.2"),
    ]
    assert found.hops[2].address in BACKENDS


def test_the_redirect_to_a_gateway_chassis() -> None:
    found = told("25.03/dgp-snat")
    assert found.gateway_ports == ["cr-dgr-pub"]
    assert [(kind, address) for _step, kind, address in found.nat] == [("snat", "10.99.0.1")]


def test_both_ends_are_replaced_when_a_vm_asks_its_own_outer_address() -> None:
    assert [(kind, address) for _step, kind, address in told("25.03/hairpin-nat").nat] == [
        ("snat", "10.99.0.1"),
        ("dnat", "192.168.9.10"),
    ]


@pytest.mark.parametrize(("release", "verdict"), [("23.03", "dropped"), ("25.03", "delivered")])
def test_an_unknown_neighbour_is_named(release: str, verdict: str) -> None:
    """Later releases follow the packet that waits for the answer."""
    found = told(f"{release}/unknown-neighbour")
    assert found.verdict == verdict
    assert found.unknown is not None
    assert (found.unknown.router, found.unknown.address, found.unknown.port) == (
        "edge1",
        "10.127.0.140",
        "edge1-outside",
    )
    assert [output.port for output in found.side_outputs] == ["outside-localnet"]


def test_refusals_come_out_at_the_sender_and_are_no_delivery() -> None:
    found = told("25.03/acl-reject")
    assert [(output.port, output.place.other) for output in found.side_outputs] == [("inside-vm3", "tcp_reset")]


def test_a_default_state_of_the_connection_is_counted() -> None:
    assert parse(text_of("25.03/across-router")).defaults == 0
    assumed = "# ip\n# Detailed trace.\n\nct_next /* default (use --ct to customize) */\n---\n# Summary trace.\n"
    assert parse(f"{assumed}ct_next /* default (use --ct to customize) */ {{\n}};\n").defaults == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("25.03/unknown-port", 'ovn-trace: unknown port "nope"'),
        ("25.03/contradiction", "ovn-trace: error parsing flow: Constraints are contradictory."),
        ("25.03/syntax", "ovn-trace: error parsing flow: `&' is only valid as part of `&&'."),
    ],
)
def test_what_is_no_trace(name: str, said: str) -> None:
    with pytest.raises(TraceError) as caught:
        parse(text_of(name))
    assert str(caught.value) == said


def test_nothing_at_all() -> None:
    with pytest.raises(TraceError, match="it printed nothing"):
        parse("")


@pytest.mark.parametrize(
    ("old", "new"), [("    output;\n", "    outputs;\n"), ("# Summary trace.\n", "# Summary trace.\nnext;\n")]
)
def test_two_parts_that_do_not_fit_are_no_trace(old: str, new: str) -> None:
    """A release that prints otherwise must not be misread."""
    text = text_of("25.03/across-router")
    assert old in text
    with pytest.raises(TraceError, match="not understood"):
        parse(text.replace(old, new, 1))


def test_a_table_without_a_flow_drops() -> None:
    text = '# ip\n# Detailed trace.\n\ningress(dp="a", inport="b")\n---\n 3. ls_in_x: no match (implicit drop)\n'
    found = tell(parse(f'{text}# Summary trace.\ningress(dp="a", inport="b") {{\n}};\n'))
    assert (found.verdict, found.decided and found.decided.stage) == ("dropped", "ls_in_x")


def test_an_error_on_the_way() -> None:
    lines = (
        '# ip\n# Detailed trace.\n\ningress(dp="a", inport="b")\n---\n    *** recursed too deeply\n# Summary trace.\n'
    )
    found = tell(parse(f'{lines}ingress(dp="a", inport="b") {{\n    *** recursed too deeply;\n}};\n'))
    assert (found.verdict, found.errors) == ("error", ["recursed too deeply"])
