# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP request, on a connection of its own."""

from __future__ import annotations

import http.client

from .outcome import Outcome, failure_of
from .target import Page

# Seconds for the connection, and then for each part of the answer.
PATIENCE = 3.0
LONGEST_ANSWER = 1000


def get(page: Page) -> Outcome:
    """The first part of the page's text; a balancer chooses anew each time it is called."""
    connection = http.client.HTTPConnection(page.address, page.port, timeout=PATIENCE)
    try:
        connection.request("GET", page.path, headers={"Connection": "close"})
        response = connection.getresponse()
        text = response.read(LONGEST_ANSWER).decode(errors="replace").strip()
    except OSError as exc:
        return failure_of(exc)
    except http.client.HTTPException as exc:
        return Outcome(f"no HTTP: {exc!r}", True)
    finally:
        connection.close()
    if response.status != http.client.OK:
        return Outcome(f"HTTP status {response.status}", True)
    return Outcome(text, False)
