#!/bin/sh
# Puts into one archive what tells how OVN on this host is, and prints the archive's path. What a host does not have is
# left out, and what a program says instead of an answer stands in its file. Keys and passwords stay where they are.
# Usage: collect_logs.sh SECONDS, for which each program may work
set -u
umask 077
limit=$1

folder=$(mktemp -d /tmp/ovn-logs-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit

# keep FILE COMMAND...: what the command says, if the host has it.
keep() {
	file=$1
	shift
	command -v "$1" >/dev/null || return 0
	mkdir -p "$(dirname "$file")"
	{
		echo "# $*"
		timeout "$limit" "$@" 2>&1 || echo "# ended with $?"
	} | sed 's/\(psk="\{0,1\}\)[^",}]*/\1***/g' >"$file"
}

for log in /var/log/ovn/*.log /var/log/ovn/*.log.1 /var/log/openvswitch/*.log /var/log/openvswitch/*.log.1; do
	[ ! -f "$log" ] || keep "logs/$(basename "$(dirname "$log")")/$(basename "$log")" tail -c 20000000 "$log"
done
keep journal.txt journalctl --no-pager --lines 50000 --unit 'ovn*' --unit 'ovs*' --unit 'openvswitch*' --unit 'netns*'
keep units.txt systemctl --no-pager --full status 'ovn*' 'ovs*' 'openvswitch*' 'netns*'

for database in nb:OVN_Northbound sb:OVN_Southbound; do
	short=${database%:*} name=${database#*:} run=/var/run/ovn
	[ -S "$run/ovn${short}_db.sock" ] || continue
	keep "$name/show.txt" "ovn-${short}ctl" --no-leader-only "--db=unix:$run/ovn${short}_db.sock" show
	keep "$name/dump.txt" ovsdb-client --no-leader-only dump "unix:$run/ovn${short}_db.sock" "$name"
	keep "$name/server.txt" ovsdb-client --no-leader-only dump "unix:$run/ovn${short}_db.sock" _Server Database name model connected leader cid sid index
	keep "$name/cluster.txt" ovs-appctl -t "$run/ovn${short}_db.ctl" cluster/status "$name"
done
for program in northd controller; do
	set -- /var/run/ovn/ovn-$program.*.ctl
	[ -S "$1" ] || continue
	for question in version memory/show coverage/show inc-engine/show-stats vlog/list; do
		keep "ovn-$program/$(echo $question | tr / -).txt" ovn-appctl -t ovn-$program $question
	done
done
keep ovn-controller/connection.txt ovn-appctl -t ovn-controller connection-status
keep ovn-northd/status.txt ovn-appctl -t ovn-northd status

keep openvswitch/show.txt ovs-vsctl --timeout "$limit" show
keep openvswitch/dump.txt ovsdb-client dump unix:/var/run/openvswitch/db.sock Open_vSwitch
for question in version bfd/show coverage/show memory/show dpctl/dump-flows dpctl/show tnl/ports/show ovs/route/show; do
	keep "openvswitch/$(echo $question | tr / -).txt" ovs-appctl $question
done
for bridge in $(ovs-vsctl --timeout "$limit" list-br 2>/dev/null); do
	keep "openvswitch/$bridge/flows.txt" ovs-ofctl --names dump-flows "$bridge"
	keep "openvswitch/$bridge/groups.txt" ovs-ofctl -O OpenFlow15 dump-groups "$bridge"
	keep "openvswitch/$bridge/ports.txt" ovs-ofctl -O OpenFlow15 dump-ports "$bridge"
	keep "openvswitch/$bridge/macs.txt" ovs-appctl fdb/show "$bridge"
done

keep host/addresses.txt ip -details address
keep host/routes.txt ip route show table all
keep host/neighbours.txt ip neighbour
keep host/namespaces.txt ip -all netns exec ip address
keep host/sockets.txt ss -lntup
keep host/space.txt df -h
keep host/memory.txt free -m
keep host/kernel.txt uname -a
keep host/packages.txt dpkg-query --show 'ovn*' 'openvswitch*' 'python3-openvswitch'
for file in /etc/default/ovn-central /etc/default/ovn-host /etc/default/openvswitch-switch /etc/openvswitch/system-id.conf; do
	[ ! -f "$file" ] || keep "host$file" cat "$file"
done
for file in /etc/ovn/pki/cert.pem /etc/ovn/pki/cacert.pem; do
	[ ! -f "$file" ] || keep "host$file.txt" openssl x509 -noout -text -in "$file"
done

# Nothing of the above prints a key. Should a log hold one after all, it stays here.
grep -rlZ 'PRIVATE KEY' . | xargs -0 -r rm -f --

tar -czf "$folder.tar.gz" .
echo "$folder.tar.gz"
