#!/bin/sh
# Installs packages with the arguments for apt-get that are given, and restarts nothing of OVN and Open vSwitch, which the
# packages would stop for as long as all of them take. What runs goes on as it is, but for ovn-controller: its package
# tells it to exit and to leave the flows in place.
set -eu
policy=/usr/sbin/policy-rc.d
[ ! -e $policy ] || grep -q ovnlab $policy || mv $policy $policy.ovnlab
trap 'rm -f $policy; [ ! -e $policy.ovnlab ] || mv $policy.ovnlab $policy' EXIT
cat >$policy <<'POLICY'
#!/bin/sh
# While ovnlab.ovn upgrades this host: it restarts these itself, when everything is in place.
case $1 in ovn-* | ovs-* | ovsdb-* | openvswitch-*) exit 101 ;; esac
[ ! -x "$0.ovnlab" ] || exec "$0.ovnlab" "$@"
POLICY
chmod 0755 $policy
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
# What an earlier run left half done.
dpkg --force-confdef --force-confold --configure --pending
apt-get -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
