# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the lab that the inventory asks for with what this machine has. Changes nothing.

The wanted lab comes as JSON on standard input, the plan goes as JSON to standard output:
`faults`, a sentence for each reason not to begin, and what is there and what is not.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import sys
from typing import Any

import probe

# Megabytes: the image as a tree, as an archive and in Podman's storage; a host's own files.
IMAGE_WORK_MB = 1200
IMAGE_STORAGE_MB = 400
HOST_MB = 50
# systemd and D-Bus of one host hold five and one.
HOST_INOTIFY = 6
# Podman's states of a host whose making was cut short.
UNFINISHED = {"configured", "created", "initialized", "removing", "unknown"}
LAB_LABEL = "ovnlab.lab"
IMAGE_LABEL = "ovnlab.image"
DEFINITION_LABEL = "ovnlab.definition"


def name_faults(wanted: dict[str, Any]) -> list[str]:
    """Faults of the names, which become names of containers, networks and hosts."""
    pattern = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
    named = [("lab_name", wanted["lab"])]
    named += [(f"lab_networks[{index}]", name) for index, name in enumerate(wanted["networks"])]
    named += [("the host name", name) for name in wanted["hosts"]]
    return [
        f"{what} is {name!r}: use lower-case letters, digits and inner hyphens only."
        for what, name in named
        if not pattern.fullmatch(name)
    ]


def nic_faults(wanted: dict[str, Any]) -> list[str]:
    """Faults of every host's lab_nics."""
    faults: list[str] = []
    owners: dict[tuple[str, str], str] = {}
    for host, nics in wanted["hosts"].items():
        devices: set[str] = set()
        for index, nic in enumerate(nics):
            where = f"{host}: lab_nics[{index}]"
            device, network, address = nic["device"], nic["network"], nic.get("address")
            if not re.fullmatch(r"[a-z][a-z0-9]{0,14}", device) or device == "lo":
                faults.append(f"{where}.device is {device!r}: use a name like eth0, of 15 characters at most.")
            if device in devices:
                faults.append(
                    f"{where}.device is {device!r} a second time: every NIC of a host needs a name of its own."
                )
            devices.add(device)
            if network not in wanted["networks"]:
                known = ", ".join(wanted["networks"])
                faults.append(
                    f"{where}.network is {network!r}: lab_networks has {known}; add it there or use one of these."
                )
            faults += route_faults(where, nic)
            if not re.fullmatch(r"[0-9a-fA-F][02468aceACE](:[0-9a-fA-F]{2}){5}", nic.get("mac") or "02:00:00:00:00:01"):
                faults.append(f"{where}.mac is {nic['mac']!r}: write six bytes like 02:00:00:00:00:01, the first even.")
            if not address:  # for a bridge that has none either
                continue
            faults += address_faults(where, address)
            owner = owners.setdefault((network, address.split("/")[0]), where)
            if owner != where:
                faults.append(
                    f"{where}.address is {address!r}, which {owner} has on the same network: give one of them another."
                )
    return faults


def address_faults(where: str, address: str) -> list[str]:
    remedy = "write address and prefix length, such as 10.127.0.2/25."
    try:
        interface = ipaddress.ip_interface(address)
    except ValueError as error:
        return [f"{where}.address is {address!r}, which is no address ({error}): {remedy}"]
    if "/" not in address:
        return [f"{where}.address is {address!r}, without a prefix length: {remedy}"]
    network = interface.network
    unusable = (network.network_address, network.broadcast_address)
    if network.prefixlen < network.max_prefixlen - 1 and interface.ip in unusable:
        return [
            f"{where}.address is {address!r}, the network's or the broadcast address of {network}: use one between."
        ]
    return []


def route_faults(where: str, nic: dict[str, Any]) -> list[str]:
    """Faults of a NIC's routes, whose gateways must be beside its address."""
    faults = []
    for index, route in enumerate(nic.get("routes") or []):
        place = f"{where}.routes[{index}]"
        try:
            ipaddress.ip_network(route["dest"])
        except ValueError as error:
            faults.append(f"{place}.dest is {route['dest']!r}, which is no network ({error}): write 192.0.2.0/24.")
        try:
            beside = ipaddress.ip_address(route["via"]) in ipaddress.ip_interface(nic.get("address") or "").network
        except ValueError:
            beside = False
        if not beside:
            faults.append(
                f"{place}.via is {route['via']!r}, which the NIC cannot reach from its address"
                f" {nic.get('address') or 'none'}: use a gateway of the same network."
            )
    return faults


def machine_faults(machine: dict[str, Any], *, needs_image: bool) -> list[str]:
    """Reasons why this machine cannot have lab hosts; the first one alone where the others hang on it."""
    if not machine["root"]:
        return ["Making lab hosts needs root on this machine: run the playbook as root."]
    if not machine["has_podman"]:
        return ["Podman is missing on this machine: run 'tools/setup.sh lab', or 'apt-get install podman netavark'."]
    if machine["podman"]["error"]:
        return [f"Podman does not answer on this machine ({machine['podman']['error']}): mend that first."]
    faults = []
    missing = machine["missing"]
    if not machine["cgroup2"] and "runc" in missing:
        faults.append(
            "This machine still has cgroup v1, which crun refuses, and it has no runc:"
            " run 'tools/setup.sh lab', or 'apt-get install runc'."
        )
    if needs_image:
        faults += [
            f"{name} is missing on this machine, and the host image is built with it:"
            " on Debian 12 or 13 run 'tools/setup.sh lab'."
            for name in ("apt-get", "mmdebstrap")
            if name in missing
        ]
    return faults


def making_faults(*, needs_image: bool, new_hosts: int) -> list[str]:
    """What stands against making something new: how Podman is set up, too little space."""
    settings = probe.podman_settings()
    storage = settings["storage"]
    faults = []
    if settings["backend"] != "netavark":
        faults.append(
            f"Podman's network backend is {settings['backend']}, which cannot make networks without addresses: install"
            ' netavark and set network_backend = "netavark" under [network] in /etc/containers/containers.conf.'
        )
    wanted = [("the hosts", storage, new_hosts * HOST_MB + needs_image * IMAGE_STORAGE_MB)]
    if needs_image:
        wanted.append(("building the host image", "/var/tmp", IMAGE_WORK_MB))
    for what, place, need in wanted:
        free = probe.free_mb(place)
        if free < need:
            faults.append(f"Only {free} MB are free under {place}, and {what} may need {need} MB: make room there.")
    return faults


def inotify_faults(asleep: int) -> list[str]:
    """Where the kernel gives out no more inotify instances, systemd does not come up, or some of its units fail."""
    counted = probe.inotify_instances() if asleep else None
    if counted is None:
        return []
    limit, used = counted
    need = asleep * HOST_INOTIFY
    if used + need <= limit:
        return []
    return [
        f"fs.inotify.max_user_instances is {limit} on this machine, of which {used} are in use, and to start"
        f" {asleep} of this lab's hosts takes {need}: raise it with 'sysctl -w fs.inotify.max_user_instances={max(512, 2 * (used + need))}',"
        " and in /etc/sysctl.d for good."
    ]


def foreign_faults(wanted: dict[str, Any], podman: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """Names that somebody else's containers and networks already have."""
    lab = wanted["lab"]
    hosts = {definition["container"] for definition in definitions.values()}
    networks = {f"{lab}-{name}" for name in wanted["networks"]}
    taken = [("container", name) for name in podman["containers"] if name in hosts]
    taken += [("network", name) for name in podman["networks"] if name in networks]
    faults = [
        f"The {kind} {name!r} is there already and was not made by this lab:"
        f" remove or rename it, or choose another lab_name than {lab!r}."
        for kind, name in taken
        if podman[f"{kind}s"][name]["labels"].get(LAB_LABEL) != lab
    ]
    image = podman["images"].get(wanted["image"])
    if image is not None and IMAGE_LABEL not in image:
        faults.append(f"The image {wanted['image']!r} is there already and was not made by a lab: remove or rename it.")
    return faults


def define(wanted: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What makes a host what it is: a host whose definition has changed is made anew."""
    lab = wanted["lab"]
    definitions = {}
    for host, nics in wanted["hosts"].items():
        networks = []
        for nic in nics:
            # A fixed address, because a new one after every restart would leave the
            # neighbours with a stale one. 02 marks it as locally administered.
            digest = hashlib.sha1(f"{lab}/{host}/{nic['device']}".encode()).hexdigest()
            mac = nic.get("mac") or ":".join(["02", *(digest[i : i + 2] for i in range(0, 10, 2))])
            networks.append(f"{lab}-{nic['network']}:interface_name={nic['device']},mac={mac}")
        everything = json.dumps([host, nics, networks, wanted["image"]], sort_keys=True)
        definitions[host] = {
            "container": f"{lab}-{host}",
            "networks": networks,
            "digest": hashlib.sha1(everything.encode()).hexdigest(),
        }
    return definitions


def state_of(definition: dict[str, Any], containers: dict[str, Any]) -> str:
    """`absent`, `outdated`, `running` or `stopped`."""
    container = containers.get(definition["container"])
    if container is None:
        return "absent"
    if container["labels"].get(DEFINITION_LABEL) != definition["digest"]:
        return "outdated"
    if container["state"] in UNFINISHED:
        return "outdated"
    return "running" if container["state"] == "running" else "stopped"


def make_plan(wanted: dict[str, Any], machine: dict[str, Any]) -> dict[str, Any]:
    lab, podman = wanted["lab"], machine["podman"]
    hosts = define(wanted) if not (faults := name_faults(wanted) + nic_faults(wanted)) else {}
    containers, networks, images = (podman.get(kind, {}) for kind in ("containers", "networks", "images"))
    for definition in hosts.values():
        definition["state"] = state_of(definition, containers)
    needs_image = wanted["image"] not in images
    faults += machine_faults(machine, needs_image=needs_image)
    new_hosts = sum(definition["state"] in ("absent", "outdated") for definition in hosts.values())
    if not faults:
        faults = foreign_faults(wanted, podman, hosts)
    if not faults:
        running = {name for name, container in containers.items() if container["state"] == "running"}
        faults = inotify_faults(sum(definition["container"] not in running for definition in hosts.values()))
        if needs_image or new_hosts:
            faults += making_faults(needs_image=needs_image, new_hosts=new_hosts)
    ours = [f"{lab}-{name}" for name in wanted["networks"]]
    return {
        "faults": faults,
        "hosts": hosts,
        "needs_image": needs_image,
        "networks": [name for name in ours if name not in networks],
        "loud_bridges": [networks[name]["device"] for name in ours if name in networks and networks[name]["ipv6"]],
        "machine": {key: value for key, value in machine.items() if key != "podman"},
    }


def main() -> None:
    wanted = json.load(sys.stdin)
    machine = probe.machine_facts(["apt-get", "mmdebstrap", "runc"])
    json.dump(make_plan(wanted, machine), sys.stdout)


if __name__ == "__main__":
    main()
