# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the CNI plugin answers before it touches anything: versions, and each fault with its code."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from ansible_collections.ovnlab.ovn.plugins.module_utils.cni import plugin
from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.annotation import Annotation
from ansible_collections.ovnlab.ovn.plugins.module_utils.cni.request import VERSIONS, parse

ID = "a2f5796e82e9286d7f56540585b6040b3a743093c46ea34364212cf1afd42a32"
ADD = {
    "CNI_COMMAND": "ADD",
    "CNI_CONTAINERID": ID,
    "CNI_NETNS": "/proc/1/ns/net",
    "CNI_IFNAME": "eth0",
    "CNI_ARGS": "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=sshd-2",
}
NETWORK = {"cniVersion": "1.0.0", "name": "net", "type": "ovn_cni", "port": "{K8S_POD_NAMESPACE}_{K8S_POD_NAME}"}
NOBODY = "unix:/nowhere/db.sock"


def call(environ: dict[str, str], text: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    code = plugin.main(environ, io.StringIO(text), out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return code, answer


def conf(**changes: Any) -> str:
    return json.dumps({**NETWORK, **changes})


@pytest.mark.parametrize("version", [*VERSIONS, "9.9.9"])
def test_version_is_answered_whatever_is_asked(version: str) -> None:
    code, answer = call({"CNI_COMMAND": "VERSION"}, json.dumps({"cniVersion": version}))
    assert code == 0
    assert answer == {"cniVersion": version, "supportedVersions": list(VERSIONS)}


def test_a_request() -> None:
    request = parse(ADD, conf(mtu=1400))
    assert (request.port, request.outer, request.inner) == ("default_sshd-2", "a2f5796e82e9286", "a2f5796e82e92_c")
    assert (request.bridge, request.mtu, request.ifname) == ("br-int", 1400, "eth0")


def test_files_for_tls() -> None:
    files = {"privateKey": "/k", "certificate": "/c", "caCert": "/a"}
    assert parse(ADD, conf(**files)).tls == ("/k", "/c", "/a")
    assert parse(ADD, conf()).tls == ("", "", "")


def test_del_needs_neither_namespace_nor_arguments() -> None:
    request = parse({"CNI_COMMAND": "DEL", "CNI_CONTAINERID": ID, "CNI_IFNAME": "eth0"}, conf())
    assert request.outer == "a2f5796e82e9286"


@pytest.mark.parametrize(
    ("environ", "text", "code", "words"),
    [
        ({"CNI_COMMAND": ""}, conf(), 4, "CNI_COMMAND is ''"),
        ({"CNI_COMMAND": "GC"}, conf(), 4, "this plugin knows ADD, DEL, CHECK, VERSION"),
        ({"CNI_CONTAINERID": ""}, conf(), 4, "ADD needs CNI_CONTAINERID"),
        ({"CNI_CONTAINERID": "", "CNI_NETNS": ""}, conf(), 4, "ADD needs CNI_CONTAINERID, CNI_NETNS"),
        ({"CNI_CONTAINERID": "../x"}, conf(), 4, "CNI_CONTAINERID is '../x'"),
        ({"CNI_IFNAME": "a/b"}, conf(), 4, "CNI_IFNAME is 'a/b'"),
        ({"CNI_IFNAME": ".."}, conf(), 4, "CNI_IFNAME is '..'"),
        ({"CNI_NETNS": "pod"}, conf(), 4, "the path of a network namespace"),
        ({"CNI_ARGS": "K8S_POD_NAMESPACE=default"}, conf(), 4, "CNI_ARGS has no K8S_POD_NAME"),
        ({"CNI_ARGS": "nonsense"}, conf(), 4, "CNI_ARGS has 'nonsense'"),
        ({}, "{", 6, "is no JSON"),
        ({}, "[]", 6, "is no JSON object"),
        ({}, conf(cniVersion="0.1.0"), 1, "cniVersion 0.1.0 is not supported"),
        ({}, json.dumps({"name": "net", "type": "ovn_cni"}), 1, "cniVersion 0.1.0 is not supported"),
        ({}, conf(name=""), 7, "has no name"),
        ({}, conf(mtu="big"), 7, "mtu is 'big'"),
        ({}, conf(mtu=10), 7, "mtu is 10"),
        ({}, conf(caCert=7), 7, "caCert is 7"),
        ({}, conf(bridge=["br-int"]), 7, "bridge is ['br-int']"),
        ({}, conf(args={"cni": []}), 7, "args.cni has to be an object"),
        ({}, conf(logFile="/nowhere/cni.log"), 5, "a file could not be used"),
        ({}, conf(ovs=NOBODY), 11, "a database cannot be asked"),
    ],
)
def test_faults(environ: dict[str, str], text: str, code: int, words: str) -> None:
    status, answer = call({**ADD, **environ}, text)
    assert status == 1
    assert answer["code"] == code
    assert words in answer["msg"] + answer.get("details", "")
    assert set(answer) - {"details"} == {"cniVersion", "code", "msg"}


def test_the_answer_has_the_version_of_the_question() -> None:
    assert call(ADD, conf(cniVersion="0.4.0", ovs=NOBODY))[1]["cniVersion"] == "0.4.0"
    assert call(ADD, "{")[1]["cniVersion"] == VERSIONS[-1]


def test_a_fault_of_the_plugin_itself_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(plugin, "parse", broken)
    code, answer = call(ADD, conf())
    assert (code, answer["code"], answer["msg"]) == (1, 99, "the plugin has a fault")
    assert "ZeroDivisionError: oh" in answer["details"]


def test_a_log_is_numbered_for_each_call(tmp_path: Any) -> None:
    path = tmp_path / "cni.log"
    for _call in range(2):
        call(ADD, conf(logFile=str(path), ovs=NOBODY))
    lines = path.read_text().splitlines()
    assert [line.split("|")[1].strip() for line in lines] == ["0", "0"]
    assert f"cni_command=ADD cni_container_id={ID} cni_ifname=eth0 cni_netns=/proc/1/ns/net cni_args=Ign" in lines[0]


class FullDisk(plugin.Log):
    """A log of which the last line cannot be written."""

    def __call__(self, text: str) -> None:
        if text.startswith("output is"):
            raise OSError(28, "No space left on device")


def test_an_add_whose_last_line_cannot_be_logged_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    found = Annotation("02:00:00:00:00:01", "192.0.2.2/24", "192.0.2.1")
    monkeypatch.setattr(plugin, "Client", lambda *_args, **_options: Connected())
    monkeypatch.setattr(plugin.Plugin, "_annotation", lambda _plugin: found)
    monkeypatch.setattr(plugin.port, "bridge", lambda *_args: {"datapath_type": "netdev"})
    monkeypatch.setattr(plugin.port, "external_ids", lambda *_args: None)
    for module, name in (
        (plugin.wiring, "wire"),
        (plugin.port, "plug_in"),
        (plugin.port, "unplug"),
        (plugin.wiring, "unwire"),
    ):
        monkeypatch.setattr(module, name, lambda *_args, _name=name, **_options: done.append(_name))
    with pytest.raises(OSError, match="No space left"):
        plugin.Plugin(parse(ADD, conf()), FullDisk("")).add()
    assert done == ["wire", "plug_in", "unplug", "unwire"]


class Connected:
    def connect(self) -> None:
        pass
