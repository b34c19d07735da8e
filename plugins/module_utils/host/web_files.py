# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that are the web server of a VM."""

from __future__ import annotations

from .files import File
from .systemd import UNIT_FOLDER

FOLDER = "/etc/netns-web"
CONTENT_FOLDER = "/srv/netns-web"
LOG_FOLDER = "/var/log/netns-web"
PROGRAM = "/usr/local/lib/netns-web/serve"

# Not python3 -m http.server: that one closes the connection after every answer, and a
# client that keeps its connection is how one sees that a load balancer keeps its choice.
SERVE = """\
#!/usr/bin/python3
# Written by Ansible. Serves a folder over HTTP/1.1: serve PORT FOLDER LOG
import functools
import http.server
import os
import socket
import sys

port, folder, log_path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
log = open(log_path, "a", buffering=1)


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes
    timeout = 60

    def log_message(self, format, *args):
        client = self.client_address[0].removeprefix("::ffff:")
        log.write(f"{client} - - [{self.log_date_time_string()}] {format % args}\\n")

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET
    request_queue_size = 128

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)


server = Server(("", port), functools.partial(Handler, directory=folder))
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
    systemd.connect(os.environ["NOTIFY_SOCKET"])
    systemd.send(b"READY=1")
server.serve_forever()
"""

UNIT = f"""\
# Written by Ansible.
[Unit]
Description=Web server in VM %i
BindsTo=netns-vm@%i.service
After=netns-vm@%i.service

[Service]
Type=notify
NetworkNamespacePath=/run/netns/%i
EnvironmentFile={FOLDER}/%i.env
User=www-data
AmbientCapabilities=CAP_NET_BIND_SERVICE
LogsDirectory=netns-web
ExecStart={PROGRAM} ${{PORT}} {CONTENT_FOLDER}/%i {LOG_FOLDER}/%i.log
Restart=on-failure
RestartSec=1

[Install]
WantedBy=netns-vm@%i.service
"""


def unit(vm: str) -> str:
    return f"netns-web@{vm}.service"


def log_path(vm: str) -> str:
    return f"{LOG_FOLDER}/{vm}.log"


def shared_files() -> list[File]:
    """What all web servers of a host have in common."""
    return [File(PROGRAM, SERVE, 0o755), File(f"{UNIT_FOLDER}/netns-web@.service", UNIT)]


def content_file(vm: str, content: str | None) -> File:
    """The page; the server reads it at every request."""
    text = None if content is None else content.rstrip("\n") + "\n"
    return File(f"{CONTENT_FOLDER}/{vm}/index.html", text)


def settings_file(vm: str, port: int | None) -> File:
    return File(f"{FOLDER}/{vm}.env", None if port is None else f"PORT={port}\n")
