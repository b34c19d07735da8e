#!/bin/sh
# What this host has of OVN and Open vSwitch, what runs of it, and whether that, and the schemas of databases, are those
# installed.
dpkg-query --show --showformat='package ${Package} ${Version} ${db:Status-Status}\n' \
	'ovn-*' 'openvswitch-*' python3-openvswitch python3-ovsdbapp 2>/dev/null |
	grep -v -e ' not-installed$' -e ' config-files$'
for unit in ovsdb-server ovs-vswitchd ovn-controller ovn-northd ovn-ovsdb-server-nb ovn-ovsdb-server-sb; do
	pid=$(systemctl show --property MainPID --value "$unit")
	if [ "$pid" = 0 ]; then
		echo "unit $unit stopped"
	elif readlink "/proc/$pid/exe" | grep -q ' (deleted)$'; then
		echo "unit $unit stale"
	else
		echo "unit $unit current"
	fi
done
for database in nb sb; do
	server=/var/run/ovn/ovn${database}_db.sock schema=/usr/share/ovn/ovn-$database.ovsschema
	[ -S $server ] || continue
	[ "$(ovsdb-client --no-leader-only --timeout=10 needs-conversion unix:$server $schema 2>/dev/null)" != yes ] ||
		echo "schema $database"
done
keys=$(ovs-vsctl --timeout=10 get Open_vSwitch . external_ids 2>/dev/null)
case $keys in *'ovn-match-northd-version="true"'*) echo held ;; esac
case $keys in *ovn-ofctrl-wait-before-clear=*) echo waits ;; esac
