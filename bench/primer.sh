#!/usr/bin/env bash
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The primer lab as a person would type it: no Ansible, only the shell, into lab hosts that
# run already. It is what the playbook is measured against, so it does the least that leads
# to an answering VIP: no check of what is there, nothing that would outlive a reboot.
#
#   bench/primer.sh LAB build        everything, until the VIP of the router answers
#   bench/primer.sh LAB lb-switch    the load balancer moves to the client's switch
#   bench/primer.sh LAB lb-router    and back
#   bench/primer.sh LAB answers      only waits until the VIP of the router answers
#
# LAB is the lab_name of three hosts that were made and not deployed: LAB-ubuntu1 to LAB-ubuntu3.

set -euo pipefail

if [ $# -ne 2 ]; then
  sed -n '/^#   bench/s/^#  //p' "$0" >&2
  exit 64
fi
lab=$1
limit=30 # seconds that anything here may take to come true

# Runs the lines of standard input on one host, stops at the first that fails.
on() {
  podman exec -i "$lab-$1" bash -eu -o pipefail -s "${@:2}"
}

# The functions that the lines on a host may use.
# shellcheck disable=SC2016 # the host's shell expands it
helpers='
until_true() {
  local end=$((SECONDS + '$limit'))
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= end)); then echo "still false after '$limit' s: $*" >&2; return 1; fi
    sleep 0.05
  done
}
'

central() {
  { echo "$helpers"; cat <<'LINES'; } | on ubuntu1
systemctl start ovn-central
until_true ovn-nbctl init
until_true ovn-sbctl init
ovn-nbctl set-connection ptcp:6641
ovn-sbctl set-connection ptcp:6642
LINES
}

# chassis HOST ENCAP_IP: OVS with the encap NIC in a bridge, as tunnels in userspace need it.
chassis() {
  on "$1" "$1" "$2" <<'LINES'
name=$1 encap_ip=$2
echo "$name" >/etc/openvswitch/system-id.conf
systemctl start openvswitch-switch
ovs-vsctl set Open_vSwitch . \
  external_ids:system-id="$name" \
  external_ids:ovn-remote=tcp:10.127.0.2:6642 \
  external_ids:ovn-encap-type=geneve \
  external_ids:ovn-encap-ip="$encap_ip" \
  external_ids:ovn-bridge-datapath-type=netdev
ovs-vsctl add-br br-eth0 -- add-port br-eth0 eth0 \
  -- set Bridge br-eth0 datapath_type=netdev other_config:hwaddr="$(cat /sys/class/net/eth0/address)"
ip addr flush dev eth0
ip addr add "$encap_ip/25" dev br-eth0
ip link set br-eth0 up
systemctl start ovn-host
LINES
}

provider_bridge() {
  on ubuntu1 <<'LINES'
ovs-vsctl add-br br-eth1 -- add-port br-eth1 eth1 \
  -- set Bridge br-eth1 datapath_type=netdev other_config:hwaddr="$(cat /sys/class/net/eth1/address)" \
  -- set Open_vSwitch . external_ids:ovn-bridge-mappings=dataNet:br-eth1
ip addr flush dev eth1
ip addr add 10.127.0.130/24 dev br-eth1
ip link set br-eth1 up
LINES
}

network() {
  on ubuntu1 <<'LINES'
# the switches inside and dmz, and the router between them
ovn-nbctl ls-add inside
ovn-nbctl ls-add dmz
ovn-nbctl lr-add tenant1
join() { # ROUTER SWITCH MAC NETWORK
  ovn-nbctl lrp-add "$1" "$1-$2" "$3" "$4"
  ovn-nbctl lsp-add "$2" "$2-$1"
  ovn-nbctl lsp-set-type "$2-$1" router
  ovn-nbctl lsp-set-addresses "$2-$1" "$3"
  ovn-nbctl lsp-set-options "$2-$1" "router-port=$1-$2"
}
join tenant1 dmz 02:ac:10:ff:01:29 172.16.255.129/26
join tenant1 inside 02:ac:10:ff:01:93 172.16.255.193/26
vm_port() { # SWITCH VM ADDRESSES DHCP_OPTIONS
  ovn-nbctl lsp-add "$1" "$1-$2"
  ovn-nbctl lsp-set-addresses "$1-$2" "$3"
  ovn-nbctl lsp-set-port-security "$1-$2" "$3"
  ovn-nbctl lsp-set-dhcpv4-options "$1-$2" "$4"
}
dhcp() { # CIDR ROUTER MAC
  ovn-nbctl create DHCP_Options "cidr=$1" \
    options="\"server_id\"=\"$2\" \"server_mac\"=\"$3\" \"lease_time\"=\"3600\" \"router\"=\"$2\""
}
dmz=$(dhcp 172.16.255.128/26 172.16.255.129 02:ac:10:ff:01:29)
inside=$(dhcp 172.16.255.192/26 172.16.255.193 02:ac:10:ff:01:93)
vm_port dmz vm1 "02:ac:10:ff:01:30 172.16.255.130" "$dmz"
vm_port dmz vm2 "02:ac:10:ff:01:31 172.16.255.131" "$dmz"
vm_port inside vm3 "02:ac:10:ff:01:94 172.16.255.194" "$inside"
vm_port inside vm4 "02:ac:10:ff:01:95 172.16.255.195" "$inside"

# the gateway router edge1 on ubuntu1, and the way through it
ovn-nbctl create Logical_Router name=edge1 options:chassis=ubuntu1 >/dev/null
ovn-nbctl ls-add transit
join edge1 transit 02:ac:10:ff:00:01 172.16.255.1/30
join tenant1 transit 02:ac:10:ff:00:02 172.16.255.2/30
ovn-nbctl lr-route-add edge1 172.16.255.128/25 172.16.255.2
ovn-nbctl lr-route-add tenant1 0.0.0.0/0 172.16.255.1
ovn-nbctl ls-add outside
join edge1 outside 02:0a:7f:00:01:29 10.127.0.129/25
ovn-nbctl lsp-add outside outside-localnet
ovn-nbctl lsp-set-addresses outside-localnet unknown
ovn-nbctl lsp-set-type outside-localnet localnet
ovn-nbctl lsp-set-options outside-localnet network_name=dataNet
ovn-nbctl -- --id=@nat create nat type=snat logical_ip=172.16.255.128/25 external_ip=10.127.0.129 \
  -- add logical_router edge1 nat @nat >/dev/null
LINES
}

# vms HOST VM:PORT:MAC...: namespaces with an address from OVN's DHCP.
vms() {
  { echo "$helpers"; cat <<'LINES'; } | on "$1" "${@:2}"
for vm; do
  IFS=, read -r name port mac <<<"$vm"
  ip netns add "$name"
  ip link add "$name" mtu 1442 type veth peer name "$name" address "$mac" mtu 1442 netns "$name"
  ip link set "$name" up
  ip -n "$name" link set lo up
  ip -n "$name" link set "$name" up
  ip netns exec "$name" ethtool -K "$name" tx off >/dev/null
  ovs-vsctl add-port br-int "$name" -- set Interface "$name" external_ids:iface-id="$port"
done
for vm; do
  name=${vm%%,*}
  mkdir -p "/etc/netns/$name"
  : >"/etc/netns/$name/resolv.conf"
  ip netns exec "$name" udhcpc -q -n -t 100 -T 1 -i "$name" -s /etc/udhcpc/default.script </dev/null >/dev/null 2>&1
done
LINES
}

# web HOST VM
web() {
  on "$1" "$2" <<'LINES'
mkdir -p /tmp/www
echo "i am $1" >/tmp/www/index.html
ip netns exec "$1" setsid python3 -m http.server -d /tmp/www 8000 </dev/null >"/tmp/www/log" 2>&1 &
LINES
}

# answers HOST NAMESPACE VIP: until one request is answered. The namespace of the host itself is "".
answers() {
  { echo "$helpers"; cat <<'LINES'; } | on "$1" "$2" "$3"
until_true ${1:+ip netns exec "$1"} curl -fsm 1 "http://$2:8000/"
LINES
}

lb_router() {
  on ubuntu1 <<'LINES'
ovn-nbctl --if-exists clear logical_switch inside load_balancer
ovn-nbctl --all destroy load_balancer
uuid=$(ovn-nbctl create load_balancer vips:10.127.0.254="172.16.255.130,172.16.255.131")
ovn-nbctl --wait=hv --timeout=30 set logical_router edge1 load_balancer="$uuid"
LINES
}

lb_switch() {
  on ubuntu1 <<'LINES'
ovn-nbctl clear logical_router edge1 load_balancer
ovn-nbctl --all destroy load_balancer
uuid=$(ovn-nbctl create load_balancer vips:172.16.255.62="172.16.255.130,172.16.255.131")
ovn-nbctl --wait=hv --timeout=30 set logical_switch inside load_balancer="$uuid"
LINES
}

# Several things at once: as a person has one terminal for each host.
together() {
  local pids=() pid
  for call; do
    $call &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid"; done
}

case $2 in
  build)
    central
    together "chassis ubuntu1 10.127.0.2" "chassis ubuntu2 10.127.0.3" "chassis ubuntu3 10.127.0.4"
    provider_bridge
    network
    together "vms ubuntu2 vm1,dmz-vm1,02:ac:10:ff:01:30 vm3,inside-vm3,02:ac:10:ff:01:94" \
      "vms ubuntu3 vm2,dmz-vm2,02:ac:10:ff:01:31 vm4,inside-vm4,02:ac:10:ff:01:95"
    together "web ubuntu2 vm1" "web ubuntu3 vm2"
    lb_router
    answers ubuntu1 "" 10.127.0.254
    ;;
  lb-switch)
    lb_switch
    answers ubuntu2 vm3 172.16.255.62
    ;;
  lb-router)
    lb_router
    answers ubuntu1 "" 10.127.0.254
    ;;
  answers)
    answers ubuntu1 "" 10.127.0.254
    ;;
  *)
    echo "what to do is build, lb-switch, lb-router or answers, not $2" >&2
    exit 64
    ;;
esac
