#!/bin/sh
# Takes the machine's own IPv6 off the bridges of these Podman networks and off their
# ports, and names those that it changed. Usage: mute-bridges.sh NETWORK...
set -eu

for network; do
	bridge=$(podman network inspect --format '{{.NetworkInterface}}' "$network")
	for port in "$bridge" $(ls "/sys/class/net/$bridge/brif" 2>/dev/null || :); do
		switch=/proc/sys/net/ipv6/conf/$port/disable_ipv6
		if [ -e "$switch" ] && [ "$(cat "$switch")" = 0 ]; then
			echo 1 >"$switch"
			echo "$port"
		fi
	done
done
