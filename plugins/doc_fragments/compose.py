# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the options of an object become those of a module, or of a list in another object."""

from __future__ import annotations

from textwrap import indent

EXTERNAL_IDS = r"""
external_ids:
  description: Notes that OVN does not read, merged key by key. The value V(null) takes a key away.
  type: dict
"""


def documentation(options: str) -> str:
    """A fragment whose options are those of a module."""
    return "options:\n" + indent(options, "  ")


def nested(name: str, description: str, options: str, kind: str = "list") -> str:
    """An option whose elements, or whose value for the kind ``dict``, have options of their own.

    :param description: its paragraphs, one a line
    """
    paragraphs = indent(description.strip(), "    - ")
    elements = "  elements: dict\n" if kind == "list" else ""
    return f"\n{name}:\n  description:\n{paragraphs}\n  type: {kind}\n{elements}  suboptions:\n" + indent(
        options, "    "
    )


def state(what: str, absent: str = "") -> str:
    """:param absent: what else goes, or what keeps it from going"""
    return f"""
state:
  description: Whether the {what} shall be there.{absent and " "}{absent}
  type: str
  choices: [present, absent]
  default: present
"""


def purge(choices: str, more: str = "") -> str:
    return f"""
purge:
  description: Collections of which everything goes that is not named.{more and " "}{more}
  type: list
  elements: str
  choices: [{choices}]
"""
