# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Threads that work inside a network namespace.

Linux keeps the network namespace for each thread, and a socket stays in the one in which
it was made: no program has to be started for each request.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

NAMESPACES = "/run/netns"
_CLONE_NEWNET = 0x40000000


class NoNamespace(Exception):
    """A sentence about a namespace that cannot be entered."""


@contextmanager
def workers(namespace: str | None, count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads inside the namespace, or in the host's own without one.

    :raises NoNamespace: with the remedy
    """
    if namespace is None:
        with ThreadPoolExecutor(count) as pool:
            yield pool
        return
    path = os.path.join(NAMESPACES, namespace)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise NoNamespace(
            f"there is no network namespace {namespace} on this host; run the playbook that makes the VMs"
        ) from None
    try:
        # A pool does not say why its threads could not begin, so one tries first.
        with ThreadPoolExecutor(1) as one:
            one.submit(_enter, descriptor, path).result()
        with ThreadPoolExecutor(count, initializer=_enter, initargs=(descriptor, path)) as pool:
            yield pool
    finally:
        os.close(descriptor)


def _enter(descriptor: int, path: str) -> None:
    # Python has os.setns from 3.12 on only.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET) == 0:
        return
    number = ctypes.get_errno()
    remedy = "; it takes root, set become: true" if number == errno.EPERM else ""
    raise NoNamespace(f"{path} cannot be entered: {os.strerror(number)}{remedy}")
